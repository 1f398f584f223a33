"""Import formats: bytes in, an unchecked document out. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from synthgrid.domain.document import Unchecked
from synthgrid.domain.mapping import TableOptions
from synthgrid.domain.own_words import OwnWords
from synthgrid.errors import N_, InvalidOptionError, UnsupportedFormatError
from synthgrid.formats import strict_json
from synthgrid.formats.decoding import in_utf8, is_narrow
from synthgrid.formats.kept import is_own_markdown
from synthgrid.formats.markup_decoding import root_name
from synthgrid.formats.table import is_table, is_workbook, read_csv, read_mapping, read_tsv, read_xlsx
from synthgrid.formats.text import read_text
from synthgrid.formats.text.words import with_words
from synthgrid.settings import Limits

__all__ = ["BINARY", "XLSX_TYPE", "Format", "in_utf8", "is_narrow", "read", "read_mapping", "recognise"]

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    """What a body may be written in."""

    JSON = "json"
    TEXT = "text"
    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    MARKDOWN = "md"
    FREEMIND = "mm"
    OPML = "opml"
    HTML = "html"


_MEDIA_TYPES: Final = {
    "application/json": Format.JSON,
    "text/json": Format.JSON,
    "text/plain": Format.TEXT,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.TSV,
    XLSX_TYPE: Format.XLSX,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "application/x-freemind": Format.FREEMIND,
    "application/x-freeplane": Format.FREEMIND,
    "text/x-opml": Format.OPML,
    "text/x-opml+xml": Format.OPML,
    "application/x-opml+xml": Format.OPML,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
}
BINARY: Final = frozenset((Format.XLSX,))
"""Formats that are no texts, and in no charset."""
_XML: Final = frozenset(("application/xml", "text/xml"))
"""Types that say no more than that it is XML: the root says which."""
_ROOTS: Final = {"map": Format.FREEMIND, "opml": Format.OPML, "html": Format.HTML}
_UNSAID: Final = frozenset(("", "application/octet-stream"))
_BRACKETS: Final = {b"{": b"}", b"[": b"]"}


def recognise(body: bytes, content_type: str | None) -> Format:
    """Tell the format of a body.

    Args:
        body: Looked at only when the content type says nothing.
        content_type: The header's value, with or without parameters.

    Raises:
        UnsupportedFormatError: The content type is of none of the formats.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in _UNSAID:
        return _recognise_bytes(body)
    if media_type in _XML:
        return _recognise_xml(body, media_type)
    if media_type.endswith("+json"):
        return Format.JSON
    if media_type not in _MEDIA_TYPES:
        raise UnsupportedFormatError(media_type, Format)
    return _MEDIA_TYPES[media_type]


def read(
    body: bytes,
    format: Format,  # noqa: A002 (the contract's own word)
    limits: Limits,
    options: TableOptions = TableOptions(),  # noqa: B008 (it is frozen)
    own: OwnWords = OwnWords(),  # noqa: B008 (it is frozen)
) -> Unchecked:
    """Read a body; nothing about the result is sure but its shape.

    Args:
        body: Its bytes.
        format: What it is written in.
        limits: How much of it there may be.
        options: How a table is read.
        own: Words for headings besides those that are always known.

    Raises:
        MalformedBodyError: The bytes are not what the format says.
        InvalidDocumentError: There are more items than one body may have.
        InvalidOptionError: An option says how to read a table, and the format is none, or the table has no such part.
    """
    with with_words(own):
        if format in _TABLES:
            return _TABLES[format](body, limits, options)
        if options.given:
            raise InvalidOptionError(options.given, N_("Only tables (CSV, TSV, XLSX) have it."))
        return _READERS[format](body, limits)


def _recognise_bytes(body: bytes) -> Format:
    bare = body.removeprefix(b"\xef\xbb\xbf").strip()
    if bare and _BRACKETS.get(bare[:1]) == bare[-1:]:
        return Format.JSON
    if is_workbook(body):
        return Format.XLSX
    if known := _ROOTS.get(root_name(bare)):
        return known
    if is_own_markdown(bare):
        return Format.MARKDOWN
    return Format.CSV if is_table(body) else Format.TEXT


def _recognise_xml(body: bytes, media_type: str) -> Format:
    """Tell the format of XML; that of nothing may be any of them."""
    root = root_name(body)
    if root and root not in _ROOTS:
        raise UnsupportedFormatError(f"{media_type} (<{root}>)", Format)
    return _ROOTS.get(root, Format.OPML)


def _read_json(body: bytes, limits: Limits) -> Unchecked:
    return Unchecked(strict_json.load(body, limits))


# Parsers of XML and Markdown take long to load, and few requests ask for them.


def _read_markdown(body: bytes, limits: Limits) -> Unchecked:
    from synthgrid.formats.markdown import read_markdown  # noqa: PLC0415 (see above)

    return read_markdown(body, limits)


def _read_freemind(body: bytes, limits: Limits) -> Unchecked:
    from synthgrid.formats.freemind import read_freemind  # noqa: PLC0415 (see above)

    return read_freemind(body, limits)


def _read_opml(body: bytes, limits: Limits) -> Unchecked:
    from synthgrid.formats.opml import read_opml  # noqa: PLC0415 (see above)

    return read_opml(body, limits)


def _read_html(body: bytes, limits: Limits) -> Unchecked:
    from synthgrid.formats.html import read_html  # noqa: PLC0415 (see above)

    return read_html(body, limits)


_TABLES: Final[Mapping[Format, Callable[[bytes, Limits, TableOptions], Unchecked]]] = {
    Format.CSV: read_csv,
    Format.TSV: read_tsv,
    Format.XLSX: read_xlsx,
}
_READERS: Final[Mapping[Format, Callable[[bytes, Limits], Unchecked]]] = {
    Format.JSON: _read_json,
    Format.TEXT: read_text,
    Format.MARKDOWN: _read_markdown,
    Format.FREEMIND: _read_freemind,
    Format.OPML: _read_opml,
    Format.HTML: _read_html,
}
