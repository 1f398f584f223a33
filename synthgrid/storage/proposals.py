"""The proposals of a workshop: found, listed in reading order, written."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Text, bindparam, cast, false, insert, literal, or_, select
from sqlalchemy.orm import Session, aliased

from synthgrid.domain.values import Proposal
from synthgrid.errors import ProposalNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.filters import PROPOSALS, Asked, conditions
from synthgrid.storage.kept import changed, complete
from synthgrid.storage.marks import new_id, now
from synthgrid.storage.paging import Order, Page, PageRequest, by_text, page_of, with_items
from synthgrid.storage.snapshot import LISTED_PROPOSALS, proposal_of, proposals_of
from synthgrid.storage.tree import HANDED_DOWN, below, planted, settle
from synthgrid.storage.workshops import workshop_id, workshop_key

ORDERS: Final[Mapping[str, Order]] = {
    "position": Order(tables.Proposal.__table__.c.place, str, unique=True),
    "created_at": Order(tables.Proposal.__table__.c.created_at, dt.datetime),
    "updated_at": Order(tables.Proposal.__table__.c.updated_at, dt.datetime),
    "ref": Order(tables.Proposal.__table__.c.ref, int, unique=True),
    "text": by_text(tables.Proposal.__table__.c.search),
}
_SHOWN: Final = LISTED_PROPOSALS.where(tables.Proposal.shown_archived.is_(false()))
_ONE: Final = LISTED_PROPOSALS.where(tables.Proposal.id == bindparam("id"))
PLACING: Final = frozenset({"parent", "position", *HANDED_DOWN})
"""Columns on which depends what is kept of a proposal and of those below it."""


def list_proposals(session: Session, workspace: str, slug: str, page: PageRequest, **wanted: Any) -> Page[Proposal]:
    """Return a page of the proposals of a workshop in reading order, children with what they inherit.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        page: Which part of the list.
        wanted: What it is narrowed to, by names of `storage.filters.PROPOSALS`; what is inherited counts too. What is
            archived is left out unless asked for.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: There is no such order, or the cursor is not one of this list.
    """
    workshop, revision = workshop_key(session, workspace, slug)
    narrowed = conditions(Asked(session, workshop), PROPOSALS, {"archived": False, **wanted})
    query = LISTED_PROPOSALS.where(*narrowed) if wanted else _SHOWN
    found = page_of(session, query, page, ORDERS, wanted, workshop=workshop)
    return with_items(found, [proposal_of(row[:-1]) for row in found.items], revision)


def find_proposal(session: Session, workspace: str, slug: str, id: str) -> Proposal:  # noqa: A002 (the contract's word)
    """Return a proposal by its id, with what it inherits; one that is archived too.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        ProposalNotFoundError: There is no such proposal in the workshop.
    """
    values = {"workshop": workshop_id(session, workspace, slug), "id": id}
    row = session.connection().execute(_ONE, values).one_or_none()
    if row is None:
        raise ProposalNotFoundError(id)
    return proposal_of(row)


def lineage(session: Session, workshop: str, id: str) -> tuple[Proposal, ...]:  # noqa: A002 (the contract's word)
    """Return a proposal of a workshop (its id) after its ancestors, each with what it says itself; () for no such."""
    own, above = tables.Proposal, aliased(tables.Proposal)
    steps = (
        select(own.id, own.parent, literal(0).label("step"))
        .where(own.id == id, own.workshop == workshop)
        .cte("steps", recursive=True)
    )
    steps = steps.union_all(select(above.id, above.parent, steps.c.step + 1).join(steps, above.id == steps.c.parent))
    query = proposals_of(workshop).join(steps, steps.c.id == own.id).order_by(steps.c.step.desc())
    return tuple(map(proposal_of, session.execute(query)))


def in_group(session: Session, workshop: str, group: str) -> list[str]:
    """Return the ids of the proposals of a workshop (its id) that name a group (its id) themselves."""
    own = tables.Proposal
    return list(session.scalars(select(own.id).where(own.workshop == workshop, own.group == group)))


def in_categories(
    session: Session, workshop: str, categories: Collection[str]
) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Return `category` and `also` of the proposals that name one of some categories themselves, by id."""
    own = tables.Proposal
    query = select(own.id, own.category, own.also).where(
        own.workshop == workshop, own.category.in_(categories) | (cast(own.also, Text) != "[]")
    )
    named = frozenset(categories)
    return {
        id: (category, also)
        for id, category, also in session.execute(query)  # noqa: A001 (the same)
        if category in named or not named.isdisjoint(also)
    }


