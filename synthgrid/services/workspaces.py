"""Workspaces: made, changed, and the one of everybody where no keys are asked for."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.access import Principal, Scope, Workspace
from synthgrid.domain.check_options import check_option
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.storage import Database, Session, workspaces

NAME: Final = fields.required(fields.line)
OPEN_WORKSPACE: Final = "default"
"""The workspace of everybody where no keys are asked for."""

EVERYTHING: Final = Scope.ADMIN.included


def ensure_workspace(session: Session, name: str) -> str:
    """Return the id of a workspace, which is made when there is none with this name.

    Raises:
        InvalidOptionError: It cannot be a name.
    """
    name = check_option("workspace", NAME, name)
    return workspaces.find_workspace(session, name) or workspaces.insert_workspace(session, name)


def update_workspace(
    session: Session, workspace: str, asked: Mapping[str, Any], *, if_match: IfMatch = ANY
) -> Workspace:
    """Change what a workspace asks of those who write.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        asked: What `domain.check_one` read of a partial body with `check_access.WORKSPACE`; None resets.
        if_match: The revisions that may be changed.

    Raises:
        WorkspaceNotFoundError: There is no such workspace any more.
        PreconditionError: It has another revision.
    """
    stored = workspaces.load_workspace(session, workspace, lock=True)
    if_match.require(stored.revision)
    if "require_if_match" in asked:
        workspaces.set_workspace(session, workspace, require_if_match=bool(asked["require_if_match"]))
    return workspaces.load_workspace(session, workspace)


def open_principal(database: Database) -> Principal:
    """Return whom everybody is where no keys are asked for; their workspace is made when there is none yet."""
    found = workspaces.look_for_workspace(database, OPEN_WORKSPACE)
    if found is None:
        found = database.write(lambda session: ensure_workspace(session, OPEN_WORKSPACE)), False
    return Principal(found[0], "", EVERYTHING, require_if_match=found[1])
