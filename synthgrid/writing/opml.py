"""A workshop as OPML 2.0: outliners show texts and notes, and what they have no place for is in a namespace."""

import json
from typing import Any, Final

from lxml import etree

from synthgrid.domain.branches import DATA, Branch, data_of
from synthgrid.domain.values import Workshop
from synthgrid.writing.branches import branches_of, on_one_line

NAMESPACE: Final = "urn:synthgrid:outline"
_SHOWN: Final = ("note", "definition")


def workshop_opml(workshop: Workshop) -> bytes:
    """Write a workshop as OPML; its title is that of the file."""
    outline = branches_of(workshop)
    root = etree.Element("opml", nsmap={DATA: NAMESPACE}, version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = outline.text
    _keep(head, outline)
    for branch in outline.children:
        _grow(body, branch)
    etree.indent(root)
    written = on_one_line(etree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def _grow(above: Any, branch: Branch) -> None:
    outline = etree.SubElement(above, "outline", text=branch.text)
    if note := branch.fields.get("note") or branch.fields.get("definition"):
        outline.set("_note", note)
    _keep(outline, branch)
    for child in branch.children:
        _grow(outline, child)


def _keep(element: Any, branch: Branch) -> None:
    if data := data_of(branch, _SHOWN):
        element.set(f"{{{NAMESPACE}}}data", json.dumps(data, ensure_ascii=False))
