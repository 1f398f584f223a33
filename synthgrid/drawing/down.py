"""An organisation chart: the title on top, the branches in rows under it, each with its items listed below."""

import math
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import accumulate
from typing import Final, NamedTuple

from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.curves import rounded
from synthgrid.drawing.hanging import HEIGHTS, Block, Limb, Place, block, hang, put, shaped
from synthgrid.drawing.layout import aspect_of, outside
from synthgrid.drawing.picture import Pen
from synthgrid.drawing.twigs import Twig

_GAP: Final = 30.0
_FALL: Final = 22.0
_ROWS: Final = 18.0
"""Between blocks of a row; from a bus down to the headings; from a row down to the next bus."""

_ROUND: Final = 8.0
_WIDEST_GAP: Final = 2.0
_WIDER: Final = (0.7, 0.78, 0.85, 0.92, 1.0, 1.1, 1.2, 1.4, 1.7)
_TRIED: Final = 6
_FIRM: Final = 6.0
"""Widths of rows that are tried, times the likely one; of how many charts the rows are filled; how much a shape outside
those that will do weighs."""

_MANY: Final = 1_500


class _Chart(NamedTuple):
    rows: Sequence[Sequence[Block]]
    width: float
    height: float


def down(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Give every twig its size and its place under the title, whose middle is the origin."""
    if twigs[0].children:
        aspect = aspect_of(pen.options)
        chart = shaped(twigs, pen, aspect, lambda limbs: _best(limbs, trunk, aspect, len(twigs)))
        _place(chart, trunk)
        hang(twigs)
    if len(twigs[0].children) > 1:
        for branch in twigs[0].children:
            branch.thread = pen.palette.neutral


def _best(limbs: Sequence[Limb], trunk: Trunk, aspect: float, count: int) -> tuple[float, _Chart]:
    """Return the chart that is nearest to the shape and compact, and its cost."""
    charts = nsmallest(_TRIED, _charts(limbs, trunk, aspect, count), key=lambda chart: _cost(chart, aspect))
    chart = min([_filled(chart, trunk) for chart in charts], key=lambda chart: _cost(chart, aspect))
    return _cost(chart, aspect), chart


def _filled(chart: _Chart, trunk: Trunk) -> _Chart:
    """Cut the blocks of a row into no more columns than its tallest block asks for."""
    rows = []
    for row in chart.rows:
        room = max(one.height - one.branch.height - one.bus for one in row)
        rows.append([block(one.limb, max(room / one.limb.style.loose, one.tallest)) for one in row])
    return _chart(rows, trunk)


def _cost(chart: _Chart, aspect: float) -> float:
    off = abs(math.log(chart.width / chart.height / aspect)) / 2
    return off + outside(chart.width, chart.height, aspect) * _FIRM + math.log(chart.width * chart.height) / 2


def _charts(limbs: Sequence[Limb], trunk: Trunk, aspect: float, count: int) -> Iterator[_Chart]:
    """Make charts with columns and rows of several lengths."""
    gap = _GAP * limbs[0].style.apart
    for tallest in HEIGHTS if count <= _MANY else HEIGHTS[2:18:5]:
        blocks = [block(limb, tallest) for limb in limbs]
        area = sum([(one.width + gap) * (one.height + _FALL + _ROWS) for one in blocks])
        whole = sum([one.width + gap for one in blocks])
        ideal = math.sqrt(area * aspect)
        for width in dict.fromkeys([min(ideal * wider, whole) for wider in _WIDER]):
            yield _chart(_rows(blocks, width), trunk)
        if max(one.height for one in blocks) < tallest:
            break


def _rows(blocks: Sequence[Block], width: float) -> list[list[Block]]:
    """Cut blocks into rows no wider than a width, where they allow it."""
    rows: list[list[Block]] = [[]]
    used = 0.0
    for one in blocks:
        if rows[-1] and used + one.width > width:
            rows.append([])
            used = 0.0
        rows[-1].append(one)
        used += one.width + _gap(one)
    return rows


def _chart(rows: Sequence[Sequence[Block]], trunk: Trunk) -> _Chart:
    widths = [_width(row) for row in rows]
    heights = [max(one.height for one in row) + _FALL + _ROWS for row in rows]
    side = _GAP if len(rows) > 1 else 0.0
    return _Chart(rows, max(*widths, 2 * trunk.half) + side, trunk.above + trunk.below + sum(heights))


def _width(row: Sequence[Block]) -> float:
    return sum([one.width + _gap(one) for one in row]) - _gap(row[0])


def _gap(one: Block) -> float:
    return _GAP * one.limb.style.apart


def _place(chart: _Chart, trunk: Trunk) -> None:
    """Put the blocks row by row, and lead a line from the title to each: along the first bus, down the left side."""
    widest = max(_width(row) for row in chart.rows)
    edge = -widest / 2 - _GAP
    bus = first = trunk.below + _ROWS
    for number, row in enumerate(chart.rows):
        slack = (widest - _width(row)) / (len(row) - 1) if len(row) > 1 else 0.0
        gap = _gap(row[0]) + min(slack, _GAP * _WIDEST_GAP) * (number < len(chart.rows) - 1 or slack < _GAP)
        lefts = accumulate((one.width + gap for one in row), initial=-widest / 2)
        for one, left in zip(row, lefts, strict=False):
            inset = (one.width - one.branch.reach) / 2 if len(one.columns) > 1 else 0.0
            put(one, Place(left, bus + _FALL, left + inset))
            x = one.branch.x + one.middle
            through = [(0.0, first), (edge, first), (edge, bus)] if number else [(0.0, first)]
            one.branch.way = rounded([(0.0, trunk.below), *through, (x, bus), *one.arrival(bus + _FALL)], _ROUND)
        bus += max(one.height for one in row) + _FALL + _ROWS
