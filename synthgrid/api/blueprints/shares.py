"""Links that open the drawings of one workshop in a browser."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.access import needs
from synthgrid.api.answers import found, listed
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.access import NewShareOut, ShareIn, ShareOut
from synthgrid.api.schemas.answers import page_of
from synthgrid.api.schemas.queries import ShareOptions
from synthgrid.api.write import write
from synthgrid.domain.access import Scope

blp = Resource(
    "shares", __name__, url_prefix="/v1/shares", description="Links to the drawings of one workshop, for admins."
)

OUT: Final = ShareOut()
NEW: Final = NewShareOut()
PAGE: Final = page_of(ShareOut)()


@blp.get("")
@needs(Scope.ADMIN)
@blp.options(ShareOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_shares(options: dict[str, Any]) -> Response:
    """List the share links of the workspace, the newest first, ended ones too; no token is in it."""
    slug = options.pop("workshop", None)
    return listed(PAGE, lambda session, workspace, page: storage.page_shares(session, workspace, page, slug), options)


@blp.post("")
@needs(Scope.ADMIN)
@blp.arguments(ShareIn(), example=examples.SHARE)
@blp.response(HTTPStatus.CREATED, NEW)
def add_share(asked: dict[str, Any]) -> Response:
    """Make a link to the drawings of a workshop; its token is in this answer, and in no later one."""
    return write(NEW, lambda session, workspace: services.add_share(session, workspace, asked), once=("token", "links"))


@blp.get("/<id:id>")
@needs(Scope.ADMIN)
@blp.response(HTTPStatus.OK, OUT)
def get_share(id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Get one share link, without its token."""
    return found(OUT, lambda session, workspace: storage.find_share(session, id, workspace))


@blp.delete("/<id:id>")
@needs(Scope.ADMIN)
@blp.response(HTTPStatus.NO_CONTENT)
def revoke_share(id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Revoke a share link, at once and for good."""
    condition = if_match()
    return write(None, lambda session, workspace: services.revoke_share(session, id, workspace, if_match=condition))
