"""The items of a cell as entries: wrapped, shared among tracks, cut where a page ends."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import GridItem
from synthgrid.domain.looks import NOTE_SIGN
from synthgrid.domain.values import Polarity
from synthgrid.drawing.fonts import Face, lacks
from synthgrid.drawing.furniture import chips, drawn_width, first_baseline, label, last_baseline
from synthgrid.drawing.picture import Box, Look, Pen, Size
from synthgrid.drawing.twigs import REF_GAP, chips_width, label_of, small_width
from synthgrid.drawing.wrapping import paragraph, wrap

_GAP: Final = 7.0
_CHILD_GAP: Final = 3.0
_INDENT: Final = 13.0
_BULLET: Final = "•"
_TALL: Final = 1.17
"""How much taller lines are that another font has to draw in part."""
_LEAST_ROOM: Final = 40.0


class Entry(NamedTuple):
    """One item of a cell, wrapped.

    Attributes:
        label: Number and sign that stand before it; "" for what goes on from the page before.
        marks: What stands after its last line.
        last, width: Widths of the last and of the widest line.
        before: The gap above it when it does not start a track.
        gutter: Room before the text, for the label.
        bullet: Whether it is a sub-item, with a bullet before it.
    """

    item: GridItem
    depth: int
    look: Look
    label: str
    color: str
    marks: tuple[str, ...]
    lines: tuple[str, ...]
    last: float
    width: float
    height: float
    before: float
    gutter: float
    bullet: bool


class Footing(NamedTuple):
    """What the items of one cell stand on.

    Attributes:
        color: Colour of their numbers.
        known: Polarity that the column or the row says already.
        plain: Whether they are values of a field: without number, mark or bullet.
    """

    color: str
    known: Polarity | None = None
    plain: bool = False


class Writer(NamedTuple):
    """What every item of a grid or a sheet is written with: the pen, and room for numbers."""

    pen: Pen
    gutter: float


def gutter(items: Iterable[tuple[GridItem, Polarity | None]], pen: Pen) -> float:
    """Return the room that the widest number and sign take before the texts.

    Args:
        items: The items, each with the polarity that its place says already.
        pen: Whether numbers are shown.
    """
    labels = (_labelled(one, depth, known, pen) for item, known in items for one, depth in _flat([item]))
    return max(map(small_width, filter(None, labels)), default=small_width(_BULLET)) + REF_GAP


def _flat(items: Iterable[GridItem]) -> Iterator[tuple[GridItem, int]]:
    stack = [(item, 0) for item in reversed(tuple(items))]
    while stack:
        item, depth = stack.pop()
        yield item, depth
        stack += [(child, depth + 1) for child in reversed(item.children)]


def _labelled(item: GridItem, depth: int, known: Polarity | None, pen: Pen) -> str:
    """Return what stands before an item: its sign where the column does not say it, its number, else a bullet."""
    shown = item.polarity if item.polarity is not known or pen.palette.marked else None
    if item.whole:
        return ""
    return label_of(item.ref, shown, numbers=pen.options.numbers) or ("" if depth else _BULLET)


def entries(items: Iterable[GridItem], width: float, ground: Footing, writer: Writer) -> tuple[Entry, ...]:
    """Wrap the items of a cell.

    Args:
        items: The items; their children follow them, indented.
        width: Width of a track, points.
        ground: What they stand on.
        writer: What every item is written with.
    """
    return tuple([_entry(item, depth, width, ground, writer) for item, depth in _flat(items)])


def _entry(item: GridItem, depth: int, width: float, ground: Footing, writer: Writer) -> Entry:
    pen, palette = writer.pen, writer.pen.palette
    face = Face.ITALIC if item.quotation else Face.REGULAR
    color = palette.muted if item.whole else palette.ink
    look = Look(face, Size.LEAF if depth else Size.TEXT, color)
    gutter = 0.0 if ground.plain else writer.gutter
    room = max(width - gutter - depth * _INDENT, _LEAST_ROOM)
    marks = (*item.signs, NOTE_SIGN) if item.note else item.signs
    lines = wrap(paragraph(item.text, look.face), look.size, room, last=chips_width(marks), balanced=False)
    own = item.polarity if item.polarity is not ground.known else None
    return Entry(
        item,
        depth,
        look,
        "" if ground.plain else _labelled(item, depth, ground.known, pen),
        palette.text(palette.polarity[own] if own else ground.color),
        marks,
        lines.texts,
        lines.widths[-1] if lines.widths else 0.0,
        lines.width,
        max(len(lines.texts), 1) * pen.leadings[look.size].leading * (_TALL if taller(item.text) else 1.0),
        _CHILD_GAP if depth else _GAP,
        gutter,
        depth > 0 and not ground.plain,
    )


def taller(text: str) -> bool:
    """Tell whether another font draws a part of a text: those of Chinese or of emoji are taller than ours."""
    return not text.isascii() and any(map(lacks, frozenset(text)))


def flow(cell: Sequence[Entry], tracks: int) -> list[Sequence[Entry]]:
    """Share entries among tracks of about the same height; children stay with their parent."""
    total = sum(entry.height + entry.before for entry in cell)
    runs: list[list[Entry]] = [[]]
    used = 0.0
    for entry in cell:
        size = entry.height + entry.before
        if runs[-1] and not entry.depth and len(runs) < tracks and used + size / 2 > total / tracks * len(runs):
            runs.append([])
        runs[-1].append(entry)
        used += size
    return list(runs)


def fill(cell: Sequence[Entry], tracks: int, room: float) -> tuple[list[Sequence[Entry]], Sequence[Entry]]:
    """Put entries into tracks no taller than a room; return the tracks and what did not fit.

    All of them are shared evenly where they fit so; else one track is filled after the other.
    """
    if not overflows(cell, room * tracks):
        even = flow(cell, tracks)
        if all(height_of(run) <= room for run in even):
            return even, ()
    runs: list[Sequence[Entry]] = []
    rest = cell
    while rest and len(runs) < tracks:
        taken = _fitting(rest, room)
        if not taken:
            break
        runs.append(rest[:taken])
        rest = rest[taken:]
    return runs, rest


def overflows(cell: Sequence[Entry], room: float) -> bool:
    """Tell whether entries are taller, gaps left out, than a room; only as many are looked at as it takes to know."""
    used = 0.0
    for entry in cell:
        used += entry.height
        if used > room:
            return True
    return False


def _fitting(cell: Sequence[Entry], room: float) -> int:
    """Return how many entries fit one below the other; a parent does not stay behind without its first child."""
    used, taken = 0.0, 0
    for entry in cell:
        used += entry.height + (entry.before if taken else 0.0)
        if used > room:
            break
        taken += 1
    if 1 < taken < len(cell) and cell[taken].depth > cell[taken - 1].depth:
        taken -= 1
    return taken


def cut(entry: Entry, room: float) -> tuple[Entry, Entry]:
    """Cut an entry that is taller than a page: at least one line, and as many as there is room for."""
    leading = entry.height / len(entry.lines)
    count = min(max(int(room / leading), 1), len(entry.lines) - 1)
    first = entry._replace(lines=entry.lines[:count], marks=(), height=count * leading)
    rest = entry.lines[count:]
    return first, entry._replace(lines=rest, label="", bullet=False, height=len(rest) * leading)


def height_of(run: Sequence[Entry]) -> float:
    """Return the height of one track."""
    return sum(entry.height for entry in run) + sum(entry.before for entry in run[1:])


def boxes_of(run: Sequence[Entry], place: tuple[float, float], classes: str, first: int, pen: Pen) -> list[Box]:
    """Return the boxes of one track.

    Args:
        run: Its entries.
        place: Its left top corner.
        classes: Class names of its items, besides depth and polarity.
        first: Index that the first box will have in the picture.
        pen: Colours and line spacing.
    """
    left, top = place
    boxes: list[Box] = []
    for number, entry in enumerate(run):
        top += entry.before if number else 0.0
        boxes += _boxes(entry, (left, top), classes, first + len(boxes), pen)
        top += entry.height
    return boxes


def _boxes(entry: Entry, place: tuple[float, float], classes: str, index: int, pen: Pen) -> list[Box]:
    left, middle = place[0] + entry.gutter + entry.depth * _INDENT, place[1] + entry.height / 2
    item, size, count = entry.item, entry.look.size, len(entry.lines)
    polarity = f" polarity-{item.polarity}" if item.polarity else ""
    kind = "reference" if item.whole else "item"
    title = "\n".join(text for text in (item.text, item.whole, item.note) if text)
    box = Box(
        left + entry.width / 2,
        middle,
        entry.width,
        entry.height,
        entry.look,
        entry.lines,
        classes=f"node {kind} depth-{entry.depth + 1} {classes}{polarity}",
        entity=item.id,
        title=title,
    )
    above = first_baseline(middle, count, size, pen.leadings)
    below = last_baseline(middle, count, size, pen.leadings)
    boxes = [box]
    if entry.label:
        start = place[0] + entry.gutter - REF_GAP - small_width(entry.label)
        boxes.append(label(entry.label, entry.color, start, above, owner=index, pen=pen))
    if entry.bullet:
        boxes.append(label(_BULLET, entry.color, left - _INDENT + 3, above, owner=index, pen=pen))
    return [*boxes, *chips(entry.marks, left + drawn_width(entry.last), below, index, pen)]
