"""A workshop as a mind map of FreeMind and Freeplane.

Themes and items are nodes; notes, polarities and groups stand where these programs show them, and the rest in an
attribute that they keep. A node's `ID` holds the id of the item: a copy made in the program gets another one, and so
becomes a new item at the next import.
"""

import json
from typing import Any, Final

from lxml import etree

from synthgrid.domain.branches import DATA, Branch, Kind, data_of
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.writing.branches import branches_of, on_one_line

ID_PREFIX: Final = f"{DATA}_"
_ICONS: Final = {Polarity.POSITIVE: "button_ok", Polarity.IMPROVE: "pencil"}
_SHOWN: Final = ("id", "note", "group", "definition")
_POSITIONS: Final = ("left", "right")


def workshop_freemind(workshop: Workshop) -> bytes:
    """Write a workshop as a map that FreeMind 0.9 and later and Freeplane open."""
    root = etree.Element("map", version="1.0.1")
    etree.SubElement(root, "attribute_registry", SHOW_ATTRIBUTES="selected")
    outline = branches_of(workshop)
    _grow(root, outline)
    for node, branch in zip(root[-1].iterchildren("node"), outline.children, strict=True):
        if (side := branch.fields.get("side")) in _POSITIONS:
            node.set("POSITION", side)
    return on_one_line(etree.tostring(root, encoding="unicode")).encode() + b"\n"


def _grow(above: Any, branch: Branch) -> None:
    node = etree.SubElement(above, "node")
    node.tail = "\n"
    _say(node, branch.text)
    if "id" in branch.fields:
        node.set("ID", f"{ID_PREFIX}{branch.fields['id']}")
    if branch.kind is Kind.READING and "polarity" in branch.fields:
        etree.SubElement(node, "icon", BUILTIN=_ICONS[Polarity(branch.fields["polarity"])])
    if note := branch.fields.get("note") or branch.fields.get("definition"):
        _html(node, "NOTE", note)
    if group := branch.fields.get("group"):
        etree.SubElement(node, "attribute", NAME="group", VALUE=group)
    if data := data_of(branch, _SHOWN):
        etree.SubElement(node, "attribute", NAME=DATA, VALUE=json.dumps(data, ensure_ascii=False))
    for child in branch.children:
        _grow(node, child)


def _say(node: Any, text: str) -> None:
    """Give a node its text; one that these programs would take for HTML or compute is kept from it."""
    if text.lstrip().lower().startswith("<html"):
        _html(node, "NODE", text)
        return
    node.set("TEXT", text)
    if text.startswith("="):
        node.set("FORMAT", "NO_FORMAT")


def _html(node: Any, kind: str, text: str) -> None:
    """Write a text as the HTML that shows it as it is."""
    rich = etree.SubElement(node, "richcontent", TYPE=kind)
    html = etree.SubElement(rich, "html")
    etree.SubElement(html, "head")
    etree.SubElement(etree.SubElement(html, "body"), "pre").text = text
