"""What a template is made of. Its labels are gettext ids where synthgrid ships it, else words in two languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from synthgrid.domain import axes
from synthgrid.i18n import LANGUAGES, speaks, translate


@dataclass(frozen=True, slots=True)
class Words:
    """A heading as those who made a template wrote it in each language."""

    fr: str
    en: str


Label = str | Words
"""A gettext id, or words; "" is no heading of its own."""


def said(label: Label, language: str) -> str:
    """Say a label in a language; one that is empty says nothing."""
    if isinstance(label, Words):
        return label.fr if speaks(language) == "fr" else label.en
    return translate(label, language) if label else ""


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One column or row: its key, its label, and what else it is called in the items."""

    key: str
    label: Label = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A field of the items, and the values it is spread over, in order; empty means those that occur.

    `label` is what the field is called; "" is its own name.
    """

    field: axes.Field
    values: tuple[AxisValue, ...] = ()
    label: Label = ""


@dataclass(frozen=True, slots=True)
class Pivot:
    """Columns and rows over fields of the items of one section."""

    form: ClassVar[str] = "pivot"

    key: str
    label: Label
    section: str
    columns: Axis
    rows: Axis | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True)
class TableField:
    """A column of a table: the text of the item (`text`) or one of its fields."""

    field: axes.Field
    label: Label = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One item of a section per row, a field per column; the rows are put together by another field, or not."""

    form: ClassVar[str] = "table"

    key: str
    label: Label
    section: str
    fields: tuple[TableField, ...]
    rows: Axis | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Composite:
    """Several parts in order: sections of the workshop, or grids by the key of their template.

    Attributes:
        parts: Keys of grids and of sections; the workshop's own sections come after them, as they occur.
        closings: The section that closes another one, by the key of that other one.
        labels: Headings of parts by their key, where they have one of their own.
    """

    form: ClassVar[str] = "composite"

    key: str
    label: Label
    parts: tuple[str, ...]
    closings: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, Label], ...] = ()
    revision: str = ""


Template = Pivot | Table | Composite

FORMS: Final = tuple(form.form for form in (Pivot, Table, Composite))

TEXT: Final = "text"
"""The field of a table that is the item itself, with its sub-items."""

LABEL_MAX: Final = 200
VALUES_MAX: Final = 50
ALIASES_MAX: Final = 50
FIELDS_MAX: Final = 12
PARTS_MAX: Final = 30
CARRIED_MAX: Final = PARTS_MAX + 1
"""Templates that one document carries: that of its workshop, and what that one shows."""


def shows(template: Template, key: str) -> bool:
    """Tell whether a template shows another one, by its key, as a part."""
    return isinstance(template, Composite) and key in template.parts


def names_of(value: AxisValue) -> Iterator[str]:
    """Return what a value is called in the items: its key, its headings, its other names."""
    yield value.key
    yield from filter(None, (said(value.label, language) for language in LANGUAGES))
    yield from value.aliases
