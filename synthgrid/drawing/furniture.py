"""What stands around a map or a grid: numbers, marks, the legend, the last lines."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from synthgrid.domain.arrangement import LegendEntry
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.picture import ASIDE_GAP, Align, Box, Leadings, Look, Pen, Shape, Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.twigs import CHIP_GAP, CHIP_HEIGHT, chip_width, small_width
from synthgrid.drawing.wrapping import SLACK, paragraph, wrap

MARGIN: Final = 28.0
COUNT_GAP: Final = 8.0
_WIDENED: Final = 1.012
"""How much wider than measured Pango draws the sizes of items."""
_ENTRY_GAP: Final = 22.0
_ENTRY_WIDTH: Final = 260.0


def drawn_width(measured: float) -> float:
    """Return where a measured line really ends: most of the slack is for what stands around it, not after it."""
    return measured / SLACK * _WIDENED


def first_baseline(middle: float, lines: int, size: float, leadings: Leadings) -> float:
    """Return the height of the first baseline of lines centred on a middle."""
    leading, rise = leadings[size]
    return middle - (lines - 1) / 2 * leading + rise


def last_baseline(middle: float, lines: int, size: float, leadings: Leadings) -> float:
    """Return the height of the last baseline of lines centred on a middle."""
    leading, rise = leadings[size]
    return middle + (lines - 1) / 2 * leading + rise


def label(text: str, color: str, left: float, baseline: float, *, owner: int, pen: Pen) -> Box:
    """Return the number and sign of an item, starting at `left` on a baseline."""
    width = small_width(text)
    leading, rise = pen.leadings[Size.SMALL]
    # Roomier than the text: Graphviz complains about every node that its own measure finds too small.
    return Box(left + width / 2, baseline - rise, width + 6, leading + 4, _numbered(color), (text,), owner=owner)


@lru_cache(maxsize=256)
def _numbered(color: str) -> Look:
    return Look(Face.SEMIBOLD, Size.SMALL, color, Align.CENTER)


@lru_cache(maxsize=16)
def _chip(palette: Palette) -> Look:
    fill, edge = palette.chip, palette.chip_edge
    return Look(Face.SEMIBOLD, Size.SMALL, palette.chip_ink, Align.CENTER, Shape.PILL, fill, edge, 0.5)


def chips(marks: Iterable[str], left: float, baseline: float, owner: int, pen: Pen) -> list[Box]:
    """Return the marks of an item as chips, from `left` on; each has its gap before it."""
    boxes = []
    look = _chip(pen.palette)
    middle = baseline - pen.leadings[Size.SMALL].rise
    for mark in marks:
        width = chip_width(mark)
        middle_x = left + CHIP_GAP + width / 2
        boxes.append(Box(middle_x, middle, width, CHIP_HEIGHT, look, (mark,), owner=owner))
        left += CHIP_GAP + width
    return boxes


def count_width(count: int | None) -> float:
    """Return the room that a count takes at the end of a heading, and as much is left at its start."""
    return 0.0 if count is None else 2 * (small_width(str(count)) + COUNT_GAP)


def count_in(heading: Box, count: int, owner: int, pen: Pen) -> Box:
    """Return a count at the right end of a heading in its pill."""
    fill = heading.look.fill
    look = Look(Face.SEMIBOLD, Size.SMALL, heading.look.color, Align.CENTER, Shape.PILL, fill, fill)
    width = small_width(str(count)) + COUNT_GAP
    right = heading.x + heading.width / 2 - COUNT_GAP
    return Box(
        right - width / 2, heading.y, width, pen.leadings[Size.SMALL].leading + 2, look, (str(count),), owner=owner
    )


def text_box(text: str, look: Look, place: tuple[float, float], width: float, *, pen: Pen, classes: str) -> Box:
    """Return a wrapped text with its left top corner at a place."""
    left, top = place
    words = paragraph(text, look.face)
    lines = wrap(words, look.size, width, balanced=False)
    height = max(len(lines.texts), 1) * pen.leadings[look.size].leading
    x, y = left + lines.width / 2, top + height / 2
    return Box(x, y, lines.width, height, look, lines.texts, classes=classes, title=text)


def ending(
    legend: Iterable[LegendEntry],
    footers: Iterable[str],
    area: tuple[float, float, float],
    pen: Pen,
    first: int,
) -> list[Box]:
    """Return the legend and the last lines.

    Args:
        legend: The groups to explain.
        footers: Last lines.
        area: Left and right ends and top of where they go.
        pen: Colours and line spacing.
        first: Index that the first returned box will have in the picture.
    """
    left, right, top = area
    listed = Look(Face.REGULAR, Size.NOTE, pen.palette.ink)
    boxes: list[Box] = []
    at, deepest = left, top
    for entry in legend:
        words = paragraph(_described(entry), Face.REGULAR)
        natural = words.width * Size.NOTE * SLACK + chip_width(entry.mark) + 2 * CHIP_GAP
        room = min(natural, max(_ENTRY_WIDTH, (right - left) / 4))
        if at > left and at + room > right:
            at, top = left, deepest + 6
        owner = first + len(boxes)
        text_left = at + chip_width(entry.mark) + 2 * CHIP_GAP
        box = text_box(
            _described(entry), listed, (text_left, top), room - text_left + at + 1, pen=pen, classes="legend"
        )
        baseline = first_baseline(box.y, len(box.lines), Size.NOTE, pen.leadings)
        boxes += [box, *chips((entry.mark,), at - CHIP_GAP, baseline, owner, pen)]
        at = box.x + box.width / 2 + _ENTRY_GAP
        deepest = max(deepest, box.y + box.height / 2)
    top = deepest + 10 if boxes else top
    for footer in footers:
        look = listed._replace(color=pen.palette.muted)
        box = text_box(footer, look, (left, top), right - left, pen=pen, classes="footer")
        boxes.append(box)
        top = box.y + box.height / 2 + 3
    return boxes


def _described(entry: LegendEntry) -> str:
    actor = f" · {entry.actor}" if entry.actor and entry.actor != entry.name else ""
    return f"{entry.name}{actor}\u00a0({entry.count})"


def aside_width(text: str) -> float:
    """Return the width of a count after a heading, with the space before it."""
    return em_width(ASIDE_GAP + text, Face.REGULAR) * Size.NOTE * SLACK if text else 0.0


def extent(boxes: Iterable[Box]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of boxes."""
    sides = [
        (box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2) for box in boxes
    ]
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
