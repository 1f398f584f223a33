"""The formats of a drawing: by the ending of its address, or by `Accept`."""

from typing import Any, Final

from flask import request
from werkzeug.exceptions import NotAcceptable

from synthgrid.domain.options import FORMATS, View
from synthgrid.drawing import Format
from synthgrid.writing import DOCUMENTS

CONTENT_TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz",
    "json": "application/json",
    "txt": "text/plain",
    "html": "text/html",
    "md": "text/markdown",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
PICTURES: Final = frozenset(Format)
BINARY: Final = frozenset({"png", "pdf", "docx", "odt"})
DRAWN: Final = PICTURES | DOCUMENTS
"""What Graphviz has a part in: a picture, or a document that shows one."""


def header_of(format_: str) -> str:
    """Return the `Content-Type` of a format; texts say their charset, JSON has only one."""
    kind = CONTENT_TYPES[format_]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or format_ == "svg" else kind


def by_accept(view: View) -> str:
    """Return the format that suits `Accept` best; the first of the view's formats when anything does.

    Raises:
        NotAcceptable: None suits.
    """
    if not request.accept_mimetypes:
        return FORMATS[view][0]
    kinds = {CONTENT_TYPES[one]: one for one in FORMATS[view]}
    best = request.accept_mimetypes.best_match(kinds)
    if best is None:
        raise NotAcceptable
    return kinds[best]


def ending(view: View) -> str:
    """Return the variable end of an address that draws: one of the view's formats."""
    return f"<any({','.join(FORMATS[view])}):format>"


def shows(view: View) -> dict[str, Any]:
    """Describe for the specification the answers of an address that draws."""
    content = {CONTENT_TYPES[one]: {"schema": _schema(one)} for one in FORMATS[view]}
    return {"200": {"description": "The drawing.", "content": content}}


def _schema(format_: str) -> dict[str, Any]:
    if format_ == "json":
        return {"type": "object"}
    return {"type": "string", "format": "binary"} if format_ in BINARY else {"type": "string"}
