"""A map on pages: an overview with counts, then each branch, at most 24 items a page, legible on their paper."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Kind, LegendEntry, MindMap, Node
from synthgrid.domain.options import Layout, Paper
from synthgrid.drawing import mindmap
from synthgrid.drawing.paper import PAGES, Page, legibility, numbered
from synthgrid.drawing.picture import Pen, Picture
from synthgrid.drawing.themes import SIGN

MOST: Final = 24
"""Items of a page; fewer where they could not be read."""

_INSTEAD: Final = {Layout.TWO_SIDED: (Layout.TWO_SIDED, Layout.RIGHT, Layout.DOWN)}
"""The layouts that the pages of a branch may have where one is asked for."""

_FEWEST: Final = 6
"""Main branches of a page of the overview, where one has not room for all."""


class _Line(NamedTuple):
    """A node of a branch in reading order, how deep it stands, and the items that it and what is below it are."""

    depth: int
    node: Node
    items: int


def pictures_of(arranged: MindMap, pen: Pen) -> tuple[Picture, ...]:
    """Lay a map out on pages that lie: an overview, then its branches in their order."""
    page = PAGES[pen.options.paper or Paper.A4]
    pictures = _overviews(arranged, pen, page)
    for number, branch in enumerate(arranged.root.children):
        if branch.children:
            pictures += _pages_of(_colored(branch, number, pen), arranged, pen, page)
    foot = " · ".join([arranged.title, *arranged.subtitle[-1:]])
    return numbered(pictures, page, foot, pen)


def _overviews(arranged: MindMap, pen: Pen, page: Page) -> list[Picture]:
    """Lay the main branches out with their counts, on as few pages as can be read; on one where hardly any could be."""
    branches = [
        replace(branch, children=(), color=_hue(branch, number, pen))
        for number, branch in enumerate(arranged.root.children)
    ]
    share = len(branches)
    while share >= _FEWEST:
        pictures: list[Picture] = []
        legible = 1.0
        for start in range(0, len(branches), share):
            part = f"{len(pictures) + 1}/{math.ceil(len(branches) / share)}" if share < len(branches) else ""
            pictures.append(mindmap.picture_of(_overview(arranged, branches[start : start + share], part), pen))
            legible = legibility(pictures[-1], page)
            if legible < 1:
                break
        else:
            return pictures
        most = max(min(math.floor(share * legible**1.5), share - 1), 1)
        share = math.ceil(len(branches) / math.ceil(len(branches) / most))
    return [mindmap.picture_of(_overview(arranged, branches), pen)]


def _overview(arranged: MindMap, branches: Sequence[Node], part: str = "") -> MindMap:
    root = replace(arranged.root, text=_part_of(arranged.title, part), children=tuple(branches))
    return replace(arranged, root=root, ties=())


def _part_of(heading: str, part: str) -> str:
    """Return a heading with which of its pages this is, such as « 1/2 »; "" where it has one only."""
    return f"{heading}\u00a0{part}" if part else heading


def _hue(branch: Node, number: int, pen: Pen) -> str:
    """Return the hue of a branch where it is the main branch of this number."""
    if branch.kind is Kind.REST:
        return pen.palette.rest
    if branch.polarity is None:
        return branch.color or pen.palette.branch(number)
    return pen.palette.branch(number, polarity=branch.polarity)


def _colored(branch: Node, number: int, pen: Pen) -> Node:
    """Give a branch its hue, and hand it down to its children: on a page of their own they are main branches."""
    hue = _hue(branch, number, pen)
    return replace(
        branch, color=hue, children=tuple(replace(child, color=child.color or hue) for child in branch.children)
    )


def _pages_of(branch: Node, arranged: MindMap, pen: Pen, page: Page) -> list[Picture]:
    """Lay a branch out on as few pages as can be read: where two sides take more of them, to one side or downwards."""
    lines = _lines(branch)
    best: list[Picture] = []
    for layout in _INSTEAD.get(pen.options.layout, (pen.options.layout,)):
        drawn_so = pen._replace(options=replace(pen.options, layout=layout))
        best = _filled(branch, lines, arranged, drawn_so, page, fewer_than=len(best) or math.inf) or best
        if len(best) <= math.ceil(sum(line.items for line in lines if line.depth == 1) / MOST):
            break
    return best


def _filled(
    branch: Node, lines: Sequence[_Line], arranged: MindMap, pen: Pen, page: Page, *, fewer_than: float
) -> list[Picture]:
    """Lay a branch out on as few pages as can be read; none where those would not be fewer than so many."""
    most = MOST
    while True:
        starts = _balanced(lines, most)
        if len(starts) >= fewer_than:
            return []
        most = _fullest(lines, starts)
        parts = _parts(branch, lines, starts)
        pictures: dict[int, Picture] = {}
        legible = 1.0
        # The fullest first: where too much stands on a page, that shows before all the others are laid out.
        for index in sorted(range(len(parts)), key=lambda index: -_letters(parts[index])):
            pictures[index] = mindmap.picture_of(_page(parts[index], arranged, index + 1, len(parts)), pen)
            legible = legibility(pictures[index], page)
            if legible < 1 < most:
                break
        else:
            return [pictures[index] for index in sorted(pictures)]
        # What a page has room for goes with the square of the size of its letters, or nearly.
        most = max(min(math.floor(most * legible**1.5), most - 1), 1)


def _letters(part: Node) -> int:
    return sum(len(node.text) for node in _below(part))


def _page(part: Node, arranged: MindMap, number: int, of: int) -> MindMap:
    sign = f"{SIGN[part.polarity]}\u00a0" if part.polarity else ""
    heading = _part_of(f"{sign}{part.text}", f"{number}/{of}" if of > 1 else "")
    below = list(_below(part))
    shown = {node.id for node in below}
    return MindMap(
        root=replace(part, kind=Kind.ROOT, text=heading, note=""),
        ties=tuple(tie for tie in arranged.ties if {tie.source, tie.target} <= shown),
        legend=_legend_of(part, arranged.legend),
        signs=arranged.signs if any(node.note for node in below) else (),
        footers=arranged.footers if any(node.kind is Kind.REFERENCE and not node.children for node in below) else (),
        language=arranged.language,
    )


def _legend_of(part: Node, legend: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Return the groups that speak on a page, with how many of its items they gave."""
    counts = Counter(_speakers(part, ()))
    return tuple(replace(entry, count=counts[entry.mark]) for entry in legend if counts[entry.mark])


