"""What a grid or a sheet is made of, from top to bottom: bands over the whole width, some of which can be cut.

A band stands at height 0 until a page gives it its place.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from synthgrid.drawing.entries import Entry, boxes_of, cut, fill, flow, height_of, overflows
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import text_box
from synthgrid.drawing.lanes import PADDING, TRACK_GAP, Lane
from synthgrid.drawing.picture import Align, Box, Look, Pen, Shape, Size

GAP: Final = 6.0
"""Between two rows."""
_BAR: Final = 3.0
_FEW_LINES: Final = 4
_NOTHING: Final = "—"


class Fixed(NamedTuple):
    """Boxes that stay together. `gap` is the room above them when they do not start a page."""

    boxes: tuple[Box, ...]
    height: float
    gap: float = 0.0


class Label(NamedTuple):
    """The heading of a row, on its left.

    Attributes:
        text: The heading, and what it is called on the pages after the first.
        shown: Whether it is written where the row does not start a page: not under the same one above.
    """

    text: tuple[str, str]
    look: Look
    width: float
    shown: bool = True


class Ground(NamedTuple):
    """What lies under the items of a band.

    Attributes:
        tinted: Whether each lane is a tinted cell.
        barred: Whether it is a callout, with a bar on its left.
        padding: Above and below the items.
        classes: Class names of the cells and items, `column-n` of a grid besides.
    """

    tinted: bool = True
    barred: bool = False
    padding: float = PADDING
    classes: str = ""


class Cells(NamedTuple):
    """Items side by side in lanes, which can be cut between them.

    Attributes:
        lanes: Where they stand.
        cells: The entries of each lane.
        blank: By lane, whether it has nothing to show: drawn as « — ».
        label: The heading on the left, or None.
        again: Whether it goes on from the page before.
        apart: Whether it starts a new page.
    """

    lanes: tuple[Lane, ...]
    cells: tuple[Sequence[Entry], ...]
    blank: tuple[bool, ...]
    pen: Pen
    ground: Ground
    label: Label | None = None
    gap: float = GAP
    again: bool = False
    apart: bool = False

    def whole(self, *, leads: bool) -> Fixed:
        """Return it uncut; `leads` when it is the first on its page, where its heading stands in any case."""
        return self._laid([flow(cell, lane.tracks) for lane, cell in zip(self.lanes, self.cells, strict=True)], leads)

    def taller(self, room: float) -> bool:
        """Tell whether it does not fit into a room, as far as that can be told without laying it out."""
        return any(overflows(cell, room * lane.tracks) for lane, cell in zip(self.lanes, self.cells, strict=True))

    def broken(self, room: float, page: float, *, leads: bool, forced: bool) -> tuple[Fixed, "Cells | None"] | None:
        """Cut it to what fits into a room.

        Args:
            room: Height there is, points.
            page: Height of a whole page.
            leads: Whether it is the first on its page.
            forced: Whether something has to be placed, be it a part of an item: the page is empty.

        Returns:
            What fits and what is left; None when a lane could not even begin.
        """
        heading = self._heading(leads)
        inside = room - 2 * self.ground.padding
        if heading and heading.height > inside and not forced:
            return None
        filled = [
            self._cut(cell, inside) if _endless(cell, inside, page) else fill(cell, lane.tracks, inside)
            for lane, cell in zip(self.lanes, self.cells, strict=True)
        ]
        started = [bool(runs and runs[0]) for runs, _ in filled]
        if not forced and not all(begun for begun, cell in zip(started, self.cells, strict=True) if cell):
            return None
        if not any(started):
            filled = [self._cut(cell, inside) for cell in self.cells]
        rests = tuple(rest for _, rest in filled)
        laid = self._laid([runs for runs, _ in filled], leads)
        blank = tuple(False for _ in self.blank)
        return laid, self._replace(cells=rests, blank=blank, again=True, apart=False) if any(rests) else None

    def _cut(self, cell: Sequence[Entry], room: float) -> tuple[list[Sequence[Entry]], Sequence[Entry]]:
        """Cut inside the first item, which is taller than a page; one of a single line is placed all the same."""
        if not cell:
            return [cell], ()
        if len(cell[0].lines) < 2:  # noqa: PLR2004 (nothing to cut)
            return [cell[:1]], cell[1:]
        first, rest = cut(cell[0], room)
        return [[first]], [rest, *cell[1:]]

    def _heading(self, leads: bool) -> Box | None:
        if self.label is None or not (leads or self.label.shown):
            return None
        text = self.label.text[self.again or not self.label.shown]
        place = (0.0, self.ground.padding)
        return text_box(text, self.label.look, place, self.label.width, pen=self.pen, classes="node row")

    def _laid(self, cells: Sequence[Sequence[Sequence[Entry]]], leads: bool) -> Fixed:
        padding = self.ground.padding
        heading = self._heading(leads)
        line = self.pen.leadings[Size.TEXT].leading if any(self.blank) else 0.0
        inner = max([line, heading.height if heading else 0.0, *(height_of(run) for runs in cells for run in runs)])
        height = inner + 2 * padding
        boxes = [box for lane in self.lanes for box in self._surface(lane, height)]
        boxes += [heading] if heading else []
        for lane, runs, blank in zip(self.lanes, cells, self.blank, strict=True):
            boxes += [self._empty(lane)] if blank else []
            for number, run in enumerate(runs):
                left = lane.left + lane.padding + number * (lane.track + TRACK_GAP)
                boxes += boxes_of(run, (left, padding), self._classes(lane), len(boxes), self.pen)
        return Fixed(tuple(boxes), height, self.gap)

    def _classes(self, lane: Lane) -> str:
        return self.ground.classes or f"column-{lane.number + 1}"

    def _surface(self, lane: Lane, height: float) -> Iterable[Box]:
        if not self.ground.tinted:
            return
        yield surface((lane.left, 0.0), (lane.width, height), lane.color, f"cell {self._classes(lane)}", self.pen)
        if self.ground.barred:
            look = Look(Face.REGULAR, Size.TEXT, lane.color, Align.LEFT, Shape.BOX, lane.color, lane.color, 0.0)
            yield Box(lane.left + _BAR / 2, height / 2, _BAR, height, look, classes="cell bar")

    def _empty(self, lane: Lane) -> Box:
        look = Look(Face.REGULAR, Size.TEXT, self.pen.palette.muted)
        place = (lane.left + lane.padding, self.ground.padding)
        return text_box(_NOTHING, look, place, lane.track, pen=self.pen, classes="cell empty")


def _endless(cell: Sequence[Entry], room: float, page: float) -> bool:
    """Tell whether a lane starts with an item that no page can hold, and there is room for a few of its lines."""
    return bool(cell) and cell[0].height > page and room > _FEW_LINES * cell[0].height / len(cell[0].lines)


def surface(place: tuple[float, float], size: tuple[float, float], color: str, classes: str, pen: Pen) -> Box:
    """Return a rectangle of the tint of a colour, or outlined where colours say nothing; `place` is its left top."""
    palette = pen.palette
    tint = palette.tinted(color)
    edge = palette.ink if palette.marked else tint
    look = Look(Face.REGULAR, Size.TEXT, palette.ink, Align.LEFT, Shape.BOX, tint, edge, 0.5)
    (left, top), (width, height) = place, size
    return Box(left + width / 2, top + height / 2, width, height, look, classes=classes)


def stacked(boxes: Iterable[Box], gap: float = 0.0, below: float = 0.0) -> Fixed:
    """Return boxes that stay together, as tall as they reach; `below` is more room under them."""
    boxes = tuple(boxes)
    return Fixed(boxes, max((box.y + box.height / 2 for box in boxes), default=0.0) + below, gap)
