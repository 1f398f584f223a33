"""The layouts of a grid and of a sheet: those that synthgrid ships, and a workspace's own."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api import bodies
from synthgrid.api.answers import found, listed
from synthgrid.api.context import context
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.answers import page_of
from synthgrid.api.schemas.queries import TemplateDeleteOptions, TemplateOptions
from synthgrid.api.schemas.templates import TemplateOut
from synthgrid.api.write import write
from synthgrid.domain.check_template import check_template
from synthgrid.services import PutTemplate

blp = Resource("templates", __name__, url_prefix="/v1/templates", description="Layouts of a grid and of a sheet.")

OUT: Final = TemplateOut()
PAGE: Final = page_of(TemplateOut)()
BODIES: Final = {
    "application/json": {"schema": {"$ref": "#/components/schemas/TemplateIn"}, "example": examples.TEMPLATE}
}


@blp.get("")
@blp.options(TemplateOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_templates(options: dict[str, Any]) -> Response:
    """List the templates: those that synthgrid ships, then the workspace's own by their key."""
    chosen = {name: options.pop(name) for name in ("form", "own") if name in options}
    return listed(
        PAGE, lambda session, workspace, page: storage.list_templates(session, workspace, page, **chosen), options
    )


@blp.get("/<template:key>")
@blp.response(HTTPStatus.OK, OUT)
def get_template(key: str) -> Response:
    """Get one template."""
    return found(OUT, lambda session, workspace: storage.find_template(session, workspace, key))


@blp.put("/<template:key>")
@blp.response(HTTPStatus.OK, OUT)
@blp.alt_response(HTTPStatus.CREATED, schema=OUT, success=True)
@blp.doc(requestBody={"required": True, "content": BODIES})
def put_template(key: str) -> Response:
    """Create or replace a template of the workspace's own; an equal one changes nothing."""
    condition = if_match()
    template = check_template(bodies.read_json(bodies.JSON, context().settings.limits.body_bytes), key)
    return write(
        OUT,
        lambda session, workspace: services.put_template(session, workspace, template, if_match=condition),
        _created_or_replaced,
    )


def _created_or_replaced(put: PutTemplate) -> HTTPStatus:
    return HTTPStatus.CREATED if put.created else HTTPStatus.OK


@blp.delete("/<template:key>")
@blp.options(TemplateDeleteOptions)
@blp.response(HTTPStatus.NO_CONTENT)
def delete_template(options: dict[str, Any], key: str) -> Response:
    """Delete a template of the workspace's own; one in use only when `move_to` says which one takes its place."""
    condition, move_to = if_match(), options.get("move_to")
    return write(
        None,
        lambda session, workspace: services.delete_template(
            session, workspace, key, move_to=move_to, if_match=condition
        ),
    )