def _speakers(node: Node, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the marks of each item below a node; one without has that of the item above it."""
    for child in node.children:
        marks = child.marks or above
        if child.kind is Kind.ITEM:
            yield from marks
        yield from _speakers(child, marks)


def _below(node: Node) -> Iterator[Node]:
    waiting = list(node.children)
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.children


def _lines(branch: Node) -> list[_Line]:
    lines: list[_Line] = []
    below: dict[int, int] = {}
    for depth, node in reversed(list(_flat(branch))):
        items = (node.kind is Kind.ITEM) + below.pop(depth + 1, 0)
        below[depth] = below.get(depth, 0) + items
        lines.append(_Line(depth, node, items))
    return lines[::-1]


def _balanced(lines: Sequence[_Line], most: int) -> list[int]:
    """Return the lines at which the fewest pages start, filled evenly where no more has to be cut for it."""
    fewest = _starts(lines, most)
    even = _starts(lines, most, len(fewest))
    return even if len(even) == len(fewest) and _cuts(lines, even) <= _cuts(lines, fewest) else fewest


def _starts(lines: Sequence[_Line], most: int, count: int = 1) -> list[int]:
    """Return the lines at which pages of at most so many items start; what fits on one page is not cut.

    Args:
        lines: A branch.
        most: Items of a page.
        count: Pages to fill evenly, if that can be; with one, each is filled.
    """
    starts, items = [0], 0
    left = sum(line.node.kind is Kind.ITEM for line in lines)
    whole = math.inf
    for index, line in enumerate(lines):
        own = int(line.node.kind is Kind.ITEM)
        if line.depth <= whole:
            whole = line.depth if line.items <= most else math.inf
            needed = _needed(lines, index, most)
            waiting = count - len(starts)
            full = items + needed > most or (waiting > 0 and items + needed / 2 > left / (waiting + 1))
            if items and full:
                starts.append(index)
                items, left = 0, left - items
        items += own
    return starts


def _needed(lines: Sequence[_Line], index: int, most: int) -> int:
    """Return how many items must stand on a page with a line: what has to be cut has its first part with it."""
    needed = 0
    for line in islice(lines, index, None):
        if line.items <= most:
            needed += line.items
            break
        needed += line.node.kind is Kind.ITEM
    return needed if needed <= most else (lines[index].node.kind is Kind.ITEM) + 1


def _cuts(lines: Sequence[_Line], starts: Iterable[int]) -> int:
    return sum(lines[start].depth > 1 for start in starts)


def _fullest(lines: Sequence[_Line], starts: Sequence[int]) -> int:
    """Return the most items of a page."""
    ends = [*starts[1:], len(lines)]
    return max(
        sum(line.node.kind is Kind.ITEM for line in lines[start:end]) for start, end in zip(starts, ends, strict=True)
    )


def _parts(branch: Node, lines: Sequence[_Line], starts: Sequence[int]) -> list[Node]:
    """Return the tree of each page; the headings above a cut are repeated."""
    parts = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        above = _ancestors(lines[:start], lines[start].depth)
        shown = [(line.depth, line.node) for line in lines[start:end]]
        parts.append(_tree(branch, _under(above, shown) if above else shown))
    return parts


def _under(above: Sequence[Node], shown: Sequence[tuple[int, Node]]) -> list[tuple[int, Node]]:
    """Put what a page goes on with under the nodes above it, without the items under which nothing else stands there.

    Args:
        above: A node of each depth, from 1 on.
        shown: The lines of the page with their depths; the first is a child of the last node above.
    """
    reached = list(accumulate((depth for depth, _ in shown), min))
    parents = {depth - 1 for depth, least in zip((depth for depth, _ in shown), reached, strict=True) if depth == least}
    kept = [at for at, node in enumerate(above, 1) if at in parents or node.kind is not Kind.ITEM]
    heads = [(place, _continued(above[at - 1])) for place, at in enumerate(kept, 1)]
    # Each line goes up by the nodes that were left out above it.
    left_out = [least - 1 - sum(at < least for at in kept) for least in reached]
    return [*heads, *((depth - gone, node) for (depth, node), gone in zip(shown, left_out, strict=True))]


def _flat(branch: Node) -> Iterator[tuple[int, Node]]:
    waiting = [(1, child) for child in reversed(branch.children)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in reversed(node.children)]


def _ancestors(lines: Iterable[_Line], depth: int) -> list[Node]:
    """Return the last node at each depth above this one."""
    last = {line.depth: line.node for line in lines}
    return [last[at] for at in range(1, depth)]


def _continued(node: Node) -> Node:
    """Return what stands, on a further page, for a node whose children go on there; an item is not said twice."""
    if node.kind is not Kind.ITEM:
        return node
    text = "…" if node.ref is None else f"{node.ref}\u00a0…"
    return replace(node, kind=Kind.REFERENCE, text=text, whole=node.whole or node.text, ref=None, note="")


def _tree(branch: Node, lines: list[tuple[int, Node]]) -> Node:
    """Build a tree from its lines, each with its depth, in pre-order."""
    below: dict[int, list[Node]] = {}
    for depth, node in reversed(lines):
        children = tuple(reversed(below.pop(depth + 1, [])))
        below.setdefault(depth, []).append(replace(node, children=children))
    return replace(branch, children=tuple(reversed(below.get(1, []))))
