"""Import formats: bytes in, an unchecked document out. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from synthgrid.domain.document import Unchecked
from synthgrid.errors import UnsupportedFormatError
from synthgrid.formats import strict_json
from synthgrid.formats.decoding import in_utf8
from synthgrid.formats.freemind import read_freemind
from synthgrid.formats.html import read_html
from synthgrid.formats.markdown import is_own_markdown, read_markdown
from synthgrid.formats.markup_decoding import root_name
from synthgrid.formats.opml import read_opml
from synthgrid.formats.text import read_text
from synthgrid.settings import Limits

__all__ = ["Format", "in_utf8", "read", "recognise"]


class Format(StrEnum):
    """What a body may be written in."""

    JSON = "json"
    TEXT = "text"
    MARKDOWN = "md"
    FREEMIND = "mm"
    OPML = "opml"
    HTML = "html"


_MEDIA_TYPES: Final = {
    "application/json": Format.JSON,
    "text/json": Format.JSON,
    "text/plain": Format.TEXT,
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


def read(body: bytes, format: Format, limits: Limits) -> Unchecked:  # noqa: A002 (the contract's own word)
    """Read a body; nothing about the result is sure but its shape.

    Raises:
        MalformedBodyError: The bytes are not what the format says.
        InvalidDocumentError: There are more items than one body may have.
    """
    return _READERS[format](body, limits)


def _recognise_bytes(body: bytes) -> Format:
    bare = body.removeprefix(b"\xef\xbb\xbf").strip()
    if bare and _BRACKETS.get(bare[:1]) == bare[-1:]:
        return Format.JSON
    if known := _ROOTS.get(root_name(bare)):
        return known
    return Format.MARKDOWN if is_own_markdown(bare) else Format.TEXT


def _recognise_xml(body: bytes, media_type: str) -> Format:
    """Tell the format of XML; that of nothing may be any of them."""
    root = root_name(body)
    if root and root not in _ROOTS:
        raise UnsupportedFormatError(f"{media_type} (<{root}>)", Format)
    return _ROOTS.get(root, Format.OPML)


def _read_json(body: bytes, limits: Limits) -> Unchecked:
    return Unchecked(strict_json.load(body, limits))


_READERS: Final[Mapping[Format, Callable[[bytes, Limits], Unchecked]]] = {
    Format.JSON: _read_json,
    Format.TEXT: read_text,
    Format.MARKDOWN: read_markdown,
    Format.FREEMIND: read_freemind,
    Format.OPML: read_opml,
    Format.HTML: read_html,
}
