"""What the entries of an outline are: its tree of branches in, the document of the contract out."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain.branches import Branch, Kind
from synthgrid.domain.document import Unchecked
from synthgrid.domain.text import LINE_MAX, normal, replace_forbidden
from synthgrid.domain.values import Layer
from synthgrid.errors import N_, Fault, Message
from synthgrid.formats.meanings import dividing_in, kind_of, reading_of
from synthgrid.formats.text.outline import Node, Outline
from synthgrid.formats.text.scopes import GROUP, READING, THEME, Scope, Scopes
from synthgrid.formats.text.sheet import SYNTHESIS_LABELS
from synthgrid.formats.text.words import exact_meaning, group_of

NO_ENTRY: Final = N_("There is no item in this outline: it has no entry with a text.")
_SAID: Final = ("section", "polarity")
_LEFT: Final = frozenset(("note", "facets", "group", "source"))
"""What the root of an export may have been given since, and a workshop has no place for."""


class Entries:
    """One pass over a tree of branches, in reading order.

    Args:
        outline: Receives items and headings; it may hold some already.
        app: What wrote the body, "" where nobody knows; told with each item.
    """

    def __init__(self, outline: Outline, app: str = "") -> None:
        self._outline = outline
        self._app = {"app": app} if app else {}
        self._replaced = 0
        self._dividing: frozenset[int] = frozenset()

    def read(self, root: Branch, found: Mapping[str, Any], notes: tuple[Message, ...]) -> Unchecked:
        """Read a tree.

        Args:
            root: Its text is the title; "" where there is none.
            found: What is known of the workshop already.
            notes: What the sender should know about how the body was read.
        """
        if root.kind is not Kind.WORKSHOP:
            root.kind = None
        head = {**found, **self._head(root)}
        self._dividing = dividing_in(root)
        for child in root.children:
            self._take(child, Scopes())
        fields, places = self._outline.written()
        data = {**fields, **head}
        if root.kind is None:
            data["groups"] = fields["groups"]
            if not data["groups"] and not SYNTHESIS_LABELS.isdisjoint(self._outline.labels):
                data["layer"] = Layer.SYNTHESIS.value
        else:
            data["groups"] = _together(head.get("groups"), fields["groups"])
        if self._replaced:
            said = N_("Characters that cannot be stored, replaced by spaces: %(count)d.")
            notes += (Message(said, {"count": self._replaced}),)
        faults = () if self._outline.items or root.kind else (Fault("/proposals", Message(NO_ENTRY)),)
        return Unchecked(data, places, tuple(self._outline.headings), faults, notes)

    def _head(self, root: Branch) -> dict[str, Any]:
        """Read what the root says of the workshop: an export all its fields, any other outline its title."""
        title = self._name(root)
        said = {name: value for name, value in self._cleaned(root.fields).items() if root.kind and name not in _LEFT}
        if title and (root.kind or len(title) <= LINE_MAX):
            self._outline.report(root.line, title, "title")
            said["title"] = title
        elif title:
            root.children.insert(0, Branch(root.text, Kind.ITEM, line=root.line))
        self._leave(root)
        return said

    def _take(self, branch: Branch, scopes: Scopes, above: Node | None = None, depth: int = 1) -> None:
        kind = Kind.ITEM if above else kind_of(branch, scopes, self._dividing)
        if kind in {Kind.ITEM, Kind.WORKSHOP}:
            node = self._item(branch, scopes, above)
            below, depth = (node, depth + 1) if depth < self._outline.levels else (above, depth)
            for child in branch.children:
                self._take(child, scopes, below, depth)
            return
        inner = self._open(kind, branch, scopes)
        for child in branch.children:
            self._take(child, inner)

    def _item(self, branch: Branch, scopes: Scopes, above: Node | None) -> Node:
        fields, text = self._cleaned(branch.fields), self._clean(branch.text)
        fields.pop("side", None)  # a map says it of what turns out to be no theme, too
        if above is None:
            fields = {**scopes.fields(), **fields}
        raw = {"raw": branch.raw} if branch.raw not in {"", text} else {}
        # An item of an export has the source that it says, or none.
        said = None if "id" in fields else {**self._app, "line": branch.line, **raw}
        fields["source"] = {**said, **fields.get("source", {})} if said else fields.get("source")
        node = Node(branch.line, [text], [branch.raw or text], fields=fields)
        node.headings = branch.headings or scopes.written
        self._outline.place(node, above)
        return node

    def _open(self, kind: Kind, branch: Branch, scopes: Scopes) -> Scopes:
        """Take an entry for a heading, and say so in the report."""
        inner = scopes.copy()
        if kind is Kind.CATEGORY:
            self._open_theme(branch, inner)
            return inner
        if kind is Kind.GROUP:
            self._open_group(branch, inner)
        elif branch.kind is Kind.READING:
            self._open_said(branch, inner)
        else:
            self._open_reading(reading_of(branch) or "", branch.text, branch, inner)
        self._leave(branch)
        return inner

    def _open_said(self, branch: Branch, inner: Scopes) -> None:
        """Open a heading of an export, which may say a section and a polarity."""
        said = {name: branch.fields[name] for name in _SAID if branch.fields.get(name)}
        known = [f"{name}:{value}" for name, value in said.items()]
        self._outline.report(branch.line, branch.text, ", ".join(known))
        inner.push(Scope(READING, known[-1] if known else "", self._name(branch)))
        for child in branch.children:
            child.fields = {**said, **child.fields}

    def _open_theme(self, branch: Branch, inner: Scopes) -> None:
        name = self._name(branch)
        inner.push(Scope(THEME, name, name))
        self._outline.report(branch.line, name, THEME)
        fields = self._cleaned(branch.fields)
        theme = self._outline.themes.setdefault(inner.path, {})
        for said in ("color", "side"):
            if said in fields:
                theme.setdefault(said, fields[said])
        if definition := _lines(theme.get("definition"), fields.get("definition"), *_told(fields)):
            theme["definition"] = definition

    def _open_group(self, branch: Branch, inner: Scopes) -> None:
        group = group_of(" ".join(branch.text.split()), heading=True)
        name, actor = (normal(group.name), normal(group.actor)) if group else (self._name(branch), "")
        known = exact_meaning(actor)
        self._outline.groups[name] = self._outline.groups.get(name) or ("" if known else actor)
        inner.push(Scope(GROUP, name, self._name(branch)))
        self._outline.report(branch.line, self._name(branch), GROUP)
        if known:
            self._open_reading(known, actor, branch, inner)

    def _open_reading(self, known: str, written: str, branch: Branch, inner: Scopes) -> None:
        label = " ".join(written.split()).rstrip(" :：")
        self._outline.label(known, label)
        inner.push(Scope(READING, known, label))
        self._outline.report(branch.line, self._name(branch), known)

    def _leave(self, branch: Branch) -> None:
        """Keep what a heading says that has no place in it: as an item below it."""
        if text := _lines(*_told(self._cleaned(branch.fields))):
            branch.children.insert(0, Branch(text, Kind.ITEM, line=branch.line))

    def _name(self, branch: Branch) -> str:
        """Return a heading as a name: an export's to the character, any other on one line."""
        text = self._clean(branch.text)
        return normal(text) if branch.kind else " ".join(normal(text).split()).rstrip(" :：") or normal(text)

    def _clean(self, text: str) -> str:
        clean, replaced = replace_forbidden(text)
        self._replaced += replaced
        return clean

    def _cleaned(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._clean(value) if isinstance(value, str) else value for name, value in fields.items()}


def _told(fields: Mapping[str, Any]) -> list[str]:
    """Return the note and the facets of a heading, which has neither, as texts."""
    facets = fields.get("facets", {})
    listed = {name: value if isinstance(value, list) else [value] for name, value in facets.items()}
    return [fields.get("note", ""), *(f"{name}: {', '.join(map(str, values))}" for name, values in listed.items())]


def _lines(*texts: str | None) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _together(listed: Any, added: list[dict[str, Any]]) -> Any:
    """Return the groups that an export lists, with those that were added to it by hand."""
    if not isinstance(listed, list):
        return added if listed is None else listed
    names = {one.get("name") for one in listed if isinstance(one, dict)}
    return [*listed, *(one for one in added if one["name"] not in names)]


def with_text(branch: Branch) -> list[Branch]:
    """Give an entry without text that of its note; one that says nothing at all makes room for those below it."""
    if not branch.text.strip():
        branch.text = branch.fields.pop("note", "")
    return [branch] if branch.text.strip() else branch.children
