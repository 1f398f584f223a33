"""Reading many workshops: which there are, a page at a time, and whole ones, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from synthgrid.domain.templates import TEMPLATES, unknown_template
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.storage import tables
from synthgrid.storage.paging import Order, Page, PageRequest, page_of, with_items
from synthgrid.storage.snapshot import DRAWN, DRAWN_WITH, OWN_TEMPLATE, drawn_with, filled, head_of, stamp_of
from synthgrid.storage.templates import own_templates

_TABLE: Final = tables.Workshop.__table__.c
_SEEN: Final[Select[Any]] = (
    select(_TABLE.id, _TABLE.slug, _TABLE.revision, _TABLE.counts, DRAWN_WITH, tables.Template.revision.label("own"))
    .outerjoin(tables.Template, OWN_TEMPLATE)
    .where(_TABLE.workspace == bindparam("workspace"))
)
_ORDERS: Final = {"id": Order(_TABLE.id, str, unique=True)}


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
    found = page_of(session, _SEEN, page, _ORDERS, workspace=workspace, template=template)
    return with_items(found, [_seen_in(session, workspace, row) for row in found.items])


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
    query = _SEEN.where(tables.Workshop.slug.in_(slugs))
    rows = session.execute(query, {"workspace": workspace, "template": template})
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
    whole = filled(session, [head_of(row) for row in session.execute(query)], DRAWN)
    return {one.slug: one for one in drawn_with(session, workspace, whole, template)}


def _seen_in(session: Session, workspace: str, row: Row[Any]) -> Seen:
    if row.own is None and row.template not in TEMPLATES:
        raise unknown_template(row.template, own_templates(session, workspace))
    return Seen(row.slug, stamp_of(row.id, row.revision, row.template, row.own), row.counts.get("proposals", 0))
