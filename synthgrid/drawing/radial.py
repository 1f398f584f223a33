"""Branches all around the title, clockwise from the top left: rows above and under it, stacks beside it.

The title stands alone in a hole; every heading is seen from there, at the hole's edge or through a gap between two
blocks, so that straight lines reach all of them and none crosses another or a text.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, product
from typing import Final, NamedTuple

from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.curves import Curve, Point, rounded
from synthgrid.drawing.hanging import HEIGHTS, ROUND, Block, Limb, Place, block, hang, put, shaped
from synthgrid.drawing.layout import aspect_of, outside
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
_FIRM: Final = 6.0
"""Heights of columns that are tried, with few branches and with many; most blocks of a row, unless there are very many;
fewest to stand in two lines; how much a shape outside those that will do weighs."""
_CENTRED: Final = 0.6
"""How much it weighs that the title is not in the middle."""


class _Around(NamedTuple):
    """The blocks above the title, right of it, under it and left of it; half the size of the hole and of the title."""

    top: Edge
    right: Edge
    bottom: Edge
    left: Edge
    wide: float
    high: float
    title: float

    @property
    def reaches(self) -> tuple[float, float]:
        """How far it reaches to the right and to the left of the middle of the title."""
        row = max(self.top.length, self.bottom.length) / 2
        right, left = (
            max(row, self.wide + side.depth if side.seats else self.title) for side in (self.right, self.left)
        )
        return right, left

    @property
    def width(self) -> float:
        """How wide all of it is."""
        return sum(self.reaches)

    @property
    def height(self) -> float:
        """How tall all of it is."""
        return 2 * self.high + self.top.depth + self.bottom.depth

    @property
    def aside(self) -> float:
        """How far the title is from the middle, as a share of the whole: 0 in the middle, up to 1."""
        right, left = self.reaches
        return (abs(right - left) / self.width + abs(self.top.depth - self.bottom.depth) / self.height) / 2


class _Ray(NamedTuple):
    """The line to a heading: where it meets the edge of the hole, which way it comes there, and how it goes on."""

    branch: Twig
    end: Point
    facing: Point
    further: Curve


def radial(twigs: list[Twig], trunk: Trunk, pen: Pen) -> None:
    """Give every twig its size and its place around the title, whose middle is the origin."""
    if twigs[0].children:
        aspect = aspect_of(pen.options)
        around = shaped(twigs, pen, aspect, lambda limbs: _best(limbs, trunk, aspect))
        _lead([*_place_rows(around), *_place_stacks(around)], trunk)
        hang(twigs)


def _best(limbs: Sequence[Limb], trunk: Trunk, aspect: float) -> tuple[float, _Around]:
    around = min(_candidates(limbs, trunk), key=lambda tried: _cost(tried, aspect))
    return _cost(around, aspect), around


def _cost(around: _Around, aspect: float) -> float:
    width, height = around.width, around.height
    hollow = 4 * around.wide * around.high / (width * height)
    off = abs(math.log(width / height / aspect)) * 1.5 + outside(width, height, aspect) * _FIRM
    return off + math.log(width * height) + hollow + around.aside * _CENTRED


def _candidates(limbs: Sequence[Limb], trunk: Trunk) -> Iterator[_Around]:
    """Spread the branches around the title in many ways, with longer and shorter columns, in one line and in two."""
    heights = HEIGHTS if len(limbs) == 1 else _HEIGHTS if len(limbs) <= _MANY else _FEWER
    made = [[block(limb, tallest, roomy=True) for limb in limbs] for tallest in heights]
    # Most heights cut short lists alike.
    shapes = list({tuple([(one.width, one.height) for one in blocks]): blocks for blocks in reversed(made)}.values())
    most = max(min(len(limbs), _MOST), len(limbs) // 4)
    for above, beside, deep in product(shapes, shapes, (False, True)):
        if deep and len(limbs) < _DEEP:
            continue
        for top in range(0, most + 1, math.ceil(most / _MOST)):
            for bottom in {max(top - 1, 0), top, top + 1}:
                if top + bottom <= len(limbs):
                    yield _around(above, beside, (top, bottom), trunk, deep=deep)


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
    half = max([seat.block.branch.reach / 2 for edge in edges for seat in edge.seats])
    wide = max([trunk.half + _AROUND, *(end + half for end in ends)])
    # Lines to the ends of a wide row shall not be flat, those to the ends of a tall stack not steep.
    high = max(trunk.above + _AROUND, edges[1].length / 2 + GAP, edges[3].length / 2 + GAP, max(ends, default=0.0) / 4)
    return _Around(*edges, max(wide, high / 3), high, trunk.half)


def _place_rows(around: _Around) -> Iterator[_Ray]:
    for edge, upwards in ((around.top, True), (around.bottom, False)):
        outwards = -1 if upwards else 1
        for seat in edge.seats:
            one = seat.block
            near = around.high + (edge.near + GAP if seat.far else 0.0)
            top = -near - one.height if upwards else near
            put(one, Place(seat.start, top, seat.meets - one.middle, upwards))
            x = one.branch.x + one.middle
            yield _Ray(one.branch, (x, outwards * around.high), (0.0, -outwards), one.arrival(outwards * near))


def _place_stacks(around: _Around) -> Iterator[_Ray]:
    for edge, outwards in ((around.right, 1), (around.left, -1)):
        for seat in edge.seats:
            one = seat.block
            near = around.wide + (edge.near + GAP if seat.far else 0.0)
            left = near if outwards > 0 else -near - one.width
            put(one, Place(left, seat.start, near if outwards > 0 else -near - one.branch.reach))
            y = one.branch.y
            # It goes on under a text, to its other end.
            further = (outwards * near, y) if one.branch.pill else one.branch.end if outwards > 0 else (one.branch.x, y)
            yield _Ray(one.branch, (outwards * around.wide, y), (-outwards, 0.0), (further,))


def _lead(rays: Sequence[_Ray], trunk: Trunk) -> None:
    """Lead a line to every heading: straight from the title, bent where it arrives, on between blocks to a far one.

    None is bent further than halfway to the next one, so that no two cross.
    """
    turned = sorted(rays, key=lambda ray: math.atan2(ray.end[1], ray.end[0]))
    for before, ray, after in zip([turned[-1], *turned], turned, [*turned[1:], turned[0]], strict=False):
        bend = min(math.hypot(*ray.end) / 5, _room(ray, before), _room(ray, after))
        bent = _bent(ray, bend, trunk)
        ray.branch.way = bent if ray.further == (ray.end,) else (*bent, *rounded([ray.end, *ray.further], ROUND)[1:])


def _room(ray: _Ray, other: _Ray) -> float:
    """Return how far from its end a ray may be bent, seen from the title, to get halfway to another."""
    if ray is other:
        return math.inf
    far, others = math.hypot(*ray.end), math.hypot(*other.end)
    halfway = (ray.end[0] / far + other.end[0] / others, ray.end[1] / far + other.end[1] / others)
    to_end, turning = _cross(halfway, ray.end), _cross(halfway, ray.facing)
    return -to_end / turning if to_end * turning < 0 else math.inf


def _cross(one: Point, other: Point) -> float:
    return one[0] * other[1] - one[1] * other[0]


def _bent(ray: _Ray, bend: float, trunk: Trunk) -> Curve:
    x, y = ray.end
    across = (trunk.half - _INSIDE) / abs(x) if x else math.inf
    along = (trunk.above - _INSIDE) / abs(y) if y else math.inf
    share = min(across, along, 1.0)
    start = (x * share, y * share)
    third = (start[0] + (x - start[0]) / 3, start[1] + (y - start[1]) / 3)
    return start, third, (x + ray.facing[0] * bend, y + ray.facing[1] * bend), ray.end
