"""Column types that SQLite and PostgreSQL keep alike."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator


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

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC)


def choice(kind: type[StrEnum], name: str) -> Enum:
    """Return the type of a column that holds one of the values of an enumeration, checked by the database too.

    Args:
        kind: The enumeration; its values are stored, not its names.
        name: Of the CHECK constraint, within its table.
    """
    return Enum(kind, name=name, native_enum=False, create_constraint=True, length=16, values_callable=_values)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]
