"""Workshops of a workspace: found, listed, counted, written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import count
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.values import Workshop, WorkshopHead, WorkshopSummary
from synthgrid.errors import WorkshopNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.marks import new_id, new_revision, now
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import head_of, load_head
from synthgrid.storage.tree import tree_of


def find_workshop(session: Session, workspace: str, slug: str) -> WorkshopSummary:
    """Return a workshop with its counts.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    return _summaries(session, [load_head(session, workspace, slug)])[0]


def list_workshops(session: Session, workspace: str, page: PageRequest) -> Page[WorkshopSummary]:
    """Return a page of the workshops of a workspace, newest first.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
    """
    table = tables.Workshop
    query = select(table.__table__).where(table.workspace == workspace)
    total = session.scalar(select(func.count()).select_from(query.subquery())) if page.total else None
    if key := after(page, str):
        query = query.where(table.id < key[0])
    heads = [head_of(row) for row in session.execute(query.order_by(table.id.desc()).limit(page.limit + 1))]
    found = page_of(heads, page, lambda head: [head.stamp.workshop], total)
    return Page(_summaries(session, found.items), found.next, found.total)


def workshop_id(session: Session, workspace: str, slug: str) -> str:
    """Return the id of a workshop.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    found = session.scalar(
        select(tables.Workshop.id).where(tables.Workshop.workspace == workspace, tables.Workshop.slug == slug)
    )
    if found is None:
        raise WorkshopNotFoundError(slug)
    return found


def slugs_from(session: Session, workspace: str, slug: str) -> frozenset[str]:
    """Return the slugs of a workspace that are `slug` or begin with it and a hyphen."""
    column = tables.Workshop.slug
    query = select(column).where(
        tables.Workshop.workspace == workspace, (column == slug) | column.startswith(f"{slug}-", autoescape=True)
    )
    return frozenset(session.scalars(query))


def insert_workshop(session: Session, workspace: str, values: Mapping[str, Any]) -> str:
    """Add an empty workshop; return its id.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        values: Its slug, title and all the rest that people give.
    """
    moment = now()
    row = {
        **values,
        "id": new_id(),
        "workspace": workspace,
        "revision": new_revision(),
        "next_ref": 1,
        "created_at": moment,
        "updated_at": moment,
    }
    session.execute(insert(tables.Workshop), [row])
    return str(row["id"])


def touch_workshop(session: Session, workshop: str, **values: Any) -> None:
    """Renew the revision of a workshop (its id), as every change inside does, and set columns of it."""
    session.execute(
        update(tables.Workshop)
        .where(tables.Workshop.id == workshop)
        .values(revision=new_revision(), updated_at=now(), **values)
    )


def next_ref(session: Session, workshop: str) -> int:
    """Return the number that the next proposal of a workshop (its id) gets: none ever had it, unless it was given."""
    first = session.scalars(select(tables.Workshop.next_ref).where(tables.Workshop.id == workshop)).one()
    proposal = tables.Proposal
    taken = set(session.scalars(select(proposal.ref).where(proposal.workshop == workshop, proposal.ref >= first)))
    return next(number for number in count(first) if number not in taken)


def delete_workshop(session: Session, workshop: str) -> None:
    """Delete a workshop (its id) and all that stands in it."""
    session.execute(delete(tables.Workshop).where(tables.Workshop.id == workshop))


def _summaries(session: Session, heads: Sequence[Workshop]) -> tuple[WorkshopSummary, ...]:
    counts = _counts(session, [head.stamp.workshop for head in heads])
    return tuple(
        WorkshopSummary(
            **{one.name: getattr(head, one.name) for one in fields(WorkshopHead)},
            counts=counts[head.stamp.workshop],
            revision=head.stamp.revision,
        )
        for head in heads
    )


def _counts(session: Session, workshops: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Count what stands in some workshops, three queries for all of them."""
    groups, categories = (_count_of(session, table, workshops) for table in (tables.Group, tables.Category))
    tree = tree_of(workshops)
    query = select(tree.c.workshop, tree.c.section, tree.c.polarity, func.count()).group_by(
        tree.c.workshop, tree.c.section, tree.c.polarity
    )
    sections: dict[str, Counter[str]] = {id: Counter() for id in workshops}  # noqa: A001 (the contract's own word)
    polarities: dict[str, Counter[str]] = {id: Counter() for id in workshops}  # noqa: A001 (the same)
    for workshop, section, polarity, many in session.execute(query):
        sections[workshop][section] += many
        if polarity is not None:
            polarities[workshop][polarity.value] += many
    return {
        workshop: {
            "groups": groups.get(workshop, 0),
            "categories": categories.get(workshop, 0),
            "proposals": sections[workshop].total(),
            "sections": dict(sections[workshop]),
            "polarities": dict(polarities[workshop]),
        }
        for workshop in workshops
    }


def _count_of(
    session: Session, table: type[tables.Group] | type[tables.Category], workshops: Sequence[str]
) -> dict[str, int]:
    query = select(table.workshop, func.count()).where(table.workshop.in_(workshops)).group_by(table.workshop)
    return dict(session.execute(query).all())
