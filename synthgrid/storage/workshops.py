"""Workshops of a workspace: found, listed, counted, written."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from itertools import count
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, false, func, insert, literal, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.values import Polarity, WorkshopHead, WorkshopSummary
from synthgrid.errors import WorkshopNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.filters import WORKSHOPS, Asked, conditions
from synthgrid.storage.kept import WORKSHOP as SEARCHED
from synthgrid.storage.kept import search_of
from synthgrid.storage.marks import new_id, new_revision, now
from synthgrid.storage.paging import Order, Page, PageRequest, by_text, page_of, with_items
from synthgrid.storage.snapshot import head_of

_TABLE: Final = select(tables.Workshop.__table__)
_LISTED: Final = _TABLE.where(tables.Workshop.workspace == bindparam("workspace"))
_KEY: Final = select(tables.Workshop.id, tables.Workshop.revision).where(
    tables.Workshop.workspace == bindparam("workspace"), tables.Workshop.slug == bindparam("slug")
)
_DATE: Final = tables.Workshop.__table__.c.date
ORDERS: Final[Mapping[str, Order]] = {
    "created_at": Order(tables.Workshop.__table__.c.created_at, dt.datetime),
    "updated_at": Order(tables.Workshop.__table__.c.updated_at, dt.datetime),
    "title": by_text(tables.Workshop.__table__.c.search),
    # Those without date come last, either way round.
    "date": Order(
        func.coalesce(_DATE, literal(dt.date.max)), dt.date, falling=func.coalesce(_DATE, literal(dt.date.min))
    ),
    "slug": Order(tables.Workshop.__table__.c.slug, str, unique=True),
}
NEWEST_FIRST: Final = "-created_at"


def find_workshop(session: Session, workspace: str, slug: str) -> WorkshopSummary:
    """Return a workshop with its counts.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    table = tables.Workshop
    row = session.execute(_TABLE.where(table.workspace == workspace, table.slug == slug)).one_or_none()
    if row is None:
        raise WorkshopNotFoundError(slug)
    return _summary(row)


def list_workshops(session: Session, workspace: str, page: PageRequest, **wanted: Any) -> Page[WorkshopSummary]:
    """Return a page of the workshops of a workspace, newest first.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        page: Which part of the list.
        wanted: What it is narrowed to, by names of `storage.filters.WORKSHOPS`.

    Raises:
        InvalidOptionError: There is no such order, or the cursor is not one of this list.
    """
    narrowed = conditions(Asked(session, workspace), WORKSHOPS, wanted)
    asked = replace(page, sort=page.sort or NEWEST_FIRST)
    query = _LISTED.where(*narrowed) if wanted else _LISTED
    found = page_of(session, query, asked, ORDERS, wanted, workspace=workspace)
    return with_items(found, [_summary(row) for row in found.items])


def workshop_id(session: Session, workspace: str, slug: str) -> str:
    """Return the id of a workshop.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    return workshop_key(session, workspace, slug)[0]


def workshop_key(session: Session, workspace: str, slug: str) -> tuple[str, str]:
    """Return the id and the revision of a workshop.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    row = session.connection().execute(_KEY, {"workspace": workspace, "slug": slug}).one_or_none()
    if row is None:
        raise WorkshopNotFoundError(slug)
    return row.id, row.revision


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
        "search": search_of(SEARCHED, values),
        "counts": _counts((), 0, 0),
    }
    session.execute(insert(tables.Workshop), [row])
    return str(row["id"])


def touch_workshop(session: Session, workshop: str, **values: Any) -> None:
    """Renew the revision of a workshop (its id), as the last step of every change inside, and set columns of it."""
    table = tables.Workshop
    if not values.keys().isdisjoint(SEARCHED):
        own = session.execute(select(*(table.__table__.c[name] for name in SEARCHED)).where(table.id == workshop)).one()
        values["search"] = search_of(SEARCHED, {**own._mapping, **values})
    counted = {"revision": new_revision(), "updated_at": now(), "counts": _counted(session, workshop)}
    session.execute(update(table).where(table.id == workshop).values(**counted, **values))


def next_ref(session: Session, workshop: str) -> int:
    """Return the number that the next proposal of a workshop (its id) gets: none ever had it, unless it was given."""
    first = session.scalars(select(tables.Workshop.next_ref).where(tables.Workshop.id == workshop)).one()
    proposal = tables.Proposal
    taken = set(session.scalars(select(proposal.ref).where(proposal.workshop == workshop, proposal.ref >= first)))
    return next(number for number in count(first) if number not in taken)


def delete_workshop(session: Session, workshop: str) -> None:
    """Delete a workshop (its id) and all that stands in it."""
    session.execute(delete(tables.Workshop).where(tables.Workshop.id == workshop))


def _summary(row: Row[Any]) -> WorkshopSummary:
    head = head_of(row)
    said = {one.name: getattr(head, one.name) for one in fields(WorkshopHead)}
    return WorkshopSummary(**said, counts=row.counts, revision=row.revision)


def _counted(session: Session, workshop: str) -> dict[str, Any]:
    """Count what stands in a workshop (its id) and is shown."""
    own = tables.Proposal
    shown = (own.workshop == workshop, own.shown_archived.is_(false()))
    kinds = select(own.shown_section, own.shown_polarity, func.count()).where(*shown)
    found = session.execute(kinds.group_by(own.shown_section, own.shown_polarity)).all()
    groups, categories = (
        session.scalars(select(func.count()).where(table.workshop == workshop)).one()
        for table in (tables.Group, tables.Category)
    )
    return _counts([(section, polarity, many) for section, polarity, many in found], groups, categories)


def _counts(found: Iterable[tuple[str, Polarity | None, int]], groups: int, categories: int) -> dict[str, Any]:
    sections: Counter[str] = Counter()
    polarities: Counter[str] = Counter()
    for section, polarity, many in found:
        sections[section] += many
        if polarity is not None:
            polarities[polarity.value] += many
    return {
        "groups": groups,
        "categories": categories,
        "proposals": sections.total(),
        "sections": dict(sections),
        "polarities": dict(polarities),
    }
