"""Reading many workshops: which there are, a page at a time, and whole ones, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from synthgrid.domain.values import Stamp, Workshop
from synthgrid.storage import tables
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import as_drawn, filled, head_of, stamp_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A workshop that is there: what a drawing of it rests on, and how many proposals it has."""

    slug: str
    stamp: Stamp
    size: int


def list_seen(session: Session, workspace: str, page: PageRequest, template: str | None = None) -> Page[Seen]:
    """Return a page of what there is in a workspace, oldest first: what is added meanwhile comes last.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        page: Which part.
        template: Key of the template drawn with, for the stamps; each workshop's own by default.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
        TemplateNotFoundError: There is no such template.
    """
    query = _seen(workspace)
    total = session.scalar(select(func.count()).select_from(query.subquery())) if page.total else None
    if key := after(page, str):
        query = query.where(tables.Workshop.id > key[0])
    rows = session.execute(query.order_by(tables.Workshop.id).limit(page.limit + 1))
    return page_of([_seen_in(row, template) for row in rows], page, lambda one: [one.stamp.workshop], total)


def find_seen(session: Session, workspace: str, slugs: Sequence[str], template: str | None = None) -> dict[str, Seen]:
    """Return those of some workshops that there are, by slug.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slugs: Of the workshops.
        template: As for `list_seen`.

    Raises:
        TemplateNotFoundError: There is no such template.
    """
    rows = session.execute(_seen(workspace).where(tables.Workshop.slug.in_(slugs)))
    return {row.slug: _seen_in(row, template) for row in rows}


def load_snapshots(
    session: Session, workspace: str, slugs: Sequence[str], template: str | None = None
) -> dict[str, Workshop]:
    """Return those of some workshops that there are, each as `load_snapshot` does, by slug; four queries for all.

    Args:
        session: An open transaction; one of `Database.read` shows one moment.
        workspace: Id of the workspace.
        slugs: Of the workshops.
        template: As for `list_seen`.

    Raises:
        TemplateNotFoundError: There is no such template.
    """
    table = tables.Workshop
    query = select(table.__table__).where(table.workspace == workspace, table.slug.in_(slugs))
    whole = filled(session, [head_of(row) for row in session.execute(query)])
    return {one.slug: as_drawn(one, template) for one in whole}


def _seen(workspace: str) -> Select[Any]:
    table, proposal = tables.Workshop, tables.Proposal
    size = select(func.count()).where(proposal.workshop == table.id).scalar_subquery()
    columns = (table.slug, table.id, table.revision, table.template, size.label("size"))
    return select(*columns).where(table.workspace == workspace)


def _seen_in(row: Row[Any], template: str | None) -> Seen:
    return Seen(row.slug, stamp_of(row.id, row.revision, template or row.template), row.size)
