"""Answers kept for requests that come again with their Idempotency-Key."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from synthgrid.errors import IdempotencyInFlightError, IdempotencyMismatchError
from synthgrid.storage import tables
from synthgrid.storage.marks import now

KEPT_FOR: Final = dt.timedelta(hours=24)
FORGOTTEN_AT_ONCE: Final = 100
"""No write waits for the answers of a busy day to be deleted."""

LOCK_NOT_AVAILABLE: Final = "55P03"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def claim(session: Session, workspace: str, key: str, digest: str) -> Answer | None:
    """Claim an Idempotency-Key for the write of this transaction, or find the answer it had already.

    A second request with the key waits for the first one's transaction: on SQLite at its own BEGIN; on PostgreSQL at
    the row, which makes `Database.write` run it again and find the answer.

    Args:
        session: The transaction that writes.
        workspace: Id of the workspace.
        key: The Idempotency-Key.
        digest: Of method, path and body: what the key stands for; at most 64 characters.

    Raises:
        IdempotencyMismatchError: The key stands for another request.
        IdempotencyInFlightError: The first request is taking too long.
    """
    table = tables.Idempotency
    _forget(session)
    mine = (table.workspace == workspace, table.key == key)
    session.execute(delete(table).where(*mine, table.created_at < now() - KEPT_FOR))
    row = session.execute(select(table.digest, table.status, table.headers, table.body).where(*mine)).one_or_none()
    if row is None:
        _insert(session, workspace, key, digest)
        return None
    if row.digest != digest:
        raise IdempotencyMismatchError
    return Answer(row.status, row.headers, row.body)


def remember(session: Session, workspace: str, key: str, answer: Answer) -> None:
    """Keep the answer to the request that claimed a key, in the same transaction."""
    table = tables.Idempotency
    session.execute(
        update(table)
        .where(table.workspace == workspace, table.key == key)
        .values(status=answer.status, headers=dict(answer.headers), body=answer.body)
    )


def _forget(session: Session) -> None:
    """Delete some of the answers that are too old; those that another writer is deleting are left to it."""
    table = tables.Idempotency
    old = select(table.workspace, table.key).where(table.created_at < now() - KEPT_FOR).limit(FORGOTTEN_AT_ONCE)
    gone = session.execute(old.with_for_update(skip_locked=True)).all()
    if gone:
        session.execute(delete(table).where(tuple_(table.workspace, table.key).in_([tuple(row) for row in gone])))


def _insert(session: Session, workspace: str, key: str, digest: str) -> None:
    claimed = {"workspace": workspace, "key": key, "digest": digest, "created_at": now()}
    try:
        session.execute(insert(tables.Idempotency), [{**claimed, "status": None, "headers": {}, "body": b""}])
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise IdempotencyInFlightError from error
        raise
