"""The items of a grid as lines in a cell: measured, wrapped, and flowed through the tracks of their column."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import GridItem
from synthgrid.domain.values import Polarity
from synthgrid.drawing import themes
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import chips, drawn_width, first_baseline, label, last_baseline
from synthgrid.drawing.picture import Box, Look, Pen, Size
from synthgrid.drawing.twigs import REF_GAP, chips_width, label_of, small_width
from synthgrid.drawing.wrapping import paragraph, wrap

_GAP: Final = 7.0
_CHILD_GAP: Final = 3.0
_INDENT: Final = 14.0
_BULLET: Final = "•"
_AMBIVALENT: Final = f"{themes.SIGN[Polarity.POSITIVE]}/{themes.SIGN[Polarity.IMPROVE]}"


class Entry(NamedTuple):
    """One item of a cell, wrapped. `before` is the gap above it when it does not start a track."""

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


class Writer(NamedTuple):
    """What every item of a grid is written with: the pen, and room for numbers."""

    pen: Pen
    gutter: float


def gutter(items: Iterable[GridItem], pen: Pen) -> float:
    """Return the room that the widest number and sign take before the texts."""
    labels = (_labelled(item, None, pen) for item, _ in _flat(items))
    return max((small_width(text) for text in labels), default=0.0) + REF_GAP


def _flat(items: Iterable[GridItem]) -> Iterator[tuple[GridItem, int]]:
    stack = [(item, 0) for item in reversed(tuple(items))]
    while stack:
        item, depth = stack.pop()
        yield item, depth
        stack += [(child, depth + 1) for child in reversed(item.children)]


def _labelled(item: GridItem, column: Polarity | None, pen: Pen) -> str:
    shown = item.polarity if item.polarity is not column else None
    return label_of(item.ref, shown, numbers=pen.options.numbers) or _BULLET


def entries(
    items: Iterable[GridItem], width: float, column: Polarity | None, color: str, writer: Writer
) -> list[Entry]:
    """Wrap the items of a cell.

    Args:
        items: The items; their children follow them, indented.
        width: Width of a track, points.
        column: Polarity that the column says already.
        color: Colour of the numbers.
        writer: What every item is written with.
    """
    return [_entry(item, depth, width, column=column, color=color, writer=writer) for item, depth in _flat(items)]


def _entry(item: GridItem, depth: int, width: float, *, column: Polarity | None, color: str, writer: Writer) -> Entry:
    palette = writer.pen.palette
    look = Look(Face.REGULAR, Size.LEAF if depth else Size.TEXT, palette.ink)
    marks = (*item.marks, _AMBIVALENT) if item.ambivalent else item.marks
    room = max(width - writer.gutter - depth * _INDENT, 60.0)
    lines = wrap(paragraph(item.text, look.face), look.size, room, last=chips_width(marks), balanced=False)
    own = item.polarity is not None and item.polarity is not column
    return Entry(
        item,
        depth,
        look,
        _labelled(item, column, writer.pen),
        palette.polarity[item.polarity] if own and item.polarity else color,
        marks,
        lines.texts,
        lines.widths[-1] if lines.widths else 0.0,
        lines.width,
        max(len(lines.texts), 1) * writer.pen.leadings[look.size].leading,
        _CHILD_GAP if depth else _GAP,
    )


def flow(cell: Sequence[Entry], tracks: int) -> list[list[Entry]]:
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
    return runs


def height_of(run: Sequence[Entry]) -> float:
    """Return the height of one track."""
    return sum(entry.height for entry in run) + sum(entry.before for entry in run[1:])


def boxes_of(run: Sequence[Entry], place: tuple[float, float], classes: str, first: int, writer: Writer) -> list[Box]:
    """Return the boxes of one track.

    Args:
        run: Its entries.
        place: Its left top corner.
        classes: Class names of its items, besides depth and polarity.
        first: Index that the first box will have in the picture.
        writer: What every item is written with.
    """
    left, top = place
    boxes: list[Box] = []
    for number, entry in enumerate(run):
        top += entry.before if number else 0.0
        boxes += _boxes(entry, (left, top), classes, first + len(boxes), writer)
        top += entry.height
    return boxes


def _boxes(entry: Entry, place: tuple[float, float], classes: str, index: int, writer: Writer) -> list[Box]:
    indent = place[0] + entry.depth * _INDENT
    left, middle = indent + writer.gutter, place[1] + entry.height / 2
    item, size, count = entry.item, entry.look.size, len(entry.lines)
    polarity = f" polarity-{item.polarity}" if item.polarity else ""
    box = Box(
        left + entry.width / 2,
        middle,
        entry.width,
        entry.height,
        entry.look,
        entry.lines,
        classes=f"node item depth-{entry.depth + 1} {classes}{polarity}",
        entity=item.id,
        title=f"{item.text}\n{item.note}" if item.note else item.text,
    )
    leadings = writer.pen.leadings
    start = left - REF_GAP - small_width(entry.label)
    above = first_baseline(middle, count, size, leadings)
    below = last_baseline(middle, count, size, leadings)
    return [
        box,
        label(entry.label, entry.color, start, above, owner=index, pen=writer.pen),
        *chips(entry.marks, left + drawn_width(entry.last), below, index, writer.pen),
    ]
