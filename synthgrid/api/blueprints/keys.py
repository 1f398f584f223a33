"""Keys of a workspace."""

import datetime as dt
from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api import bodies
from synthgrid.api.access import needs
from synthgrid.api.answers import found, listed
from synthgrid.api.context import principal
from synthgrid.api.options import PageOptions
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.access import KeyIn, KeyOut, NewKeyOut
from synthgrid.api.schemas.answers import page_of
from synthgrid.api.schemas.queries import RotationOptions
from synthgrid.api.write import write
from synthgrid.domain.access import Scope

ADDRESS: Final = "/v1/keys"
LEAST: Final = dt.timedelta(minutes=5)
"""How long a key works on besides the one that it asked for to take its place."""

blp = Resource("keys", __name__, url_prefix=ADDRESS, description="Keys of the workspace, for its admins.")

OUT: Final = KeyOut()
NEW: Final = NewKeyOut()
PAGE: Final = page_of(KeyOut)()
ONCE: Final = ("secret",)


@blp.get("")
@needs(Scope.ADMIN)
@blp.options(PageOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_keys(options: dict[str, Any]) -> Response:
    """List the keys of the workspace, the newest first, ended ones too; no secret is in it."""
    return listed(PAGE, storage.page_keys, options)


@blp.post("")
@needs(Scope.ADMIN)
@blp.arguments(KeyIn(), example=examples.KEY)
@blp.response(HTTPStatus.CREATED, NEW)
def add_key(asked: dict[str, Any]) -> Response:
    """Make a key of the workspace; its secret is in this answer, and in no later one."""
    return write(NEW, lambda session, workspace: services.add_key(session, workspace, asked), once=ONCE)


@blp.get("/<id:id>")
@needs(Scope.ADMIN)
@blp.response(HTTPStatus.OK, OUT)
def get_key(id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Get one key, without its secret."""
    return found(OUT, lambda session, workspace: storage.find_key(session, id, workspace))


@blp.delete("/<id:id>")
@needs(Scope.ADMIN)
@blp.response(HTTPStatus.NO_CONTENT)
def revoke_key(id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Revoke a key, at once and for good; the last admin key that works stays."""
    condition = if_match()
    return write(None, lambda session, workspace: services.revoke_key(session, id, workspace, if_match=condition))


@blp.post("/<id:id>/rotate")
@needs(Scope.ADMIN)
@blp.options(RotationOptions)
@blp.response(HTTPStatus.CREATED, NEW)
def rotate_key(options: dict[str, Any], id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Make a key that takes the place of this one, which ends at once or after `overlap` seconds.

    A key that takes its own place works on for a moment: an answer that is lost can be asked for again.
    """
    bodies.none()
    overlap = dt.timedelta(seconds=options.get("overlap", 0))
    if id == principal().key:
        overlap = max(overlap, LEAST)
    return write(
        NEW,
        lambda session, workspace: services.rotate_key(session, id, overlap=overlap, workspace=workspace),
        once=ONCE,
        under=ADDRESS,
    )
