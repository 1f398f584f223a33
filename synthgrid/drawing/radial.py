"""Branches all around the title, clockwise from the top left: rows above and under it, stacks beside it.

The title stands alone in a hole; every heading is seen from there, at the hole's edge or through a gap between two
blocks, so that straight lines reach all of them and none crosses another or a text.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, product
from typing import Final, NamedTuple

from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.curves import Curve, Point, straight
from synthgrid.drawing.hanging import Block, Place, block, hang, measure, put
from synthgrid.drawing.layout import aspect_of
from synthgrid.drawing.picture import Pen
from synthgrid.drawing.rings import GAP, Edge, row, stack
from synthgrid.drawing.twigs import Twig

_AROUND: Final = 56.0
"""Least room around the title."""

_INSIDE: Final = 4.0
_HEIGHTS: Final = (90.0, 150.0, 240.0, 380.0, 600.0, 1000.0, 1800.0)
_FEWER: Final = (110.0, 240.0, 480.0, 1000.0)
_MANY: Final = 12
_MOST: Final = 12
_DEEP: Final = 10
"""Heights of columns that are tried, with few branches and with many; most blocks of a row; fewest to stand in two
lines."""


class _Around(NamedTuple):
    """The blocks above the title, right of it, under it and left of it; and half the width and height of the hole."""

    top: Edge
    right: Edge
    bottom: Edge
    left: Edge
    wide: float
    high: float


def radial(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Give every twig its size and its place around the title, whose middle is the origin."""
    measure(twigs, pen)
    if twigs[0].children:
        aspect = aspect_of(pen.options)
        around = min(_candidates(twigs[0].children, trunk), key=lambda tried: _cost(tried, trunk, aspect))
        _place_rows(around, trunk)
        _place_stacks(around, trunk)
        hang(twigs)


def _cost(around: _Around, trunk: Trunk, aspect: float) -> float:
    row = max(around.top.length, around.bottom.length) / 2
    width = sum(
        [max(row, around.wide + side.depth if side.seats else trunk.half) for side in (around.right, around.left)]
    )
    height = 2 * around.high + around.top.depth + around.bottom.depth
    hollow = 4 * around.wide * around.high / (width * height)
    return abs(math.log(width / height / aspect)) * 1.5 + math.log(width * height) + hollow


def _candidates(branches: Sequence[Twig], trunk: Trunk) -> Iterator[_Around]:
    """Spread the branches around the title in many ways, with longer and shorter columns, in one line and in two."""
    heights = _HEIGHTS if len(branches) <= _MANY else _FEWER
    shapes = {tallest: [block(branch, tallest, roomy=True) for branch in branches] for tallest in heights}
    for above, beside, deep in product(heights, heights, (False, True)):
        if deep and len(branches) < _DEEP:
            continue
        for top in range(min(len(branches), _MOST) + 1):
            for bottom in {max(top - 1, 0), top, top + 1}:
                if top + bottom <= len(branches):
                    yield _around(shapes[above], shapes[beside], (top, bottom), trunk, deep=deep)


def _around(
    rows: Sequence[Block], stacks: Sequence[Block], counts: tuple[int, int], trunk: Trunk, *, deep: bool
) -> _Around:
    """Deal the branches clockwise; those beside the title are cut where both stacks are about as tall."""
    top, bottom = counts
    beside = len(rows) - top - bottom
    cuts = list(accumulate([one.height for one in stacks[top:]], initial=0.0))
    whole = cuts[beside] if beside else 0.0
    right = min(range(beside + 1), key=lambda count: (abs(2 * cuts[count] - whole), -count))
    edges = (
        row(rows[:top], deep=deep),
        stack(stacks[top : top + right], deep=deep),
        row(rows[top + right : top + right + bottom][::-1], deep=deep),
        stack(stacks[top + right + bottom :][::-1], deep=deep),
    )
    ends = [abs(seat.meets) for edge in (edges[0], edges[2]) for seat in edge.seats]
    half = max([seat.block.branch.width / 2 for edge in edges for seat in edge.seats])
    wide = max([trunk.half + _AROUND, *(end + half for end in ends)])
    # Lines to the ends of a wide row shall not be flat, those to the ends of a tall stack not steep.
    high = max(trunk.above + _AROUND, edges[1].length / 2 + GAP, edges[3].length / 2 + GAP, max(ends, default=0.0) / 4)
    return _Around(*edges, max(wide, high / 3), high)


def _place_rows(around: _Around, trunk: Trunk) -> None:
    for edge, upwards in ((around.top, True), (around.bottom, False)):
        outwards = -1 if upwards else 1
        for seat in edge.seats:
            one = seat.block
            near = around.high + (edge.near + GAP if seat.far else 0.0)
            top = -near - one.height if upwards else near
            put(one, Place(seat.start, top, seat.meets - one.branch.width / 2, upwards))
            ray = _ray((seat.meets, outwards * around.high), (0.0, -float(outwards)), trunk)
            one.branch.way = _further(ray, (seat.meets, outwards * near))


def _place_stacks(around: _Around, trunk: Trunk) -> None:
    for edge, outwards in ((around.right, 1), (around.left, -1)):
        for seat in edge.seats:
            one = seat.block
            near = around.wide + (edge.near + GAP if seat.far else 0.0)
            left = near if outwards > 0 else -near - one.width
            put(one, Place(left, seat.start, near if outwards > 0 else -near - one.branch.width))
            ray = _ray((outwards * around.wide, one.branch.y), (-float(outwards), 0.0), trunk)
            one.branch.way = _further(ray, (outwards * near, one.branch.y))


def _further(ray: Curve, end: Point) -> Curve:
    """Lead a ray on between two blocks to a far one."""
    return ray if ray[-1] == end else (*ray, *straight(ray[-1], end)[1:])


def _ray(end: Point, facing: Point, trunk: Trunk) -> Curve:
    """Lead a line from the title's edge straight away from it, bent a little where it arrives."""
    x, y = end
    across = (trunk.half - _INSIDE) / abs(x) if x else math.inf
    along = (trunk.above - _INSIDE) / abs(y) if y else math.inf
    share = min(across, along, 1.0)
    start = (x * share, y * share)
    far = math.dist(start, end) / 5
    third = (start[0] + (x - start[0]) / 3, start[1] + (y - start[1]) / 3)
    return start, third, (x + facing[0] * far, y + facing[1] * far), end
