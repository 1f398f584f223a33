"""What a layout hands to Graphviz: boxes and links at their places. Points (1/72 inch), x to the right, y downwards."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from synthgrid.domain.options import Options
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.themes import Palette


class Size:
    """The type scale, points."""

    ROOT: Final = 20.0
    TITLE: Final = 22.0
    THEME: Final = 14.0
    TEXT: Final = 12.0
    LEAF: Final = 11.0
    NOTE: Final = 10.0
    SMALL: Final = 9.0


SIZES: Final = tuple(sorted(size for name, size in vars(Size).items() if not name.startswith("_")))


class Spacing(NamedTuple):
    """How lines of one size stand, by the metrics of the font. Points.

    Attributes:
        leading: From one baseline to the next.
        rise: From the middle of a single line down to its baseline.
    """

    leading: float
    rise: float


Leadings = Mapping[float, Spacing]
"""Spacing by size: every size of the type scale."""


class Pen(NamedTuple):
    """What everything of a drawing is drawn with: colours, line spacing of the engine, options."""

    palette: Palette
    leadings: Leadings
    options: Options


class Align(StrEnum):
    """How lines stand in their box."""

    LEFT = "l"
    RIGHT = "r"
    CENTER = "n"


ASIDE_GAP: Final = "\u00a0\u00a0"
"""What parts a heading from the count after it: no-break spaces, which XML and HTML-like labels keep."""


class Shape(StrEnum):
    """What is drawn around or under the lines."""

    NONE = "none"
    BOX = "box"
    PILL = "pill"


class Look(NamedTuple):
    """How a box looks; few looks are shared by many boxes."""

    face: Face
    size: float
    color: str
    align: Align = Align.LEFT
    shape: Shape = Shape.NONE
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 1.0


LINE: Final = "line"
"""Class of a line that is a box of its own."""


class Box(NamedTuple):
    """A text, a pill or a plain surface.

    Attributes:
        x, y: Its middle.
        lines: What it shows, wrapped.
        classes: Class names of its group in the SVG, e.g. `node depth-2 branch-3`; "" for one that joins `owner`, but
            for `LINE`.
        aside: A count after the last line, in the small regular face.
        entity: `data-id` of its group.
        title: The whole text, for the `<title>` of its group.
        owner: Index, in the picture, of the box whose group it joins (a number or a mark beside its text).
    """

    x: float
    y: float
    width: float
    height: float
    look: Look
    lines: tuple[str, ...] = ()
    aside: str = ""
    classes: str = ""
    entity: str = ""
    title: str = ""
    owner: int | None = None


def is_shape(box: Box) -> bool:
    """Tell whether a box has more to it than a text or a mark, which `svg.finish` writes by itself."""
    return box.owner is None and box.look.shape is not Shape.NONE


class Link(NamedTuple):
    """A curve between two boxes.

    Attributes:
        tail, head: Indices of boxes.
        points: Bézier points: a start, then three for each piece.
        dashed: Whether it is a relation between two items, rather than a line of the tree.
    """

    tail: int
    head: int
    points: tuple[tuple[float, float], ...]
    color: str
    width: float
    classes: str
    title: str
    dashed: bool = False


class Picture(NamedTuple):
    """A whole drawing, ready for Graphviz.

    Attributes:
        left, top, right, bottom: What everything lies within.
        outline: The same in words.
        background: Its colour.
        scale: Points of the finished drawing for each of its own.
    """

    left: float
    top: float
    right: float
    bottom: float
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    title: str
    outline: str
    language: str
    background: str
    scale: float = 1.0
