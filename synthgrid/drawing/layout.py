"""Where a map's branches go and what shape the map gets: sides, width of lines, height of columns, looseness."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from synthgrid.domain.options import Layout, Options, Paper
from synthgrid.domain.values import Side
from synthgrid.drawing.blocks import BRANCHES, COLUMN_SHORTEST, SIBLINGS, Frame, Trunk, spread, stack, stands
from synthgrid.drawing.picture import Pen, Size
from synthgrid.drawing.twigs import Twig, fit
from synthgrid.drawing.wrapping import SLACK

_ASPECT: Final = 1.5
_ASPECTS: Final[Mapping[Paper | None, float]] = {Paper.A4: math.sqrt(2), Paper.A3: math.sqrt(2), Paper.SCREEN: 16 / 9}
"""Width over height that is aimed at; without a paper 20 to 300 items come out between 1.25 and 1.8."""

_NARROWEST: Final = 0.92
_WIDEST: Final = 1.12
_FIRM: Final = 6.0
"""Times the aspect aimed at; how much a shape outside these weighs against a larger map."""

_REFERENCE_WIDTH: Final = 220.0
"""Width of lines that reads well, points."""

_WIDTHS: Final = (120.0, 150.0, 185.0, 220.0, 260.0, 310.0)
_SPLITS: Final = (1.0, 1.4, 2.0, 2.6, 3.3, 4.2, 5.5, 7.0, 9.0, 12.0)
"""Widths of lines that are weighed, and into how many columns the tallest branch may be cut."""

_FACTORS: Final = (3.0, 2.3, 1.8, 1.4, 1.2, 1.0, 0.84, 0.7, 0.58, 0.48, 0.36)
"""Heights of columns that are tried, times the one first guessed."""

_SOME: Final = 400
_MANY: Final = 1_500
"""Past so many boxes no other lines are tried; past so many the first guess is kept."""

_LOOSEST: Final = 8.0
_LOOSEST_OF_FEW: Final = 3.0
_FEW: Final = 20
_APART: Final = 0.15
"""Most that gaps are widened, less where the boxes are few; most air beside the title as a share of the height."""

_RANKS: Final = (1, 2, 3, 4, 6, 9)
_RANK_LEAST: Final = 2
_CROWD: Final = 12
"""In how many columns the branches of a side may stand, the fewest for each column, and more on both sides."""


def aspect_of(options: Options) -> float:
    """Return the width over the height that a map should have."""
    return _ASPECTS.get(options.paper, _ASPECT)


def outside(width: float, height: float, aspect: float) -> float:
    """Return how far a map is from the shapes that will do, as the logarithm of a ratio; 0 within them."""
    off = math.log(width / height / aspect)
    return max(off - math.log(_WIDEST), math.log(_NARROWEST) - off, 0.0)


def choose_sides(twigs: list[Twig]) -> None:
    """Put each branch on a side: the first ones right, the others left, cut where the halves weigh the same.

    Weights follow from the texts alone, so a side does not depend on widths chosen later; pinned branches keep theirs.
    """
    branches = twigs[0].children
    weights = [0.0] * len(branches)
    for twig in twigs[1:]:
        lines = math.ceil(twig.words.width * twig.look.size * SLACK / _REFERENCE_WIDTH)
        weights[twig.branch] += lines * 14 + SIBLINGS
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


def two_sided(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Give every twig its size and its place, on both sides of the title, whose middle is the origin.

    The frame is chosen so that the map is about half as wide again as tall, or has the shape of its paper.
    """
    choose_sides(twigs)
    _lay_out(twigs, trunk, pen, _ranks(twigs, _CROWD))


