"""Turns arranged values and snapshots into text, Markdown, HTML, CSV and JSON."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from synthgrid.domain.arrangement import Arrangement, Grid, MindMap, Sheet
from synthgrid.writing.csv import grid_csv
from synthgrid.writing.document import export_document
from synthgrid.writing.html import STYLE_SOURCE, grid_html
from synthgrid.writing.json import arrangement_json
from synthgrid.writing.markdown import grid_markdown, sheet_markdown
from synthgrid.writing.outline import plain_text
from synthgrid.writing.sheet_html import sheet_html

__all__ = ["STYLE_SOURCE", "export_document", "write"]

_TEXTS: Final = {"txt": plain_text, "json": arrangement_json}
_WRITERS: Final[Mapping[type, Mapping[str, Callable[[Any], str]]]] = {
    MindMap: _TEXTS,
    Grid: {**_TEXTS, "html": grid_html, "md": grid_markdown, "csv": grid_csv},
    Sheet: {**_TEXTS, "html": sheet_html, "md": sheet_markdown},
}


def write(arranged: Arrangement, format: str) -> bytes:  # noqa: A002 (the contract's own word)
    """Write a map, a grid or a sheet in a text format, as UTF-8.

    Args:
        arranged: What to write.
        format: One of those that `domain.options.FORMATS` has for it, a picture's excepted.
    """
    return _WRITERS[type(arranged)][format](arranged).encode()
