"""XML from files of others: what harms is refused, what is often broken is mended and said."""

import re
import sys
from collections.abc import Iterator
from html.entities import html5
from typing import Any, Final

from lxml import etree

from synthgrid.domain.text import replace_forbidden, shown
from synthgrid.errors import N_, Fault, InvalidDocumentError, MalformedBodyError, Message, SynthgridError
from synthgrid.formats.markup import local_name
from synthgrid.formats.markup_decoding import decode_markup
from synthgrid.settings import Limits

ELEMENTS_A_NODE: Final = 10
"""Elements that may stand for one node of an outline: its note, its attributes, the markup of its text."""

_CHUNK: Final = 65_536
_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]{0,500}\?>")
_SIGNS: Final = re.compile(
    r"""
      (?P<kept><!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z))
    | (?P<doctype><!DOCTYPE|<!ENTITY)
    | &(?!(?:amp|lt|gt|quot|apos);)(?:(?P<name>[A-Za-z][A-Za-z0-9]{0,31});|\#(?P<number>[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_MENDED_MAX: Final = 20_000
"""Signs mended in one body; one with more is broken otherwise."""


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
    text, mended = _mended(_without_declaration(text.lstrip("\ufeff")))
    if mended:
        notes += (
            Message(N_("Characters and references that XML does not know, mended: %(count)d."), {"count": mended}),
        )
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
        raise _refused(broken, limits) from None


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


def _without_declaration(text: str) -> str:
    """Take off what declares the charset, which is known by now; lines stay what they are in number."""
    found = _DECLARATION.match(text)
    return "\n" * found[0].count("\n") + text[found.end() :] if found else text


def _mended(text: str) -> tuple[str, int]:
    """Mend references to characters that XML does not know, and signs `&` that begin none.

    Raises:
        InvalidDocumentError: There is a document type.
        MalformedBodyError: There is more to mend than in a file that a program wrote.
    """
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        if found["kept"] or (found["number"] and _is_storable(found["number"])):
            return found[0]
        if found["doctype"]:
            message = Message(N_("A document type (DOCTYPE) is not read here; send the file without it."))
            raise InvalidDocumentError([Fault("", message, text.count("\n", 0, found.start()) + 1)])
        count += 1
        if count > _MENDED_MAX:
            raise _broken(text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))
        if found["number"]:
            return " "
        # What HTML calls « &nbsp; », XML knows only when a document type says so.
        return html5.get(f"{found['name']};") or f"&amp;{found[0][1:]}"

    return _SIGNS.sub(mend, text), count


def _is_storable(number: str) -> bool:
    """Tell whether a reference is to a character that may be stored, or to half of a line end."""
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code == ord("\r") or (0 < code <= sys.maxunicode and not replace_forbidden(chr(code))[1])


def _too_deep(limit: int, line: int | None) -> InvalidDocumentError:
    message = Message(N_("It is nested deeper than %(limit)d levels."), {"limit": limit})
    return InvalidDocumentError([Fault("", message, line)])


def _broken(line: int, column: int) -> MalformedBodyError:
    place = {"line": line, "column": column}
    return MalformedBodyError(
        Message(N_("this is not XML any more at line %(line)d, column %(column)d."), place), line=line
    )


def _refused(broken: etree.XMLSyntaxError, limits: Limits) -> SynthgridError:
    if "Excessive depth" in str(broken.msg):
        return _too_deep(limits.xml_depth, broken.position[0])
    return _broken(*broken.position)
