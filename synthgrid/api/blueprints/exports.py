"""A workshop as a document, which PUT takes anywhere, and as files of other programs."""

from http import HTTPStatus
from typing import Final

from flask import Response

from synthgrid import __version__, writing
from synthgrid.api.answers import with_tag
from synthgrid.api.context import context, workspace
from synthgrid.api.finished import Finished
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.api.schemas.bodies import WorkshopDocument
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.storage import load_snapshot, stamp
from synthgrid.writing import EXPORT_POLICIES, EXPORT_TYPES, export_document

blp = Resource(
    "exports", __name__, url_prefix="/v1/workshops/<slug:slug>", description="Workshops as files for other programs."
)

FILES: Final = tuple(one for one in EXPORT_TYPES if one != "json")
SHOWS: Final = {
    "200": {
        "description": "The workshop as a file, which can be imported again.",
        "content": {EXPORT_TYPES[one]: {"schema": {"type": "string"}} for one in FILES},
    }
}


@blp.get("/export.json")
@blp.response(HTTPStatus.OK, WorkshopDocument)
def export_json(slug: str) -> Response:
    """Export a workshop as the document that can be PUT anywhere."""
    revision = _now(slug).revision
    if is_known(revision):
        return not_modified(revision)
    workshop = _loaded(slug)
    answer = with_tag(export_document(workshop), workshop.stamp.revision)
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}.json"'
    return answer


@blp.get(f"/export.<any({','.join(FILES)}):format>")
@blp.doc(responses=SHOWS)
def export_file(slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Export a workshop as a file: Markdown, a FreeMind map, OPML, a page.

    Imported again it changes nothing here, and makes the same workshop elsewhere.
    """
    name = _name(_now(slug), format)
    if is_known(name):
        return not_modified(name)
    workshop = _loaded(slug)
    data, kind = writing.export(workshop, format), EXPORT_TYPES[format]
    headers = {
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Content-Length": str(len(data)),
        "Content-Disposition": f'{"inline" if format in EXPORT_POLICIES else "attachment"}; filename="{slug}.{format}"',
        "ETag": tagged(_name(workshop.stamp, format)),
    }
    if format in EXPORT_POLICIES:
        headers["Content-Security-Policy"] = EXPORT_POLICIES[format]
    return Finished(data, headers=headers)


def _now(slug: str) -> Stamp:
    return stamp(context().database, workspace(), slug)


def _loaded(slug: str) -> Workshop:
    with context().database.read() as session:
        return load_snapshot(session, workspace(), slug)


def _name(now: Stamp, format_: str) -> str:
    """Name a file by all that it rests on: its words may change with synthgrid."""
    return f"{now.revision}.{format_}.{__version__}"
