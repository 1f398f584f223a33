"""The categories of a workshop: found, listed, written."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from synthgrid.domain.values import Category
from synthgrid.errors import CategoryNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.filters import CATEGORIES, Asked, conditions
from synthgrid.storage.kept import changed, complete
from synthgrid.storage.paging import Order, Page, PageRequest, by_text, page_of, with_items
from synthgrid.storage.snapshot import categories_named
from synthgrid.storage.tree import planted, settle
from synthgrid.storage.workshops import workshop_id, workshop_key

ORDERS: Final[Mapping[str, Order]] = {
    "position": Order(tables.Category.__table__.c.place, str, unique=True),
    "name": by_text(tables.Category.__table__.c.search),
}
_LISTED: Final = select(tables.Category.id).where(tables.Category.workshop == bindparam("workshop"))
PLACING: Final = frozenset({"parent", "position"})
"""Columns on which depends what is kept of a category and of those below it."""


def list_categories(session: Session, workspace: str, slug: str, page: PageRequest, **wanted: Any) -> Page[Category]:
    """Return a page of the categories of a workshop, in pre-order.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        page: Which part of the list.
        wanted: What it is narrowed to, by names of `storage.filters.CATEGORIES`.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: There is no such order, or the cursor is not one of this list.
    """
    workshop, revision = workshop_key(session, workspace, slug)
    narrowed = conditions(Asked(session, workshop), CATEGORIES, wanted)
    query = _LISTED.where(*narrowed) if wanted else _LISTED
    found = page_of(session, query, page, ORDERS, wanted, workshop=workshop)
    named = categories_named(session, [row.id for row in found.items])
    return with_items(found, [named[row.id] for row in found.items], revision)


def find_category(session: Session, workspace: str, slug: str, id: str) -> Category:  # noqa: A002 (the contract's word)
    """Return a category by its id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        CategoryNotFoundError: There is no such category in the workshop.
    """
    own = tables.Category
    here = select(own.id).where(own.workshop == workshop_id(session, workspace, slug), own.id == id)
    if session.scalar(here) is None:
        raise CategoryNotFoundError(id)
    return categories_named(session, [id])[id]


def insert_categories(session: Session, workshop: str, categories: Iterable[Mapping[str, Any]]) -> None:
    """Add categories to a workshop (its id), parents first, each with its id and all its columns."""
    rows = [complete(tables.Category, category) for category in categories]
    insert_rows(session, tables.Category, workshop, planted(session, tables.Category, rows))


def update_categories(session: Session, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change categories: id -> the columns that change."""
    update_rows(session, tables.Category, changed(session, tables.Category, changes))
    settle(session, tables.Category, [key for key, one in changes.items() if not one.keys().isdisjoint(PLACING)])


def delete_categories(session: Session, ids: Collection[str]) -> None:
    """Delete categories that no proposal names any more, and those below them."""
    delete_rows(session, tables.Category, ids)
