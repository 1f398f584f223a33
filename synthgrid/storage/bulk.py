"""Rows of the tables inside a workshop, written many at a time."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from synthgrid.storage import tables
from synthgrid.storage.marks import new_revision

Kind = type[tables.Group] | type[tables.Category] | type[tables.Proposal]


def insert_rows(session: Session, kind: Kind, workshop: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows to a workshop (its id), in their order; each has its id and all its other columns."""
    revision = new_revision()
    if complete := [{"workshop": workshop, "revision": revision, **row} for row in rows]:
        session.execute(insert(kind), complete)


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