def siblings(session: Session, workshop: str, parent: str | None) -> list[tuple[str, int]]:
    """Return the children of a proposal, or those without parent, with their positions, in their order."""
    own = tables.Proposal
    query = select(own.id, own.position).where(own.workshop == workshop, own.parent == parent)
    return [(key, position) for key, position in session.execute(query.order_by(own.position, own.id))]


def last_position(session: Session, workshop: str, parent: str | None) -> int | None:
    """Return the position of the last child of a proposal, or of the last one without parent; None without any."""
    own = tables.Proposal
    query = select(own.position).where(own.workshop == workshop, own.parent == parent)
    return session.scalar(query.order_by(own.place.desc()).limit(1))


def holder_of(session: Session, workshop: str, external_id: str) -> str | None:
    """Return the id of the proposal with an external_id, if there is one."""
    own = tables.Proposal
    return session.scalar(select(own.id).where(own.workshop == workshop, own.external_id == external_id))


def insert_proposals(session: Session, workshop: str, proposals: Iterable[Mapping[str, Any]]) -> None:
    """Add proposals to a workshop (its id), parents first, each with its id and all its columns but the moments."""
    moment = now()
    rows = [
        {"archived": False, **complete(tables.Proposal, proposal), "created_at": moment, "updated_at": moment}
        for proposal in proposals
    ]
    insert_rows(session, tables.Proposal, workshop, planted(session, tables.Proposal, rows))


def update_proposals(
    session: Session,
    changes: Mapping[str, Mapping[str, Any]],
    earlier: Mapping[str, str] = MappingProxyType({}),
    reason: str = "",
) -> None:
    """Change proposals; those below them that show something else then are renewed too.

    Args:
        session: A transaction that writes.
        changes: Id -> the columns that change.
        earlier: Id -> the text before, for those whose text changes: it is kept as a correction.
        reason: Why texts change.
    """
    moment = now()
    whole = changed(session, tables.Proposal, changes)
    update_rows(session, tables.Proposal, {key: {**one, "updated_at": moment} for key, one in whole.items()})
    settle(session, tables.Proposal, [key for key, one in changes.items() if not one.keys().isdisjoint(PLACING)])
    corrections = [
        {"id": new_id(), "proposal": key, "text": text, "reason": reason, "corrected_at": moment}
        for key, text in earlier.items()
    ]
    if corrections:
        session.execute(insert(tables.Correction), corrections)


def delete_proposals(session: Session, ids: Collection[str]) -> None:
    """Delete proposals, and those below them."""
    delete_rows(session, tables.Proposal, ids)


def release_external_ids(session: Session, ids: Collection[str]) -> None:
    """Take the external_ids away from proposals that get others or go: the new holders come before in time."""
    update_rows(session, tables.Proposal, {key: {"external_id": None} for key in ids})


def renew_saying(
    session: Session, workshop: str, *, groups: Collection[str] = (), categories: Collection[str] = ()
) -> None:
    """Renew the revisions of the proposals that show some groups or categories, inherited ones too."""
    own = tables.Proposal
    shows = or_(own.shown_group.in_(groups), own.shown_category.in_(categories))
    ids = set(session.scalars(select(own.id).where(own.workshop == workshop, shows)))
    ids.update(in_categories(session, workshop, categories) if categories else ())
    update_proposals(session, dict.fromkeys(ids, MappingProxyType({})))


def levels_below(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Return the proposals below some, by id, with how many levels below: 1 for children."""
    return below(session, tables.Proposal, ids)
