"""Keys: stored, found, listed, ended, looked up at every request."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, false, func, insert, or_, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.access import AccessKey, Principal, Scope
from synthgrid.errors import KeyNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.database import Database
from synthgrid.storage.marks import new_id, now
from synthgrid.storage.paging import Order, Page, PageRequest, page_of, with_items

USE_NOTED_EVERY: Final = dt.timedelta(hours=1)

_ORDERS: Final = {"id": Order(tables.Key.__table__.c.id, str, unique=True)}
_END: Final = func.coalesce(tables.Key.ends_at, tables.Key.expires_at)
_COLUMNS: Final[tuple[Any, ...]] = (
    tables.Key.id,
    tables.Workspace.name.label("workspace"),
    tables.Key.scope,
    tables.Key.label,
    tables.Key.created_at,
    _END.label("expires_at"),
    tables.Key.revoked_at,
    tables.Key.last_used_at,
)
_KEYS: Final[Select[Any]] = select(*_COLUMNS).join(tables.Workspace, tables.Workspace.id == tables.Key.workspace)


def is_good(table: type[tables.Key] | type[tables.Share]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a key or a share link opens anything at the moment bound to `now`."""
    end: ColumnElement[Any] = _END if table is tables.Key else table.__table__.c.expires_at
    return table.revoked_at.is_(None), or_(end.is_(None), end > bindparam("now"))


_SECRET: Final = (
    select(
        tables.Key.digest,
        tables.Key.workspace,
        tables.Key.id,
        tables.Key.scope,
        tables.Workspace.require_if_match,
        tables.Key.last_used_at,
    )
    .join(tables.Workspace, tables.Workspace.id == tables.Key.workspace)
    .where(tables.Key.digest == bindparam("digest"), *is_good(tables.Key))
)


def insert_key(session: Session, workspace: str, values: Mapping[str, Any]) -> AccessKey:
    """Add a key to a workspace; return it.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        values: `digest` (sha256 of the secret, in hexadecimal digits), `scope`, `label`, `expires_at` (None for never).
    """
    nothing = dict.fromkeys(("ends_at", "revoked_at", "last_used_at"))
    row = {"id": new_id(), "workspace": workspace, "created_at": now(), **nothing}
    session.execute(insert(tables.Key), [row | dict(values)])
    return find_key(session, str(row["id"]), workspace)


def find_key(session: Session, id: str, workspace: str | None = None, *, lock: bool = False) -> AccessKey:  # noqa: A002 (the contract's own word)
    """Return a key, of a workspace (its id) or of any.

    Args:
        session: An open transaction.
        id: Of the key.
        workspace: Id of the workspace.
        lock: Whether nobody else may change it until the end of the transaction.

    Raises:
        KeyNotFoundError: There is no such key.
    """
    query = _KEYS.where(tables.Key.id == id)
    if workspace is not None:
        query = query.where(tables.Key.workspace == workspace)
    row = session.execute(query.with_for_update(of=tables.Key) if lock else query).one_or_none()
    if row is None:
        raise KeyNotFoundError(id)
    return AccessKey(*row)


def life_given(session: Session, id: str) -> dt.timedelta | None:  # noqa: A002 (the contract's own word)
    """Return how long a key was made to work, None for ever, whatever a rotation made of it."""
    columns = (tables.Key.created_at, tables.Key.expires_at)
    made, end = session.execute(select(*columns).where(tables.Key.id == id)).one()
    return None if end is None else end - made


def list_keys(session: Session, workspace: str | None = None) -> tuple[AccessKey, ...]:
    """Return the keys of a workspace (its id), or of all, oldest first."""
    query = _KEYS.order_by(tables.Key.id)
    if workspace is not None:
        query = query.where(tables.Key.workspace == workspace)
    return tuple(AccessKey(*row) for row in session.execute(query))


def page_keys(session: Session, workspace: str, page: PageRequest) -> Page[AccessKey]:
    """Return a page of the keys of a workspace, newest first; ended ones too.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
    """
    query = _KEYS.where(tables.Key.workspace == workspace)
    found = page_of(session, query, replace(page, sort="-id"), _ORDERS, {"workspace": workspace})
    return with_items(found, [AccessKey(*list(row)[:-1]) for row in found.items])


def has_other_admin(session: Session, workspace: str, key: AccessKey) -> bool:
    """Tell whether a workspace has a good admin key besides one, which ends no earlier.

    Nobody ends a key of it until the transaction does.
    """
    session.execute(select(tables.Workspace.id).where(tables.Workspace.id == workspace).with_for_update())
    query = select(tables.Key.id).where(
        tables.Key.workspace == workspace,
        tables.Key.scope == Scope.ADMIN,
        tables.Key.id != key.id,
        *is_good(tables.Key),
        or_(_END.is_(None), key.expires_at <= _END if key.expires_at else false()),
    )
    return session.scalars(query.limit(1), {"now": now()}).first() is not None


def look_for_secret(database: Database, digest: str) -> tuple[str, Principal] | None:
    """Return the stored digest of a secret and whom it stands for, when its key is good at this moment."""
    moment = now()
    found = database.look(_SECRET, digest=digest, now=moment)
    if found is None:
        return None
    stored, workspace, key, scope, require_if_match, used = found
    return stored, Principal(
        workspace,
        key,
        scope.included,
        require_if_match=require_if_match,
        unnoted=is_unnoted(used, moment),
    )


def is_unnoted(used: dt.datetime | None, moment: dt.datetime) -> bool:
    """Tell whether a use at a moment is to be noted, after the one noted last; a clock may have jumped back."""
    return used is None or abs(moment - used) > USE_NOTED_EVERY


def revoke(session: Session, id: str) -> None:  # noqa: A002 (the contract's own word)
    """Revoke a key; one that is revoked stays so since then."""
    query = update(tables.Key).where(tables.Key.id == id, tables.Key.revoked_at.is_(None))
    session.execute(query.values(revoked_at=now()))


def let_expire(session: Session, id: str, moment: dt.datetime) -> None:  # noqa: A002 (the contract's own word)
    """Let a key end at a moment, earlier than it did."""
    session.execute(update(tables.Key).where(tables.Key.id == id).values(ends_at=moment))


def note_use(session: Session, principal: Principal) -> None:
    """Note that a key or a share link was used."""
    table, id = (tables.Share, principal.share) if principal.share else (tables.Key, principal.key)  # noqa: A001 (the contract's own word)
    session.execute(update(table).where(table.id == id).values(last_used_at=now()))
