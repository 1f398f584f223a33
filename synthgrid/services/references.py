"""What a body names, found among the groups and categories of a workshop."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from synthgrid.domain.check_one import ById
from synthgrid.domain.document import Path
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.paths import written
from synthgrid.domain.values import Category, Group
from synthgrid.errors import UnknownReferenceError, together

T = TypeVar("T")


class References:
    """What one body names: all that is not there is told at once."""

    def __init__(self) -> None:
        self._unknown: list[UnknownReferenceError] = []

    def find(self, look: Callable[[], T]) -> T | None:
        """Return what is looked for; None, and noted, where there is no such thing."""
        try:
            return look()
        except UnknownReferenceError as error:
            self._unknown.append(error)
            return None

    def require(self) -> None:
        """Refuse the body when anything was not there.

        Raises:
            UnknownReferenceError: For each.
        """
        if self._unknown:
            raise together(self._unknown)


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
