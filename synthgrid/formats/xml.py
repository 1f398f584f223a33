"""XML from files of others: what harms is refused, what is often broken is mended and said."""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any, Final, NoReturn

from lxml import etree

from synthgrid.domain.text import replace_forbidden, shown
from synthgrid.errors import N_, Fault, InvalidDocumentError, MalformedBodyError, Message
from synthgrid.formats.markup import local_name
from synthgrid.formats.markup_decoding import decode_markup
from synthgrid.settings import Limits

ELEMENTS_A_NODE: Final = 20
"""Elements that may stand for one node of an outline: its note, its attributes, the markup of its text."""

_CHUNK: Final = 65_536
_DECLARATION: Final = re.compile(r"<\?xml\b[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_AMPERSAND: Final = re.compile(
    r"(?P<kept><!--.*?-->|<!\[CDATA\[.*?\]\]>)|&(?:(?P<name>[A-Za-z][A-Za-z0-9]{0,31});|#(?P<number>[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)?",
    re.DOTALL,
)
_XML_ENTITIES: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))


def parse_xml(body: bytes, limits: Limits, nodes: frozenset[str]) -> tuple[Any, tuple[Message, ...]]:
    """Parse XML of which nothing is trusted: no document type, no entities of its own, no network.

    Args:
        body: The bytes.
        limits: `xml_depth` levels of elements, `xml_nodes` nodes.
        nodes: The elements that are nodes of the outline.

    Returns:
        The root element, and what had to be mended.

    Raises:
        MalformedBodyError: It is no XML.
        InvalidDocumentError: It has a document type, or is deeper or larger than the limits.
    """
    text, notes = decode_markup(body)
    text, mended = _mended(_DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    if mended:
        notes += (Message(N_("Characters and references that XML does not know, mended: %(count)d."), {"count": mended}),)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return pulled(parser, text.lstrip(" \t"), limits.xml_depth, limits.xml_nodes, nodes), notes
    except etree.XMLSyntaxError as broken:
        _refuse(broken, limits)


def pulled(parser: Any, text: str, depth_max: int, nodes_max: int, nodes: frozenset[str]) -> Any:
    """Feed a parser and return the root; what is too deep or too large is not read to its end.

    Raises:
        InvalidDocumentError: It is deeper or larger than the limits.
    """
    depth = found = elements = 0
    for chunk in _chunks(text):
        parser.feed(chunk)
        for event, element in parser.read_events():
            if event == "end":
                depth -= 1
                continue
            depth, elements, found = depth + 1, elements + 1, found + (element.tag in nodes)
            if depth > depth_max:
                raise _too_deep(depth_max, element.sourceline)
            if found > nodes_max or elements > ELEMENTS_A_NODE * nodes_max:
                message = Message(N_("More than %(limit)d nodes; send them in several parts."), {"limit": nodes_max})
                raise InvalidDocumentError([Fault("", message, element.sourceline)])
    return parser.close()


def wrong_root(expected: str, root: Any) -> InvalidDocumentError:
    """Return the refusal of a document whose root is another one than its format has."""
    facts = {"expected": f"<{expected}>", "found": f"<{shown(local_name(root))}>"}
    message = Message(N_("Its root is %(found)s, where %(expected)s is expected."), facts)
    return InvalidDocumentError([Fault("", message, root.sourceline)])


def _chunks(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), _CHUNK):
        yield text[start : start + _CHUNK].encode("utf-8", "replace")


def _mended(text: str) -> tuple[str, int]:
    """Mend references to characters that XML does not know, and signs `&` that begin none.

    Raises:
        InvalidDocumentError: There is a document type.
    """
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        if found["kept"] or found["name"] in _XML_ENTITIES:
            return found[0]
        if found["number"]:
            char = _char(found["number"])
            if char is not None:
                return found[0]
            mended = " "
        else:
            # What HTML calls « &nbsp; », XML knows only when a document type says so.
            mended = html5.get(f"{found['name']};") or f"&amp;{found[0][1:]}"
        count += 1
        return mended

    outside = re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", _blank, text, flags=re.DOTALL)
    if doctype := _DOCTYPE.search(outside):
        message = Message(N_("A document type (DOCTYPE) is not read here; send the file without it."))
        raise InvalidDocumentError([Fault("", message, text.count("\n", 0, doctype.start()) + 1)])
    return _AMPERSAND.sub(mend, text), count


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _char(number: str) -> str | None:
    """Return the character of a reference; None for one that may not be stored."""
    code = int(number[1:], 16) if number[0] == "x" else int(number)
    if not 0 < code <= 0x10FFFF or replace_forbidden(chr(code))[1]:  # noqa: PLR2004 (Unicode ends there)
        return "\r" if code == 0x0D else None  # noqa: PLR2004 (half of a line end)
    return chr(code)


def _too_deep(limit: int, line: int | None) -> InvalidDocumentError:
    message = Message(N_("It is nested deeper than %(limit)d levels."), {"limit": limit})
    return InvalidDocumentError([Fault("", message, line)])


def _refuse(broken: etree.XMLSyntaxError, limits: Limits) -> NoReturn:
    line, column = broken.position
    if "Excessive depth" in str(broken.msg):
        raise _too_deep(limits.xml_depth, line) from None
    reason = Message(N_("this is not XML any more at line %(line)d, column %(column)d."), {"line": line, "column": column})
    raise MalformedBodyError(reason, line=line) from None
