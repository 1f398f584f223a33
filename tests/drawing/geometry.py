"""Whether lines of a picture cross what they should not."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from synthgrid.drawing.curves import Point, traced
from synthgrid.drawing.picture import Box, Link, Picture

Segment = tuple[Point, Point]
_CELL = 60.0


def on_edge(box: Box, point: Point, *, let: float = 0.6) -> bool:
    """Tell whether a point lies on a box or at most a little outside it."""
    return abs(point[0] - box.x) <= box.width / 2 + let and abs(point[1] - box.y) <= box.height / 2 + let


def loose_ends(picture: Picture) -> Iterator[str]:
    """Name the links that do not start and end on their boxes, the number before a text included."""
    numbers = {box.owner: box for box in picture.boxes if box.owner is not None and not box.look.fill}
    for link in picture.links:
        head = picture.boxes[link.head]
        if number := numbers.get(link.head):
            left, right = min(head.x - head.width / 2, number.x - number.width / 2), head.x + head.width / 2
            head = head._replace(x=(left + right) / 2, width=right - left)
        if not (on_edge(picture.boxes[link.tail], link.points[0]) and on_edge(head, link.points[-1])):
            yield link.title


def covered(picture: Picture, links: list[Link] | None = None, margin: float = -1.0) -> Iterator[tuple[str, str]]:
    """Name the links that go over or under a box that is not theirs, and the box."""
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for index, box in enumerate(picture.boxes):
        for cell in _cells(
            box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2
        ):
            cells[cell].append(index)
    for link in picture.links if links is None else links:
        for x, y in traced(link.points):
            for index in cells.get((int(x // _CELL), int(y // _CELL)), ()):
                box = picture.boxes[index]
                own = {index, box.owner} & {link.tail, link.head}
                inside = abs(x - box.x) < box.width / 2 + margin and abs(y - box.y) < box.height / 2 + margin
                if inside and not own and box.lines and not (link.tail == 0 and "subtitle" in box.classes):
                    yield link.title, box.title or "".join(box.lines)


def _cells(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
    for column in range(int(left // _CELL), int(right // _CELL) + 1):
        for row in range(int(top // _CELL), int(bottom // _CELL) + 1):
            yield column, row


def crossings(picture: Picture) -> Iterator[tuple[str, str]]:
    """Name the pairs of links of the tree that cross; those of one parent may run together."""
    cells: defaultdict[tuple[int, int], dict[Segment, Link]] = defaultdict(dict)
    for link in picture.links:
        for start, end in [] if link.dashed else _segments(link):
            left, right = sorted((start[0], end[0]))
            top, bottom = sorted((start[1], end[1]))
            for cell in _cells(left, top, right, bottom):
                for other, its in cells[cell].items():
                    if its is not link and _cross((start, end), other):
                        yield link.title, its.title
                cells[cell].setdefault((start, end), link)


def _segments(link: Link) -> Iterator[Segment]:
    """Yield the straight parts of a link, rounded: where links run together theirs are the same."""
    for number in range(0, len(link.points) - 1, 3):
        piece = link.points[number : number + 4]
        level = max(abs(_side((piece[0], piece[3]), point)) for point in piece[1:3]) < 0.01
        points = [(round(x, 1), round(y, 1)) for x, y in ([piece[0], piece[3]] if level else traced(piece, 8))]
        yield from pairwise(points)


def _cross(one: Segment, other: Segment) -> bool:
    """Tell whether each segment has the ends of the other clearly on its two sides."""
    return all(
        _side(first, start) * _side(first, end) < 0 and min(abs(_side(first, start)), abs(_side(first, end))) > 0.25
        for first, (start, end) in ((one, other), (other, one))
    )


def _side(line: Segment, point: Point) -> float:
    """Return how far a point lies from a line, points; its sign tells the side."""
    (x0, y0), (x1, y1) = line
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    return ((x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)) / length if length else 0.0
