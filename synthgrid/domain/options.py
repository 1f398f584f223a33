"""The drawing options of the contract, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from synthgrid.domain.axes import Field
from synthgrid.domain.values import Polarity
from synthgrid.i18n import LANGUAGE

DPI_MIN: Final = 72
DPI_MAX: Final = 600
DPI_DEFAULT: Final = 144


class View(StrEnum):
    """What is drawn."""

    MINDMAP = "mindmap"
    GRID = "grid"
    SHEET = "sheet"


_PICTURES: Final = ("svg", "png", "pdf")
FORMATS: Final[Mapping[View, tuple[str, ...]]] = {
    View.MINDMAP: (*_PICTURES, "txt", "json", "dot"),
    View.GRID: (*_PICTURES, "html", "md", "csv", "txt", "json", "dot"),
    View.SHEET: ("svg", "pdf", "html", "md", "txt", "json", "docx", "odt"),
}
"""How each is written, what suits people best first."""


class Layout(StrEnum):
    """How the branches of a map spread."""

    TWO_SIDED = "two-sided"
    RIGHT = "right"
    LEFT = "left"
    DOWN = "down"
    RADIAL = "radial"


class Theme(StrEnum):
    """Colours and weights."""

    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"
    CONTRAST = "contrast"


class Paper(StrEnum):
    """What a drawing is fitted to."""

    A4 = "a4"
    A3 = "a3"
    SCREEN = "screen"


class Pages(StrEnum):
    """How a drawing is cut into the pages of a PDF."""

    ONE = "one"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Options:
    """What to draw of a workshop, and how.

    Attributes:
        by: Branches of a map, columns of a grid. None chooses: category or section by what the items say on a map,
            the columns of its template in a grid.
        group: Draw the items of this group only, by name.
        polarity: Draw the items of this polarity only.
        section: Draw the items of this section only.
        category: Draw this branch only: a category's path.
        depth: Levels of a map below its root; deeper ones are counted as "+n".
        rows: Rows of a grid; None is its template's, `axes.NONE` is no rows.
        template: Template of a grid or a sheet; None is the workshop's own.
        lang: Language of the drawing's own words, `fr` or `en`, resolved before it is drawn.
        legend: Whether to explain the marks of groups and actors.
        numbers: Whether items carry their `ref`.
        paper: What the drawing is fitted to; None is a size of its own.
        pages: Pages of a PDF; None is one page, or as many as a grid or a sheet needs.
        dpi: Dots per inch of a PNG.
    """

    by: Field | None = None
    group: str | None = None
    polarity: Polarity | None = None
    section: str | None = None
    category: tuple[str, ...] | None = None
    depth: int | None = None
    rows: Field | None = None
    template: str | None = None
    lang: str = LANGUAGE
    layout: Layout = Layout.TWO_SIDED
    theme: Theme = Theme.LIGHT
    legend: bool = True
    numbers: bool = True
    paper: Paper | None = None
    pages: Pages | None = None
    dpi: int = DPI_DEFAULT
