"""The workspace of a key."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.access import needs
from synthgrid.api.answers import found
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.access import WorkspaceIn, WorkspaceOut
from synthgrid.api.schemas.bodies import patch
from synthgrid.api.write import write
from synthgrid.domain.access import Scope

blp = Resource("workspaces", __name__, url_prefix="/v1/workspace", description="The workspace that a key belongs to.")

OUT: Final = WorkspaceOut()


@blp.get("")
@needs(Scope.READ)
@blp.response(HTTPStatus.OK, OUT)
def get_workspace() -> Response:
    """Get the workspace of the key that asks, and what it asks of those who write."""
    return found(OUT, storage.load_workspace)


@blp.patch("")
@needs(Scope.ADMIN)
@blp.arguments(patch(WorkspaceIn), example=examples.CHANGES["workspace"])
@blp.response(HTTPStatus.OK, OUT)
def update_workspace(asked: dict[str, Any]) -> Response:
    """Change what the workspace asks of those who write."""
    condition = if_match()
    return write(
        OUT, lambda session, workspace: services.update_workspace(session, workspace, asked, if_match=condition)
    )
