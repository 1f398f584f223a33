"""Imports: a body in any format becomes items, and a report says how it was understood."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from synthgrid import formats
from synthgrid.api import bodies
from synthgrid.api.context import context, workspace
from synthgrid.api.parsing import Resource
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.queries import ImportOptions
from synthgrid.api.schemas.reports import Imported, ReportOut
from synthgrid.api.write import write
from synthgrid.domain.check import judge
from synthgrid.domain.check_options import check_defaults, check_table
from synthgrid.domain.document import Unchecked
from synthgrid.domain.mapping import TableOptions
from synthgrid.domain.own_words import OwnWords
from synthgrid.domain.report import Absent
from synthgrid.errors import UnsupportedFormatError
from synthgrid.formats import Format
from synthgrid.services import import_items, words_for
from synthgrid.storage import Session, find_workshop

blp = Resource(
    "imports", __name__, url_prefix="/v1/workshops/<slug:slug>/imports", description="Bodies in any import format."
)

REPORT: Final = ReportOut()
COUNTED: Final = ("created", "unchanged", "updated", "rejected")
TEXT: Final[dict[str, Any]] = {
    "schema": {"type": "string", "format": "binary", "minLength": 1, "x-limit": "document_bytes"}
}
"""A body that is no JSON: bytes, for all that a schema can say."""
BODIES: Final = {
    "text/plain": {**TEXT, "example": examples.TEXT},
    "text/csv": {**TEXT, "example": examples.TABLE},
    "text/tab-separated-values": {**TEXT, "example": examples.TABLE.replace(";", "\t")},
    formats.XLSX_TYPE: {"schema": {**TEXT["schema"], "contentMediaType": formats.XLSX_TYPE}},
    "text/markdown": {**TEXT, "example": examples.MARKDOWN},
    "application/x-freemind": {**TEXT, "example": examples.FREEMIND},
    "text/x-opml": {**TEXT, "example": examples.OPML},
    "text/html": {**TEXT, "example": examples.HTML},
    "application/json": {"schema": {"$ref": "#/components/schemas/ImportDocument"}, "example": examples.WORKSHOP},
}


@blp.post("")
@blp.options(ImportOptions)
@blp.response(HTTPStatus.OK, REPORT)
@blp.doc(requestBody={"required": True, "content": BODIES})
def import_body(options: dict[str, Any], slug: str) -> Response:
    """Import a body into a workshop, which is created when it is not there.

    Posting the same body twice changes nothing. Good items land and bad ones are reported; with `atomic`, all or none.
    """
    with context().database.read() as session:
        own = words_for(session, workspace(), slug)
    unchecked = _read(options.get("format"), check_table(options), own)
    settings, dry_run = context().settings, options.get("dry_run", False)
    atomic, absent = options.get("atomic", False), options.get("absent", Absent.KEEP)
    defaults = check_defaults(options, settings.language)
    verdict = judge(unchecked, settings.limits, defaults, title_required=False)

    counts: dict[str, int] = {}

    def run(session: Session, workspace: str) -> Imported:
        report = import_items(session, workspace, slug, verdict, unchecked, atomic=atomic, absent=absent)
        counts.update({outcome: getattr(report, outcome) for outcome in COUNTED})
        return Imported(report, find_workshop(session, workspace, slug), dry_run)

    answer = write(REPORT, run, HTTPStatus.OK, dry_run=dry_run)
    if not dry_run:
        context().metrics.count_items(counts)
    return answer


def _read(asked: Format | None, table: TableOptions, own: OwnWords) -> Unchecked:
    """Read the body in the format asked for, else in that of its content type, else as it looks."""
    limits = context().settings.limits
    bodies.not_packed()
    if request.mimetype.startswith("multipart/"):
        raise UnsupportedFormatError(request.mimetype, Format)
    if asked is None and request.mimetype:
        # What cannot be read is refused before it is read.
        formats.recognise(b"", request.content_type)
    body = sent = bodies.read(limits.document_bytes)
    format_ = asked or formats.recognise(body, request.content_type)
    if format_ is Format.JSON:
        bodies.only_utf8(bodies.JSON)
    elif format_ not in formats.BINARY:
        body = formats.in_utf8(body, bodies.content_type(), bodies.charset())
    found = formats.read(body, format_, limits, table, own)
    return replace(found, narrow=formats.is_narrow(sent)) if body is not sent else found
