"""A drawing as a screen reader walks it: headings, and lists of items in lists, in the order of the boxes.

The roles are those of WAI-ARIA 1.2; they follow from the class names that a layout gives its boxes.
"""

import re
from html import escape
from typing import Final, NamedTuple

from synthgrid.drawing.picture import Box

_DEPTH: Final = re.compile(r"\bdepth-(\d+)")
_COLUMN: Final = re.compile(r"\bcolumn-\d+")
_DEEPEST_HEADING: Final = 6
_LEVELS: Final = {"root": 1, "title": 1, "part": 2, "heading": 3, "row": 4}
"""The level of headings that have no depth of their own, by class."""


class Step(NamedTuple):
    """What is written around a box: before its group, as its role, after what stands in it."""

    opening: str
    role: str
    closing: str


class Walk:
    """One way through the boxes of a drawing; groups of items stay open while their sub-items follow."""

    def __init__(self) -> None:
        self._depths: list[int] = []
        self._column = ""
        self._headings: dict[str, str] = {}

    def step(self, box: Box) -> Step:
        """Return what is written around a box."""
        words = frozenset(box.classes.split())
        if words & {"item", "reference", "legend"}:
            return self._item(box)
        if "cell" in words:
            return Step("", ' aria-hidden="true"', "</g>")
        closed = self.end()
        level = _level(box.classes, words)
        if level is None:
            return Step(closed, "", "</g>")
        if "heading" in words and (column := _COLUMN.search(box.classes)):
            self._headings[column[0]] = box.title
        return Step(closed, f' role="heading" aria-level="{level}"', "</g>")

    def _item(self, box: Box) -> Step:
        found = _DEPTH.search(box.classes)
        depth = int(found[1]) if found else 0
        column = _COLUMN.search(box.classes)
        name = column[0] if column else ""
        opening = self.end() if name != self._column else ""
        self._column = name
        while self._depths and self._depths[-1] > depth:
            opening += "</g></g>"
            self._depths.pop()
        if self._depths and self._depths[-1] == depth:
            opening += "</g>"
        else:
            # A cell says which column it is in: whoever walks does not see what stands above.
            label = self._headings.get(name, "") if not self._depths else ""
            named = f' aria-label="{escape(label)}"' if label else ""
            opening += f'<g role="list"{named}>'
            self._depths.append(depth)
        return Step(opening, ' role="listitem"', "")

    def end(self) -> str:
        """Close every list that is open."""
        closed = "</g></g>" * len(self._depths)
        self._depths.clear()
        self._column = ""
        return closed


def _level(classes: str, words: frozenset[str]) -> int | None:
    found = _DEPTH.search(classes)
    if found and words & {"theme", "rest"}:
        return min(int(found[1]) + 1, _DEEPEST_HEADING)
    return next((level for word, level in _LEVELS.items() if word in words), None)
