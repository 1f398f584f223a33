"""The items and headings read so far; at the end, the document's tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from synthgrid.domain.document import Heading, Place
from synthgrid.domain.objects import too_many
from synthgrid.domain.text import TEXT_MAX, normal
from synthgrid.errors import InvalidDocumentError
from synthgrid.formats.text.lines import NUMBER, Line
from synthgrid.formats.text.scopes import GROUP, THEME, Scope, Scopes
from synthgrid.formats.text.words import GroupName
from synthgrid.settings import Limits


@dataclass(slots=True)
class Node:
    """An item being read; lines may still continue it."""

    line: int
    texts: list[str]
    raws: list[str]
    indent: int = 0
    marker: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    children: list["Node"] = field(default_factory=list)

    @property
    def announces(self) -> bool:
        """Whether items with another marker are the parts of this one: « 1. Gouvernance », « Promouvoir : »."""
        return self.marker == NUMBER or self.texts[-1].rstrip().endswith(":")


class Outline:
    """Grows by headings and items in reading order.

    Attributes:
        levels: How many items may stand below each other; those deeper stand beside the last.
    """

    def __init__(self, limits: Limits) -> None:
        self.headings: list[Heading] = []
        self.groups: dict[str, str] = {}
        self.themes: dict[tuple[str, ...], dict[str, Any]] = {}
        self.labels: dict[str, str] = {}
        self.items: list[Node] = []
        self.scopes = Scopes()
        self.levels = limits.tree_depth
        self._limits = limits
        self._count = 0
        self._open: list[Node] = []

    @property
    def last(self) -> Node | None:
        """The item that the next line may continue."""
        return self._open[-1] if self._open else None

    def report(self, line: int, text: str, understood_as: str) -> None:
        """Note how a heading was understood."""
        self.headings.append(Heading(line, text, understood_as))

    def label(self, meaning: str, written: str) -> None:
        """Keep the first heading written for a polarity or section, as the label its column will have."""
        if any(char.isalpha() for char in written):
            self.labels.setdefault(meaning.partition(":")[2], written)

    def open_group(self, line: Line, group: GroupName) -> None:
        """Begin a group."""
        name = normal(group.name)
        self.groups[name] = self.groups.get(name) or normal(group.actor)
        self.enter(line, GROUP, name, name)

    def open_theme(self, line: Line, name: str) -> None:
        """Begin a theme, below the open one when that stands higher."""
        self.enter(line, THEME, normal(name), name)
        self.themes.setdefault(self.scopes.path, {})

    def enter(self, line: Line, kind: str, value: str, written: str) -> None:
        """Open a scope without reporting it."""
        self.scopes.open(Scope(kind, value, written, line.rank, line.indent if line.marker else None))
        self._open = []

    def leave(self, scopes: Scopes) -> None:
        """Return to scopes that were open before."""
        self.scopes = scopes
        self._open = []

    def add_marked(self, line: Line) -> None:
        """Add an item that a marker begins, below the one its indentation puts it under."""
        self.scopes.close_marked(line.indent)
        self._close_for(line)
        self._add(Node(line.number, [line.text], [line.raw], line.indent, line.marker))

    def add(self, line: Line, text: str, raw: str, quotation: bool = False) -> None:
        """Add an item that stands by itself: a paragraph, a part of a cell."""
        self.scopes.close_marked(line.indent)
        self._open = []
        self._add(Node(line.number, [text], [raw], line.indent), quotation)

    def resume(self, line: Line, between: str) -> None:
        """Continue the last item with a line."""
        if self.last:
            self.last.texts += [between, line.raw]
            self.last.raws += ["\n", line.raw]

    def place(self, node: Node, above: Node | None) -> None:
        """Add an item that says itself all that it is, below another one or none."""
        self._number(node)
        (self.items if above is None else above.children).append(node)

    def _number(self, node: Node) -> None:
        if self._count >= self._limits.items:
            raise InvalidDocumentError([too_many("/proposals", node.line, self._limits)])
        self._count += 1

    def _add(self, node: Node, quotation: bool = False) -> None:
        self._number(node)
        if self.last:
            self.last.children.append(node)
        else:
            node.fields = self.scopes.fields() | ({"section": "quotation"} if quotation else {})
            node.headings = self.scopes.written
            self.scopes.use()
            self.items.append(node)
        self._open.append(node)

    def _close_for(self, line: Line) -> None:
        """Close the items that a new one is not below."""
        while self._open and self._open[-1].indent > line.indent:
            self._open.pop()
        same = [index for index, other in enumerate(self._open) if other.indent == line.indent]
        brother = next((index for index in same if self._open[index].marker == line.marker), None)
        if brother is not None:
            del self._open[brother:]
        elif same and not self._open[-1].announces:
            del self._open[same[0] :]
        del self._open[self.levels - 1 :]

    def written(self) -> tuple[dict[str, Any], dict[str, Place]]:
        """Return what was read under the contract's names, and where each item stood by its pointer."""
        proposals, places = self._tree()
        fields: dict[str, Any] = {"labels": self.labels} if self.labels else {}
        fields["groups"] = [
            {"name": name, **({"actor": actor} if actor else {})} for name, actor in self.groups.items()
        ]
        fields["categories"] = [
            {"name": path[-1], **({"parent": list(path[:-1])} if path[1:] else {}), **said}
            for path, said in self.themes.items()
        ]
        return fields | {"proposals": proposals}, places

    def _tree(self) -> tuple[list[dict[str, Any]], dict[str, Place]]:
        places: dict[str, Place] = {}

        def written(nodes: list[Node], below: str) -> Iterator[dict[str, Any]]:
            for index, node in enumerate(nodes):
                pointer = f"{below}/{index}"
                places[pointer] = Place(node.line, node.headings)
                value = {"text": "".join(node.texts), **node.fields}
                value["source"] = _source(node, value["text"])
                if node.children:
                    value["children"] = list(written(node.children, f"{pointer}/children"))
                yield value

        return list(written(self.items, "/proposals")), places


def _source(node: Node, text: str) -> Any:
    """Return where an item comes from: as it says itself, else its line and how it was written there."""
    if "source" in node.fields:
        return node.fields["source"]
    raw = "".join(node.raws)
    return {"line": node.line} if raw == text or len(raw) > TEXT_MAX else {"line": node.line, "raw": raw}
