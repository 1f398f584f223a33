"""A whole workshop as a file: from the format to what writes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from synthgrid.domain.values import Workshop
from synthgrid.writing.document import export_document
from synthgrid.writing.export_html import EXPORT_POLICY, workshop_html
from synthgrid.writing.export_markdown import workshop_markdown
from synthgrid.writing.freemind import workshop_freemind
from synthgrid.writing.opml import workshop_opml


def _workshop_json(workshop: Workshop) -> bytes:
    return json.dumps(export_document(workshop), ensure_ascii=False, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Export:
    """A format of files: its content type, and what writes a workshop in it."""

    content_type: str
    write: Callable[[Workshop], bytes]


EXPORTS: Final[Mapping[str, Export]] = {
    "json": Export("application/json", _workshop_json),
    "md": Export("text/markdown", workshop_markdown),
    "mm": Export("application/x-freemind", workshop_freemind),
    "opml": Export("text/x-opml", workshop_opml),
    "html": Export("text/html", workshop_html),
}
"""The ending of the file -> how it is written. Each can be imported again, word for word."""

EXPORT_TYPES: Final[Mapping[str, str]] = {ending: one.content_type for ending, one in EXPORTS.items()}
EXPORT_POLICIES: Final[Mapping[str, str]] = {"html": EXPORT_POLICY}
"""The Content-Security-Policy of those that a browser shows."""


def export(workshop: Workshop, format: str) -> bytes:  # noqa: A002 (the contract's own word)
    """Write a whole workshop as a file.

    Args:
        workshop: What to write.
        format: One of `EXPORT_TYPES`.
    """
    return EXPORTS[format].write(workshop)
