"""Share links: made for one workshop, revoked, recognised."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from synthgrid.domain.access import NewShare, Principal
from synthgrid.domain.check_access import end_of
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.errors import Fault, InvalidDocumentError, UnknownShareError, WorkshopNotFoundError
from synthgrid.services.secret import a_secret, digest_of, is_equal
from synthgrid.storage import Database, Session, shares
from synthgrid.storage.marks import now
from synthgrid.storage.workshops import workshop_id

PREFIX: Final = "sgs_"


def add_share(session: Session, workspace: str, asked: Mapping[str, Any]) -> NewShare:
    """Make a link to the drawings of a workshop; only the sha256 of its token is stored.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        asked: What `domain.check_one` read with `check_access.SHARE`.

    Raises:
        InvalidDocumentError: There is no such workshop in the workspace, or the link would have ended already.
    """
    end = end_of(now(), asked.get("expires_at"), asked.get("days"))
    try:
        workshop = workshop_id(session, workspace, asked["workshop"])
    except WorkshopNotFoundError as error:
        raise InvalidDocumentError([Fault("/workshop", error.sentence)]) from error
    token = a_secret(PREFIX)
    values = {"digest": digest_of(token), "label": asked.get("label") or "", "expires_at": end}
    return NewShare(**asdict(shares.insert_share(session, workshop, values)), token=token)


def revoke_share(session: Session, id: str, workspace: str | None = None, *, if_match: IfMatch = ANY) -> None:  # noqa: A002 (the contract's own word)
    """Make a share link useless at once.

    Args:
        session: A transaction that writes.
        id: Of the link.
        workspace: Id of the workspace it must be of; None for any.
        if_match: The revisions that may be revoked.

    Raises:
        ShareNotFoundError: There is no such link.
        PreconditionError: It has another revision.
    """
    if_match.require(shares.find_share(session, id, workspace).revision)
    shares.revoke_share(session, id)


def authenticate_share(database: Database, token: str) -> Principal:
    """Return whom the token of a share link stands for.

    Raises:
        UnknownShareError: Nobody at this moment: it is unknown, expired or revoked, or its workshop is gone.
    """
    digest = digest_of(token)
    found = shares.look_for_token(database, digest)
    if found is None or not is_equal(found[0], digest):
        raise UnknownShareError
    return found[1]
