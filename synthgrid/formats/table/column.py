"""A column of a table, once it is known what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from synthgrid.domain.mapping import FACET, FACET_PREFIX, ITEM
from synthgrid.formats.table import words
from synthgrid.formats.table.rows import Row

NOTE: Final = "note"
EMPTY: Final = "empty"
TRANSLATION: Final = "translation"
"""What a column may be besides: what stands in the notes, nothing at all, the same as another in another language."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        number: Counted from 0.
        heading: Its name in the table: as written, told apart from others of the same name.
        role: What it is: a target of a mapping, or a word of `words`.
        name: Of the facet.
        fields: What every item of the column gets, JSON values.
        others: Numbers of the columns with the same in other languages, read where this one is empty.
        sure: Whether a cell that means nothing here is wrong; else it is kept as a facet.
        label: Whether the heading is how the authors call the polarity or section of its items.
    """

    number: int
    heading: str
    role: str
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[int, ...] = ()
    sure: bool = True
    label: bool = False

    def cell(self, row: Row) -> str:
        """Return what a row says in this column."""
        said = row.cell(self.number)
        return said or next(filter(None, map(row.cell, self.others)), "")

    @property
    def understood_as(self) -> str:
        """What the report says of the column."""
        if self.role == ITEM:
            said = [f"{name}:{self.fields[name]}" for name in ("polarity", "section") if name in self.fields]
            return ", ".join(said) or ("category" if "category" in self.fields else ITEM)
        if self.role == FACET:
            return f"{FACET_PREFIX}{self.name}"
        known = {words.RESPONSE: "external_id", words.LINK: "source"}.get(self.role)
        return known or ("ignored" if self.role in words.NOT_SAID else self.role)
