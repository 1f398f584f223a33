"""What a body names, found among the groups and categories of a workshop."""

from collections.abc import Iterable

from synthgrid.domain.check_one import ById
from synthgrid.domain.document import Path
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.paths import written
from synthgrid.domain.values import Category, Group
from synthgrid.errors import UnknownReferenceError


def group_named(groups: Iterable[Group], wanted: str | ById, pointer: str) -> Group:
    """Return the group with a name or an id.

    Raises:
        UnknownReferenceError: There is none; says the nearest name.
    """
    known = {group.id if isinstance(wanted, ById) else group.name: group for group in groups}
    name = wanted.id if isinstance(wanted, ById) else wanted
    if name not in known:
        raise UnknownReferenceError(pointer, name, None if isinstance(wanted, ById) else nearest_of(name, known))
    return known[name]


def category_named(categories: Iterable[Category], wanted: Path | ById, pointer: str) -> Category:
    """Return the category with a path or an id.

    Raises:
        UnknownReferenceError: There is none; says the nearest path.
    """
    if isinstance(wanted, ById):
        by_id = {category.id: category for category in categories}
        if wanted.id not in by_id:
            raise UnknownReferenceError(pointer, wanted.id)
        return by_id[wanted.id]
    by_path = {category.path: category for category in categories}
    if wanted not in by_path:
        nearest = nearest_of(written(wanted), map(written, by_path))
        raise UnknownReferenceError(pointer, written(wanted), nearest)
    return by_path[wanted]
