"""The categories of a workshop: found, listed, written."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from synthgrid.domain.values import Category
from synthgrid.errors import CategoryNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import load_categories
from synthgrid.storage.tree import STEP
from synthgrid.storage.workshops import workshop_id


def list_categories(session: Session, workspace: str, slug: str, page: PageRequest) -> Page[Category]:
    """Return a page of the categories of a workshop, in pre-order.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: The cursor is not one of this list.
    """
    categories = load_categories(session, workshop_id(session, workspace, slug))
    keys: dict[str, str] = {}
    for category in categories:
        keys[category.id] = keys.get(category.parent or "", "") + str(STEP + category.position)
    key = after(page, str)
    rest = categories if key is None else tuple(one for one in categories if keys[one.id] > key[0])
    return page_of(rest, page, lambda one: [keys[one.id]], len(categories) if page.total else None)


def find_category(session: Session, workspace: str, slug: str, id: str) -> Category:  # noqa: A002 (the contract's word)
    """Return a category by its id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        CategoryNotFoundError: There is no such category in the workshop.
    """
    for category in load_categories(session, workshop_id(session, workspace, slug)):
        if category.id == id:
            return category
    raise CategoryNotFoundError(id)


def insert_categories(session: Session, workshop: str, categories: Iterable[Mapping[str, Any]]) -> None:
    """Add categories to a workshop (its id), parents first, each with its id and all its columns."""
    insert_rows(session, tables.Category, workshop, categories)


def update_categories(session: Session, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change categories: id -> the columns that change."""
    update_rows(session, tables.Category, changes)


def delete_categories(session: Session, ids: Collection[str]) -> None:
    """Delete categories that no proposal names any more, and those below them."""
    delete_rows(session, tables.Category, ids)
