"""A workshop as a document: what PUT takes anywhere."""

from http import HTTPStatus

from flask import Response

from synthgrid.api.answers import with_tag
from synthgrid.api.context import context, workspace
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import WITH, is_known, not_modified
from synthgrid.api.schemas.bodies import WorkshopDocument
from synthgrid.domain.templates import TEMPLATES
from synthgrid.domain.values import Stamp
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
    tag = _tag(stamp(database, workspace(), slug))
    if is_known(tag):
        return not_modified(tag)
    with database.read() as session:
        snapshot = load_snapshot(session, workspace(), slug)
    answer = with_tag(export_document(snapshot), _tag(snapshot.stamp))
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}.json"'
    return answer


def _tag(stamp: Stamp) -> str:
    """Name a document: by the workshop's revision, and by its template's where that is in the document too."""
    key, _, revision = stamp.template.partition("/")
    return stamp.revision if key in TEMPLATES else f"{stamp.revision}{WITH}{revision}"
