"""The groups of a workshop: found, listed, written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from synthgrid.domain.values import Group
from synthgrid.errors import GroupNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.filters import GROUPS, Asked, conditions
from synthgrid.storage.kept import changed, complete
from synthgrid.storage.paging import Order, Page, PageRequest, by_text, page_of, with_items
from synthgrid.storage.snapshot import LISTED_GROUPS, group_of, groups_named
from synthgrid.storage.workshops import workshop_id, workshop_key

ORDERS: Final[Mapping[str, Order]] = {
    "position": Order(tables.Group.__table__.c.position, int),
    "name": by_text(tables.Group.__table__.c.search),
}


def list_groups(session: Session, workspace: str, slug: str, page: PageRequest, **wanted: Any) -> Page[Group]:
    """Return a page of the groups of a workshop, in their order.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        page: Which part of the list.
        wanted: What it is narrowed to, by names of `storage.filters.GROUPS`.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: There is no such order, or the cursor is not one of this list.
    """
    workshop, revision = workshop_key(session, workspace, slug)
    narrowed = conditions(Asked(session, workshop), GROUPS, wanted)
    query = LISTED_GROUPS.where(*narrowed) if wanted else LISTED_GROUPS
    found = page_of(session, query, page, ORDERS, wanted, workshop=workshop)
    return with_items(found, [group_of(row[:-1]) for row in found.items], revision)


def find_group(session: Session, workspace: str, slug: str, id: str) -> Group:  # noqa: A002 (the contract's word)
    """Return a group by its id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        GroupNotFoundError: There is no such group in the workshop.
    """
    own = tables.Group
    here = select(own.id).where(own.workshop == workshop_id(session, workspace, slug), own.id == id)
    if session.scalar(here) is None:
        raise GroupNotFoundError(id)
    return groups_named(session, [id])[id]


def insert_groups(session: Session, workshop: str, groups: Iterable[Mapping[str, Any]]) -> None:
    """Add groups to a workshop (its id), each with its id and all its fields."""
    insert_rows(session, tables.Group, workshop, [_columns(complete(tables.Group, group)) for group in groups])


def update_groups(session: Session, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change groups: id -> the fields that change."""
    whole = changed(session, tables.Group, changes)
    update_rows(session, tables.Group, {key: _columns(fields) for key, fields in whole.items()})


def delete_groups(session: Session, ids: Collection[str]) -> None:
    """Delete groups that no proposal names any more."""
    delete_rows(session, tables.Group, ids)


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as columns: members are JSON."""
    if "members" not in fields:
        return dict(fields)
    return {**fields, "members": [asdict(member) for member in fields["members"]]}
