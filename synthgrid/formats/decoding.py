"""Bytes of a text file to text: encoding, line ends, characters that cannot be stored."""

import codecs
import re
from typing import Final

from synthgrid.domain.text import replace_forbidden
from synthgrid.errors import N_, MalformedBodyError, Message, UnsupportedFormatError

_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
_LINE_ENDS_OF_TABLES: Final = re.compile("\r\n?")

# Shares of control characters past which bytes are not a text. Windows-1252 accepts nearly any bytes, so that
# little is needed there: random bytes have one control character in nine.
_CONTROLS_IN_UTF8: Final = 0.1
_CONTROLS_IN_CP1252: Final = 0.02

_CHARSETS: Final = ("utf-8", "iso-8859-1", "windows-1252", "utf-16")


def in_utf8(body: bytes, content_type: str, charset: str | None) -> bytes:
    """Write a text in UTF-8 that its sender says is in another charset.

    Args:
        body: The bytes as they came.
        content_type: What they came as, for the error.
        charset: As the sender says; bytes that are said to be UTF-8 are left for `decode` to look at.

    Raises:
        UnsupportedFormatError: The charset is none of those that are read here.
        MalformedBodyError: The bytes are not a text in this charset.
    """
    match (charset or "utf-8").lower():
        case "utf-8" | "utf8" | "us-ascii":
            return body
        case "iso-8859-1" | "windows-1252":
            # One name for the other, as browsers have it: https://encoding.spec.whatwg.org/#names-and-labels
            return _from_windows(body).encode()
        case "utf-16":
            return _from_utf16(body).encode()
    raise UnsupportedFormatError(content_type, _CHARSETS)


def decode(body: bytes, *, table: bool = False) -> tuple[str, tuple[Message, ...]]:
    """Read the bytes of a text file.

    UTF-8 (with or without byte order mark), UTF-16 with one, else Windows-1252. Lines end with LF in the result.

    Args:
        body: The bytes.
        table: Whether it is a table: the line separators of Unicode then stay, for they end no row.

    Returns:
        The text, and what the sender should know about how it was read.

    Raises:
        MalformedBodyError: The body is empty, or not a text.
    """
    if not body.strip():
        raise MalformedBodyError(N_("it is empty."))
    text, notes = _characters(body)
    text, replaced = replace_forbidden((_LINE_ENDS_OF_TABLES if table else _LINE_ENDS).sub("\n", text))
    if replaced:
        notes += (Message(N_("Characters that cannot be stored, replaced by spaces: %(count)d."), {"count": replaced}),)
    if not text.strip():
        raise MalformedBodyError(N_("it is empty."))
    return text, notes


def is_narrow(body: bytes) -> bool:
    """Tell whether bytes may have been written in Windows-1252: they are no UTF-8, or have nothing but ASCII."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return body.isascii()


def _characters(body: bytes) -> tuple[str, tuple[Message, ...]]:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_utf16(body), ()
    try:
        return _a_text(body.decode("utf-8-sig"), _CONTROLS_IN_UTF8), ()
    except UnicodeDecodeError:
        if b"\0" in body:
            raise _not_a_text() from None
    return _from_windows(body), (Message(N_("The body is not in UTF-8; it was read as Windows-1252.")),)


def _from_windows(body: bytes) -> str:
    # The five bytes that Windows-1252 leaves undefined are no letters of anything.
    return _a_text(body.decode("cp1252", "replace"), _CONTROLS_IN_CP1252).replace("\ufffd", " ")


def _from_utf16(body: bytes) -> str:
    """Read UTF-16; without a byte order mark it is that of Windows, the low byte first."""
    marked = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return _a_text(body.decode("utf-16" if marked else "utf-16-le"), _CONTROLS_IN_UTF8)
    except UnicodeDecodeError:
        raise _not_a_text() from None


def _a_text(text: str, share: float) -> str:
    if sum(1 for _ in _CONTROLS.finditer(text)) > share * len(text):
        raise _not_a_text()
    return text


def _not_a_text() -> MalformedBodyError:
    return MalformedBodyError(N_("it is not a text. Save it as plain text in UTF-8."))
