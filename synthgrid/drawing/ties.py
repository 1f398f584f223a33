"""Relations between items as dashed curves that find their way between the texts.

The way is searched on a coarse grid of the free space (A*), pulled straight, and its corners are rounded; a curve that
would touch a text all the same keeps the corners it has.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import Final

from synthgrid.domain.arrangement import Tie
from synthgrid.drawing.curves import Curve, Point, rounded, traced
from synthgrid.drawing.picture import Box, Link, Pen

_CELL: Final = 4.0
_CLEAR: Final = 2.0
"""Side of a cell of the grid, and what stays free around every text. Points."""

_AROUND: Final = 20
"""Cells left free around the drawing."""

_FAR: Final = 50_000
_ALL: Final = 400_000
"""Cells that are looked at for one curve, and for all of them."""

_HURRY: Final = 1.4
"""How much the straight distance weighs: ways are found sooner, a little longer than they could be."""

_ROUND: Final = 9.0
_NEAR: Final = 12.0
_WIDTH: Final = 0.9
_DOORS: Final = (
    (1.0, 1.0, (1, 0)),
    (-1.0, 1.0, (-1, 0)),
    (0.6, 1.0, (0, 1)),
    (-0.6, 1.0, (0, 1)),
    (0.6, -1.0, (0, -1)),
    (-0.6, -1.0, (0, -1)),
)
"""Where a curve may end on a box, as shares of its halves, and which way it leaves it."""

_STEPS: Final = ((1, 0, 1.0), (-1, 0, 1.0), (0, 1, 1.0), (0, -1, 1.0))
_DIAGONALS: Final = ((1, 1, 1.42), (1, -1, 1.42), (-1, 1, 1.42), (-1, -1, 1.42))


class _Ground:
    """The free space of a drawing, cell by cell."""

    def __init__(self, boxes: Sequence[Box], area: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = area
        self.left, self.top = left - _AROUND * _CELL, top - _AROUND * _CELL
        self.columns = math.ceil((right - left) / _CELL) + 2 * _AROUND
        self.rows = math.ceil((bottom - top) / _CELL) + 2 * _AROUND
        self.taken = bytearray(self.columns * self.rows)
        self.left_to_look = _ALL
        for box in boxes:
            self._take(box)

    def _take(self, box: Box) -> None:
        """Take every cell whose middle lies on a box or close to it."""
        first = math.ceil((box.x - box.width / 2 - _CLEAR - self.left) / _CELL - 0.5)
        last = math.floor((box.x + box.width / 2 + _CLEAR - self.left) / _CELL - 0.5)
        above = math.ceil((box.y - box.height / 2 - _CLEAR - self.top) / _CELL - 0.5)
        below = math.floor((box.y + box.height / 2 + _CLEAR - self.top) / _CELL - 0.5)
        run = b"\1" * (last - first + 1)
        for row in range(above, below + 1):
            at = row * self.columns
            self.taken[at + first : at + last + 1] = run

    def cell(self, point: Point) -> tuple[int, int]:
        """Return the cell that a point lies in."""
        return int((point[0] - self.left) / _CELL), int((point[1] - self.top) / _CELL)

    def middle(self, cell: tuple[int, int]) -> Point:
        """Return the middle of a cell."""
        return self.left + (cell[0] + 0.5) * _CELL, self.top + (cell[1] + 0.5) * _CELL

    def free(self, column: int, row: int) -> bool:
        """Tell whether a cell is on the ground and not taken."""
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return inside and not self.taken[row * self.columns + column]

    def clear(self, start: Point, end: Point) -> bool:
        """Tell whether all of a straight line is free."""
        steps = max(1, math.ceil(math.dist(start, end) / (_CELL / 2)))
        return all(
            self.free(
                *self.cell((start[0] + (end[0] - start[0]) * i / steps, start[1] + (end[1] - start[1]) * i / steps))
            )
            for i in range(steps + 1)
        )

    def way(self, start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
        """Return the cells of a short way, or none when there is none or it is too far to look for."""
        waiting = [(0.0, 0.0, start)]
        came: dict[tuple[int, int], tuple[int, int]] = {start: start}
        spent = {start: 0.0}
        looked = 0
        while waiting and looked < min(_FAR, self.left_to_look):
            _, so_far, here = heappop(waiting)
            if here == end:
                self.left_to_look -= looked
                return _back(came, end)
            if so_far > spent[here]:
                continue
            looked += 1
            for cell, cost in self._beside(here):
                total = so_far + cost
                if total < spent.get(cell, math.inf):
                    spent[cell], came[cell] = total, here
                    heappush(waiting, (total + math.dist(cell, end) * _HURRY, total, cell))
        self.left_to_look -= looked
        return []

    def _beside(self, here: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        column, row = here
        for across, along, cost in _STEPS:
            if self.free(column + across, row + along):
                yield (column + across, row + along), cost
        for across, along, cost in _DIAGONALS:
            if (
                self.free(column + across, row + along)
                and self.free(column + across, row)
                and self.free(column, row + along)
            ):
                yield (column + across, row + along), cost


def _back(came: Mapping[tuple[int, int], tuple[int, int]], end: tuple[int, int]) -> list[tuple[int, int]]:
    cells = [end]
    while came[cells[-1]] != cells[-1]:
        cells.append(came[cells[-1]])
    return cells[::-1]


def tied(
    ties: Sequence[Tie],
    boxes: Sequence[Box],
    names: Mapping[int, str],
    area: tuple[float, float, float, float],
    pen: Pen,
) -> Iterator[Link]:
    """Lead a curve from item to item for each pair that relations join.

    Args:
        ties: The relations; several between the same two items share their curve.
        boxes: Everything drawn.
        names: A short text for each box, by its index.
        area: Left, top, right and bottom of it all.
        pen: Colours.
    """
    if not ties:
        return
    index = {box.entity: number for number, box in enumerate(boxes) if box.classes.startswith("node item ")}
    pairs: dict[tuple[int, int], list[Tie]] = {}
    for tie in ties:
        # From the later box to the earlier: a line of the tree joins them the other way round, if at all.
        low, high = sorted((index[tie.source], index[tie.target]))
        pairs.setdefault((high, low), []).append(tie)
    ground = _Ground(boxes, area)
    for (high, low), several in pairs.items():
        if curve := _curve(ground, boxes[high], boxes[low]):
            title = "\n".join(
                f"{names[index[tie.source]]} → {names[index[tie.target]]} : {tie.label}" for tie in several
            )
            kinds = " ".join(dict.fromkeys(tie.kind for tie in several))
            yield Link(high, low, curve, pen.palette.muted, _WIDTH, f"edge tie {kinds}", title, dashed=True)


def _curve(ground: _Ground, one: Box, other: Box) -> Curve:
    """Return a curve between two boxes, from the ends that are nearest to each other if there is a way."""
    doors, others = _doors(ground, one), _doors(ground, other)
    choices = sorted((math.dist(first[0], second[0]), first, second) for first in doors for second in others)
    for _, (start, first), (end, last) in choices:
        if cells := ground.way(first, last):
            free = _pulled(ground, [ground.middle(cell) for cell in cells])
            return _smooth(ground, [start, *free, end])
    return ()


def _smooth(ground: _Ground, corners: Sequence[Point]) -> Curve:
    """Round the corners as much as the free space allows; the first and the last piece lie at a box."""
    start, end = corners[0], corners[-1]
    for radius in (_ROUND, _ROUND / 3):
        curve = rounded(corners, radius)
        between = [point for point in traced(curve, 6) if min(math.dist(point, start), math.dist(point, end)) > _NEAR]
        if all(ground.free(*ground.cell(point)) for point in between):
            return curve
    return rounded(corners, 0.0)


def _doors(ground: _Ground, box: Box) -> list[tuple[Point, tuple[int, int]]]:
    """Return the ends of the line under an item, and places on its edges, with the free cell before each."""
    doors = []
    for x, y, outwards in _DOORS:
        edge = (box.x + x * box.width / 2, box.y + y * box.height / 2)
        for step in (1, 2):
            cell = ground.cell((edge[0] + outwards[0] * step * _CELL, edge[1] + outwards[1] * step * _CELL))
            if ground.free(*cell):
                doors.append((edge, cell))
                break
    return doors


def _pulled(ground: _Ground, points: list[Point]) -> list[Point]:
    """Leave out every corner that a straight free line can do without."""
    kept = [points[0]]
    at = 0
    while at < len(points) - 1:
        # The farthest point seen from here, by doubling and halving.
        step, seen = 1, at + 1
        while at + step < len(points) and ground.clear(points[at], points[min(at + step, len(points) - 1)]):
            seen = min(at + step, len(points) - 1)
            step *= 2
        low, high = seen, min(at + step, len(points) - 1)
        while low < high:
            middle = (low + high + 1) // 2
            if ground.clear(points[at], points[middle]):
                low = middle
            else:
                high = middle - 1
        kept.append(points[low])
        at = low
    return kept
