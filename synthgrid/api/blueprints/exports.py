"""A workshop as a document, which PUT takes anywhere, and as files of other programs, which imports take."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import __version__, writing
from synthgrid.api.answers import with_tag
from synthgrid.api.context import context, workspace
from synthgrid.api.finished import Finished
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import WITH, is_known, not_modified, tagged
from synthgrid.api.schemas.bodies import WorkshopExport
from synthgrid.api.schemas.queries import ExportOptions
from synthgrid.domain.templates import TEMPLATES
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.errors import N_, InvalidOptionError
from synthgrid.storage import load_snapshot, stamp
from synthgrid.writing import EXPORT_POLICIES, EXPORT_TYPES, RAW_EXPORTS, export_document

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
@blp.response(HTTPStatus.OK, WorkshopExport)
def export_json(slug: str) -> Response:
    """Export a workshop as the document that can be PUT anywhere."""
    tag = _tag(_now(slug))
    if is_known(tag):
        return not_modified(tag)
    workshop = _loaded(slug)
    answer = with_tag(export_document(workshop), _tag(workshop.stamp))
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}.json"'
    return answer


@blp.get(f"/export.<any({','.join(FILES)}):format>")
@blp.options(ExportOptions)
@blp.doc(responses=SHOWS)
def export_file(options: dict[str, Any], slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Export a workshop as a file: a table of contributions, Markdown, a FreeMind map, OPML, a page.

    Imported again it changes nothing here, or just what was edited; elsewhere it makes the same workshop.
    """
    raw = options.get("raw", False)
    if raw and format not in RAW_EXPORTS:
        raise InvalidOptionError("raw", N_("Only CSV and TSV have it."))
    name = _name(_now(slug), format, raw=raw)
    if is_known(name):
        return not_modified(name)
    workshop = _loaded(slug)
    data, tag = writing.export(workshop, format, raw=raw), tagged(_name(workshop.stamp, format, raw=raw))
    return Finished(data, headers={**_headers(slug, format), "Content-Length": str(len(data)), "ETag": tag})


def _headers(slug: str, format_: str) -> dict[str, str]:
    kind, shown = EXPORT_TYPES[format_], "inline" if format_ in EXPORT_POLICIES else "attachment"
    headers = {
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Content-Disposition": f'{shown}; filename="{slug}.{format_}"',
    }
    if format_ in EXPORT_POLICIES:
        headers["Content-Security-Policy"] = EXPORT_POLICIES[format_]
    return headers


def _now(slug: str) -> Stamp:
    return stamp(context().database, workspace(), slug)


def _loaded(slug: str) -> Workshop:
    with context().database.read() as session:
        return load_snapshot(session, workspace(), slug)


def _name(now: Stamp, format_: str, *, raw: bool) -> str:
    """Name a file by all that it rests on: its words may change with synthgrid."""
    return f"{_tag(now)}.{'raw.' if raw else ''}{format_}.{__version__}"


def _tag(stamp: Stamp) -> str:
    """Name a document: by the workshop's revision, and by its template's where that is in the document too."""
    key, _, revision = stamp.template.partition("/")
    return stamp.revision if key in TEMPLATES else f"{stamp.revision}{WITH}{revision}"
