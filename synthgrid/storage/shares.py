"""Share links: stored, found, listed, revoked, looked up at every request that brings one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.access import Principal, Share
from synthgrid.errors import InvalidOptionError, ShareNotFoundError, WorkshopNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.access import is_good, is_unnoted
from synthgrid.storage.database import Database
from synthgrid.storage.marks import new_id, now
from synthgrid.storage.paging import Order, Page, PageRequest, page_of, with_items
from synthgrid.storage.workshops import workshop_id

_ORDERS: Final = {"id": Order(tables.Share.__table__.c.id, str, unique=True)}
_COLUMNS: Final[tuple[Any, ...]] = (
    tables.Share.id,
    tables.Workspace.name.label("workspace"),
    tables.Workshop.slug.label("workshop"),
    tables.Share.label,
    tables.Share.created_at,
    tables.Share.expires_at,
    tables.Share.revoked_at,
    tables.Share.last_used_at,
)
_SHARES: Final[Select[Any]] = (
    select(*_COLUMNS)
    .join(tables.Workshop, tables.Workshop.id == tables.Share.workshop)
    .join(tables.Workspace, tables.Workspace.id == tables.Workshop.workspace)
)
_TOKEN: Final = (
    select(
        tables.Share.digest,
        tables.Workshop.workspace,
        tables.Workshop.slug,
        tables.Share.id,
        tables.Share.last_used_at,
    )
    .join(tables.Workshop, tables.Workshop.id == tables.Share.workshop)
    .where(tables.Share.digest == bindparam("digest"), *is_good(tables.Share))
)


def insert_share(session: Session, workshop: str, values: Mapping[str, Any]) -> Share:
    """Add a share link to a workshop (its id); return it.

    Args:
        session: A transaction that writes.
        workshop: Id of the workshop.
        values: `digest` (sha256 of the token, in hexadecimal digits), `label`, `expires_at` (None for never).
    """
    row = {"id": new_id(), "workshop": workshop, "created_at": now(), "revoked_at": None, "last_used_at": None}
    session.execute(insert(tables.Share), [row | dict(values)])
    return find_share(session, str(row["id"]))


def find_share(session: Session, id: str, workspace: str | None = None) -> Share:  # noqa: A002 (the contract's own word)
    """Return a share link, of a workspace (its id) or of any.

    Raises:
        ShareNotFoundError: There is no such link.
    """
    query = _SHARES.where(tables.Share.id == id)
    if workspace is not None:
        query = query.where(tables.Workshop.workspace == workspace)
    row = session.execute(query).one_or_none()
    if row is None:
        raise ShareNotFoundError(id)
    return Share(*row)


def list_shares(session: Session, workspace: str | None = None) -> tuple[Share, ...]:
    """Return the share links of a workspace (its id), or of all, oldest first."""
    query = _SHARES.order_by(tables.Share.id)
    if workspace is not None:
        query = query.where(tables.Workshop.workspace == workspace)
    return tuple(Share(*row) for row in session.execute(query))


def page_shares(session: Session, workspace: str, page: PageRequest, workshop: str | None = None) -> Page[Share]:
    """Return a page of the share links of a workspace, or of one workshop of it, newest first; ended ones too.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        page: Which part of the list.
        workshop: Slug of the workshop.

    Raises:
        InvalidOptionError: The cursor is not one of this list, or there is no such workshop.
    """
    query = _SHARES.where(tables.Workshop.workspace == workspace)
    if workshop is not None:
        query = query.where(tables.Share.workshop == _workshop_named(session, workspace, workshop))
    found = page_of(session, query, replace(page, sort="-id"), _ORDERS, {"workspace": workspace, "workshop": workshop})
    return with_items(found, [Share(*list(row)[:-1]) for row in found.items])


def _workshop_named(session: Session, workspace: str, slug: str) -> str:
    try:
        return workshop_id(session, workspace, slug)
    except WorkshopNotFoundError as error:
        raise InvalidOptionError("workshop", error.sentence) from error


def look_for_token(database: Database, digest: str) -> tuple[str, Principal] | None:
    """Return the stored digest of a token and whom it stands for, when its link is good at this moment."""
    moment = now()
    found = database.look(_TOKEN, digest=digest, now=moment)
    if found is None:
        return None
    stored, workspace, slug, share, used = found
    unnoted = is_unnoted(used, moment)
    return stored, Principal(workspace, "", frozenset(), share=share, workshop=slug, unnoted=unnoted)


def revoke_share(session: Session, id: str) -> None:  # noqa: A002 (the contract's own word)
    """Revoke a share link; one that is revoked stays so since then."""
    query = update(tables.Share).where(tables.Share.id == id, tables.Share.revoked_at.is_(None))
    session.execute(query.values(revoked_at=now()))
