"""Keys: made, listed, revoked, recognised."""

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final

from synthgrid.domain import fields
from synthgrid.domain.access import AccessKey, NewKey, Principal, Scope
from synthgrid.domain.check_options import check_option
from synthgrid.errors import KeyNotFoundError, UnknownKeyError, WorkspaceNotFoundError
from synthgrid.storage import Database, Session, access

PREFIX: Final = "sg_"
NAME: Final = fields.required(fields.line)
OPEN_WORKSPACE: Final = "default"
"""The workspace of everybody where no keys are asked for."""

EVERYTHING: Final = Scope.ADMIN.included


def ensure_workspace(session: Session, name: str) -> str:
    """Return the id of a workspace, which is made when there is none with this name.

    Raises:
        InvalidOptionError: It cannot be a name.
    """
    name = check_option("workspace", NAME, name)
    return access.find_workspace(session, name) or access.insert_workspace(session, name)


def create_key(
    session: Session, workspace: str, scope: Scope, label: str = "", expires_at: dt.datetime | None = None
) -> NewKey:
    """Make a key; only its sha256 is stored, the secret is in the answer and nowhere else.

    Args:
        session: A transaction that writes.
        workspace: Name of the workspace, which is made when there is none.
        scope: What the key may do.
        label: What people call it.
        expires_at: When it ends, aware; None for never.

    Raises:
        InvalidOptionError: The workspace cannot have this name, nor the key this label.
    """
    workspace, label = check_option("workspace", NAME, workspace), check_option("label", fields.line, label)
    secret = PREFIX + secrets.token_urlsafe(32)
    owner = ensure_workspace(session, workspace)
    id, created_at = access.insert_key(  # noqa: A001 (the contract's own word)
        session, owner, _digest(secret), scope=scope, label=label, expires_at=expires_at
    )
    return NewKey(id, secret, workspace, scope, label, created_at, expires_at)


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
    owner = access.find_workspace(session, workspace)
    if owner is None:
        raise WorkspaceNotFoundError(workspace)
    return access.list_keys(session, owner)


def revoke_key(session: Session, id: str) -> None:  # noqa: A002 (the contract's own word)
    """Make a key useless at once.

    Raises:
        KeyNotFoundError: There is no such key.
    """
    if not access.revoke(session, id):
        raise KeyNotFoundError(id)


def authenticate(database: Database, secret: str) -> Principal:
    """Return whom a secret stands for.

    Raises:
        UnknownKeyError: Nobody at this moment: it is unknown, expired or revoked.
    """
    digest = _digest(secret)
    found = access.look_for_secret(database, digest)
    # The lookup is by digest already; the comparison in constant time does not rest on how the database compares.
    if found is None or not hmac.compare_digest(found[0], digest):
        raise UnknownKeyError
    return found[1]


def note_use(session: Session, principal: Principal) -> None:
    """Note that a key is in use, once an hour at most; for transactions that write anyway."""
    if principal.key:
        access.note_use(session, principal.key)


def open_principal(database: Database) -> Principal:
    """Return whom everybody is where no keys are asked for; their workspace is made when there is none yet."""
    workspace = access.look_for_workspace(database, OPEN_WORKSPACE)
    if workspace is None:
        workspace = database.write(lambda session: ensure_workspace(session, OPEN_WORKSPACE))
    return Principal(workspace, "", EVERYTHING)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
