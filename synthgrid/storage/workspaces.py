"""Workspaces: made, found, listed, set."""

from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.access import Workspace
from synthgrid.errors import WorkspaceNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.database import Database
from synthgrid.storage.marks import new_id, now

_WORKSPACES: Final = select(
    tables.Workspace.id, tables.Workspace.name, tables.Workspace.require_if_match, tables.Workspace.created_at
)
_NAMED: Final = select(tables.Workspace.id, tables.Workspace.require_if_match).where(
    tables.Workspace.name == bindparam("name")
)


def find_workspace(session: Session, name: str) -> str | None:
    """Return the id of the workspace with a name, None where there is none."""
    found: str | None = session.scalar(_NAMED, {"name": name})
    return found


def look_for_workspace(database: Database, name: str) -> tuple[str, bool] | None:
    """Return the id of the workspace with a name and whether it asks for If-Match, None where there is none."""
    found = database.look(_NAMED, name=name)
    return None if found is None else (found[0], found[1])


def load_workspace(session: Session, workspace: str, *, lock: bool = False) -> Workspace:
    """Return a workspace by its id.

    Raises:
        WorkspaceNotFoundError: There is no such workspace any more.
    """
    query = _WORKSPACES.where(tables.Workspace.id == workspace)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise WorkspaceNotFoundError(workspace)
    return Workspace(*row)


def list_workspaces(session: Session) -> tuple[Workspace, ...]:
    """Return all workspaces, oldest first."""
    return tuple(Workspace(*row) for row in session.execute(_WORKSPACES.order_by(tables.Workspace.id)))


def insert_workspace(session: Session, name: str) -> str:
    """Add a workspace; return its id."""
    id = new_id()  # noqa: A001 (the contract's own word)
    session.execute(
        insert(tables.Workspace), [{"id": id, "name": name, "require_if_match": False, "created_at": now()}]
    )
    return id


def set_workspace(session: Session, workspace: str, *, require_if_match: bool) -> None:
    """Set what a workspace (its id) asks of those who write."""
    query = update(tables.Workspace).where(tables.Workspace.id == workspace)
    session.execute(query.values(require_if_match=require_if_match))
