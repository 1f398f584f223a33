"""The workspace that a command works in."""

from synthgrid import storage
from synthgrid.errors import WorkspaceNotFoundError
from synthgrid.storage import Database


def workspace_id(database: Database, name: str) -> str:
    """Return the id of a workspace, given by name.

    Raises:
        WorkspaceNotFoundError: There is none.
    """
    with database.read() as session:
        known = storage.find_workspace(session, name)
    if known is None:
        raise WorkspaceNotFoundError(name)
    return known
