"""The groups and categories of a workshop by their names, and making those that a body names first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from synthgrid.domain.document import DocumentCategory, DocumentGroup, Path
from synthgrid.domain.fields import nearest_of
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
    created_categories: tuple[CreatedPath, ...] = field(default=())

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


def written(path: Path) -> str:
    """Return a path as people write it."""
    return " > ".join(path)


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


def make_names(
    session: Session, stored: Workshop, groups: Iterable[DocumentGroup], categories: Iterable[DocumentCategory]
) -> Names:
    """Add the groups and categories that a workshop does not have yet, after those it has.

    Args:
        session: A transaction that writes.
        stored: The workshop.
        groups: What a document says of groups.
        categories: What it says of categories, parents before children.
    """
    names = names_of(stored)
    new_groups = [group for group in groups if group.name not in names.groups]
    new_categories = [category for category in categories if category.path not in names.categories]
    group_ids = dict(names.groups) | {group.name: new_id() for group in new_groups}
    category_ids = dict(names.categories) | {category.path: new_id() for category in new_categories}
    first = 1 + max((group.position for group in stored.groups), default=-1)
    insert_groups(
        session,
        stored.stamp.workshop,
        [
            {**group_columns(group), "id": group_ids[group.name], "position": position}
            for position, group in enumerate(new_groups, first)
        ],
    )
    insert_categories(session, stored.stamp.workshop, _category_rows(stored, new_categories, category_ids))
    return Names(
        group_ids,
        category_ids,
        tuple(_created_groups(new_groups, stored.groups)),
        tuple(_created_categories(new_categories, stored.categories)),
    )


def _category_rows(
    stored: Workshop, new: Iterable[DocumentCategory], ids: Mapping[Path, str]
) -> Iterator[dict[str, Any]]:
    positions: dict[Path, int] = {}
    for category in stored.categories:
        above = category.path[:-1]
        positions[above] = max(positions.get(above, 0), category.position + 1)
    for one in new:
        above = one.path[:-1]
        position = positions.get(above, 0)
        positions[above] = position + 1
        yield {**category_columns(one), "id": ids[one.path], "parent": ids.get(above), "position": position}


def _created_groups(new: Iterable[DocumentGroup], stored: Iterable[Group]) -> Iterator[CreatedName]:
    known = [group.name for group in islice(stored, NEAREST_AMONG)]
    for number, group in enumerate(new):
        yield CreatedName(group.name, nearest_of(group.name, known) if number < NEAREST_FOR else None)


def _created_categories(new: Iterable[DocumentCategory], stored: Iterable[Category]) -> Iterator[CreatedPath]:
    known = {written(category.path): category.path for category in islice(stored, NEAREST_AMONG)}
    for number, category in enumerate(new):
        nearest = nearest_of(written(category.path), known) if number < NEAREST_FOR else None
        yield CreatedPath(category.path, known[nearest] if nearest else None)
