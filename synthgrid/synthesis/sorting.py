"""Items by what they say: their themes, the values of a facet."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from synthgrid.domain.tree import in_preorder
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.synthesis.selection import Selection

Key = TypeVar("Key", bound=Hashable)


def also_under(workshop: Workshop, selection: Selection) -> dict[str, tuple[Proposal, ...]]:
    """Return, by theme, the items that belong there also; sub-items too."""
    items: Iterable[Proposal] = selection.shown
    if selection.referred:
        said = {item.id for item in selection.shown} | selection.referred
        items = [item for item in in_preorder(workshop.proposals) if item.id in said]
    found: dict[str, list[Proposal]] = {}
    for item in items:
        for theme in dict.fromkeys(item.also):
            if theme != item.category:
                found.setdefault(theme, []).append(item)
    return {theme: tuple(items) for theme, items in found.items()}


def values_of(value: object) -> tuple[str, ...]:
    """Return the values of a facet as they are said: none, one, or those of a list."""
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(str(one) for one in several if one not in (None, "")))


def split(items: Iterable[Proposal], key: Callable[[Proposal], Key]) -> dict[Key, tuple[Proposal, ...]]:
    """Split items by a key, keys and items in the order they occur."""
    found: dict[Key, list[Proposal]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {one: tuple(several) for one, several in found.items()}
