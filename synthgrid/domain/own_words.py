"""The words that a workspace's own templates have for polarities, sections and fields, as headings of imports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from synthgrid.domain import axes
from synthgrid.domain.forms import TEXT, Axis, Composite, Label, Pivot, Template, names_of, said
from synthgrid.domain.values import POINT, Polarity
from synthgrid.i18n import LANGUAGES

Meanings = Mapping[str, str]
"""A heading -> what it means: `polarity:positive`, `section:KEY`, or a field of the items: `category`, `facet:NAME`."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words besides those that every import knows.

    Attributes:
        first: Those of the workshop's template, which come before what the same words mean elsewhere.
        last: Those of the other templates, which come after.
    """

    first: Meanings = field(default_factory=dict)
    last: Meanings = field(default_factory=dict)


def words_of(templates: Iterable[Template]) -> Meanings:
    """Return what the headings of templates mean; of two that are the same, the first."""
    found: dict[str, str] = {}
    for template in templates:
        for heading, meaning in _words(template):
            found.setdefault(heading, meaning)
    return found


def reading_of(key: str) -> str:
    """Return what a heading means that stands for the key of a polarity or of a section."""
    return f"{axes.POLARITY if key in set(Polarity) else axes.SECTION}:{key}"


def _words(template: Template) -> Iterator[tuple[str, str]]:
    if isinstance(template, Composite):
        for key, label in template.labels:
            if key in template.parts:
                yield from _said(label, reading_of(key))
        return
    if template.section != POINT:
        yield from _said(template.label, reading_of(template.section))
    for axis in (template.columns if isinstance(template, Pivot) else None, template.rows):
        if axis is not None:
            yield from _of_axis(axis)
    if not isinstance(template, Pivot):
        for column in template.fields:
            if column.field != TEXT:
                yield from _said(column.label, column.field)


def _of_axis(axis: Axis) -> Iterator[tuple[str, str]]:
    yield from _said(axis.label, axis.field)
    if axis.field not in {axes.POLARITY, axes.SECTION}:
        return
    for value in axis.values:
        for name in names_of(value):
            if name != value.key:
                yield name, reading_of(value.key)


def _said(label: Label, meaning: str) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        if heading := said(label, language):
            yield heading, meaning
