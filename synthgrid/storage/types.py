"""Column types that SQLite and PostgreSQL keep alike."""

import datetime as dt
import json
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect, Enum, Text
from sqlalchemy.types import TypeDecorator

SORTED: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Folded texts and keys, ordered alike by both databases: by code point, whatever the locale of the server."""


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, aware and in UTC on both sides; SQLite has no time zones, so it keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn an aware moment to UTC."""
        if value is None:
            return None
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dt.datetime | None] | None:  # noqa: ARG002 (SQLAlchemy's)
        """Return what makes an aware moment in UTC of what the driver hands over: SQLite's a text."""
        return _moment_of_text if dialect.name == "sqlite" else _in_utc


@lru_cache(10_000)
def _moment_of_text(text: str | None) -> dt.datetime | None:
    """Read a moment of SQLite; the rows of an import have one in common."""
    return None if text is None else dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else moment.astimezone(dt.UTC)


class Json(TypeDecorator[Any]):
    """A JSON value; most are empty, and SQLAlchemy takes three calls in Python to say so."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads the driver's value: SQLite's is a text, PostgreSQL's is read already."""
        return read_json if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Ids(Json):
    """A list of ids, kept as JSON."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], tuple[str, ...]]:  # noqa: ARG002 (SQLAlchemy's)
        """Return what makes a tuple of the driver's value."""
        return _ids_of_text if dialect.name == "sqlite" else tuple


def read_json(text: str | None) -> Any:
    """Read a JSON column of SQLite."""
    if text is None or text == "{}":
        return None if text is None else {}
    return [] if text == "[]" else json.loads(text)


def _ids_of_text(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


class Choice(TypeDecorator[StrEnum]):
    """One of the values of an enumeration, not its names."""

    impl = Enum
    cache_ok = True

    def __init__(self, kind: type[StrEnum], name: str | None = None) -> None:
        """Keep values of an enumeration.

        Args:
            kind: The enumeration.
            name: Of the CHECK constraint, within its table; None for none.
        """
        self.kind, self.name = kind, name
        checked = {"name": name, "create_constraint": name is not None}
        super().__init__(kind, native_enum=False, length=16, values_callable=_values, **checked)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:  # noqa: ARG002 (SQLAlchemy's)
        """Return what finds a member by its value, None by NULL."""
        members: dict[str | None, StrEnum] = {member.value: member for member in self.kind}
        return members.get


def choice(kind: type[StrEnum], name: str) -> Choice:
    """Return the type of a column that holds one of the values of an enumeration, checked by the database too.

    Args:
        kind: The enumeration; its values are stored, not its names.
        name: Of the CHECK constraint, within its table.
    """
    return Choice(kind, name)


def kept_choice(kind: type[StrEnum]) -> Choice:
    """Return the type of a column that repeats one of another column, which is checked."""
    return Choice(kind)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]
