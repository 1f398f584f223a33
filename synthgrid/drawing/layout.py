"""The two-sided tidy tree: sides, blocks and columns, in linear time.

A block is a box with everything that hangs on it. Blocks of one parent are stacked, further apart when they have
children; the parent stands at the middle of its first and last child. Where one stack would be too tall, it goes on in
further columns: the links to a further column run together through a corridor left open, at the parent's height, in the
columns before it.
"""

import math
from itertools import pairwise
from typing import Final, NamedTuple

from synthgrid.domain.values import Side
from synthgrid.drawing.picture import Leadings, Size
from synthgrid.drawing.twigs import Twig, fit
from synthgrid.drawing.wrapping import SLACK

_SIBLINGS: Final = 8.0
_COUSINS: Final = 8.0
_BRANCHES: Final = 22.0
_CORRIDOR: Final = 14.0
_COLUMN_LEAST: Final = 3
_COLUMN_SHORTEST: Final = 360.0
"""A stack no taller than this is never cut into columns."""
_REFERENCE_WIDTH: Final = 220.0
_WIDTHS: Final = (120.0, 150.0, 185.0, 220.0, 260.0, 310.0)
_SPLITS: Final = (1.0, 1.4, 2.0, 2.6, 3.3, 4.2, 5.5, 7.0, 9.0, 12.0)
ASPECT: Final = 1.5
_NARROWEST: Final = 1.38
_WIDEST: Final = 1.68
_APART: Final = 0.15
_FACTORS: Final = (3.0, 2.3, 1.8, 1.4, 1.2, 1.0, 0.84, 0.7, 0.58, 0.48, 0.36)
_MANY: Final = 1_500
"""Past this many boxes the first guess is kept."""
_LOOSEST: Final = 4.0


class Frame(NamedTuple):
    """What is chosen for a whole map.

    Attributes:
        width: Greatest width of an item's line, points.
        tallest: Height past which the children of one box go on in a further column, points.
        loose: How many times its least height a gap has.
        apart: Points added between the title and the branches of each side.
    """

    width: float
    tallest: float
    loose: float = 1.0
    apart: float = 0.0


class Trunk(NamedTuple):
    """The middle column: half the width of the title, and what it needs above and below its middle."""

    half: float
    above: float
    below: float


def choose_sides(twigs: list[Twig]) -> None:
    """Put each branch on a side: the first ones right, the others left, cut where the halves weigh the same.

    Weights follow from the texts alone, so a side does not depend on widths chosen later; pinned branches keep theirs.
    """
    branches = twigs[0].children
    weights = [0.0] * len(branches)
    for twig in twigs[1:]:
        lines = math.ceil(twig.words.width * twig.look.size * SLACK / _REFERENCE_WIDTH)
        weights[twig.branch] += lines * 14 + _SIBLINGS
    pinned = {Side.LEFT: 0.0, Side.RIGHT: 0.0}
    free: list[int] = []
    for index, branch in enumerate(branches):
        if branch.node.side is None:
            free.append(index)
        else:
            pinned[branch.node.side] += weights[index]
            branch.left = branch.node.side is Side.LEFT
    right, left = pinned[Side.RIGHT], pinned[Side.LEFT] + sum(weights[index] for index in free)
    cut, best = 0, abs(right - left) if free and right else math.inf
    for place, index in enumerate(free, 1):
        right, left = right + weights[index], left - weights[index]
        if abs(right - left) <= best:
            cut, best = place, abs(right - left)
    for index in free[cut:]:
        branches[index].left = True
    for twig in twigs[1:]:
        twig.left = branches[twig.branch].left


def lay_out(twigs: list[Twig], trunk: Trunk, leadings: Leadings) -> None:
    """Give every twig its size and its place; the root's anchor is the origin.

    The frame is chosen so that the map is about half as wide again as tall; sides must have been chosen.
    """
    frame = _first_frame(twigs, trunk)
    for twig in twigs[1:]:
        fit(twig, frame.width, leadings)
    frame = _best_columns(twigs, trunk, frame)
    frame = _adjusted(twigs, trunk, frame)
    _stack(twigs, trunk, frame)
    _spread(twigs, trunk)


