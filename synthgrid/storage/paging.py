"""Pages of a list: a cursor names the last item seen, so that inserts neither repeat nor skip one."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from synthgrid.errors import N_, InvalidOptionError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted.

    Attributes:
        limit: Items at most.
        cursor: `next` of the page before; None for the first page.
        total: Whether to count the whole list.
    """

    limit: int = 50
    cursor: str | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; `next` is the cursor of the following one, None when this is the last."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = None


def page_of(rows: Sequence[T], request: PageRequest, key: Callable[[T], Sequence[Any]], total: int | None) -> Page[T]:
    """Return a page from one row more than it holds, which tells whether there is another page.

    Args:
        rows: The `limit + 1` first rows after the cursor.
        request: What was asked for.
        key: What the rows are ordered by, JSON values.
        total: Count of the whole list, where it was asked for.
    """
    items = tuple(rows[: request.limit])
    following = _cursor(key(items[-1])) if len(rows) > request.limit and items else None
    return Page(items, following, total)


def after(request: PageRequest, *kinds: type) -> list[Any] | None:
    """Return the key of the last row of the page before, None for the first page.

    Args:
        request: What is asked for.
        kinds: Types of the parts of the key.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
    """
    if request.cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(request.cursor.encode("ascii")))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _not_a_cursor() from error
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise _not_a_cursor()
    if not all(part.isascii() and part.isprintable() if isinstance(part, str) else abs(part) < 2**31 for part in key):
        raise _not_a_cursor()
    return key


def _not_a_cursor() -> InvalidOptionError:
    return InvalidOptionError("cursor", N_("take it from “next” of the page before."))


def _cursor(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode("ascii")
