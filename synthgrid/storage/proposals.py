"""The proposals of a workshop: found, listed in reading order, written."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session, aliased

from synthgrid.domain.document import Path
from synthgrid.domain.values import Polarity, Proposal
from synthgrid.errors import ProposalNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.marks import new_id, now
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import load_categories, load_groups, proposal_of, proposals_of
from synthgrid.storage.tree import tree_of
from synthgrid.storage.workshops import workshop_id


def list_proposals(
    session: Session,
    workspace: str,
    slug: str,
    page: PageRequest,
    *,
    group: str | None = None,
    section: str | None = None,
    polarity: Polarity | None = None,
    category: Path | None = None,
) -> Page[Proposal]:
    """Return a page of the proposals of a workshop in reading order, children with what they inherit.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        page: Which part of the list.
        group: Only those of the group with this name; here and below, what is inherited counts too.
        section: Only those of this section.
        polarity: Only those of this polarity.
        category: Only those of the category with this path, and of the categories below it.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: The cursor is not one of this list.
    """
    workshop = workshop_id(session, workspace, slug)
    tree = tree_of([workshop])
    query = proposals_of(workshop, tree).add_columns(tree.c.key)
    if group is not None:
        query = query.where(tree.c.group.in_(one.id for one in load_groups(session, workshop) if one.name == group))
    if category is not None:
        query = query.where(tree.c.category.in_(_branch(session, workshop, category)))
    for column, value in ((tree.c.section, section), (tree.c.polarity, polarity)):
        query = query if value is None else query.where(column == value)
    total = _count(session, query) if page.total else None
    if key := after(page, str):
        query = query.where(tree.c.key > key[0])
    rows = session.execute(query.order_by(tree.c.key).limit(page.limit + 1)).all()
    found = page_of(rows, page, lambda row: [row.key], total)
    return Page(tuple(proposal_of(row[:-1]) for row in found.items), found.next, found.total)


def find_proposal(session: Session, workspace: str, slug: str, id: str) -> Proposal:  # noqa: A002 (the contract's word)
    """Return a proposal by its id, with what it inherits.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        ProposalNotFoundError: There is no such proposal in the workshop.
    """
    workshop = workshop_id(session, workspace, slug)
    row = session.execute(proposals_of(workshop, tree_of([workshop])).where(tables.Proposal.id == id)).one_or_none()
    if row is None:
        raise ProposalNotFoundError(id)
    return proposal_of(row)


def insert_proposals(session: Session, workshop: str, proposals: Iterable[Mapping[str, Any]]) -> None:
    """Add proposals to a workshop (its id), parents first, each with its id and all its columns but the moments."""
    moment = now()
    insert_rows(
        session,
        tables.Proposal,
        workshop,
        ({**proposal, "created_at": moment, "updated_at": moment} for proposal in proposals),
    )


def update_proposals(
    session: Session, changes: Mapping[str, Mapping[str, Any]], earlier: Mapping[str, str], reason: str
) -> None:
    """Change proposals.

    Args:
        session: A transaction that writes.
        changes: Id -> the columns that change.
        earlier: Id -> the text before, for those whose text changes: it is kept as a correction.
        reason: Why texts change.
    """
    moment = now()
    update_rows(session, tables.Proposal, {id: {**one, "updated_at": moment} for id, one in changes.items()})  # noqa: A001
    corrections = [
        {"id": new_id(), "proposal": id, "text": text, "reason": reason, "corrected_at": moment}
        for id, text in earlier.items()  # noqa: A001
    ]
    if corrections:
        session.execute(insert(tables.Correction), corrections)


def delete_proposals(session: Session, ids: Collection[str]) -> None:
    """Delete proposals, and those below them."""
    delete_rows(session, tables.Proposal, ids)


def release_external_ids(session: Session, ids: Collection[str]) -> None:
    """Take the external_ids away from proposals that get others or go: the new holders come before in time."""
    update_rows(session, tables.Proposal, {id: {"external_id": None} for id in ids})  # noqa: A001


def renew_below(session: Session, ids: Collection[str]) -> None:
    """Renew the revisions of all proposals below some: what they inherit changed."""
    if ids:
        below = select(tables.Proposal.id).where(tables.Proposal.parent.in_(ids)).cte("below", recursive=True)
        child = aliased(tables.Proposal)
        below = below.union_all(select(child.id).join(below, child.parent == below.c.id))
        update_rows(session, tables.Proposal, {id: {} for id in session.scalars(select(below.c.id))})  # noqa: A001


def _branch(session: Session, workshop: str, path: Path) -> list[str]:
    """Return the ids of a category and of those below it."""
    return [one.id for one in load_categories(session, workshop) if one.path[: len(path)] == tuple(path)]


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalars(select(func.count()).select_from(query.subquery())).one()
