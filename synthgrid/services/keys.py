"""Keys: made, listed, rotated, revoked, recognised."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.access import AccessKey, NewKey, Principal, Scope
from synthgrid.domain.check_access import end_of
from synthgrid.domain.check_options import check_option
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.errors import KeyEndedError, LastAdminKeyError, UnknownKeyError, WorkspaceNotFoundError
from synthgrid.services.secret import a_secret, digest_of, is_equal
from synthgrid.services.workspaces import NAME, ensure_workspace
from synthgrid.storage import Database, Session, access, workspaces
from synthgrid.storage.marks import now

PREFIX: Final = "sg_"
NO_TIME: Final = dt.timedelta(0)
LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
"""The last moment there is, at which a key may be made to end."""


def create_key(
    session: Session, workspace: str, scope: Scope, label: str = "", expires_at: dt.datetime | None = None
) -> NewKey:
    """Make a key in a workspace given by name, which is made when there is none.

    Args:
        session: A transaction that writes.
        workspace: Name of the workspace.
        scope: What the key may do.
        label: What people call it.
        expires_at: When it ends, aware; None for never.

    Raises:
        InvalidOptionError: The workspace cannot have this name, nor the key this label.
    """
    workspace, label = check_option("workspace", NAME, workspace), check_option("label", fields.line, label)
    return _insert(session, ensure_workspace(session, workspace), scope, label, expires_at)


def add_key(session: Session, workspace: str, asked: Mapping[str, Any]) -> NewKey:
    """Make a key in a workspace.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        asked: What `domain.check_one` read with `check_access.KEY`.

    Raises:
        InvalidDocumentError: It would have ended already, or ends in two ways.
    """
    end = end_of(now(), asked.get("expires_at"), asked.get("days"))
    return _insert(session, workspace, asked["scope"], asked.get("label") or "", end)


def _insert(session: Session, workspace: str, scope: Scope, label: str, expires_at: dt.datetime | None) -> NewKey:
    """Only the sha256 of the secret is stored; the secret is in the answer and nowhere else."""
    secret = a_secret(PREFIX)
    values = {"digest": digest_of(secret), "scope": scope, "label": label, "expires_at": expires_at}
    return NewKey(**asdict(access.insert_key(session, workspace, values)), secret=secret)


def list_keys(session: Session, workspace: str | None = None) -> tuple[AccessKey, ...]:
    """Return the keys of a workspace, or of all, revoked ones too, oldest first.

    Args:
        session: An open transaction.
        workspace: Name of the workspace.

    Raises:
        WorkspaceNotFoundError: There is no such workspace.
    """
    if workspace is None:
        return access.list_keys(session)
    owner = workspaces.find_workspace(session, workspace)
    if owner is None:
        raise WorkspaceNotFoundError(workspace)
    return access.list_keys(session, owner)


def rotate_key(
    session: Session,
    id: str,  # noqa: A002 (the contract's own word)
    *,
    overlap: dt.timedelta = NO_TIME,
    workspace: str | None = None,
) -> NewKey:
    """Make a key that takes the place of another: its scope, its label, as long a life as that one was given.

    Args:
        session: A transaction that writes.
        id: Of the key whose place it takes.
        overlap: How long that one works besides.
        workspace: Id of the workspace it must be of; None for any.

    Raises:
        KeyNotFoundError: There is no such key.
        KeyEndedError: It has ended.
    """
    old, moment = access.find_key(session, id, workspace, lock=True), now()
    if not old.is_usable(moment):
        raise KeyEndedError(id)
    owner, life = ensure_workspace(session, old.workspace), access.life_given(session, id)
    new = _insert(session, owner, old.scope, old.label, None if life is None else moment + min(life, LAST - moment))
    end = moment + overlap
    if overlap <= NO_TIME:
        access.revoke(session, id)
    elif old.expires_at is None or end < old.expires_at:
        access.let_expire(session, id, end)
    return new


def revoke_key(session: Session, id: str, workspace: str | None = None, *, if_match: IfMatch = ANY) -> None:  # noqa: A002 (the same)
    """Make a key useless at once.

    Args:
        session: A transaction that writes.
        id: Of the key.
        workspace: Id of the workspace it must be of, which keeps an admin key that works; None for who runs the
            service.
        if_match: The revisions that may be revoked.

    Raises:
        KeyNotFoundError: There is no such key.
        PreconditionError: It has another revision.
        LastAdminKeyError: Nobody could make another key.
    """
    key = access.find_key(session, id, workspace)
    if_match.require(key.revision)
    last = workspace is not None and key.scope is Scope.ADMIN and key.is_usable(now())
    if last and not access.has_other_admin(session, str(workspace), key):
        raise LastAdminKeyError
    access.revoke(session, id)


def authenticate(database: Database, secret: str) -> Principal:
    """Return whom a secret stands for.

    Raises:
        UnknownKeyError: Nobody at this moment: it is unknown, expired or revoked.
    """
    digest = digest_of(secret)
    found = access.look_for_secret(database, digest)
    if found is None or not is_equal(found[0], digest):
        raise UnknownKeyError
    return found[1]


def note_use(session: Session, principal: Principal) -> None:
    """Note that a key or a share link is in use, once an hour at most."""
    if principal.unnoted:
        access.note_use(session, principal)
