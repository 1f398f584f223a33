"""Pages of a list: a cursor names the last item seen, so that inserts neither repeat nor skip one."""

import base64
import binascii
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, func, tuple_
from sqlalchemy.orm import Session

from synthgrid.errors import N_, InvalidOptionError, Message

T = TypeVar("T")

FALLING: Final = "-"
"""Before the name of an order, the other way round."""

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

LETTERS: Final = 100
"""How much of a text is looked at to order a list; texts that begin alike are in the order they were made."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted.

    Attributes:
        limit: Items at most.
        cursor: `next` of the page before; None for the first page.
        total: Whether to count the whole list.
        sort: What it is ordered by, `-` before it for the other way round; None for the list's own order.
    """

    limit: int = 50
    cursor: str | None = None
    total: bool = False
    sort: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; `next` is the cursor of the following one, None when this is the last.

    Attributes:
        revision: That of the workshop in which the list is, "" where it is in none.
    """

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What a list can be ordered by; equal ones are ordered by id.

    Attributes:
        key: A column or what is made of columns; never NULL.
        kind: What it is in Python.
        falling: The same for the other way round, where it is not `key`.
        unique: Whether there are no equal ones: an index gives the order then, with nothing left to sort.
    """

    key: ColumnElement[Any]
    kind: type[str | int | dt.datetime | dt.date]
    falling: ColumnElement[Any] | None = None
    unique: bool = False


def by_text(search: ColumnElement[str]) -> Order:
    """Return the alphabetical order of rows: that of the beginning of what they are looked through as."""
    return Order(func.substr(search, 1, LETTERS), str)


def page_of(
    session: Session,
    query: Select[Any],
    request: PageRequest,
    orders: Mapping[str, Order],
    wanted: Mapping[str, Any] = NOTHING,
    **values: Any,
) -> Page[Row[Any]]:
    """Return a page of the rows of a query.

    Args:
        session: An open transaction.
        query: Of the whole list, with its conditions; its first column is the id. A constant where nothing is wanted.
        request: Which part.
        orders: What the list can be ordered by; the first is its own order.
        wanted: What the conditions stand for: a cursor is good for the same ones only.
        values: Of the parameters of the query.

    Returns:
        The rows, each with its key after the columns of the query.

    Raises:
        InvalidOptionError: There is no such order, or the cursor is not one of this list.
    """
    name = request.sort or next(iter(orders))
    order, falls = _order(name, orders), name.startswith(FALLING)
    list_ = _digest([name, *sorted(wanted.items())])
    total = session.scalar(_count(query), values) if request.total else None
    asked: dict[str, Any] = {**values, "many": request.limit + 1}
    if request.cursor is not None:
        asked["value"], asked["last"] = _read(request.cursor, list_, order.kind)
    state = (order, falls, request.cursor is not None)
    statement = _part(query, *state) if wanted else _part_of_all(query, *state)
    rows = session.connection().execute(statement, asked).all()
    items = rows[: request.limit]
    following = _written(list_, items[-1][-1], items[-1][0]) if len(rows) > request.limit else None
    return Page(tuple(items), following, total)


def page_of_values(values: Mapping[str, T], request: PageRequest, wanted: Mapping[str, Any] = NOTHING) -> Page[T]:
    """Return a page of a short list that is all in memory.

    Args:
        values: By keys, in whose order they stand.
        request: Which part.
        wanted: What was wanted of them: a cursor is good for the same only.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
    """
    list_ = _digest(sorted(wanted.items()))
    start = "" if request.cursor is None else _read(request.cursor, list_, str)[0]
    rest = sorted(key for key in values if key > start)
    part = rest[: request.limit]
    following = _written(list_, part[-1], part[-1]) if len(rest) > request.limit else None
    return Page(tuple(values[key] for key in part), following, len(values) if request.total else None)


def _part(query: Select[Any], order: Order, falls: bool, later: bool) -> Select[Any]:
    """Return the query of a part of a list, its first rows or those after a `value` and the id of the `last`."""
    key = order.falling if falls and order.falling is not None else order.key
    identity = query.selected_columns[0]
    keys = (key,) if order.unique else (key, identity)
    if later:
        place = tuple_(*keys)
        seen = tuple_(*(bindparam(name, type_=one.type) for name, one in zip(("value", "last"), keys, strict=False)))
        query = query.where(place < seen if falls else place > seen)
    query = query.add_columns(key.label("key")).limit(bindparam("many", type_=Integer))
    return query.order_by(*((one.desc() for one in keys) if falls else keys))


# A list that is not narrowed has one query, a constant of its module: it takes longer to write than its rows to read.
_part_of_all = lru_cache(1_000)(_part)


def _count(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(func.count(), maintain_column_froms=True)


def _order(name: str, orders: Mapping[str, Order]) -> Order:
    order = orders.get(name.removeprefix(FALLING))
    if order is None:
        choices = ", ".join((*orders, *(f"{FALLING}{one}" for one in orders)))
        raise InvalidOptionError("sort", Message(N_("It must be one of: %(choices)s."), {"choices": choices}))
    return order


def _digest(asked: Any) -> str:
    return hashlib.sha256(json.dumps(asked, default=str).encode("utf-8", "replace")).hexdigest()[:12]


def _written(list_: str, key: Any, last: str) -> str:
    said = key.isoformat() if isinstance(key, dt.date) else key
    return base64.urlsafe_b64encode(json.dumps([list_, said, last], ensure_ascii=False).encode()).decode("ascii")


def _read(cursor: str, list_: str, kind: type) -> tuple[Any, str]:
    """Return the key and the id of the last row of the page before."""
    try:
        of, said, last = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        if of == list_:
            return _value(kind, said), str(_value(str, last))
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidOptionError("cursor", N_("take it from “next” of the page before.")) from error
    raise InvalidOptionError("cursor", N_("It is of another list: filters and order stay the same from page to page."))


def _value(kind: type, said: Any) -> Any:
    """Return a part of a cursor as what it was before, if it is one that a database takes."""
    if kind is int and type(said) is int and abs(said) < 2**31:
        return said
    if kind is not int and isinstance(said, str) and "\0" not in said and said.encode():
        if kind is dt.datetime:
            return dt.datetime.fromisoformat(said).astimezone(dt.UTC)
        return dt.date.fromisoformat(said) if kind is dt.date else said
    raise ValueError(said)


def with_items(page: Page[Any], items: Sequence[T], revision: str = "") -> Page[T]:
    """Return a page with other items in the place of its rows."""
    return Page(tuple(items), page.next, page.total, revision)
