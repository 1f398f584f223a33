"""OPML, of any outliner: texts, notes, and whatever else its programs write on an outline."""

from typing import Any, Final

from synthgrid.domain.branches import Branch
from synthgrid.domain.document import Unchecked
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.formats.entries import Entries, with_text
from synthgrid.formats.kept import keep
from synthgrid.formats.markup import local_name, looks_like_html, parse_fragment, references_of, text_of
from synthgrid.formats.spare import spare
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.xml import parse_xml, wrong_root
from synthgrid.settings import Limits

APP: Final = "opml"
NAMESPACE: Final = "urn:synthgrid:outline"
_NODES: Final = frozenset(("outline",))
_DATA: Final = f"{{{NAMESPACE}}}data"
_TEXTS: Final = ("text", "title")
_NOTES: Final = ("_note", "note", "description")


def read_opml(body: bytes, limits: Limits) -> Unchecked:
    """Read an outline: its only outermost entry, else the head, is the title; the entries below it are themes.

    Attributes that say more than the text are facets; notes are notes.

    Raises:
        MalformedBodyError: The body is no XML.
        InvalidDocumentError: It is no OPML, has no outline, or is larger than the limits.
    """
    root, notes = parse_xml(body, limits, _NODES)
    if local_name(root) != "opml":
        raise wrong_root("opml", root)
    head, outlines = root.find("head"), root.findall("./body/outline")
    trunk = Branch(("" if head is None else head.findtext("title")) or "", line=1 if head is None else head.sourceline)
    if head is not None:
        keep(trunk, head.get(_DATA), limits)
    if not outlines and trunk.kind is None:
        raise InvalidDocumentError([Fault("/proposals", Message(N_("There is no <outline> in the <body>.")))])
    trunk.children = [one for each in outlines for one in with_text(_grow(each, limits))]
    outline = Outline(limits)
    if trunk.kind is None and len(trunk.children) == 1 and trunk.children[0].children:
        # One entry around all: it is what the outline is about, and the head most often the name of the file.
        if trunk.text.strip():
            outline.report(trunk.line, trunk.text.strip(), "preamble")
        trunk = trunk.children[0]
    return Entries(outline, APP).read(trunk, {}, notes)


def _grow(element: Any, limits: Limits) -> Branch:
    branch = Branch("", line=element.sourceline or 1)
    keep(branch, element.get(_DATA), limits)
    said = {name: str(value) for name, value in element.attrib.items() if name != _DATA}
    branch.text = next((said[name] for name in _TEXTS if said.get(name, "").strip()), "")
    told = [said.pop(name, "") for name in _NOTES]
    if branch.kind is None:
        told += _shown(branch)
        told += _more(branch, said)
    if note := "\n".join(dict.fromkeys(one for one in told if one)):
        branch.fields["note"] = note
    branch.children = [one for child in element.iterchildren("outline") for one in with_text(_grow(child, limits))]
    return branch


def _shown(branch: Branch) -> tuple[str, ...]:
    """Give an entry that is written as HTML the text that it shows; return the addresses in it."""
    shown = parse_fragment(branch.text) if looks_like_html(branch.text) else None
    if shown is None or not (text := text_of(shown)):
        return ()
    branch.raw, branch.text = branch.text, text
    return references_of(shown)


def _more(branch: Branch, said: dict[str, str]) -> list[str]:
    """Keep what the other attributes say: facets, unless they repeat the text; return what is too long for one."""
    others = [
        (name.rpartition("}")[2], value)
        for name, value in said.items()
        if not (name in _TEXTS and value in {branch.text, branch.raw})
    ]
    facets, left = spare(others)
    if facets:
        branch.fields["facets"] = facets
    return left
