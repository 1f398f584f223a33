"""A drawing as a screen reader walks it: headings, and lists of items in lists, in the order of the boxes.

The roles are those of WAI-ARIA 1.2; they follow from the class names that a layout gives its boxes.
"""

import re
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple

from synthgrid.drawing.picture import Box

_DEPTH: Final = re.compile(r"\bdepth-(\d+)")
_COLUMN: Final = re.compile(r"\bcolumn-\d+")
_DEEPEST_HEADING: Final = 6
_RANKS: Final = {"root": 1, "title": 1, "part": 2, "part-column": 2, "heading": 3, "row": 4}
"""The rank of headings that have no depth of their own, by class; not every drawing has all of them."""


class Step(NamedTuple):
    """What is written around a box: before its group, as its role, after what stands in it."""

    opening: str
    role: str
    closing: str


class _Part(NamedTuple):
    """What the class names of a box say: an item at its depth, a heading of a rank, a surface, or plain text."""

    item: bool
    depth: int
    column: str
    rank: int | None
    surface: bool


class Walk:
    """One way through the boxes of a drawing; groups of items stay open while their sub-items follow."""

    def __init__(self) -> None:
        self._depths: list[int] = []
        self._column = ""
        self._headings: dict[str, str] = {}
        self._above: list[int] = []

    def step(self, box: Box) -> Step:
        """Return what is written around a box."""
        part = _part(box.classes)
        if part.item:
            return Step(self._opening(part), ' role="listitem"', "")
        if part.surface:
            return _SURFACE
        if part.column:
            self._headings[part.column] = box.title
        role = f' role="heading" aria-level="{self._level(part.rank)}"' if part.rank else ""
        return Step(self.end(), role, "</g>")

    def _level(self, rank: int) -> int:
        """Return the level of a heading: one more than that of the last of a lower rank, so that none is left out."""
        while self._above and self._above[-1] >= rank:
            self._above.pop()
        self._above.append(rank)
        return len(self._above)

    def _opening(self, part: _Part) -> str:
        opening = self.end() if part.column != self._column else ""
        self._column = part.column
        while self._depths and self._depths[-1] > part.depth:
            opening += "</g></g>"
            self._depths.pop()
        if self._depths and self._depths[-1] == part.depth:
            return opening + "</g>"
        # A list in a cell says its column: whoever walks does not see what stands above.
        label = self._headings.get(part.column, "") if not self._depths else ""
        self._depths.append(part.depth)
        return opening + (f'<g role="list" aria-label="{escape(label)}">' if label else '<g role="list">')

    def end(self) -> str:
        """Close every list that is open."""
        closed = "</g></g>" * len(self._depths)
        self._depths.clear()
        self._column = ""
        return closed


_SURFACE: Final = Step("", ' aria-hidden="true"', "</g>")


@lru_cache(maxsize=2_000)
def _part(classes: str) -> _Part:
    words = frozenset(classes.split())
    depth, column = _DEPTH.search(classes), _COLUMN.search(classes)
    heading = depth and words & {"theme", "rest"}
    return _Part(
        item=bool(words & {"item", "reference", "legend"}),
        depth=int(depth[1]) if depth else 0,
        column=column[0] if column else "",
        rank=min(int(depth[1]) + 1, _DEEPEST_HEADING)
        if depth and heading
        else next((rank for word, rank in _RANKS.items() if word in words), None),
        surface="cell" in words,
    )
