"""The drawing options of the contract, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from synthgrid.domain.values import Polarity
from synthgrid.i18n import LANGUAGE

DPI_MIN: Final = 72
DPI_MAX: Final = 600
DPI_DEFAULT: Final = 144


class View(StrEnum):
    """What is drawn."""

    MINDMAP = "mindmap"
    GRID = "grid"


_PICTURES: Final = ("svg", "png", "pdf")
FORMATS: Final[Mapping[View, tuple[str, ...]]] = {
    View.MINDMAP: (*_PICTURES, "txt", "json", "dot"),
    View.GRID: (*_PICTURES, "html", "md", "csv", "txt", "json", "dot"),
}
"""How each is written, what suits people best first."""


class By(StrEnum):
    """What the branches of a map are."""

    CATEGORY = "category"
    SECTION = "section"
    POLARITY = "polarity"
    GROUP = "group"
    ACTOR = "actor"


class Rows(StrEnum):
    """What the rows of a grid are."""

    CATEGORY = "category"
    NONE = "none"


class Layout(StrEnum):
    """How the branches of a map spread."""

    TWO_SIDED = "two-sided"


class Theme(StrEnum):
    """Colours and weights."""

    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Options:
    """What to draw of a workshop, and how.

    Attributes:
        by: Branches of a map; None chooses category or section by what the items say.
        group: Draw the items of this group only, by name.
        polarity: Draw the items of this polarity only.
        section: Draw the items of this section only.
        category: Draw this branch only: a category's path.
        depth: Levels of a map below its root; deeper ones are counted as "+n".
        rows: Rows of a grid; None is by category when any item has one.
        template: Template of a grid; None is the workshop's own.
        lang: Language of the drawing's own words, `fr` or `en`, resolved before it is drawn.
        legend: Whether to explain the group marks.
        numbers: Whether items carry their `ref`.
        dpi: Dots per inch of a PNG.
    """

    by: By | None = None
    group: str | None = None
    polarity: Polarity | None = None
    section: str | None = None
    category: tuple[str, ...] | None = None
    depth: int | None = None
    rows: Rows | None = None
    template: str | None = None
    lang: str = LANGUAGE
    layout: Layout = Layout.TWO_SIDED
    theme: Theme = Theme.LIGHT
    legend: bool = True
    numbers: bool = True
    dpi: int = DPI_DEFAULT
