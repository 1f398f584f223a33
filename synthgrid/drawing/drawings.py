"""What comes out of this room."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Format(StrEnum):
    """How a drawing is written."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"


class SmallPrint(NamedTuple):
    """The smallest text of a drawing on its paper, and the smallest that can be read there. Points."""

    size: float
    floor: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished, checked drawing.

    Attributes:
        data: Its bytes.
        dpi: Dots per inch of a PNG, lower than asked for when the picture would have had too many pixels; else None.
        missing_glyphs: Characters that no font here can draw, as `U+4E2D`.
        small_print: Where a text is too small for the paper asked for; else None.
    """

    data: bytes
    format: Format
    dpi: int | None = None
    missing_glyphs: tuple[str, ...] = ()
    small_print: SmallPrint | None = None


class EngineInfo(NamedTuple):
    """The Graphviz that draws: `bundled` or `system`, and its version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