def _adjusted(twigs: list[Twig], trunk: Trunk, frame: Frame) -> Frame:
    """Give a map that came out too wide more air between its boxes, one too tall more around its title."""
    width, height = _stack(twigs, trunk, frame)
    if width / height < _NARROWEST:
        return frame._replace(apart=min((height * _NARROWEST - width) / 2, height * _APART))
    for _ in range(2):
        if width / height <= _WIDEST:
            break
        trial = frame._replace(loose=frame.loose * 1.4)
        wider, taller = _stack(twigs, trunk, trial)
        # Height and width grow evenly with the gaps: aim where their ratio is right.
        gain = taller - height - (wider - width) / _WIDEST
        if gain <= 0:
            break
        step = (width / _WIDEST - height) / gain * 0.4 + 0.01
        frame = frame._replace(loose=min(frame.loose * (1 + step), _LOOSEST))
        width, height = _stack(twigs, trunk, frame)
    return frame


def _best_columns(twigs: list[Twig], trunk: Trunk, frame: Frame) -> Frame:
    """Try columns taller and shorter than first guessed, now that the texts have their true sizes."""
    best, chosen = math.inf, frame
    for factor in _FACTORS if len(twigs) <= _MANY else (1.0,):
        tried = frame._replace(tallest=frame.tallest * factor)
        width, height = _stack(twigs, trunk, tried)
        # A map too wide is loosened afterwards, one too tall stays so.
        off = math.log(width / height / ASPECT)
        cost = max(off * 0.8, -off * 2) + math.log(width * height) / 8
        if cost < best:
            best, chosen = cost, tried
    return chosen


def _first_frame(twigs: list[Twig], trunk: Trunk) -> Frame:
    """Choose a width of lines and a height of columns from the lengths of the texts, before anything is wrapped."""
    branches = twigs[0].children
    naturals: list[list[float]] = [[] for _ in branches]
    deepest = [1] * len(branches)
    for twig in twigs[1:]:
        if not twig.pill:
            naturals[twig.branch].append(twig.words.width * twig.look.size * SLACK)
            deepest[twig.branch] = max(deepest[twig.branch], twig.depth)
    best, chosen = math.inf, Frame(_REFERENCE_WIDTH, math.inf)
    for width in _WIDTHS:
        heights = [_height_of(lengths, width) for lengths in naturals]
        across = [min(width, max(lengths, default=0.0)) + 24 for lengths in naturals]
        measured = list(zip(branches, heights, across, deepest, strict=True))
        tallest = max(heights, default=0.0)
        for split in _SPLITS:
            limit = max(tallest / split, _COLUMN_SHORTEST)
            cost = _cost(measured, limit, trunk) + _narrow(width)
            if cost < best:
                best, chosen = cost, Frame(width, limit + 1)
    return chosen


def _narrow(width: float) -> float:
    """Lines of two or three words read badly."""
    return max(_REFERENCE_WIDTH - width, 0.0) / 250


def _height_of(lengths: list[float], width: float) -> float:
    leading = Size.TEXT * 1.3
    return sum(math.ceil(length / width * 1.03) * leading + 4 + _SIBLINGS for length in lengths)


def _cost(measured: list[tuple[Twig, float, float, int]], limit: float, trunk: Trunk) -> float:
    """Estimate how far a frame is from a compact map of the right shape; smaller is better."""
    wide, high, most = [0.0, 0.0], [0.0, 0.0], 1
    for branch, height, item, depth in measured:
        columns = max(1, math.ceil(height / limit)) if limit else 1
        most = max(most, columns)
        levels = max(depth - 2, 0)
        wide[branch.left] = max(wide[branch.left], 190 + (columns + levels) * (item + 40))
        high[branch.left] += max(height / columns, 36) + _BRANCHES
    width = sum(wide) + 2 * trunk.half + 120
    height = max(*high, trunk.above + trunk.below) + 40
    return abs(math.log(width / height / ASPECT)) * 2 + math.log(width * height) / 4 + 0.05 * (most - 1)


