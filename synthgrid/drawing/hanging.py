"""Branches as blocks: a heading with its items listed under it (or over it), in columns, as in an organisation chart.

A line runs down beside each column, from the heading; a short one leads from it to each item. What hangs on an item is
listed under it, further in.
"""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from synthgrid.drawing.blocks import SIBLINGS, shared
from synthgrid.drawing.curves import Point, rounded
from synthgrid.drawing.picture import Pen
from synthgrid.drawing.twigs import Twig, fit

STEP: Final = 14.0
"""From the line beside a column to the items."""

_COUSINS: Final = 4.0
_BUS: Final = 11.0
_COLUMNS: Final = 22.0
_ABOVE: Final = 12.0
_INSET: Final = 12.0
_ROUND: Final = 6.0
_WIDTH: Final = 205.0
_NARROWER: Final = 16.0
_NARROWEST: Final = 110.0


class Block(NamedTuple):
    """A main branch in a shape that it may have.

    Attributes:
        columns: Its items, column by column.
        width, height: Of all of it, its heading included.
        bus: Room between its heading and its columns for the line that leads to them.
    """

    branch: Twig
    columns: tuple[tuple[Twig, ...], ...]
    width: float
    height: float
    bus: float


class Place(NamedTuple):
    """Where a block stands.

    Attributes:
        left, top: Its corner.
        heading: Left end of its heading.
        upwards: Whether its heading stands under its items.
    """

    left: float
    top: float
    heading: float
    upwards: bool = False


def measure(twigs: list[Twig], pen: Pen) -> None:
    """Give every twig its size, and list what hangs on each item or inner heading under it."""
    for twig in twigs[1:]:
        fit(twig, max(_WIDTH - _NARROWER * max(twig.depth - 2, 0), _NARROWEST), pen)
    for twig in reversed(twigs[1:]):
        twig.foot = _INSET if twig.pill else twig.gutter + _INSET / 2
        if twig.depth > 1:
            twig.up = twig.height / 2 if twig.pill else twig.height
            at = twig.height / 2 if twig.pill else twig.look.stroke_width
            twig.down = _listed(twig.children, at)
            inner = [twig.foot + STEP + child.reach for child in twig.children]
            twig.reach = max([twig.gutter + twig.width, *inner])


def _listed(children: Iterable[Twig], at: float) -> float:
    """Put anchors one under the other, from a height on; return where the last one ends."""
    for child in children:
        at += SIBLINGS + (_COUSINS if child.children else 0.0) + child.up
        child.along = at
        at += child.down
    return at


def block(branch: Twig, tallest: float, *, roomy: bool = False) -> Block:
    """Return a branch cut into columns no taller than a height, where its items allow it.

    Args:
        branch: Its heading.
        tallest: The height, points.
        roomy: Whether its heading may stand anywhere over its columns, and not only at the left end of a single one.
    """
    count = max(1, min(math.ceil(_high(branch.children) / tallest), len(branch.children)))
    columns = tuple([tuple(run) for run in shared(branch.children, count)] if branch.children else [])
    width = sum([_across(column) for column in columns]) + _COLUMNS * (len(columns) - 1)
    high = max([_high(column) for column in columns], default=0.0)
    bus = _BUS if len(columns) > 1 or (roomy and columns) else 0.0
    return Block(branch, columns, max(width, branch.width), branch.height + bus + high, bus)


def _across(column: Iterable[Twig]) -> float:
    return _INSET + STEP + max([child.reach for child in column])


def _high(column: Iterable[Twig]) -> float:
    return sum([SIBLINGS + (_COUSINS if child.children else 0.0) + child.up + child.down for child in column])


def put(shape: Block, place: Place) -> None:
    """Give a main branch and what is in its columns their places."""
    branch = shape.branch
    half = branch.height / 2
    branch.x = place.heading
    branch.y = place.top + (shape.height - half if place.upwards else half)
    branch.foot = branch.width / 2
    outwards = -1 if place.upwards else 1
    edge = branch.y + outwards * half
    bus = edge + outwards * shape.bus
    left = place.left
    for column in shape.columns:
        high = _listed(column, 0.0)
        line = left + _INSET
        if len(shape.columns) == 1 and branch.x <= line <= branch.x + branch.width - _INSET:
            branch.foot = line - branch.x
        for child in column:
            child.x = line + STEP
            child.y = bus + child.along - (high + _ABOVE if place.upwards else 0.0)
            corners = [(branch.x + branch.foot, edge), (branch.x + branch.foot, bus), (line, bus)]
            child.way = _way(corners, child)
        left += _across(column) + _COLUMNS


def hang(twigs: Iterable[Twig]) -> None:
    """Give the twigs below the columns their places; those of the columns have theirs."""
    for twig in twigs:
        if twig.parent is not None and twig.depth > 2:  # noqa: PLR2004 (what stands in a column)
            parent = twig.parent
            line = parent.x + parent.foot
            twig.x, twig.y = line + STEP, parent.y + twig.along
            twig.way = _way([(line, parent.y + (parent.height / 2 if parent.pill else 0.0))], twig)


def _way(corners: list[Point], twig: Twig) -> tuple[Point, ...]:
    """Lead a line down (or up) to the height of a twig, then to it, and on under its number."""
    line = corners[-1][0]
    return rounded([*corners, (line, twig.y), (twig.x + twig.gutter, twig.y)], _ROUND)
