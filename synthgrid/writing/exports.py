"""A whole workshop as a file: from the format to what writes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from synthgrid.domain.values import Workshop
from synthgrid.writing.contributions import contributions_csv
from synthgrid.writing.document import export_document
from synthgrid.writing.export_html import EXPORT_POLICY, workshop_html
from synthgrid.writing.export_markdown import workshop_markdown


def _workshop_json(workshop: Workshop) -> bytes:
    return json.dumps(export_document(workshop), ensure_ascii=False, indent=2).encode() + b"\n"


# What writes XML and workbooks takes long to load, and few requests ask for it.


def _workshop_xlsx(workshop: Workshop) -> bytes:
    from synthgrid.writing.xlsx import contributions_xlsx  # noqa: PLC0415 (see above)

    return contributions_xlsx(workshop)


def _workshop_freemind(workshop: Workshop) -> bytes:
    from synthgrid.writing.freemind import workshop_freemind  # noqa: PLC0415 (see above)

    return workshop_freemind(workshop)


def _workshop_opml(workshop: Workshop) -> bytes:
    from synthgrid.writing.opml import workshop_opml  # noqa: PLC0415 (see above)

    return workshop_opml(workshop)


def _table(workshop: Workshop, *, tabs: bool, raw: bool) -> bytes:
    return contributions_csv(workshop, tabs=tabs, raw=raw).encode()


@dataclass(frozen=True, slots=True)
class Export:
    """A format of files.

    Attributes:
        content_type: What it is on the wire.
        write: Writes a workshop in it.
        write_raw: The same without the guard of `domain.cells`; None where no text needs it.
    """

    content_type: str
    write: Callable[[Workshop], bytes]
    write_raw: Callable[[Workshop], bytes] | None = None


EXPORTS: Final[Mapping[str, Export]] = {
    "json": Export("application/json", _workshop_json),
    "csv": Export("text/csv", partial(_table, tabs=False, raw=False), partial(_table, tabs=False, raw=True)),
    "tsv": Export(
        "text/tab-separated-values", partial(_table, tabs=True, raw=False), partial(_table, tabs=True, raw=True)
    ),
    "xlsx": Export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workshop_xlsx),
    "md": Export("text/markdown", workshop_markdown),
    "mm": Export("application/x-freemind", _workshop_freemind),
    "opml": Export("text/x-opml", _workshop_opml),
    "html": Export("text/html", workshop_html),
}
"""The ending of the file -> how it is written. Each can be imported again, word for word."""

EXPORT_TYPES: Final[Mapping[str, str]] = {ending: one.content_type for ending, one in EXPORTS.items()}
RAW_EXPORTS: Final = frozenset(ending for ending, one in EXPORTS.items() if one.write_raw)
"""Those whose texts spreadsheets compute or convert."""
EXPORT_POLICIES: Final[Mapping[str, str]] = {"html": EXPORT_POLICY}
"""The Content-Security-Policy of those that a browser shows."""


def export(workshop: Workshop, format: str, *, raw: bool = False) -> bytes:  # noqa: A002 (the contract's own word)
    """Write a whole workshop as a file.

    Args:
        workshop: What to write.
        format: One of `EXPORT_TYPES`.
        raw: Whether the texts of a table go without the guard of `domain.cells`.
    """
    one = EXPORTS[format]
    return one.write_raw(workshop) if raw and one.write_raw else one.write(workshop)
