"""What an item of a body says of the proposal that it names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from synthgrid.domain.document import Item, Place, Unchecked
from synthgrid.domain.values import Proposal
from synthgrid.services.columns import INHERITED, SAID, item_columns
from synthgrid.services.names import Names

_NOWHERE: Final = Place(0)
_FACETS: Final = "facets/"


def corrections(
    item: Item, kept: Proposal, items: Mapping[int, Item], unchecked: Unchecked, names: Names
) -> dict[str, Any]:
    """Return the columns that an item gives, as they would be stored.

    Null is absent, and so is an empty cell, unless its row names a proposal by its id: then the field is empty.
    Facets that no column of a table is for, stay; so does what a child says that its parent says too.

    Args:
        item: The item.
        kept: The proposal that it names, with what it says itself.
        items: All of the body, by index.
        unchecked: The body.
        names: Of the groups and categories.
    """
    wanted = item_columns(item, names)
    if item.parent is None and kept.parent is not None:
        # Where its row does not say so, it is a child all the same, and an item of its parent's section.
        wanted["section"] = _value(unchecked.data, item.pointer).get("section")
    place, value = unchecked.places.get(item.pointer, _NOWHERE), _value(unchecked.data, item.pointer)
    given = {
        name: wanted[name] for name in SAID if value.get(name) is not None or (place.whole and name in place.columns)
    }
    if any(column.startswith(_FACETS) for column in place.columns):
        emptied = place.columns if place.whole else {}
        staying = {name: one for name, one in kept.facets.items() if f"{_FACETS}{name}" not in emptied}
        given["facets"] = staying | dict(item.facets)
    if item.parent is not None:
        inherited = item_columns(_with_inherited(item, items), names)
        for name in INHERITED & given.keys():
            if not wanted[name] and inherited[name] == getattr(kept, name):
                del given[name]
    return given


def _with_inherited(item: Item, items: Mapping[int, Item]) -> Item:
    """Return an item with what it leaves to those above it."""
    above: Item | None = item
    said: dict[str, Any] = {}
    while above is not None:
        said = {name: said.get(name) or getattr(above, name) for name in INHERITED}
        above = None if above.parent is None else items.get(above.parent)
    return replace(item, **said)


def _value(data: Any, pointer: str) -> Any:
    value = data
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value
