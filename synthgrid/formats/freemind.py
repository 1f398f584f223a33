"""FreeMind and Freeplane maps, of 2003 as of today: what their nodes say, and the tree they form."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from synthgrid.domain.branches import DATA, Branch, Kind
from synthgrid.domain.document import Unchecked
from synthgrid.domain.text import LINE_MAX
from synthgrid.formats.entries import Entries, with_text
from synthgrid.formats.kept import keep
from synthgrid.formats.markup import local_name, parse_fragment, pictures_of, references_of, text_of
from synthgrid.formats.spare import spare
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.xml import parse_xml, wrong_root
from synthgrid.settings import Limits

APP: Final = "freemind"
ID_PREFIX: Final = f"{DATA}_"
_NODES: Final = frozenset(("node",))
_SIDES: Final = {"left": "left", "right": "right", "top_or_left": "left", "bottom_or_right": "right"}
_OF_THE_ORIGINAL: Final = ("ref", "origin", "external_id")
"""Fields that a copy of a node, made in the program, does not have."""


def read_freemind(body: bytes, limits: Limits) -> Unchecked:
    """Read a map: its root is the title, the entries at the root themes unless they are written as something else.

    Notes, details, links and pictures are notes of the item; icons and attributes facets; sides those of the themes.

    Raises:
        MalformedBodyError: The body is no XML.
        InvalidDocumentError: It is no map, or larger than the limits.
    """
    root, notes = parse_xml(body, limits, _NODES)
    if local_name(root) != "map":
        raise wrong_root("map", root)
    labels = {attribute(one, "ID"): " ".join(_text(one)[0].split()) for one in root.iter("node")}
    grown = [_grow(node, labels, limits) for node in root.iterchildren("node")]
    trunk = grown[0] if len(grown) == 1 else Branch("", children=[one for each in grown for one in with_text(each)])
    return Entries(Outline(limits), APP).read(trunk, {}, notes)


def attribute(element: Any, name: str) -> str:
    """Return an attribute, "" without; the oldest maps write their names in small letters."""
    value: str | None = element.get(name)
    return value if value is not None else element.get(name.lower(), "")


def _grow(node: Any, labels: Mapping[str, str], limits: Limits) -> Branch:
    text, addresses = _text(node)
    branch = Branch(text, line=node.sourceline or 1)
    said = [(attribute(one, "NAME"), attribute(one, "VALUE")) for one in node.iterchildren("attribute")]
    keep(branch, dict(said).get(DATA), limits)
    icons = [attribute(one, "BUILTIN") for one in node.iterchildren("icon")]
    facets, left = spare(
        [*((name, value) for name, value in said if name not in {DATA, "group"}), *(("icons", one) for one in icons)]
    )
    _name(branch, attribute(node, "ID"))
    note = "\n".join(dict.fromkeys(filter(None, (*_notes(node), *addresses, *_links(node, labels), *left))))
    _fill(branch, {"note": note, "group": dict(said).get("group", ""), "side": _side(node)}, facets)
    branch.children = [one for child in node.iterchildren("node") for one in with_text(_grow(child, labels, limits))]
    return branch


def _name(branch: Branch, name: str) -> None:
    """Give an item of an export its id; what is only a copy of one is told apart by the name that the program gave."""
    if name.startswith(ID_PREFIX):
        branch.kind = branch.kind or Kind.ITEM
        branch.fields["id"] = name.removeprefix(ID_PREFIX)
    elif branch.kind is Kind.ITEM:
        for field in _OF_THE_ORIGINAL:
            branch.fields.pop(field, None)
    elif branch.kind is None and name:
        branch.fields["source"] = {"ref": name[:LINE_MAX]}


def _fill(branch: Branch, said: Mapping[str, str], facets: Mapping[str, Any]) -> None:
    """Give an entry what its node says, each kind what it has a place for."""
    branch.fields.update({name: value for name, value in said.items() if value})
    if facets and branch.kind in {None, Kind.ITEM}:
        kept = branch.fields.get("facets", {})
        branch.fields["facets"] = {**facets, **kept} if isinstance(kept, dict) else kept


def _side(node: Any) -> str:
    """Return the side of a node at the root; those below it stand where it stands."""
    above = node.getparent().getparent()
    at_root = above is not None and local_name(above) == "map"
    return _SIDES.get(attribute(node, "POSITION"), "") if at_root else ""


def _text(node: Any) -> tuple[str, tuple[str, ...]]:
    """Return the text of a node, and the addresses that it leads to when it is HTML."""
    written = attribute(node, "TEXT") or attribute(node, "LOCALIZED_TEXT")
    rich = next((one for one in node.iterchildren("richcontent") if attribute(one, "TYPE").upper() == "NODE"), None)
    if rich is None and written.lstrip()[:5].lower() == "<html":
        rich = parse_fragment(written)
    if rich is None:
        return written, ()
    return text_of(rich) or "\n".join(pictures_of(rich)) or written, references_of(rich)


def _notes(node: Any) -> Iterator[str]:
    """Yield the details and the note of a node; before 0.9 a note was a hook."""
    for rich in node.iterchildren("richcontent"):
        if attribute(rich, "TYPE").upper() != "NODE":
            yield text_of(rich) or "\n".join(pictures_of(rich))
            yield from references_of(rich)
    for hook in node.iterchildren("hook"):
        yield attribute(hook, "URI")
        yield from (text_of(one) for one in hook.iterchildren("text"))


def _links(node: Any, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield where a node leads to: addresses, and other nodes by their text."""
    ends = [attribute(node, "LINK"), *(f"#{attribute(one, 'DESTINATION')}" for one in node.iterchildren("arrowlink"))]
    for end in ends:
        known = labels.get(end.removeprefix("#")) if end.startswith("#") else None
        yield f"→ {known}" if known else end.strip("#") and end
