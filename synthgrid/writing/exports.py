"""A whole workshop as a file: from the format to what writes it."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from synthgrid.domain.values import Workshop
from synthgrid.writing.document import export_document
from synthgrid.writing.export_html import workshop_html
from synthgrid.writing.export_markdown import workshop_markdown
from synthgrid.writing.freemind import workshop_freemind
from synthgrid.writing.opml import workshop_opml


def _workshop_json(workshop: Workshop) -> bytes:
    return json.dumps(export_document(workshop), ensure_ascii=False, indent=2).encode() + b"\n"


EXPORTS: Final[Mapping[str, Callable[[Workshop], bytes]]] = {
    "json": _workshop_json,
    "md": workshop_markdown,
    "mm": workshop_freemind,
    "opml": workshop_opml,
    "html": workshop_html,
}
"""The ending of the file -> what writes it. Each can be imported again, word for word."""
