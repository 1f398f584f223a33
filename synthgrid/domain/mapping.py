"""What the columns of a table become: the options of its import, and their judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from synthgrid.domain.check_items import ITEM_FIELDS
from synthgrid.domain.fields import Reader, Refused, escaped, line, nearest_of, required
from synthgrid.errors import N_

ITEM: Final = "text"
IGNORE: Final = "ignore"
FACET: Final = "facet"
FACET_PREFIX: Final = "facet:"
TITLE: Final = "title"
SUBCATEGORY: Final = "subcategory"
"""Targets of a column that are no field of an item: a title before a longer text, a theme below that of another."""

FIELDS: Final = (
    *("id", "external_id", "ref", "parent", "group", "actor", "voice", "section", "polarity", "category", "also"),
    "note",
)
"""Fields of an item that a column may fill, its text and its facets excepted."""

TARGETS: Final = (ITEM, *FIELDS, TITLE, SUBCATEGORY, FACET, IGNORE)
GIVEN: Final[Mapping[str, Reader]] = {
    name: ITEM_FIELDS[name]
    for name in ("group", "actor", "voice", "section", "polarity", "category", "also", "facets", "note")
}
"""Fields that every item of a column may get."""

COLUMNS_MAX: Final = 1_000


class Split(StrEnum):
    """How a cell becomes several items."""

    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Target:
    """What a column becomes.

    Attributes:
        role: One of `TARGETS`.
        name: Of a facet; "" for that of the column.
        fields: What every item of a column of items gets, JSON values.
    """

    role: str
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How a table is read.

    Attributes:
        mapping: Heading -> what the column becomes; the others are guessed.
        split: How a cell becomes several items; one cell is one item without.
        sheet: Name of the sheet of a workbook; the first with contents without.
        raw: Whether it was written without the guard of `domain.cells`: every `'` belongs to its text.
    """

    mapping: Mapping[str, Target] = field(default_factory=dict)
    split: Split | None = None
    sheet: str | None = None
    raw: bool = False

    @property
    def given(self) -> str | None:
        """The name of an option that is given, if one is."""
        return next((name for name in ("mapping", "split", "sheet", "raw") if getattr(self, name)), None)


def check_mapping(value: Any) -> Mapping[str, Target]:
    """Judge a mapping: heading -> the name of a target, or an object of what every item of the column gets.

    Raises:
        Refused: It is no such object, or a target is unknown or cannot be.
    """
    if not isinstance(value, dict):
        raise Refused(N_("It must be an object: the heading of a column, then what it becomes."))
    if len(value) > COLUMNS_MAX:
        raise Refused(N_("It has %(length)d entries; at most %(most)d."), length=len(value), most=COLUMNS_MAX)
    return {heading: _in_column(heading, target) for heading, target in value.items()}


def _in_column(heading: str, target: Any) -> Target:
    try:
        return _target(target)
    except Refused as refused:
        refused.at = f"/{escaped(heading)}{refused.at}"
        raise


def _target(target: Any) -> Target:
    if isinstance(target, dict):
        return Target(ITEM, fields={name: _field(name, value) for name, value in target.items()})
    if not isinstance(target, str):
        raise Refused(N_("It must be the name of a field, or an object of fields."))
    if target.startswith(FACET_PREFIX):
        return Target(FACET, required(line)(target.removeprefix(FACET_PREFIX)))
    if target not in TARGETS:
        raise _unknown(target, (*TARGETS, f"{FACET_PREFIX}…"))
    return Target(target)


def _field(name: str, value: Any) -> Any:
    """Judge one field, and return it as it came: the judge of the items reads it again."""
    if name not in GIVEN:
        raise _unknown(name, GIVEN, f"/{escaped(name)}")
    try:
        GIVEN[name](value)
    except Refused as refused:
        refused.at = f"/{escaped(name)}{refused.at}"
        raise
    return value


def _unknown(name: str, known: Any, at: str = "") -> Refused:
    if nearest := nearest_of(name, known):
        return Refused(N_("There is no such field; the nearest is “%(nearest)s”."), at, nearest=nearest)
    return Refused(N_("There is no such field; there are: %(known)s."), at, known=", ".join(known))
