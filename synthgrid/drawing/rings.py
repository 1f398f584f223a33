"""Rows and stacks of blocks along the edge of a hole, in one line or in two: near blocks, and far ones between them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from synthgrid.drawing.hanging import Block

GAP: Final = 30.0
"""Between blocks."""

_PASS: Final = 13.0
"""From a line that passes between two blocks to each of them."""


class Seat(NamedTuple):
    """Where a block stands along an edge: from where on, where its heading's line meets the edge, whether it is far."""

    block: Block
    start: float
    meets: float
    far: bool


class Edge(NamedTuple):
    """Blocks along one edge, their starts counted from the middle of the edge.

    Attributes:
        seats: The blocks, in order.
        length: Along the edge.
        near, far: How far near blocks, and the far ones behind them, reach away from the edge.
    """

    seats: Sequence[Seat]
    length: float
    near: float
    far: float

    @property
    def depth(self) -> float:
        """How far all of it reaches away from the edge."""
        return self.near + (GAP + self.far if self.far else 0.0)


def row(blocks: Sequence[Block], *, deep: bool) -> Edge:
    """Put blocks side by side; every second one behind, its heading over a gap between two others."""
    seats: list[Seat] = []
    near = far = 0.0
    for number, one in enumerate(blocks):
        if deep and number % 2:
            passing = max(near - GAP + _PASS, far + one.middle)
            seats.append(Seat(one, max(far, passing + one.branch.reach - one.middle - one.width), passing, far=True))
            far = seats[-1].start + one.width + GAP
            near = passing + _PASS
        else:
            seats.append(Seat(one, near, near, far=False))
            near += one.width + GAP
    ends = [(seat.start, seat.start + seat.block.width) for seat in seats]
    left, right = min((start for start, _ in ends), default=0.0), max((end for _, end in ends), default=0.0)
    middle = (left + right) / 2
    heights = [(seat.far, seat.block.height) for seat in seats]
    return Edge(
        [_seen(seat, middle) for seat in seats], right - left, _most(heights, far=False), _most(heights, far=True)
    )


def _seen(seat: Seat, middle: float) -> Seat:
    """Count from the middle; the heading of a near block stands as near to the middle as its block allows."""
    start = seat.start - middle
    before, after = seat.block.middle, seat.block.branch.reach - seat.block.middle
    meets = seat.meets - middle if seat.far else min(max(0.0, start + before), start + seat.block.width - after)
    return seat._replace(start=start, meets=meets)


def stack(blocks: Sequence[Block], *, deep: bool) -> Edge:
    """Put blocks one under the other; every second one behind, its heading seen through a gap between two others."""
    seats: list[Seat] = []
    near = far = 0.0
    for number, one in enumerate(blocks):
        if deep and number % 2:
            passing = max(near - GAP + _PASS, far + one.level)
            seats.append(Seat(one, passing - one.level, passing, far=True))
            far = seats[-1].start + one.height + GAP
            near = passing + _PASS
        else:
            seats.append(Seat(one, near, near + one.level, far=False))
            near += one.height + GAP
    bottom = max((seat.start + seat.block.height for seat in seats), default=0.0)
    top = min((seat.start for seat in seats), default=0.0)
    middle = (top + bottom) / 2
    moved = [seat._replace(start=seat.start - middle, meets=seat.meets - middle) for seat in seats]
    widths = [(seat.far, seat.block.width) for seat in seats]
    return Edge(moved, bottom - top, _most(widths, far=False), _most(widths, far=True))


def _most(sizes: Sequence[tuple[bool, float]], *, far: bool) -> float:
    return max((size for behind, size in sizes if behind is far), default=0.0)
