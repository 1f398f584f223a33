"""The workspace that a command works in."""

import click

from synthgrid import storage
from synthgrid.errors import WorkspaceNotFoundError
from synthgrid.storage import Database

workspace_option = click.option("--workspace", default="default", show_default=True, help="Name of the workspace.")


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
