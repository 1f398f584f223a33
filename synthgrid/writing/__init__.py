"""Turns arranged values and snapshots into text, Markdown, HTML, CSV, JSON and documents of word processors."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from synthgrid.domain.arrangement import Arrangement, Grid, MindMap, Sheet
from synthgrid.writing.csv import grid_csv
from synthgrid.writing.document import export_document
from synthgrid.writing.docx import sheet_docx
from synthgrid.writing.exports import EXPORT_POLICIES, EXPORT_TYPES, RAW_EXPORTS, export
from synthgrid.writing.flow import Figure, figure_of, figure_options
from synthgrid.writing.html import STYLE_SOURCE, grid_html
from synthgrid.writing.json import arrangement_json
from synthgrid.writing.markdown import grid_markdown, sheet_markdown
from synthgrid.writing.odt import sheet_odt
from synthgrid.writing.outline import plain_text
from synthgrid.writing.sheet_html import sheet_html

__all__ = [
    "DOCUMENTS",
    "EXPORT_POLICIES",
    "EXPORT_TYPES",
    "RAW_EXPORTS",
    "STYLE_SOURCE",
    "Figure",
    "export",
    "export_document",
    "figure_of",
    "figure_options",
    "write",
]

_TEXTS: Final = {"txt": plain_text, "json": arrangement_json}
_WRITERS: Final[Mapping[type, Mapping[str, Callable[[Any], str]]]] = {
    MindMap: _TEXTS,
    Grid: {**_TEXTS, "html": grid_html, "md": grid_markdown, "csv": grid_csv},
    Sheet: {**_TEXTS, "html": sheet_html, "md": sheet_markdown},
}


_DOCUMENTS: Final[Mapping[str, Callable[[Sheet, Figure | None], bytes]]] = {"docx": sheet_docx, "odt": sheet_odt}
DOCUMENTS: Final = frozenset(_DOCUMENTS)
"""The formats of word processors, of a sheet: they show its map as a picture."""


def write(arranged: Arrangement, format: str, figure: Figure | None = None) -> bytes:  # noqa: A002 (the contract's own word)
    """Write a map, a grid or a sheet: in a text format as UTF-8, or a sheet as a document.

    Args:
        arranged: What to write.
        format: One of those that `domain.options.FORMATS` has for it, a picture's excepted.
        figure: What a document shows besides its text.
    """
    if isinstance(arranged, Sheet) and format in _DOCUMENTS:
        return _DOCUMENTS[format](arranged, figure)
    return _WRITERS[type(arranged)][format](arranged).encode()
