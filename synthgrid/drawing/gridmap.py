"""From a grid to boxes at their places: headings, rows, cells, the strip under them."""

from itertools import chain
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem, Row
from synthgrid.domain.outline import outline_of
from synthgrid.domain.values import Polarity
from synthgrid.drawing import themes
from synthgrid.drawing.entries import Writer, boxes_of, entries, flow, gutter, height_of
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import MARGIN, aside_width, ending, extent, text_box
from synthgrid.drawing.lanes import PADDING, TRACK_GAP, Lane, lanes_of
from synthgrid.drawing.picture import Align, Box, Look, Pen, Picture, Shape, Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.wrapping import paragraph, wrap

_ROW_WIDTH: Final = 128.0


class _Sheet:
    """The boxes placed so far, and the height they reach."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.pen = writer, writer.pen
        self.palette = writer.pen.palette
        self.boxes: list[Box] = []
        self.top = 0.0

    def surface(self, left: float, width: float, height: float, color: str, classes: str) -> None:
        """Add a plain rectangle from the present height down."""
        edge = self.palette.ink if self.palette.marked else color
        look = Look(Face.REGULAR, Size.TEXT, self.palette.ink, Align.LEFT, Shape.BOX, color, edge, 0.5)
        self.boxes.append(Box(left + width / 2, self.top + height / 2, width, height, look, classes=classes))


def picture_of(arranged: Grid, pen: Pen) -> Picture:
    """Lay out a grid."""
    strip = arranged.strip.items if arranged.strip else ()
    everything = chain(strip, (item for row in arranged.rows for cell in row.cells for item in cell))
    sheet = _Sheet(Writer(pen, gutter(everything, pen)))
    labelled = any(row.label for row in arranged.rows)
    lanes = lanes_of(arranged, _ROW_WIDTH if labelled else 0.0, pen.palette)
    width = max(lanes[-1].left + lanes[-1].width, 420.0) if lanes else 420.0
    _head(sheet, arranged, width)
    _headings(sheet, arranged, lanes)
    for row in arranged.rows:
        _row(sheet, row, lanes)
    if arranged.strip:
        _strip(sheet, arranged.strip.label, arranged.strip.items, width)
    legend = arranged.legend if pen.options.legend else ()
    sheet.boxes += ending(legend, arranged.footers, (0.0, width, sheet.top + 16), pen, len(sheet.boxes))
    left, top, right, bottom = extent(sheet.boxes)
    return Picture(
        left - MARGIN,
        top - MARGIN,
        right + MARGIN,
        bottom + MARGIN,
        tuple(sheet.boxes),
        (),
        arranged.title,
        outline_of(arranged).text,
        arranged.language,
        pen.leadings[Size.SMALL].rise,
        pen.palette.background,
    )


def _head(sheet: _Sheet, arranged: Grid, width: float) -> None:
    look = Look(Face.SEMIBOLD, Size.TITLE, sheet.palette.ink)
    title = text_box(arranged.title, look, (0.0, 0.0), width, pen=sheet.pen, classes="title")
    sheet.boxes.append(title)
    sheet.top = title.height + 4
    for line in arranged.subtitle:
        smaller = Look(Face.REGULAR, Size.TEXT, sheet.palette.muted)
        box = text_box(line, smaller, (0.0, sheet.top), width, pen=sheet.pen, classes="subtitle")
        sheet.boxes.append(box)
        sheet.top += box.height + 2
    sheet.top += 16


def _headings(sheet: _Sheet, arranged: Grid, lanes: list[Lane]) -> None:
    wrapped = [_wrapped(lane.column.label, lane.column.polarity, lane.width, _counted(lane)) for lane in lanes]
    most = max((len(lines) for lines in wrapped), default=0)
    height = most * sheet.pen.leadings[Size.THEME].leading + 18
    if arranged.row_heading and lanes:
        look = Look(Face.SEMIBOLD, Size.TEXT, sheet.palette.muted)
        box = text_box(
            arranged.row_heading,
            look,
            (0.0, sheet.top + height / 2 - 8),
            _ROW_WIDTH - 16,
            pen=sheet.pen,
            classes="node heading",
        )
        sheet.boxes.append(box)
    for lane, lines in zip(lanes, wrapped, strict=True):
        look = _heading(lane.color, sheet.palette)
        polarity = f" polarity-{lane.column.polarity}" if lane.column.polarity else ""
        sheet.boxes.append(
            Box(
                lane.left + lane.width / 2,
                sheet.top + height / 2,
                lane.width,
                height,
                look,
                lines,
                _counted(lane),
                classes=f"node heading column-{lane.number + 1}{polarity}",
                title=lane.column.label,
            )
        )
    sheet.top += height + 6


def _counted(lane: Lane) -> str:
    return "" if lane.column.count is None else str(lane.column.count)


def _heading(color: str, palette: Palette) -> Look:
    if palette.marked:
        return Look(Face.SEMIBOLD, Size.THEME, palette.ink, Align.CENTER, Shape.PILL, palette.background, color, 1.5)
    return Look(Face.SEMIBOLD, Size.THEME, palette.text_on(color), Align.CENTER, Shape.PILL, color)


def _wrapped(label: str, polarity: Polarity | None, width: float, count: str) -> tuple[str, ...]:
    text = f"{themes.SIGN[polarity]}\u00a0{label}" if polarity else label
    room = width - 2 * PADDING
    return wrap(paragraph(text, Face.SEMIBOLD), Size.THEME, room, last=aside_width(count)).texts or ("",)


def _row(sheet: _Sheet, row: Row, lanes: list[Lane]) -> None:
    """Add a row: surfaces first, then its heading and the items of its cells."""
    writer = sheet.writer
    cells = []
    for lane, items in zip(lanes, row.cells, strict=True):
        written = entries(items, lane.track, lane.column.polarity, lane.color, writer)
        cells.append(flow(written, lane.tracks))
    height = max((height_of(run) for cell in cells for run in cell), default=0.0)
    heading = _row_heading(row, sheet)
    height = max([height, *(box.height for box in heading)]) + 2 * PADDING
    for lane in lanes:
        tint = sheet.palette.tinted(lane.color)
        sheet.surface(lane.left, lane.width, height, tint, f"cell column-{lane.number + 1}")
    sheet.boxes += heading
    for lane, cell in zip(lanes, cells, strict=True):
        for number, run in enumerate(cell):
            left = lane.left + PADDING + number * (lane.track + TRACK_GAP)
            place = (left, sheet.top + PADDING)
            sheet.boxes += boxes_of(run, place, f"column-{lane.number + 1}", len(sheet.boxes), writer)
    sheet.top += height + 6


def _row_heading(row: Row, sheet: _Sheet) -> list[Box]:
    if not row.label:
        return []
    palette = sheet.palette
    color = palette.rest if row.rest else palette.own(row.color) or palette.ink
    look = Look(Face.SEMIBOLD, Size.TEXT, palette.text(color))
    place = (0.0, sheet.top + PADDING)
    return [text_box(row.label, look, place, _ROW_WIDTH - 16, pen=sheet.pen, classes="node row")]


def _strip(sheet: _Sheet, label: str, items: tuple[GridItem, ...], width: float) -> None:
    """Add the items that stand in no column, under all of them."""
    writer = sheet.writer
    tracks = max(1, min(round(width / 400), len(items)))
    track = (width - 2 * PADDING - (tracks - 1) * TRACK_GAP) / tracks
    runs = flow(entries(items, track, None, sheet.palette.rest, writer), tracks)
    look = Look(Face.SEMIBOLD, Size.TEXT, sheet.palette.text(sheet.palette.rest))
    sheet.top += 8
    place = (PADDING, sheet.top + PADDING)
    heading = text_box(label, look, place, width - 2 * PADDING, pen=sheet.pen, classes="node heading")
    height = heading.height + 8 + max(height_of(run) for run in runs) + 2 * PADDING
    sheet.surface(0.0, width, height, sheet.palette.tinted(sheet.palette.rest), "cell strip")
    sheet.boxes.append(heading)
    for number, run in enumerate(runs):
        corner = (PADDING + number * (track + TRACK_GAP), place[1] + heading.height + 8)
        sheet.boxes += boxes_of(run, corner, "strip", len(sheet.boxes), writer)
    sheet.top += height
