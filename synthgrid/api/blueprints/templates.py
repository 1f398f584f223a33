"""The layouts of a grid and of a sheet that synthgrid ships."""

from http import HTTPStatus
from typing import Final

from flask import Response

from synthgrid.api.answers import with_digest, with_tag
from synthgrid.api.parsing import Resource
from synthgrid.api.schemas.answers import page_of
from synthgrid.api.schemas.templates import TemplateOut
from synthgrid.domain.templates import TEMPLATES, find_template
from synthgrid.storage import Page

blp = Resource("templates", __name__, url_prefix="/v1/templates", description="Layouts of a grid and of a sheet.")

OUT: Final = TemplateOut()
PAGE: Final = page_of(TemplateOut)()


@blp.get("")
@blp.response(HTTPStatus.OK, PAGE)
def list_templates() -> Response:
    """List the templates; they are few, so there is one page."""
    return with_digest(PAGE.dump(Page(tuple(TEMPLATES.values()))))


@blp.get("/<key>")
@blp.response(HTTPStatus.OK, OUT)
def get_template(key: str) -> Response:
    """Get one template."""
    body = OUT.dump(find_template(key))
    return with_tag(body, body["revision"])
