"""One axis of a grid: the values of a field in their order, and which of them each item has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from synthgrid.domain import axes
from synthgrid.domain.document import Path
from synthgrid.domain.forms import Axis, AxisValue, names_of, said
from synthgrid.domain.paths import written
from synthgrid.domain.text import folded
from synthgrid.domain.values import POINT, Group, Polarity, Proposal, Workshop
from synthgrid.errors import N_, Message
from synthgrid.i18n import LANGUAGES, translate
from synthgrid.synthesis import words
from synthgrid.synthesis.lineage import color_of, upwards

_HEADINGS: Final[Mapping[axes.Field, str]] = {
    axes.CATEGORY: N_("Theme"),
    axes.SECTION: N_("Section"),
    axes.POLARITY: N_("Opinion"),
    axes.GROUP: N_("Group"),
    axes.ACTOR: N_("Actor"),
}
_TRUTHS: Final = (N_("yes"), N_("no"))
_MISSING: Final[Mapping[axes.Field, str]] = {
    axes.CATEGORY: N_("To classify"),
    axes.POLARITY: N_("No opinion expressed"),
    axes.GROUP: N_("Without group"),
    axes.ACTOR: N_("Without actor"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a field, as a column or a row shows it."""

    key: str
    label: str
    polarity: Polarity | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Items spread over the values of a field.

    Attributes:
        slots: The values in their order.
        places: The slots of each item, by its id; without any where it says nothing.
        references: Slots where it is only referred to, by its id.
        heading: What the field is called.
        missing: What items without a value are headed with, before their number.
    """

    slots: tuple[Slot, ...]
    places: Mapping[str, tuple[int, ...]]
    references: Mapping[str, tuple[int, ...]]
    heading: str
    missing: str

    def at(self, item: Proposal) -> tuple[int, ...]:
        """Return the slots of an item."""
        return self.places.get(item.id, ())


class Spreading:
    """Spreads the items of a workshop over its fields."""

    def __init__(self, workshop: Workshop, language: str, *, whole: bool = True) -> None:
        """Keep what is looked up; `whole` when no filter leaves an item out."""
        self._workshop, self.language, self._whole = workshop, language, whole
        self._groups: dict[str | None, Group] = {group.id: group for group in workshop.groups}
        self._categories = {category.id: category for category in workshop.categories}
        self._readings: dict[str, list[Polarity]] = {}
        for reading in workshop.readings:
            self._readings.setdefault(reading.item, []).append(reading.polarity)

    def over(self, axis: Axis, items: Iterable[Proposal]) -> Spread:
        """Spread items over an axis: its own values first, as ordered, then those that occur besides."""
        items = tuple(items)
        given = {folded(name): number for number, value in enumerate(axis.values) for name in names_of(value)}
        slots = [self._given(axis.field, value) for value in axis.values]
        values = {item.id: self._said(axis.field, item) for item in items}
        also = {item.id: tuple(item.also) for item in items} if axis.field == axes.CATEGORY else {}
        known: dict[str, int] = {}
        found = dict.fromkeys(chain(*values.values(), *also.values()))
        for key in self._in_order(axis.field, found if given else (*found, *self._empty(axis.field, found))):
            number = self._among(given, axis.field, key) if given else None
            if number is None and (number := known.get(folded(key))) is None:
                number = len(slots)
                slots.append(self._slot(axis.field, key))
            known[folded(key)] = number

        def places(keys: Iterable[str]) -> tuple[int, ...]:
            return tuple(dict.fromkeys(known[folded(key)] for key in keys))

        return Spread(
            tuple(slots),
            {item: places(keys) for item, keys in values.items() if keys},
            {item: places(keys) for item, keys in also.items() if keys},
            self.heading(axis),
            self._missing(axis),
        )

    def heading(self, axis: Axis) -> str:
        """Return what a field is called: a facet by its own name, where its template has none for it."""
        name = axes.facet_of(axis.field)
        if name is None or axis.label:
            return said(axis.label, self.language) or translate(_HEADINGS[axis.field], self.language)
        return name[:1].upper() + name[1:]

    def _missing(self, axis: Axis) -> str:
        if known := _MISSING.get(axis.field):
            return translate(known, self.language)
        return translate(Message(N_("%(field)s not specified"), {"field": self.heading(axis)}), self.language)

    def labels(self, field: axes.Field, item: Proposal) -> tuple[str, ...]:
        """Return the values that an item has of a field, in words."""
        return tuple(self._slot(field, key).label for key in self._said(field, item))

    def section(self, key: str) -> str:
        """Return the heading of a section."""
        return words.section_label(self._workshop, key, self.language)

    def _given(self, field: axes.Field, value: AxisValue) -> Slot:
        """Return the column or row of a value that a template gives."""
        label = words.column_label(self._workshop, value, self.language)
        if field in {axes.POLARITY, axes.SECTION}:
            usual = self._slot(field, value.key)
            return replace(usual, label=label or usual.label)
        color = None
        if field == axes.CATEGORY:
            names = {folded(name) for name in names_of(value)}
            color = next(
                (
                    color_of(one, self._categories)
                    for one in self._categories.values()
                    if names.intersection(_names_of_path(one.path))
                ),
                None,
            )
        return Slot(value.key, label or value.key, color=color)

    def _among(self, given: Mapping[str, int], field: axes.Field, key: str) -> int | None:
        """Return which of the values that a template gives one of the items is, or is a part of."""
        return next((given[name] for name in self._names(field, key) if name in given), None)

    def _names(self, field: axes.Field, key: str) -> Iterator[str]:
        """Yield what a value of the items may be called, the narrowest first: a theme stands in those above it too."""
        if field == axes.CATEGORY:
            for category in upwards(self._categories[key], self._categories):
                yield from _names_of_path(category.path)
        elif field == axes.GROUP:
            yield folded(self._groups[key].name)
        else:
            yield folded(key)
            if field == axes.SECTION and key in set(Polarity):
                yield POINT
            for word in _TRUTHS:
                spoken = [translate(word, language) for language in LANGUAGES]
                yield from spoken if key in spoken else ()

    def _said(self, field: axes.Field, item: Proposal) -> tuple[str, ...]:
        """Return the keys of the values that an item has of a field."""
        if field == axes.POLARITY:
            own = (item.polarity,) if item.polarity else ()
            return tuple(dict.fromkeys((*own, *self._readings.get(item.id, ()))))
        if (name := axes.facet_of(field)) is not None:
            return self._facet(folded(name), item)
        group = self._groups.get(item.group)
        value = {
            axes.SECTION: item.polarity if item.section == POINT and item.polarity else item.section,
            axes.CATEGORY: item.category,
            axes.GROUP: item.group,
            axes.ACTOR: item.actor or (group.actor if group else ""),
        }[field]
        return (value,) if value else ()

    def _facet(self, name: str, item: Proposal) -> tuple[str, ...]:
        value = next((value for key, value in item.facets.items() if folded(key) == name), ())
        values = value if isinstance(value, list | tuple) else (value,)
        return tuple(self._written(one) for one in values)

    def _empty(self, field: axes.Field, found: Iterable[str]) -> tuple[str, ...]:
        """Return the themes that nothing at all stands in, where others have items: they are shown as on a map."""
        if field != axes.CATEGORY or not self._whole or not found:
            return ()
        used = {key for item in self._workshop.proposals for key in (item.category, *item.also) if key}
        filled = {one.id for key in used for one in upwards(self._categories[key], self._categories)}
        above = {one.parent for one in self._categories.values()}
        return tuple(key for key in self._categories if key not in filled and key not in above)

    def _written(self, value: Any) -> str:
        if isinstance(value, bool):
            return translate(_TRUTHS[not value], self.language)
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _in_order(self, field: axes.Field, found: Iterable[str]) -> list[str]:
        """Order values that no template orders: as the workshop or a sheet does, others as they occur."""
        sections = (one for section in words.SHEET_ORDER for one in _columns_of(section))
        ordered: Iterable[str] = {
            axes.CATEGORY: self._categories,
            axes.GROUP: [group.id for group in self._workshop.groups],
            axes.SECTION: sections,
        }.get(field, ())
        order = {key: number for number, key in enumerate(ordered)}
        return sorted(dict.fromkeys(found), key=lambda key: order.get(key, len(order)))

    def _slot(self, field: axes.Field, key: str) -> Slot:
        workshop, language = self._workshop, self.language
        if field == axes.CATEGORY:
            category = self._categories[key]
            return Slot(key, " › ".join(category.path), color=color_of(category, self._categories))
        if field == axes.GROUP:
            group = self._groups[key]
            return Slot(key, f"{group.name} · {group.actor}" if group.actor else group.name)
        if field in {axes.POLARITY, axes.SECTION} and key in set(Polarity):
            return Slot(key, words.polarity_label(workshop, Polarity(key), language), Polarity(key))
        return Slot(key, words.section_label(workshop, key, language) if field == axes.SECTION else key)


def _columns_of(section: str) -> tuple[str, ...]:
    return (*Polarity, POINT) if section == POINT else (section,)


def _names_of_path(path: Path) -> tuple[str, ...]:
    """Return what a theme is called: by its whole path, else by its own name."""
    return folded(written(path)), folded(path[-1])
