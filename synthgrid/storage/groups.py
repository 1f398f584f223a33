"""The groups of a workshop: found, listed, written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from synthgrid.domain.values import Group
from synthgrid.errors import GroupNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.bulk import delete_rows, insert_rows, update_rows
from synthgrid.storage.paging import Page, PageRequest, after, page_of
from synthgrid.storage.snapshot import load_groups
from synthgrid.storage.workshops import workshop_id


def list_groups(session: Session, workspace: str, slug: str, page: PageRequest) -> Page[Group]:
    """Return a page of the groups of a workshop, in their order.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        InvalidOptionError: The cursor is not one of this list.
    """
    groups = load_groups(session, workshop_id(session, workspace, slug))
    key = after(page, int, str)
    rest = groups if key is None else tuple(group for group in groups if [group.position, group.id] > key)
    return page_of(rest, page, lambda group: [group.position, group.id], len(groups) if page.total else None)


def find_group(session: Session, workspace: str, slug: str, id: str) -> Group:  # noqa: A002 (the contract's word)
    """Return a group by its id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        GroupNotFoundError: There is no such group in the workshop.
    """
    for group in load_groups(session, workshop_id(session, workspace, slug)):
        if group.id == id:
            return group
    raise GroupNotFoundError(id)


def insert_groups(session: Session, workshop: str, groups: Iterable[Mapping[str, Any]]) -> None:
    """Add groups to a workshop (its id), each with its id and all its fields."""
    insert_rows(session, tables.Group, workshop, map(_columns, groups))


def update_groups(session: Session, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change groups: id -> the fields that change."""
    update_rows(session, tables.Group, {key: _columns(fields) for key, fields in changes.items()})


def delete_groups(session: Session, ids: Collection[str]) -> None:
    """Delete groups that no proposal names any more."""
    delete_rows(session, tables.Group, ids)


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as columns: members are JSON."""
    if "members" not in fields:
        return dict(fields)
    return {**fields, "members": [asdict(member) for member in fields["members"]]}
