"""Reading many workshops: which there are, a page at a time, and whole ones, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from synthgrid.domain.templates import TEMPLATES, unknown_template
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.storage import tables
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import drawn_with, filled, head_of, stamp_of
from synthgrid.storage.templates import own_templates


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
        UnknownTemplateError: There is no such template.
    """
    query = _seen(workspace, template)
    total = session.scalar(select(func.count()).select_from(query.subquery())) if page.total else None
    if key := after(page, str):
        query = query.where(tables.Workshop.id > key[0])
    rows = session.execute(query.order_by(tables.Workshop.id).limit(page.limit + 1))
    return page_of([_seen_in(session, workspace, row) for row in rows], page, lambda one: [one.stamp.workshop], total)


def find_seen(session: Session, workspace: str, slugs: Sequence[str], template: str | None = None) -> dict[str, Seen]:
    """Return those of some workshops that there are, by slug.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slugs: Of the workshops.
        template: As for `list_seen`.

    Raises:
        UnknownTemplateError: There is no such template.
    """
    rows = session.execute(_seen(workspace, template).where(tables.Workshop.slug.in_(slugs)))
    return {row.slug: _seen_in(session, workspace, row) for row in rows}


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
        UnknownTemplateError: There is no such template.
    """
    table = tables.Workshop
    query = select(table.__table__).where(table.workspace == workspace, table.slug.in_(slugs))
    whole = filled(session, [head_of(row) for row in session.execute(query)])
    return {one.slug: one for one in drawn_with(session, workspace, whole, template)}


def _seen(workspace: str, template: str | None) -> Select[Any]:
    table, proposal, own = tables.Workshop, tables.Proposal, tables.Template
    size = select(func.count()).where(proposal.workshop == table.id).scalar_subquery()
    key = table.template if template is None else literal(template)
    columns = (table.slug, table.id, table.revision, key.label("template"), own.revision.label("own"))
    query = select(*columns, size.label("size")).where(table.workspace == workspace)
    return query.outerjoin(own, and_(own.workspace == table.workspace, own.key == key))


def _seen_in(session: Session, workspace: str, row: Row[Any]) -> Seen:
    if row.own is None and row.template not in TEMPLATES:
        raise unknown_template(row.template, own_templates(session, workspace))
    return Seen(row.slug, stamp_of(row.id, row.revision, row.template, row.own), row.size)
