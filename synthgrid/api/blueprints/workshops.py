"""Workshops as a whole."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.answers import found, listed
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.answers import WorkshopOut, page_of
from synthgrid.api.schemas.bodies import WorkshopDocument, WorkshopFields, patch
from synthgrid.api.schemas.queries import WorkshopDeleteOptions, WorkshopOptions
from synthgrid.api.schemas.reports import WorkshopPut
from synthgrid.api.write import write
from synthgrid.domain.document import Document
from synthgrid.domain.report import Put
from synthgrid.domain.values import WorkshopSummary
from synthgrid.storage import Page, PageRequest, Session

blp = Resource(
    "workshops", __name__, url_prefix="/v1/workshops", description="Ateliers: one question, worked on by groups."
)

OUT: Final = WorkshopOut()
PUT: Final = WorkshopPut()
PAGE: Final = page_of(WorkshopOut)()


@blp.get("")
@blp.options(WorkshopOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_workshops(options: dict[str, Any]) -> Response:
    """List the workshops, the newest first."""

    def query(session: Session, workspace: str, page: PageRequest) -> Page[WorkshopSummary]:
        return storage.list_workshops(session, workspace, page, **options)

    return listed(PAGE, query, options)


@blp.post("")
@blp.arguments(WorkshopDocument(), example=examples.WORKSHOP)
@blp.response(HTTPStatus.CREATED, OUT)
def create_workshop(document: Document) -> Response:
    """Create a workshop from a document; without `slug` its address is made from the title."""
    return write(OUT, lambda session, workspace: services.create_workshop(session, workspace, document))


@blp.get("/<slug:slug>")
@blp.response(HTTPStatus.OK, OUT)
def get_workshop(slug: str) -> Response:
    """Get what is known about a workshop, and how much is in it."""
    return found(OUT, lambda session, workspace: storage.find_workshop(session, workspace, slug))


@blp.put("/<slug:slug>")
@blp.arguments(WorkshopDocument(), example=examples.WORKSHOP)
@blp.response(HTTPStatus.OK, PUT)
@blp.alt_response(HTTPStatus.CREATED, schema=PUT, success=True)
def put_workshop(document: Document, slug: str) -> Response:
    """Create or replace a workshop as a whole; what is archived stays, and an equal document changes nothing."""
    condition = if_match()
    return write(
        PUT,
        lambda session, workspace: services.put_workshop(session, workspace, slug, document, if_match=condition),
        _created_or_replaced,
    )


def _created_or_replaced(put: Put) -> HTTPStatus:
    return HTTPStatus.CREATED if put.created else HTTPStatus.OK


@blp.patch("/<slug:slug>")
@blp.arguments(patch(WorkshopFields), example=examples.CHANGES["workshop"])
@blp.response(HTTPStatus.OK, OUT)
def update_workshop(fields: dict[str, Any], slug: str) -> Response:
    """Change what is known about a workshop."""
    condition = if_match()
    return write(
        OUT, lambda session, workspace: services.update_workshop(session, workspace, slug, fields, if_match=condition)
    )


@blp.delete("/<slug:slug>")
@blp.options(WorkshopDeleteOptions)
@blp.response(HTTPStatus.NO_CONTENT)
def delete_workshop(options: dict[str, Any], slug: str) -> Response:
    """Delete a workshop and all that is in it; a published one only with `force=true`."""
    condition, force = if_match(), options.get("force", False)
    return write(
        None,
        lambda session, workspace: services.delete_workshop(session, workspace, slug, force=force, if_match=condition),
    )
