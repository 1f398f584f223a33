"""Workspaces and their keys."""

import datetime as dt
from typing import Final

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.access import AccessKey, Principal, Scope
from synthgrid.storage import tables
from synthgrid.storage.database import Database
from synthgrid.storage.marks import new_id, now

USE_NOTED_EVERY: Final = dt.timedelta(hours=1)

_KEY: Final = (
    tables.Key.id,
    tables.Workspace.name.label("workspace"),
    tables.Key.scope,
    tables.Key.label,
    tables.Key.created_at,
    tables.Key.expires_at,
    tables.Key.revoked_at,
    tables.Key.last_used_at,
)

_WORKSPACE: Final = select(tables.Workspace.id).where(tables.Workspace.name == bindparam("name"))
_SECRET: Final = select(tables.Key.digest, tables.Key.workspace, tables.Key.id, tables.Key.scope).where(
    tables.Key.digest == bindparam("digest"),
    tables.Key.revoked_at.is_(None),
    or_(tables.Key.expires_at.is_(None), tables.Key.expires_at > bindparam("now")),
)


def find_workspace(session: Session, name: str) -> str | None:
    """Return the id of the workspace with a name, None where there is none."""
    return session.scalar(_WORKSPACE, {"name": name})


def look_for_workspace(database: Database, name: str) -> str | None:
    """Return the id of the workspace with a name, None where there is none, at every request."""
    found = database.look(_WORKSPACE, name=name)
    return None if found is None else str(found[0])


def insert_workspace(session: Session, name: str) -> str:
    """Add a workspace; return its id."""
    id = new_id()  # noqa: A001 (the contract's own word)
    session.execute(insert(tables.Workspace), [{"id": id, "name": name, "created_at": now()}])
    return id


def insert_key(
    session: Session, workspace: str, digest: str, *, scope: Scope, label: str, expires_at: dt.datetime | None
) -> tuple[str, dt.datetime]:
    """Add a key to a workspace; return the key's id and the moment.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        digest: sha256 of the secret, in hexadecimal digits.
        scope: What the key may do.
        label: What people call it.
        expires_at: When it ends, None for never.
    """
    id, created_at = new_id(), now()  # noqa: A001 (the contract's own word)
    row = {"id": id, "workspace": workspace, "digest": digest, "scope": scope, "label": label}
    moments = {"created_at": created_at, "expires_at": expires_at, "revoked_at": None, "last_used_at": None}
    session.execute(insert(tables.Key), [row | moments])
    return id, created_at


def list_keys(session: Session, workspace: str | None = None) -> tuple[AccessKey, ...]:
    """Return the keys of a workspace (its id), or of all, oldest first."""
    query = select(*_KEY).join(tables.Workspace, tables.Workspace.id == tables.Key.workspace).order_by(tables.Key.id)
    if workspace is not None:
        query = query.where(tables.Key.workspace == workspace)
    return tuple(AccessKey(*row) for row in session.execute(query))


def look_for_secret(database: Database, digest: str) -> tuple[str, Principal] | None:
    """Return the stored digest of a secret and whom it stands for, when its key is good at this moment."""
    found = database.look(_SECRET, digest=digest, now=now())
    if found is None:
        return None
    stored, workspace, key, scope = found
    return stored, Principal(workspace, key, scope.included)


def revoke(session: Session, id: str) -> bool:  # noqa: A002 (the contract's own word)
    """Revoke a key; tell whether there is such a key."""
    query = update(tables.Key).where(tables.Key.id == id)
    found = session.execute(query.values(revoked_at=now()).returning(tables.Key.id)).all()
    return bool(found)


def note_use(session: Session, id: str) -> None:  # noqa: A002 (the contract's own word)
    """Note that a key was used, once an hour at most."""
    moment = now()
    key = tables.Key
    session.execute(
        update(key)
        .where(key.id == id, or_(key.last_used_at.is_(None), key.last_used_at < moment - USE_NOTED_EVERY))
        .values(last_used_at=moment)
    )
