"""Turns arranged values and snapshots into text, Markdown, HTML, CSV and JSON."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from synthgrid.domain.arrangement import Arrangement
from synthgrid.writing.csv import grid_csv
from synthgrid.writing.document import export_document
from synthgrid.writing.html import STYLE_SOURCE, grid_html
from synthgrid.writing.json import arrangement_json
from synthgrid.writing.markdown import grid_markdown
from synthgrid.writing.outline import plain_text

__all__ = ["STYLE_SOURCE", "export_document", "write"]

_WRITERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "txt": plain_text,
    "json": arrangement_json,
    "html": grid_html,
    "md": grid_markdown,
    "csv": grid_csv,
}


def write(arranged: Arrangement, format: str) -> bytes:  # noqa: A002 (the contract's own word)
    """Write a map or a grid in a text format, as UTF-8.

    Args:
        arranged: What to write.
        format: One of those that `domain.options.FORMATS` has for it, a picture's excepted.
    """
    return _WRITERS[format](arranged).encode()
