"""An organisation chart: the title on top, the branches in rows under it, each with its items listed below."""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.curves import rounded
from synthgrid.drawing.hanging import Block, Place, block, hang, measure, put
from synthgrid.drawing.layout import aspect_of
from synthgrid.drawing.picture import Pen
from synthgrid.drawing.twigs import Twig

_GAP: Final = 30.0
_FALL: Final = 22.0
_ROWS: Final = 18.0
"""Between blocks of a row; from a bus down to the headings; from a row down to the next bus."""

_ROUND: Final = 8.0
_WIDEST_GAP: Final = 2.0
_TALLEST: Final = (120.0, 180.0, 260.0, 360.0, 500.0, 700.0, 1000.0, 1500.0, 2500.0)
_WIDER: Final = (0.7, 0.85, 1.0, 1.2, 1.4, 1.7)
_MANY: Final = 1_500


class _Chart(NamedTuple):
    rows: Sequence[Sequence[Block]]
    width: float
    height: float


def down(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Give every twig its size and its place under the title, whose middle is the origin."""
    measure(twigs, pen)
    if twigs[0].children:
        chart = _filled(_best(twigs, trunk, aspect_of(pen.options)), trunk)
        _place(chart, trunk)
        hang(twigs)
    if len(twigs[0].children) > 1:
        for branch in twigs[0].children:
            branch.thread = pen.palette.neutral


def _best(twigs: list[Twig], trunk: Trunk, aspect: float) -> _Chart:
    charts = _charts(twigs, trunk, aspect)
    return min(charts, key=lambda chart: _cost(chart, aspect))


def _filled(chart: _Chart, trunk: Trunk) -> _Chart:
    """Cut the blocks of a row into no more columns than its tallest block asks for."""
    rows = []
    for row in chart.rows:
        room = max(one.height - one.branch.height - one.bus for one in row)
        rows.append([block(one.branch, max(room, 1.0)) for one in row])
    return _chart(rows, trunk)


def _cost(chart: _Chart, aspect: float) -> float:
    return abs(math.log(chart.width / chart.height / aspect)) + math.log(chart.width * chart.height) / 2


def _charts(twigs: list[Twig], trunk: Trunk, aspect: float) -> Iterator[_Chart]:
    """Make charts with columns and rows of several lengths."""
    for tallest in _TALLEST if len(twigs) <= _MANY else _TALLEST[2:7:2]:
        blocks = [block(branch, tallest) for branch in twigs[0].children]
        area = sum([(one.width + _GAP) * (one.height + _FALL + _ROWS) for one in blocks])
        whole = sum([one.width + _GAP for one in blocks])
        ideal = math.sqrt(area * aspect)
        for width in dict.fromkeys([min(ideal * wider, whole) for wider in _WIDER]):
            yield _chart(_rows(blocks, width), trunk)


def _rows(blocks: Sequence[Block], width: float) -> list[list[Block]]:
    """Cut blocks into rows no wider than a width, where they allow it."""
    rows: list[list[Block]] = [[]]
    used = 0.0
    for one in blocks:
        if rows[-1] and used + one.width > width:
            rows.append([])
            used = 0.0
        rows[-1].append(one)
        used += one.width + _GAP
    return rows


def _chart(rows: Sequence[Sequence[Block]], trunk: Trunk) -> _Chart:
    widths = [_width(row) for row in rows]
    heights = [max(one.height for one in row) + _FALL + _ROWS for row in rows]
    side = _GAP if len(rows) > 1 else 0.0
    return _Chart(rows, max(*widths, 2 * trunk.half) + side, trunk.above + trunk.below + sum(heights))


def _width(row: Sequence[Block]) -> float:
    return sum([one.width for one in row]) + _GAP * (len(row) - 1)


def _place(chart: _Chart, trunk: Trunk) -> None:
    """Put the blocks row by row, and lead a line from the title to each: along the first bus, down the left side."""
    widest = max(_width(row) for row in chart.rows)
    edge = -widest / 2 - _GAP
    bus = first = trunk.below + _ROWS
    for number, row in enumerate(chart.rows):
        slack = (widest - _width(row)) / (len(row) - 1) if len(row) > 1 else 0.0
        gap = _GAP + min(slack, _GAP * _WIDEST_GAP) * (number < len(chart.rows) - 1 or slack < _GAP)
        lefts = accumulate((one.width + gap for one in row), initial=-widest / 2)
        for one, left in zip(row, lefts, strict=False):
            wide = one.branch.width
            put(one, Place(left, bus + _FALL, left + (one.width - wide) / 2 if len(one.columns) > 1 else left))
            x, top = one.branch.x + wide / 2, bus + _FALL
            through = [(0.0, first), (edge, first), (edge, bus)] if number else [(0.0, first)]
            one.branch.way = rounded([(0.0, trunk.below), *through, (x, bus), (x, top)], _ROUND)
        bus += max(one.height for one in row) + _FALL + _ROWS
