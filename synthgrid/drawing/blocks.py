"""The two-sided tidy tree: blocks, stacks and columns, in linear time.

A block is a box with everything that hangs on it. Blocks of one parent are stacked, further apart when they have
children; the parent stands at the middle of its first and last child. Where one stack would be too tall, it goes on in
further columns: the links to a further column run together through a corridor left open, at the parent's height, in the
columns before it.
"""

import math
from itertools import pairwise
from typing import Final, NamedTuple

from synthgrid.drawing.curves import straight, swung
from synthgrid.drawing.twigs import Twig

SIBLINGS: Final = 8.0
BRANCHES: Final = 22.0
"""Least gaps between the items of one parent, and between main branches."""

COLUMN_SHORTEST: Final = 300.0
"""A stack no taller than this is never cut into columns."""

_COUSINS: Final = 8.0
_CORRIDOR: Final = 14.0


class Frame(NamedTuple):
    """What is chosen for a whole map.

    Attributes:
        width: Greatest width of an item's line, points.
        tallest: Height past which the children of one box go on in a further column, points.
        loose: How many times its least height a gap has.
        apart: Points added between the title and the branches of each side.
        ranks: Columns that the main branches of a side stand in.
        least: Fewest children in a column.
    """

    width: float
    tallest: float
    loose: float = 1.0
    apart: float = 0.0
    ranks: int = 1
    least: int = 3


class Trunk(NamedTuple):
    """The middle column: half the width of the title, and what it needs above and below its middle."""

    half: float
    above: float
    below: float


def stack(twigs: list[Twig], trunk: Trunk, frame: Frame) -> tuple[float, float]:
    """Lay out every block, innermost first; return the width and height of the whole map."""
    for twig in reversed(twigs[1:]):
        if twig.children:
            _block(twig, frame)
    wide = [0.0, 0.0]
    high = [trunk.above + trunk.below]
    for left in (False, True):
        side = [twig for twig in twigs[0].children if twig.left is left]
        if side:
            wide[left], height = _side(side, frame)
            high.append(height)
    return sum(wide) + 2 * trunk.half, max(high)


def stands(twigs: list[Twig], frame: Frame) -> bool:
    """Tell whether every block stands as a frame wants it, whatever the columns of the main branches."""
    return not any(
        twig.stale or twig.laid != (_columns(twig, frame), frame.loose) for twig in twigs[1:] if twig.children
    )


def _side(side: list[Twig], frame: Frame) -> tuple[float, float]:
    """Place the main branches of one side; return the width and height they need."""
    across, trunk, above, below = 0.0, 0.0, 0.0, 0.0
    runs = shared(side, frame.ranks)
    for number, run in enumerate(runs):
        # Items that hang on the title itself stand as close as under a heading.
        gap = BRANCHES if any(twig.pill for twig in run) else SIBLINGS
        height = _pile(run, gap * frame.loose, 0.0)
        if len(runs) == 1:
            _shift(run, (run[0].along - run[0].up + run[-1].along + run[-1].down) / 2)
        else:
            _center(run)
            if number < len(runs) - 1:
                _open_corridor(run)
        trunk, across = across, across + min(max(height * 0.09, 56.0), 170.0) + (0.0 if number else frame.apart)
        for twig in run:
            twig.across, twig.corridor = across, trunk
        across += max([twig.reach for twig in run])
        above = max(above, run[0].up - run[0].along)
        below = max(below, run[-1].along + run[-1].down)
    return across, above + below


def _pile(run: list[Twig], gap: float, cousins: float) -> float:
    """Stack blocks, each anchor counted from the first; return their height."""
    at = 0.0
    run[0].along = 0.0
    for above, below in pairwise(run):
        at += above.down + gap + (cousins if above.children or below.children else 0.0) + below.up
        below.along = at
    return run[0].up + at + run[-1].down


def _block(twig: Twig, frame: Frame) -> None:
    """Place the children of a box around it and measure what it needs with them.

    Frame after frame is tried: where neither the columns, the gaps nor a child have changed, all stands as it should.
    """
    if twig.stale:
        twig.total = sum([child.up + child.down + SIBLINGS for child in twig.children])
    laid = (_columns(twig, frame), frame.loose)
    if not twig.stale and twig.laid == laid:
        return
    _lay(twig, *laid)
    twig.laid, twig.stale = laid, False
    if twig.parent is not None:
        twig.parent.stale = True