def _stack(twigs: list[Twig], trunk: Trunk, frame: Frame) -> tuple[float, float]:
    """Lay out every block, innermost first; return the width and height of the whole map."""
    for twig in reversed(twigs[1:]):
        if twig.children:
            _block(twig, frame)
    wide = [0.0, 0.0]
    high = [trunk.above + trunk.below]
    for left in (False, True):
        side = [twig for twig in twigs[0].children if twig.left is left]
        if side:
            high.append(_pile(side, _BRANCHES * frame.loose, 0.0))
            across = min(max(high[-1] * 0.09, 56.0), 170.0) + frame.apart
            for twig in side:
                twig.across = across
            wide[left] = across + max(twig.reach for twig in side)
            middle = (side[0].along - side[0].up + side[-1].along + side[-1].down) / 2
            for twig in side:
                twig.along -= middle
    return sum(wide) + 2 * trunk.half, max(high)


def _pile(run: list[Twig], gap: float, cousins: float) -> float:
    """Stack blocks, each anchor counted from the first; return their height."""
    at = 0.0
    run[0].along = 0.0
    for above, below in pairwise(run):
        at += above.down + gap + (cousins if above.children or below.children else 0.0) + below.up
        below.along = at
    return run[0].up + at + run[-1].down


def _block(twig: Twig, frame: Frame) -> None:
    """Place the children of a box around it and measure what it needs with them."""
    own = twig.height / 2 if twig.pill else twig.height
    twig.up, twig.down = own, own if twig.pill else twig.look.stroke_width
    gap, cousins = _SIBLINGS * frame.loose, _COUSINS * frame.loose
    columns = _columns(twig.children, frame.tallest)
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
        across += fan + max(child.reach for child in run)
        twig.up = max(twig.up, run[0].up - run[0].along)
        twig.down = max(twig.down, run[-1].along + run[-1].down)
    twig.reach = twig.gutter + twig.width + across


def _columns(children: list[Twig], tallest: float) -> list[list[Twig]]:
    """Cut children into runs of about the same height, in order; looser gaps make no more of them."""
    heights = [child.up + child.down + _SIBLINGS for child in children]
    total = sum(heights)
    count = (
        min(math.ceil(total / tallest), len(children) // _COLUMN_LEAST)
        if total > max(tallest * 1.15, _COLUMN_SHORTEST)
        else 1
    )
    if count < 2:  # noqa: PLR2004 (one column)
        return [children]
    runs: list[list[Twig]] = [[]]
    used = 0.0
    for child, height in zip(children, heights, strict=True):
        if runs[-1] and used + height / 2 > total / count * len(runs) and len(runs) < count:
            runs.append([])
        runs[-1].append(child)
        used += height
    return runs


def _center(run: list[Twig]) -> None:
    middle = (run[0].along + run[-1].along) / 2
    for twig in run:
        twig.along -= middle


def _open_corridor(run: list[Twig]) -> None:
    """Part a stack at its middle so that links can pass; both halves stay as far from the middle."""
    upper = [twig for twig in run if twig.along + (twig.down - twig.up) / 2 <= 0]
    lower = run[len(upper) :]
    if not upper or not lower:
        upper, lower = run[: len(run) // 2], run[len(run) // 2 :]
    rise = upper[-1].along + upper[-1].down + _CORRIDOR / 2
    drop = lower[0].along - lower[0].up - _CORRIDOR / 2
    for twig in upper:
        twig.along -= max(rise, 0.0)
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


def _spread(twigs: list[Twig], trunk: Trunk) -> None:
    """Turn offsets from parents into places."""
    for twig in twigs[1:]:
        parent = twig.parent
        outwards = -1 if twig.left else 1
        if parent is None or parent.depth == 0:
            twig.x, twig.y = outwards * (trunk.half + twig.across), twig.along
        else:
            twig.x = parent.x + outwards * (parent.gutter + parent.width + twig.across)
            twig.y = parent.y + twig.along
