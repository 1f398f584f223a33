"""Branches as blocks: a heading with its items listed under it (or over it), in columns, as in an organisation chart.

A line runs down beside each column, from the heading; a short one leads from it to each item. What hangs on an item is
listed under it, further in, and where that list is long it goes on in further columns. A chain of very many levels is
tall whatever its lines.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from synthgrid.drawing.blocks import SIBLINGS, shared
from synthgrid.drawing.curves import Curve, Point, rounded
from synthgrid.drawing.layout import outside
from synthgrid.drawing.picture import Pen
from synthgrid.drawing.twigs import Twig, fit

STEP: Final = 14.0
"""From the line beside a column to the items."""

_COUSINS: Final = 4.0
_BUS: Final = 11.0
_COLUMNS: Final = 22.0
_ABOVE: Final = 12.0
_INSET: Final = 12.0
_BESIDE: Final = 6.0
ROUND: Final = 6.0
_NARROWER: Final = 16.0
_NARROWEST: Final = 110.0
_WORTH: Final = 0.7
"""Share of its height under which a list is cut into columns."""


HEIGHTS: Final = tuple([110.0 * 1.18**step for step in range(23)])
"""Of columns, that are tried."""

_MANY: Final = 400
"""Past this many boxes the first style is kept."""


class Style(NamedTuple):
    """How lists are set: the width of their lines, points, and how many times its least a gap is, down and across."""

    lines: float = 205.0
    loose: float = 1.0
    apart: float = 1.0


_STYLES: Final = (
    (Style(),),
    (Style(240.0), Style(165.0), Style(apart=2.0), Style(loose=1.5), Style(loose=2.2)),
    (
        Style(loose=3.2),
        Style(290.0, apart=1.5),
        Style(360.0, apart=2.0),
        Style(460.0, apart=2.5),
        Style(600.0, apart=3.0),
    ),
)
"""What is tried until a map has its shape: what reads best, then more air, then other lines, then long ones."""


class Limb(NamedTuple):
    """A main branch, what under it has something under it in turn, innermost first, and how its lists are set."""

    branch: Twig
    parents: Sequence[Twig]
    style: Style


class Block(NamedTuple):
    """A main branch in a shape that it may have.

    Attributes:
        limb: The branch.
        tallest: Height past which the lists in it are cut into columns, points.
        columns: Its items, column by column.
        width, height: Of all of it, its heading included.
        bus: Room between its heading and its columns for the line that leads to them.
    """

    limb: Limb
    tallest: float
    columns: tuple[tuple[Twig, ...], ...]
    width: float
    height: float
    bus: float

    @property
    def branch(self) -> Twig:
        """Its heading; where items hang on the title, an item."""
        return self.limb.branch

    @property
    def level(self) -> float:
        """How far under the top of its heading a line comes to it from the side."""
        return self.branch.height / 2 if self.branch.pill else self.branch.height

    @property
    def middle(self) -> float:
        """How far from the left end of its heading a line comes to it from above or below: beside a text."""
        return self.branch.reach / 2 if self.branch.pill else -_BESIDE

    def arrival(self, edge: float) -> Curve:
        """Return the corners of the last of a line to its heading, from the height of an edge of the block on.

        It comes to the middle of a pill, or down beside a text and on under it.
        """
        branch, x = self.branch, self.branch.x + self.middle
        return ((x, edge),) if branch.pill else ((x, branch.y), branch.end)


class Shape(Protocol):
    """A whole map in a shape that it may have."""

    @property
    def width(self) -> float:
        """How wide all of it is."""

    @property
    def height(self) -> float:
        """How tall all of it is."""


S = TypeVar("S", bound=Shape)


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


def shaped(twigs: list[Twig], pen: Pen, aspect: float, best: Callable[[Sequence[Limb]], tuple[float, S]]) -> S:
    """Set the lists of a map in one style after the other until it has its shape; return the best that was found.

    Args:
        twigs: All of it.
        pen: Line spacing of the engine.
        aspect: Width over height that is aimed at.
        best: Returns the best map with these branches, and its cost.
    """
    cost, chosen, used = math.inf, None, Style()
    for styles in _STYLES:
        for style in styles:
            tried, shape = best(measured(twigs, style, pen))
            if chosen is None or tried < cost:
                cost, chosen, used = tried, shape, style
        if len(twigs) > _MANY or (chosen and not outside(chosen.width, chosen.height, aspect)):
            break
    assert chosen is not None  # noqa: S101 (there is a style)
    measured(twigs, used, pen)
    return chosen


def measured(twigs: list[Twig], style: Style, pen: Pen) -> list[Limb]:
    """Give every twig its size for a style; return the branches."""
    parents: list[list[Twig]] = [[] for _ in twigs[0].children]
    for twig in twigs[1:]:
        fit(twig, max(style.lines - _NARROWER * max(twig.depth - 2, 0), _NARROWEST), pen)
        twig.foot = _INSET if twig.pill else twig.gutter + _INSET / 2
    for twig in reversed(twigs[1:]):
        if twig.children and twig.depth > 1:
            parents[twig.branch].append(twig)
    return [Limb(branch, its, style) for branch, its in zip(twigs[0].children, parents, strict=True)]


def _fold(limb: Limb, tallest: float) -> None:
    """Put what hangs on each item or inner heading under it, in columns where it would be too tall."""
    for twig in limb.parents:
        runs = _cut(twig.children, tallest)
        bus = _BUS if len(runs) > 1 else 0.0
        top = (twig.height / 2 if twig.pill else twig.look.stroke_width) + bus
        left = twig.foot
        twig.up, twig.down, twig.reach = twig.height / 2 if twig.pill else twig.height, top, twig.gutter + twig.width
        for run in runs:
            twig.down = max(twig.down, _listed(run, top, limb.style))
            for child in run:
                child.across, child.corridor = left + STEP, top if bus else 0.0
            twig.reach = max(twig.reach, left + STEP + max([child.reach for child in run]))
            left += STEP + max([child.reach for child in run]) + _COLUMNS * limb.style.apart


def _cut(children: list[Twig], tallest: float) -> list[list[Twig]]:
    """Cut a list into columns no taller than a height, where its items allow it; looser gaps make no more of them."""
    whole = _high(children, Style())
    runs = shared(children, max(1, min(math.ceil(whole / tallest), len(children))))
    # A few items beside one that is nearly as tall as all of them gain nothing.
    return runs if max([_high(run, Style()) for run in runs]) < whole * _WORTH else [children]


def _listed(children: Iterable[Twig], at: float, style: Style) -> float:
    """Put anchors one under the other, from a height on; return where the last one ends."""
    for child in children:
        at += (SIBLINGS + (_COUSINS if child.children else 0.0)) * style.loose + child.up
        child.along = at
        at += child.down
    return at


def block(limb: Limb, tallest: float, *, roomy: bool = False) -> Block:
    """Return a branch cut into columns no taller than a height, where its items allow it.

    Args:
        limb: The branch.
        tallest: The height, points.
        roomy: Whether its heading may stand anywhere over its columns, and not only at the left end of a single one.
    """
    branch, style = limb.branch, limb.style
    _fold(limb, tallest)
    columns = tuple([tuple(run) for run in _cut(branch.children, tallest)] if branch.children else [])
    width = sum([_across(column) for column in columns]) + _COLUMNS * style.apart * (len(columns) - 1)
    high = max([_high(column, style) for column in columns], default=0.0)
    bus = _BUS if len(columns) > 1 or (roomy and columns) else 0.0
    return Block(limb, tallest, columns, max(width, branch.reach), branch.height + bus + high, bus)


def _across(column: Iterable[Twig]) -> float:
    return _INSET + STEP + max([child.reach for child in column])


def _high(column: Iterable[Twig], style: Style) -> float:
    gaps = (SIBLINGS * style.loose, (SIBLINGS + _COUSINS) * style.loose)
    return sum([gaps[bool(child.children)] + child.up + child.down for child in column])


def put(shape: Block, place: Place) -> None:
    """Give a main branch and what is in it their places."""
    branch, style = shape.branch, shape.limb.style
    _fold(shape.limb, shape.tallest)
    top = place.top + (shape.height - branch.height if place.upwards else 0.0)
    branch.x, branch.y = place.heading, top + shape.level
    branch.foot = branch.gutter + branch.width / 2
    edge = top if place.upwards else top + branch.height
    bus = edge - shape.bus if place.upwards else edge + shape.bus
    left = place.left
    for column in shape.columns:
        high = _listed(column, 0.0, style)
        line = left + _INSET
        if len(shape.columns) == 1 and branch.x + branch.gutter <= line <= branch.x + branch.reach - _INSET:
            branch.foot = line - branch.x
        for child in column:
            child.x = line + STEP
            child.y = bus + child.along - (high + _ABOVE if place.upwards else 0.0)
            corners = [(branch.x + branch.foot, edge), (branch.x + branch.foot, bus), (line, bus)]
            child.way = _way(corners, child)
        left += _across(column) + _COLUMNS * style.apart


def hang(twigs: Iterable[Twig]) -> None:
    """Give the twigs below the columns their places; those of the columns have theirs."""
    for twig in twigs:
        if twig.parent is not None and twig.depth > 2:  # noqa: PLR2004 (what stands in a column)
            parent = twig.parent
            foot = parent.x + parent.foot
            twig.x, twig.y = parent.x + twig.across, parent.y + twig.along
            top = (foot, parent.y + (parent.height / 2 if parent.pill else 0.0))
            bus = [(foot, parent.y + twig.corridor), (twig.x - STEP, parent.y + twig.corridor)] if twig.corridor else []
            twig.way = _way([top, *bus] if bus else [top], twig)


def _way(corners: list[Point], twig: Twig) -> Curve:
    """Lead a line down (or up) to the height of a twig, then to it; under a text it goes on to its end."""
    return rounded([*corners, (corners[-1][0], twig.y), (twig.x, twig.y) if twig.pill else twig.end], ROUND)