def _lay(twig: Twig, count: int, loose: float) -> None:
    own = twig.height / 2 if twig.pill else twig.height
    twig.up, twig.down = own, own if twig.pill else twig.look.stroke_width
    gap, cousins = SIBLINGS * loose, _COUSINS * loose
    columns = shared(twig.children, count)
    across, trunk = 0.0, 0.0
    for number, run in enumerate(columns):
        _pile(run, gap, cousins)
        _center(run)
        if number < len(columns) - 1:
            _open_corridor(run)
        span = run[-1].along - run[0].along
        fan = min(max(span * 0.11, 30.0), 90.0)
        trunk = across
        for child in run:
            child.across, child.corridor = across + fan, trunk
        across += fan + max([child.reach for child in run])
        twig.up = max(twig.up, run[0].up - run[0].along)
        twig.down = max(twig.down, run[-1].along + run[-1].down)
    twig.reach = twig.gutter + twig.width + across


def _columns(twig: Twig, frame: Frame) -> int:
    """Return in how many columns the children of a box stand; looser gaps make no more of them."""
    if twig.total <= max(frame.tallest * 1.15, COLUMN_SHORTEST):
        return 1
    return max(min(math.ceil(twig.total / frame.tallest), len(twig.children) // frame.least), 1)


def shared(children: list[Twig], count: int) -> list[list[Twig]]:
    """Cut children into this many runs of about the same height, in order."""
    if count < 2:  # noqa: PLR2004 (one column)
        return [children]
    heights = [child.up + child.down + SIBLINGS for child in children]
    share = sum(heights) / count
    runs: list[list[Twig]] = [[]]
    used = 0.0
    for child, height in zip(children, heights, strict=True):
        if runs[-1] and used + height / 2 > share * len(runs) and len(runs) < count:
            runs.append([])
        runs[-1].append(child)
        used += height
    return runs


def _center(run: list[Twig]) -> None:
    _shift(run, (run[0].along + run[-1].along) / 2)


def _shift(run: list[Twig], middle: float) -> None:
    for twig in run:
        twig.along -= middle


def _open_corridor(run: list[Twig]) -> None:
    """Part a stack at its middle so that links can pass; both halves stay as far from the middle.

    A box that stands alone in its column stands above the links.
    """
    upper = [twig for twig in run if twig.along + (twig.down - twig.up) / 2 <= 0]
    lower = run[len(upper) :]
    if not upper or not lower:
        half = (len(run) + 1) // 2
        upper, lower = run[:half], run[half:]
    rise = upper[-1].along + upper[-1].down + _CORRIDOR / 2
    for twig in upper:
        twig.along -= max(rise, 0.0)
    if lower:
        drop = lower[0].along - lower[0].up - _CORRIDOR / 2
        for twig in lower:
            twig.along -= min(drop, 0.0)
        _even_out(upper, lower)


def _even_out(upper: list[Twig], lower: list[Twig]) -> None:
    """Spread the shorter half, so that the first and the last anchor are as far from the parent's."""
    short = -upper[0].along - lower[-1].along
    half, fixed = (upper[::-1], -1) if short < 0 else (lower, 1)
    steps = len(half) - 1
    for step, twig in enumerate(half):
        twig.along += fixed * abs(short) * (step / steps if steps else 1.0)


def spread(twigs: list[Twig], trunk: Trunk) -> None:
    """Turn offsets from parents into places, and lead the links there.

    A link goes from a parent's outer end to a box; it is level at both ends, and goes on under a number and a text.
    """
    for twig in twigs[1:]:
        parent = twig.parent
        outwards = -1 if twig.left else 1
        start = (outwards * trunk.half, 0.0) if parent is None or parent.depth == 0 else parent.end
        twig.x, twig.y = start[0] + outwards * twig.across, start[1] + twig.along
        bent = swung((start[0] + outwards * twig.corridor, start[1]), (twig.x, twig.y))
        if twig.corridor:
            bent = (*straight(start, bent[0]), *bent[1:])
        if not twig.pill:
            bent += straight(bent[-1], twig.end)[1:]
        twig.way = bent