def one_sided(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Put every branch right of the title, or left of it; many branches stand in several columns."""
    for twig in twigs[1:]:
        twig.left = pen.options.layout is Layout.LEFT
    _lay_out(twigs, trunk, pen, _ranks(twigs, _RANK_LEAST))


def _lay_out(twigs: list[Twig], trunk: Trunk, pen: Pen, ranks: Sequence[int]) -> None:
    aspect = aspect_of(pen.options)
    if pen.options.paper is None:
        frame = _columned(twigs, trunk, _first_frame(twigs, trunk, aspect), ranks, pen)
    else:
        frame = _largest(twigs, trunk, ranks, pen)
    frame = _adjusted(twigs, trunk, frame, aspect)
    if outside(*stack(twigs, trunk, frame), aspect) and len(twigs) <= _SOME:
        frame = _mended(twigs, trunk, frame, pen)
    stack(twigs, trunk, frame)
    spread(twigs, trunk)
    if frame.ranks > 1:
        # Links to further columns run together: they have one colour, not that of the last one drawn.
        for branch in twigs[0].children:
            branch.thread = pen.palette.neutral


def _mended(twigs: list[Twig], trunk: Trunk, frame: Frame, pen: Pen) -> Frame:
    """Try other lines, and more columns, until a map has its shape; else keep what comes nearest to it.

    What few items on many levels on one side, or pinned to it, cannot do: they stay wider, or taller, than wished.
    """
    aspect, ranks = aspect_of(pen.options), _ranks(twigs, _RANK_LEAST)
    best, chosen = math.inf, frame
    for lines, least in product(dict.fromkeys((frame.width, *_WIDTHS)), (frame.least, 1)):
        first = _first_frame(twigs, trunk, aspect, (lines,))._replace(least=least)
        tried = _adjusted(twigs, trunk, _columned(twigs, trunk, first, ranks, pen), aspect)
        width, height = stack(twigs, trunk, tried)
        cost = outside(width, height, aspect) * _FIRM + math.log(width * height) / 8
        if cost < best:
            best, chosen = cost, tried
    for twig in twigs[1:]:
        fit(twig, chosen.width, pen)
    return chosen


def _ranks(twigs: list[Twig], least: int) -> list[int]:
    return [count for count in _RANKS if count == 1 or count * least <= len(twigs[0].children)]


def _columned(twigs: list[Twig], trunk: Trunk, frame: Frame, ranks: Sequence[int], pen: Pen) -> Frame:
    """Wrap every text as a frame wants it; return the frame with the columns that suit what came out."""
    for twig in twigs[1:]:
        fit(twig, frame.width, pen)
    return _best_columns(twigs, trunk, frame, aspect_of(pen.options), ranks)


def _largest(twigs: list[Twig], trunk: Trunk, ranks: Sequence[int], pen: Pen) -> Frame:
    """Choose the width of lines at which a map stands largest on its paper."""
    aspect = aspect_of(pen.options)
    best, chosen = math.inf, Frame(_REFERENCE_WIDTH, math.inf)
    for lines in _WIDTHS if len(twigs) <= _MANY else (_REFERENCE_WIDTH,):
        frame = _columned(twigs, trunk, _first_frame(twigs, trunk, aspect, (lines,)), ranks, pen)
        width, height = stack(twigs, trunk, frame)
        needed = max(width, height * aspect)
        if needed < best:
            best, chosen = needed, frame
    return _columned(twigs, trunk, chosen, ranks, pen)


def _adjusted(twigs: list[Twig], trunk: Trunk, frame: Frame, aspect: float) -> Frame:
    """Give a map that came out too wide more air between its boxes, one too tall more around its title."""
    narrowest, widest = aspect * _NARROWEST, aspect * _WIDEST
    loosest = _LOOSEST if len(twigs) > _FEW else _LOOSEST_OF_FEW
    width, height = stack(twigs, trunk, frame)
    if width / height < narrowest:
        sides = len({branch.left for branch in twigs[0].children})
        return frame._replace(apart=min((height * narrowest - width) / max(sides, 1), height * _APART))
    for _ in range(2):
        if width / height <= widest:
            break
        trial = frame._replace(loose=frame.loose * 1.4)
        wider, taller = stack(twigs, trunk, trial)
        # Height and width grow evenly with the gaps: aim where their ratio is right.
        gain = taller - height - (wider - width) / widest
        if gain <= 0:
            break
        step = (width / widest - height) / gain * 0.4 + 0.01
        frame = frame._replace(loose=min(frame.loose * (1 + step), loosest))
        width, height = stack(twigs, trunk, frame)
    return frame


def _best_columns(twigs: list[Twig], trunk: Trunk, frame: Frame, aspect: float, ranks: Sequence[int]) -> Frame:
    """Try columns taller and shorter than first guessed, now that the texts have their true sizes."""
    best, chosen = math.inf, frame
    for factor in _FACTORS if len(twigs) <= _MANY else (1.0,):
        taller = frame._replace(tallest=frame.tallest * factor)
        if best < math.inf and stands(twigs, taller):
            continue
        for tried in [taller._replace(ranks=columns) for columns in ranks]:
            width, height = stack(twigs, trunk, tried)
            # A map too wide is loosened afterwards, one too tall stays so.
            off = math.log(width / height / aspect)
            cost = max(off * 0.8, -off * 2) + math.log(width * height) / 8
            if cost < best:
                best, chosen = cost, tried
    return chosen


def _first_frame(twigs: list[Twig], trunk: Trunk, aspect: float, widths: Sequence[float] = _WIDTHS) -> Frame:
    """Choose a width of lines and a height of columns from the lengths of the texts, before anything is wrapped."""
    branches = twigs[0].children
    naturals: list[list[float]] = [[] for _ in branches]
    deepest = [1] * len(branches)
    for twig in twigs[1:]:
        if not twig.pill:
            naturals[twig.branch].append(twig.words.width * twig.look.size * SLACK)
            deepest[twig.branch] = max(deepest[twig.branch], twig.depth)
    best, chosen = math.inf, Frame(_REFERENCE_WIDTH, math.inf)
    for width in widths:
        heights = [_height_of(lengths, width) for lengths in naturals]
        across = [min(width, max(lengths, default=0.0)) + 24 for lengths in naturals]
        measured = list(zip(branches, heights, across, deepest, strict=True))
        tallest = max(heights, default=0.0)
        # Most splits of a small map come down to the shortest column: each limit is weighed once.
        for limit in dict.fromkeys([max(tallest / split, COLUMN_SHORTEST) for split in _SPLITS]):
            cost = _cost(measured, limit, trunk, aspect) + _narrow(width)
            if cost < best:
                best, chosen = cost, Frame(width, limit + 1)
    return chosen


def _narrow(width: float) -> float:
    """Lines of two or three words read badly."""
    return max(_REFERENCE_WIDTH - width, 0.0) / 250


def _height_of(lengths: list[float], width: float) -> float:
    leading = Size.TEXT * 1.3
    return sum([math.ceil(length / width * 1.03) * leading + 4 + SIBLINGS for length in lengths])


def _cost(measured: list[tuple[Twig, float, float, int]], limit: float, trunk: Trunk, aspect: float) -> float:
    """Estimate how far a frame is from a compact map of the right shape; smaller is better."""
    wide, high, most = [0.0, 0.0], [0.0, 0.0], 1
    for branch, height, item, depth in measured:
        columns = max(1, math.ceil(height / limit)) if limit else 1
        most = max(most, columns)
        levels = max(depth - 2, 0)
        wide[branch.left] = max(wide[branch.left], 190 + (columns + levels) * (item + 40))
        high[branch.left] += max(height / columns, 36) + BRANCHES
    width = sum(wide) + 2 * trunk.half + 120
    height = max(*high, trunk.above + trunk.below) + 40
    return abs(math.log(width / height / aspect)) * 2 + math.log(width * height) / 4 + 0.05 * (most - 1)
