"""The groups and categories of a workshop by their names, and making those that a body names first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counting
from itertools import islice
from typing import Any, Final

from synthgrid.domain.document import DocumentCategory, DocumentGroup, Path
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.paths import written
from synthgrid.domain.positions import SPACE
from synthgrid.domain.report import CreatedName, CreatedPath
from synthgrid.domain.values import Category, Group, Workshop
from synthgrid.storage import Session
from synthgrid.storage.categories import insert_categories
from synthgrid.storage.groups import insert_groups
from synthgrid.storage.marks import new_id

NEAREST_FOR: Final = 50
NEAREST_AMONG: Final = 200
"""The nearest name is a service to people: it is looked for where they can still read it, and bounded."""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids by name and by path, and which of them a body made."""

    groups: Mapping[str, str]
    categories: Mapping[Path, str]
    created_groups: tuple[CreatedName, ...] = ()
    created_categories: tuple[CreatedPath, ...] = ()

    def group(self, name: str | None) -> str | None:
        """Return the id of a group; the name itself, which is no id, where there is none yet."""
        return None if name is None else self.groups.get(name, name)

    def category(self, path: Path | None) -> str | None:
        """Return the id of a category; its written path, which is no id, where there is none yet."""
        return None if path is None else self.categories.get(path, written(path))


def names_of(workshop: Workshop) -> Names:
    """Return the names that a stored workshop has."""
    return Names(
        {group.name: group.id for group in workshop.groups},
        {category.path: category.id for category in workshop.categories},
    )


def group_columns(group: DocumentGroup) -> dict[str, Any]:
    """Return what a document says of a group."""
    return {
        "name": group.name,
        "actor": group.actor,
        "composition": group.composition,
        "members": group.members,
        "size": group.size,
    }


def category_columns(category: DocumentCategory) -> dict[str, Any]:
    """Return what a document says of a category."""
    return {
        "name": category.path[-1],
        "definition": category.definition,
        "color": category.color,
        "side": category.side,
    }


@dataclass(frozen=True, slots=True)
class Positions:
    """Where groups and categories stand among their siblings, by name and by path."""

    groups: Mapping[str, int]
    categories: Mapping[Path, int]


def positions_at_end(
    stored: Workshop, groups: Iterable[DocumentGroup], categories: Iterable[DocumentCategory]
) -> Positions:
    """Return the positions of what is new in a document: after all that a stored workshop has."""
    last = max((group.position for group in stored.groups), default=0)
    known = names_of(stored)
    new = (group.name for group in groups if group.name not in known.groups)
    below: dict[Path, int] = {}
    for category in stored.categories:
        below[category.path[:-1]] = max(below.get(category.path[:-1], 0), category.position)
    found = {}
    for one in categories:
        if one.path not in known.categories:
            found[one.path] = below[one.path[:-1]] = below.get(one.path[:-1], 0) + SPACE
    return Positions({name: position for position, name in zip(counting(last + SPACE, SPACE), new)}, found)


def make_names(
    session: Session,
    stored: Workshop,
    groups: Iterable[DocumentGroup],
    categories: Iterable[DocumentCategory],
    positions: Positions,
) -> Names:
    """Add the groups and categories that a workshop does not have yet.

    Args:
        session: A transaction that writes.
        stored: The workshop.
        groups: What a document says of groups.
        categories: What it says of categories, parents before children.
        positions: Of those that are new.
    """
    known = names_of(stored)
    new_groups = [group for group in groups if group.name not in known.groups]
    new_categories = [category for category in categories if category.path not in known.categories]
    names = Names(
        {**known.groups, **{group.name: new_id() for group in new_groups}},
        {**known.categories, **{category.path: new_id() for category in new_categories}},
        tuple(_created_groups(new_groups, stored.groups)),
        tuple(_created_categories(new_categories, stored.categories)),
    )
    group_rows = [
        {**group_columns(one), "id": names.groups[one.name], "position": positions.groups[one.name]}
        for one in new_groups
    ]
    category_rows = [
        {
            **category_columns(one),
            "id": names.categories[one.path],
            "parent": names.categories.get(one.path[:-1]),
            "position": positions.categories[one.path],
        }
        for one in new_categories
    ]
    insert_groups(session, stored.stamp.workshop, group_rows)
    insert_categories(session, stored.stamp.workshop, category_rows)
    return names


def _created_groups(new: Sequence[DocumentGroup], stored: Iterable[Group]) -> Iterator[CreatedName]:
    there, listed = [group.name for group in stored], [group.name for group in new if group.listed]
    for one, nearest in _nearest([(group.name, group.listed) for group in new], there, listed):
        yield CreatedName(one, nearest)


def _created_categories(new: Sequence[DocumentCategory], stored: Iterable[Category]) -> Iterator[CreatedPath]:
    every = [*(one.path for one in stored), *(one.path for one in new)]
    paths = {written(path): path for path in every}
    there, listed = [written(one.path) for one in stored], [written(one.path) for one in new if one.listed]
    for one, nearest in _nearest([(written(category.path), category.listed) for category in new], there, listed):
        yield CreatedPath(paths[one], paths[nearest] if nearest else None)


def _nearest(
    new: Iterable[tuple[str, bool]], there: Sequence[str], listed: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    """Yield each new name with the nearest there is: a name that only items use may be a listed one, mistyped."""
    for number, (name, is_listed) in enumerate(new):
        known = islice(there if is_listed else (*there, *listed), NEAREST_AMONG)
        yield name, nearest_of(name, known) if number < NEAREST_FOR else None
