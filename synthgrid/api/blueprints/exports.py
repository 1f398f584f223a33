"""A workshop as a document: what PUT takes anywhere."""

from http import HTTPStatus

from flask import Response

from synthgrid.api.answers import with_tag
from synthgrid.api.context import context, workspace
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import is_known, not_modified
from synthgrid.api.schemas.bodies import WorkshopDocument
from synthgrid.storage import load_snapshot, stamp
from synthgrid.writing import export_document

blp = Resource(
    "exports", __name__, url_prefix="/v1/workshops/<slug:slug>", description="Workshops as files for other programs."
)


@blp.get("/export.json")
@blp.response(HTTPStatus.OK, WorkshopDocument)
def export_json(slug: str) -> Response:
    """Export a workshop as the document that can be PUT anywhere."""
    database = context().database
    revision = stamp(database, workspace(), slug).revision
    if is_known(revision):
        return not_modified(revision)
    with database.read() as session:
        snapshot = load_snapshot(session, workspace(), slug)
    answer = with_tag(export_document(snapshot), snapshot.stamp.revision)
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}.json"'
    return answer
