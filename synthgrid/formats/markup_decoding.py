"""Bytes of XML or HTML to text: the charset that they declare, and stray bytes of another one."""

import codecs
import re
from typing import Final

from synthgrid.errors import N_, MalformedBodyError, Message, UnsupportedFormatError
from synthgrid.formats.decoding import decode

_DECLARED: Final = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LOOKED_AT: Final = 2_048
_ROOT: Final = re.compile(
    rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s[^>\[]*>\s*)*+<(?:\w+:)?(\w+)", re.DOTALL | re.IGNORECASE
)
_READ: Final = re.compile(
    r"utf-8|ascii|iso8859-\d{1,2}|cp125\d|cp932|koi8-[ru]|mac-roman|gb2312|gbk|gb18030|big5|shift_jis|euc_(?:jp|kr)"
)
"""Names that Python gives the charsets of files; none of them hides signs of markup from who looks at the bytes."""
_STRAY_MAX: Final = 0.2
"""The share of bytes that are no UTF-8 past which a file that declares it is none."""
_STRAY: Final = re.compile("[\udc80-\udcff]")


def decode_markup(body: bytes) -> tuple[str, tuple[Message, ...]]:
    """Read the bytes of XML or HTML; lines end with LF in the result.

    UTF-8 goes before what the body declares: files that were written anew often keep their old declaration.

    Returns:
        The text, and what the sender should know about how it was read.

    Raises:
        MalformedBodyError: The body is empty, or not a text.
        UnsupportedFormatError: It declares a charset that is not read here.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(body)
    if body[:2] in {b"<\0", b"\0<"}:
        return decode((codecs.BOM_UTF16_LE if body[1] == 0 else codecs.BOM_UTF16_BE) + body)
    try:
        body.decode()
    except UnicodeDecodeError:
        return _declared(body)
    return decode(body)


def root_name(body: bytes) -> str:
    """Return the name of the root that markup begins with, in small letters; "" for what is no markup."""
    start = body[:_LOOKED_AT]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or start[:2] in {b"<\0", b"\0<"}:
        start = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    found = _ROOT.match(start.removeprefix(codecs.BOM_UTF8))
    return found[1].decode().lower() if found else ""


def _declared(body: bytes) -> tuple[str, tuple[Message, ...]]:
    found = _DECLARED.search(body[:_LOOKED_AT])
    name = found[1].decode() if found else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not _READ.fullmatch(known):
        raise UnsupportedFormatError(name, ("utf-8", "iso-8859-1", "windows-1252", "utf-16"))
    if known == "utf-8":
        return _with_stray(body)
    try:
        # What is called Latin 1 is Windows-1252, as browsers have it.
        return decode(body.decode("cp1252" if known == "iso8859-1" else known, "replace").encode())
    except UnicodeError:
        raise MalformedBodyError(N_("it is not a text. Save it as plain text in UTF-8.")) from None


def _with_stray(body: bytes) -> tuple[str, tuple[Message, ...]]:
    text = body.decode("utf-8", "surrogateescape")
    text, count = _STRAY.subn(_from_windows, text)
    if count > _STRAY_MAX * len(text):
        return decode(body)
    text, notes = decode(text.encode())
    said = N_("Bytes that are not in UTF-8, read as Windows-1252: %(count)d.")
    return text, (Message(said, {"count": count}), *notes)


def _from_windows(found: re.Match[str]) -> str:
    byte = bytes((ord(found[0]) - 0xDC00,))
    return byte.decode("cp1252", "replace").replace("\ufffd", " ")
