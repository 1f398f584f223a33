"""A map on several pages: an overview with counts, then each branch, at most 24 items a page, legible on its paper."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from synthgrid.domain.arrangement import Kind, MindMap, Node
from synthgrid.domain.options import Paper
from synthgrid.drawing import mindmap
from synthgrid.drawing.paper import PAGES, Page, numbered, readable
from synthgrid.drawing.picture import Pen, Picture
from synthgrid.drawing.themes import SIGN

ITEMS: Final = (24, 18, 12, 8, 5, 3, 2, 1)
"""Items of a page: the first of these at which every page of a branch can be read."""


def pictures_of(arranged: MindMap, pen: Pen) -> tuple[Picture, ...]:
    """Lay a map out on pages that lie: an overview, then its branches in their order."""
    page = PAGES[pen.options.paper or Paper.A4]
    pictures = [mindmap.picture_of(_overview(arranged), pen)]
    for number, branch in enumerate(arranged.root.children):
        if branch.children:
            pictures += _pages_of(_colored(branch, number, pen), arranged, pen, page)
    foot = " · ".join([arranged.title, *arranged.subtitle[-1:]])
    return numbered(pictures, page, foot, pen)


def _overview(arranged: MindMap) -> MindMap:
    branches = tuple(replace(branch, children=()) for branch in arranged.root.children)
    return replace(arranged, root=replace(arranged.root, children=branches), ties=())


def _colored(branch: Node, number: int, pen: Pen) -> Node:
    """Hand the hue of a branch down to its children: on a page of their own they are main branches."""
    hue = None if branch.kind is Kind.REST else pen.palette.branch(number, branch.color, branch.polarity)
    if branch.polarity is None:
        hue = branch.color or hue
    return replace(branch, children=tuple(replace(child, color=child.color or hue) for child in branch.children))


def _pages_of(branch: Node, arranged: MindMap, pen: Pen, page: Page) -> list[Picture]:
    pictures: list[Picture] = []
    for most in ITEMS:
        parts = list(_parts(branch, most))
        pictures = [
            mindmap.picture_of(_page(part, arranged, number, len(parts)), pen) for number, part in enumerate(parts, 1)
        ]
        if all(readable(picture, page) for picture in pictures):
            break
    return pictures


def _page(part: Node, arranged: MindMap, number: int, of: int) -> MindMap:
    sign = f"{SIGN[part.polarity]}\u00a0" if part.polarity else ""
    heading = f"{sign}{part.text}" + (f"\u00a0{number}/{of}" if of > 1 else "")
    shown = {node.id for node in _below(part)}
    return MindMap(
        root=replace(part, kind=Kind.ROOT, text=heading, note=""),
        ties=tuple(tie for tie in arranged.ties if {tie.source, tie.target} <= shown),
        legend=arranged.legend,
        language=arranged.language,
    )


def _below(node: Node) -> Iterator[Node]:
    waiting = list(node.children)
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.children


def _parts(branch: Node, most: int) -> Iterator[Node]:
    """Cut a branch into trees of at most so many items, in reading order; headings above a cut are repeated."""
    lines: list[tuple[int, Node]] = []
    items = 0
    for depth, node in _flat(branch):
        if node.kind is Kind.ITEM and items == most:
            yield _tree(branch, lines)
            lines, items = [(at, _continued(one)) for at, one in _ancestors(lines, depth)], 0
        lines.append((depth, node))
        items += node.kind is Kind.ITEM
    yield _tree(branch, lines)


def _flat(branch: Node) -> Iterator[tuple[int, Node]]:
    waiting = [(1, child) for child in reversed(branch.children)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in reversed(node.children)]


def _ancestors(lines: Iterable[tuple[int, Node]], depth: int) -> list[tuple[int, Node]]:
    """Return the last line at each depth above this one."""
    last = dict(lines)
    return [(at, last[at]) for at in range(1, depth)]


def _continued(node: Node) -> Node:
    """Return what stands, on a further page, for a node whose children go on there; an item is not said twice."""
    if node.kind is not Kind.ITEM:
        return node
    text = "…" if node.ref is None else f"{node.ref}\u00a0…"
    return replace(node, kind=Kind.REFERENCE, text=text, whole=node.whole or node.text, ref=None, marks=(), note="")


def _tree(branch: Node, lines: list[tuple[int, Node]]) -> Node:
    """Build a tree from its lines, each with its depth, in pre-order."""
    below: dict[int, list[Node]] = {}
    for depth, node in reversed(lines):
        children = tuple(reversed(below.pop(depth + 1, [])))
        below.setdefault(depth, []).append(replace(node, children=children))
    return replace(branch, children=tuple(reversed(below.get(1, []))))
