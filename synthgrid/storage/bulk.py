"""Rows of the tables inside a workshop, written many at a time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Dialect, Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from synthgrid.storage import tables
from synthgrid.storage.marks import new_revision

Kind = type[tables.Group] | type[tables.Category] | type[tables.Proposal]
Writer = Callable[[Any], Any]


def insert_rows(session: Session, kind: Kind, workshop: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows to a workshop (its id), in their order; each has its id and all its other columns.

    SQLAlchemy words the statement and knows the types; its own way through ten thousand rows takes three times as
    long as the database.
    """
    connection = session.connection()
    statement, writers = _insertion(kind, connection.dialect)
    columns = [(name, _once(writer) if writer else None) for name, writer in writers.items()]
    every = {"workshop": workshop, "revision": new_revision()}
    # Keywords of the driver's parameters where it takes names; else their order alone counts.
    complete = [
        {name: writer(row[name]) if writer else row[name] for name, writer in columns}
        for row in ({**every, **row} for row in rows)
    ]
    if complete and connection.dialect.positional:
        connection.exec_driver_sql(statement, [tuple(row.values()) for row in complete])
    elif complete:
        connection.exec_driver_sql(statement, complete)


@lru_cache
def _insertion(kind: Kind, dialect: Dialect) -> tuple[str, dict[str, Writer | None]]:
    """Return the statement that adds a row, and how each value is written, in the order of its places."""
    compiled = insert(kind).compile(dialect=dialect)
    return str(compiled), {column.name: _writer(column.type, dialect) for column in kind.__table__.columns}


def _writer(type_: TypeEngine[Any], dialect: Dialect) -> Writer | None:
    write: Writer | None = type_.dialect_impl(dialect).bind_processor(dialect)
    if write is None or not isinstance(type_, JSON):
        return write
    full = write
    # Most are empty.
    return lambda value: full(value) if value else "{}" if isinstance(value, Mapping) else "[]"


def _once(write: Writer) -> Writer:
    """Return a writer that writes a value that comes again and again once: a moment, a choice."""
    last = written = object()

    def writing(value: Any) -> Any:
        nonlocal last, written
        if value is not last:
            last, written = value, write(value)
        return written

    return writing


def update_rows(session: Session, kind: Kind, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change rows: id -> the columns that change. Their revisions are renewed."""
    revision = new_revision()
    if rows := [{**columns, "id": key, "revision": revision} for key, columns in changes.items()]:
        session.execute(update(kind), rows)


def delete_rows(session: Session, kind: Kind, ids: Collection[str]) -> None:
    """Delete rows, and what hangs below them."""
    table = kind.__table__
    if ids and isinstance(table, Table):
        statement = delete(table).where(table.c.id == bindparam("gone"))
        session.connection().execute(statement, [{"gone": key} for key in ids])
