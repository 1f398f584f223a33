"""HTML: pages that synthgrid exports, and headings, lists, paragraphs and tables of any other."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from synthgrid.domain.branches import DATA, Branch
from synthgrid.domain.document import Unchecked
from synthgrid.errors import N_, Fault, InvalidDocumentError, MalformedBodyError, Message
from synthgrid.formats.blocks import Blocks
from synthgrid.formats.entries import Entries, with_text
from synthgrid.formats.kept import keep
from synthgrid.formats.markup import BLOCKS, HIDDEN, local_name, pictures_of, references_of, text_of
from synthgrid.formats.markup_decoding import decode_markup
from synthgrid.formats.rows import rows_of
from synthgrid.formats.text.front import Front
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.xml import pulled
from synthgrid.settings import Limits

DEPTH_MAX: Final = 240
"""Elements below each other that the parser reads; past 255 it leaves out the rest without a word."""
_NODES: Final = frozenset(("li", "p", "tr", "h1", "h2", "h3", "h4", "h5", "h6"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS: Final = frozenset(("ul", "ol", "menu"))
_BOLD: Final = frozenset(("b", "strong"))
_ATTRIBUTE: Final = f"data-{DATA}"
_DISPLAY: Final = frozenset(("text", "note", "ref", "group", "head"))
"""Classes of what an export shows of its entries."""


ATTRIBUTES_MAX: Final = 500
"""Attributes of one element: the parser compares each with all before it."""
_ATTRIBUTES: Final = r"""(?:[\s/]++[^\s=>"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+)"""
_CROWDED: Final = re.compile(rf"<[a-z][^\s>/]*+{_ATTRIBUTES}{{{ATTRIBUTES_MAX + 1}}}", re.IGNORECASE)


def read_html(body: bytes, limits: Limits) -> Unchecked:
    """Read a page; scripts, styles and attributes other than synthgrid's own say nothing.

    Raises:
        MalformedBodyError: There is no text in it.
        InvalidDocumentError: It has more items than one body may have, or is nested too deep.
    """
    text, notes = decode_markup(body)
    if crowded := _CROWDED.search(text):
        message = Message(N_("An element has more than %(limit)d attributes."), {"limit": ATTRIBUTES_MAX})
        raise InvalidDocumentError([Fault("", message, text.count("\n", 0, crowded.start()) + 1)])
    parser = etree.HTMLPullParser(
        events=("start", "end"), encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        # A list in a list counts for two levels.
        root = pulled(parser, text, min(2 * limits.xml_depth, DEPTH_MAX), limits.xml_nodes, _NODES)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise MalformedBodyError(N_("it is empty."))
    outline, front = Outline(limits), Front()
    own = next((one for one in root.iter() if one.get(_ATTRIBUTE) is not None), None)
    trunk = _page(root, outline, front) if own is None else _own(own, limits)
    return Entries(outline).read(trunk, front.fields(), notes)


def _own(element: Any, limits: Limits) -> Branch:
    """Read an entry of an export, and those below it."""
    branch = Branch("", line=element.sourceline or 1)
    keep(branch, element.get(_ATTRIBUTE), limits)
    branch.text = next(("".join(one.itertext()) for one in _shown(element, "text")), "")
    if notes := ["".join(one.itertext()) for one in _shown(element, "note")]:
        branch.fields["note"] = "\n".join(notes)
    branch.children = list(_below(element, limits))
    return branch


def _shown(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element if one.get("class") == name)


def _below(element: Any, limits: Limits) -> Iterator[Branch]:
    """Yield the entries below one, with the items and paragraphs that somebody added."""
    for child in element:
        if child.get(_ATTRIBUTE) is not None:
            yield _own(child, limits)
        elif _DISPLAY.intersection(child.get("class", "").split()):
            continue
        elif local_name(child) in {"li", "p"}:
            yield from with_text(_item(child))
        else:
            yield from _below(child, limits)


@dataclass(slots=True)
class _Block:
    """A block of a page: a heading (`rank`), a paragraph, or a list or table (`entries`)."""

    branch: Branch
    rank: int = 0
    bold: bool = False
    entries: list[Branch] = field(default_factory=list)


def _page(root: Any, outline: Outline, front: Front) -> Branch:
    blocks = Blocks(outline, front)
    waiting = list(_blocks(root, outline))[::-1]
    while waiting:
        block = waiting.pop()
        if block.rank:
            blocks.head(block.rank, block.branch)
        elif block.entries:
            blocks.add(*block.entries)
        else:
            listed = waiting.pop().entries if waiting and waiting[-1].entries else []
            blocks.take(block.branch, listed, bold=block.bold)
    trunk = blocks.finish()
    named = root.find("./head/title")
    title = "" if named is None else text_of(named)
    if title and not trunk.text:
        trunk.text = title
    elif title and title != trunk.text:
        outline.report(named.sourceline or 1, title, "preamble")
    return trunk


def _blocks(top: Any, outline: Outline) -> Iterator[_Block]:
    """Yield the blocks in an element, in their order; what stands between them is a paragraph."""
    run = _Run(top)
    for child in top:
        tag = local_name(child)
        if tag in HIDDEN:
            run.say(child.tail)
        elif tag not in BLOCKS or tag == "hr":
            if any(local_name(one) in BLOCKS for one in child.iterdescendants()):
                yield from (*run.paragraph(), *_blocks(child, outline))
                run.say(child.tail)
            else:
                run.add(child)
        else:
            yield from run.paragraph()
            yield from _block(child, tag, outline)
            run.say(child.tail)
    yield from run.paragraph()


def _block(element: Any, tag: str, outline: Outline) -> Iterator[_Block]:
    line = element.sourceline or 1
    if tag in _HEADINGS:
        if text := text_of(element):
            yield _Block(_branch(text, element, line), rank=int(tag[1]))
    elif tag in _LISTS:
        if entries := [one for child in element for one in with_text(_item(child))]:
            yield _Block(Branch("", line=line), entries=entries)
    elif tag == "table":
        if entries := _table(element, outline):
            yield _Block(Branch("", line=line), entries=entries)
    elif tag == "pre":
        text = "".join(element.itertext()).strip("\n")
        if text.strip():
            yield _Block(Branch(text, line=line, heading=False))
    else:
        yield from _blocks(element, outline)


class _Run:
    """Collects what stands between blocks."""

    def __init__(self, top: Any) -> None:
        self._line = top.sourceline or 1
        self._held = etree.Element("span")
        self._held.text = top.text

    def say(self, text: str | None) -> None:
        """Add a text."""
        if len(self._held):
            self._held[-1].tail = (self._held[-1].tail or "") + (text or "")
        else:
            self._held.text = (self._held.text or "") + (text or "")

    def add(self, element: Any) -> None:
        """Add an element that is no block, with the text after it."""
        self._line = self._line if len(self._held) else element.sourceline or self._line
        self._held.append(deepcopy(element))

    def paragraph(self) -> Iterator[_Block]:
        """Yield what was collected, if it says anything, and begin anew."""
        held, self._held = self._held, etree.Element("span")
        if text := text_of(held) or "\n".join(pictures_of(held)):
            bold = (
                len(held) == 1
                and local_name(held[0]) in _BOLD
                and not f"{held.text or ''}{held[0].tail or ''}".strip(" \n\t:")
            )
            yield _Block(_branch(text, held, self._line), bold=bold)


def _branch(text: str, element: Any, line: int) -> Branch:
    note = "\n".join(references_of(element))
    return Branch(text, fields={"note": note} if note else {}, line=line)


def _item(element: Any) -> Branch:
    """Read an item of a list: its text, and the lists below it."""
    item = Branch("", line=element.sourceline or 1, heading=False)
    outline = Outline(Limits())
    notes = []
    for block in _blocks(element, outline):
        item.children += block.entries
        item.text = "\n".join(filter(None, (item.text, block.branch.text)))
        notes.append(block.branch.fields.get("note", ""))
    if note := "\n".join(filter(None, notes)):
        item.fields["note"] = note
    return item


def _table(element: Any, outline: Outline) -> list[Branch]:
    rows: Sequence[tuple[int, list[str]]] = [
        (row.sourceline or 1, [_cell(cell) for cell in row if local_name(cell) in {"td", "th"}])
        for row in element.iter("tr")
    ]
    if not rows:
        return []
    (line, headings), *others = rows
    if any(local_name(cell) == "th" for cell in next(element.iter("tr"))):
        return rows_of(line, headings, others, outline)
    return rows_of(line, [""] * len(headings), rows, outline)


def _cell(element: Any) -> str:
    return "\n".join(dict.fromkeys(filter(None, (text_of(element), *references_of(element)))))
