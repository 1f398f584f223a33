"""A workshop as a document, what PUT takes anywhere; and as a table, to be edited in a spreadsheet and imported."""

from http import HTTPStatus
from typing import Any

from flask import Response

from synthgrid.api.answers import with_tag
from synthgrid.api.context import context, workspace
from synthgrid.api.finished import Finished
from synthgrid.api.negotiation import CONTENT_TYPES, header_of
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import WITH, is_known, not_modified, tagged
from synthgrid.api.schemas.bodies import WorkshopDocument
from synthgrid.api.schemas.queries import TableExportOptions
from synthgrid.domain.templates import TEMPLATES
from synthgrid.domain.values import Stamp
from synthgrid.storage import load_snapshot, stamp
from synthgrid.writing import export_document, export_table

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


@blp.get("/export.<any(csv,tsv):format>")
@blp.options(TableExportOptions)
@blp.doc(
    responses={
        "200": {
            "description": "One contribution a line.",
            "content": {CONTENT_TYPES[one]: {"schema": {"type": "string"}} for one in ("csv", "tsv")},
        }
    }
)
def export_csv(options: dict[str, Any], slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Export the contributions of a workshop as CSV or TSV: edited in a spreadsheet, they are imported again."""
    return _table(slug, format, raw=options.get("raw", False))


@blp.get("/export.xlsx")
@blp.doc(
    responses={
        "200": {
            "description": "One contribution a row.",
            "content": {CONTENT_TYPES["xlsx"]: {"schema": {"type": "string"}}},
        }
    }
)
def export_xlsx(slug: str) -> Response:
    """Export the contributions of a workshop as a workbook: edited in a spreadsheet, they are imported again."""
    return _table(slug, "xlsx")


def _table(slug: str, format_: str, *, raw: bool = False) -> Response:
    database = context().database
    revision = stamp(database, workspace(), slug).revision
    if is_known(revision):
        return not_modified(revision)
    with database.read() as session:
        snapshot = load_snapshot(session, workspace(), slug)
    data = export_table(snapshot, format_, raw=raw)
    headers = {
        "Content-Type": header_of(format_),
        "Content-Length": str(len(data)),
        "Content-Disposition": f'attachment; filename="{slug}.{format_}"',
        "ETag": tagged(snapshot.stamp.revision),
    }
    return Finished(data, headers=headers)


def _tag(stamp: Stamp) -> str:
    """Name a document: by the workshop's revision, and by its template's where that is in the document too."""
    key, _, revision = stamp.template.partition("/")
    return stamp.revision if key in TEMPLATES else f"{stamp.revision}{WITH}{revision}"
