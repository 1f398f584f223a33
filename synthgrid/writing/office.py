"""What both formats of word processors share: page, font, colours, the size of a figure, one way to zip."""

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import ZipFile, ZipInfo

from synthgrid.domain.looks import POLARITY_COLOR
from synthgrid.domain.values import Polarity

AUTHOR: Final = "synthgrid"
FONT: Final = "Calibri"
FALLBACKS: Final = ("Carlito", "Source Sans 3", "Source Sans Pro")
"""What stands in for the font, which office programs come with, where it is not installed: the best first."""

BULLETS: Final = "•–"
"""Those of a list, of the lists in it, and so on in turn."""

INK: Final = "#1d2733"
GREY: Final = "#52606d"
RULE: Final = "#d5dbe1"
PALE: Final = "#f5f7f9"
HEADINGS: Final[Mapping[Polarity | None, str]] = {None: "#3d4b5c"} | dict(POLARITY_COLOR)
"""The ground of a column's heading."""
GROUNDS: Final[Mapping[Polarity | None, str]] = {Polarity.POSITIVE: "#f0f6f6", Polarity.IMPROVE: "#faf3ee", None: PALE}
"""The ground of a column's cells."""

FIGURE_DPI: Final = 200
"""Pixels an inch of a figure at its natural size: sharp in print."""

_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file knows."""
_PNG_SIZE: Final = struct.Struct(">16xII")


class Size(NamedTuple):
    """A width and a height, in inches."""

    width: float
    height: float

    @property
    def turned(self) -> "Size":
        """The same on its side."""
        return Size(self.height, self.width)


PAGE: Final = Size(8.268, 11.693)
"""A4."""
MARGIN: Final = 0.6
TEXT_WIDTH: Final = PAGE.width - 2 * MARGIN
FRAME: Final = Size(PAGE.height - 2 * MARGIN, PAGE.width - 2 * MARGIN - 0.85)
"""The room of a figure under its heading and a line, on a page on its side."""


def fitted(png: bytes) -> Size:
    """Return the size of a figure on paper: its natural one, or what fits the frame."""
    width, height = _PNG_SIZE.unpack_from(png)
    scale = min(1 / FIGURE_DPI, FRAME.width / width, FRAME.height / height)
    return Size(width * scale, height * scale)


def shrunk(png: bytes, dpi: int) -> float:
    """Return how much smaller than drawn a figure is on paper: 0.5 where a letter of 10 points has 5.

    Args:
        png: The figure.
        dpi: That it was drawn with.
    """
    width, _ = _PNG_SIZE.unpack_from(png)
    return fitted(png).width * dpi / int(width)


def reproducible(packed: bytes) -> bytes:
    """Return a zip file with the same members in the same order, all of one day: equal documents are equal bytes."""
    written = BytesIO()
    with ZipFile(BytesIO(packed)) as source, ZipFile(written, "w") as target:
        for member in source.infolist():
            target.writestr(ZipInfo(member.filename, _DAY), source.read(member), member.compress_type)
    return written.getvalue()
