"""Bézier curves of links: a start, then three points for each piece."""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Curve = tuple[Point, ...]


def straight(start: Point, end: Point) -> Curve:
    """Return a straight line."""
    (x0, y0), (x1, y1) = start, end
    third = ((x1 - x0) / 3, (y1 - y0) / 3)
    return start, (x0 + third[0], y0 + third[1]), (x1 - third[0], y1 - third[1]), end


def swung(start: Point, end: Point) -> Curve:
    """Return a line that is level at both ends."""
    (x0, y0), (x1, y1) = start, end
    bend = (x1 - x0) / 2
    return start, (x0 + bend, y0), (x1 - bend, y1), end


def rounded(corners: Iterable[Point], radius: float) -> Curve:
    """Return a line through corners, each cut off by a round of at most a radius."""
    places = _apart(corners)
    curve = [places[0]]
    for before, corner, after in zip(places, places[1:], places[2:], strict=False):
        cut = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        into, out = _towards(corner, before, cut), _towards(corner, after, cut)
        curve += straight(curve[-1], into)[1:]
        curve += [_towards(into, corner, cut * 0.55), _towards(out, corner, cut * 0.55), out]
    return (*curve, *straight(curve[-1], places[-1])[1:])


def _apart(corners: Iterable[Point]) -> Sequence[Point]:
    """Leave out corners that lie on the one before, or straight on."""
    places: list[Point] = []
    for corner in corners:
        if places and math.dist(places[-1], corner) < 0.01:  # noqa: PLR2004 (the same place)
            continue
        if len(places) > 1 and _on_the_way(places[-2], places[-1], corner):
            places[-1] = corner
        else:
            places.append(corner)
    return places if len(places) > 1 else [places[0], places[0]]


def _on_the_way(start: Point, between: Point, end: Point) -> bool:
    (x0, y0), (x1, y1), (x2, y2) = start, between, end
    level = abs((x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0)) < 0.01  # noqa: PLR2004 (twice the area between them)
    return level and (x1 - x0) * (x2 - x1) + (y1 - y0) * (y2 - y1) >= 0


def _towards(start: Point, end: Point, far: float) -> Point:
    whole = math.dist(start, end)
    share = far / whole if whole else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def traced(curve: Curve, pieces: int = 12) -> list[Point]:
    """Return points along a curve, so many for each piece."""
    points = [curve[0]]
    for number in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[number : number + 4]
        for step in range(1, pieces + 1):
            t = step / pieces
            shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            points.append(
                tuple(
                    sum(share * one[axis] for share, one in zip(shares, (a, b, c, d), strict=True)) for axis in (0, 1)
                )  # type: ignore[arg-type]  # two axes
            )
    return points
