"""The proposals of a workshop: found, listed in reading order, written."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, Text, cast, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from synthgrid.domain.document import Path
from synthgrid.domain.tree import inheriting
from synthgrid.domain.values import Polarity, Proposal
from synthgrid.errors import ProposalNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.marks import new_id, now
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import load_categories, load_groups, proposal_of, proposals_of
from synthgrid.storage.tree import tree_of
from synthgrid.storage.workshops import workshop_id

PARAMETERS: Final = 10_000
"""Values in one statement; SQLite takes 32,766."""


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
    found = inheriting(lineage(session, workshop_id(session, workspace, slug), id))
    if not found:
        raise ProposalNotFoundError(id)
    return found[-1]


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


def levels_below(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Return the proposals below some, by id, with how many levels below: 1 for children."""
    own, child = tables.Proposal, aliased(tables.Proposal)
    levels: dict[str, int] = {}
    ordered = list(ids)
    for start in range(0, len(ordered), PARAMETERS):
        some = own.parent.in_(ordered[start : start + PARAMETERS])
        below = select(own.id, literal(1).label("level")).where(some).cte("below", recursive=True)
        below = below.union_all(select(child.id, below.c.level + 1).join(below, child.parent == below.c.id))
        levels |= dict(session.execute(select(below.c.id, below.c.level).order_by(below.c.level)).all())
    return levels


def in_group(session: Session, workshop: str, group: str) -> list[str]:
    """Return the ids of the proposals of a workshop (its id) that name a group (its id) themselves."""
    own = tables.Proposal
    return list(session.scalars(select(own.id).where(own.workshop == workshop, own.group == group)))


def in_categories(
    session: Session, workshop: str, categories: Collection[str]
) -> dict[str, tuple[str | None, list[str]]]:
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


def next_position(session: Session, workshop: str, parent: str | None) -> int:
    """Return the position after the last child of a proposal, or after the last one without parent."""
    own = tables.Proposal
    last = session.scalar(select(func.max(own.position)).where(own.workshop == workshop, own.parent == parent))
    return 0 if last is None else last + 1


def holder_of(session: Session, workshop: str, external_id: str) -> str | None:
    """Return the id of the proposal with an external_id, if there is one."""
    own = tables.Proposal
    return session.scalar(select(own.id).where(own.workshop == workshop, own.external_id == external_id))


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
    session: Session,
    changes: Mapping[str, Mapping[str, Any]],
    earlier: Mapping[str, str] = MappingProxyType({}),
    reason: str = "",
) -> None:
    """Change proposals.

    Args:
        session: A transaction that writes.
        changes: Id -> the columns that change.
        earlier: Id -> the text before, for those whose text changes: it is kept as a correction.
        reason: Why texts change.
    """
    moment = now()
    update_rows(session, tables.Proposal, {key: {**one, "updated_at": moment} for key, one in changes.items()})
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


def renew_below(session: Session, ids: Collection[str]) -> None:
    """Renew the revisions of all proposals below some: what they inherit changed."""
    if ids:
        update_rows(session, tables.Proposal, {key: {} for key in levels_below(session, ids)})


def renew_saying(
    session: Session, workshop: str, *, groups: Collection[str] = (), categories: Collection[str] = ()
) -> None:
    """Renew the revisions of the proposals that show some groups or categories, inherited ones too."""
    tree = tree_of([workshop])
    named = {*groups, *categories}
    rows = session.execute(select(tree.c.id, tree.c.group, tree.c.category))
    ids = {key for key, group, category in rows if group in named or category in named}
    ids.update(in_categories(session, workshop, categories) if categories else ())
    update_rows(session, tables.Proposal, {key: {} for key in ids})


def _branch(session: Session, workshop: str, path: Path) -> Select[str]:
    """Return the query of the ids of a category and of those below it."""
    own, child = tables.Category, aliased(tables.Category)
    top = [one.id for one in load_categories(session, workshop) if one.path == tuple(path)]
    branch = select(own.id).where(own.id.in_(top)).cte("branch", recursive=True)
    branch = branch.union_all(select(child.id).join(branch, child.parent == branch.c.id))
    return select(branch.c.id)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalars(select(func.count()).select_from(query.subquery())).one()
