"""The bands of a grid: its title, its headings, its rows, the strip under them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, LegendEntry, Row, Strip
from synthgrid.drawing import themes
from synthgrid.drawing.bands import GAP, Cells, Fixed, Ground, Label, stacked
from synthgrid.drawing.entries import Footing, Writer, entries
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import COUNT_GAP, count_in, count_width, ending, text_box
from synthgrid.drawing.lanes import PADDING, TRACK_GAP, Lane
from synthgrid.drawing.pagination import Section, no_heads
from synthgrid.drawing.picture import Align, Box, Look, Pen, Shape, Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.wrapping import paragraph, wrap
from synthgrid.errors import N_, Message
from synthgrid.i18n import translate

LABEL_GAP: Final = 16.0
"""Between the label of a row and its cells."""
_STRIP_TRACK: Final = 400.0
_LEGEND_TOGETHER: Final = 24


def continued(heading: str, language: str) -> str:
    """Return a heading as it stands on the pages after its first."""
    return translate(Message(N_("%(heading)s (continued)"), {"heading": heading}), language) if heading else ""


def title_section(title: str, subtitle: Iterable[str], width: float, pen: Pen, *, below: float = 14.0) -> Section:
    """Return the title and the lines under it, with room `below` them."""
    palette = pen.palette
    look = Look(Face.SEMIBOLD, Size.TITLE, palette.ink)
    boxes = [text_box(title, look, (0.0, 0.0), width, pen=pen, classes="title")]
    top = boxes[0].height + 4
    for line in subtitle:
        smaller = Look(Face.REGULAR, Size.TEXT, palette.muted)
        boxes.append(text_box(line, smaller, (0.0, top), width, pen=pen, classes="subtitle"))
        top += boxes[-1].height + 2
    return Section(no_heads, (stacked(boxes, below=below),))


def ending_section(legend: Sequence[LegendEntry], footers: Iterable[str], width: float, pen: Pen) -> Section:
    """Return the legend, in pieces that a page can hold, and the last lines."""
    bands = []
    for start in range(0, len(legend), _LEGEND_TOGETHER):
        together = legend[start : start + _LEGEND_TOGETHER]
        bands.append(stacked(ending(together, (), (0.0, width, 0.0), pen, 0), gap=6.0 if start else 12.0))
    lines = tuple(footers)
    if lines:
        bands.append(stacked(ending((), lines, (0.0, width, 0.0), pen, 0), gap=8.0))
    return Section(no_heads, tuple(bands))


def headings(
    lanes: Sequence[Lane], row_heading: str, indent: float, pen: Pen, language: str, *, again: bool = False
) -> Fixed:
    """Return the headings of columns: each in a pill with its sign, its count at the right end.

    Args:
        lanes: The columns.
        row_heading: What stands over the labels of rows.
        indent: Where the first column starts.
        pen: Colours and line spacing.
        language: Of « suite ».
        again: Whether they are repeated on a further page, where they are not counted again.
    """
    texts = [
        continued(lane.column.label, language) if again and not lane.plain else lane.column.label for lane in lanes
    ]
    wrapped = [_wrapped(text, lane, counted=not again) for text, lane in zip(texts, lanes, strict=True)]
    height = max((len(lines) for lines in wrapped), default=0) * pen.leadings[Size.THEME].leading + 18
    boxes: list[Box] = []
    if row_heading and lanes:
        look = Look(Face.SEMIBOLD, Size.TEXT, pen.palette.muted)
        box = text_box(row_heading, look, (0.0, 0.0), indent - LABEL_GAP, pen=pen, classes="node heading")
        boxes.append(box._replace(y=height / 2))
    for lane, lines in zip(lanes, wrapped, strict=True):
        polarity = f" polarity-{lane.column.polarity}" if lane.column.polarity else ""
        classes = f"node heading column-{lane.number + 1}{polarity}"
        look = _pill(lane, pen.palette)
        box = Box(
            lane.left + lane.width / 2,
            height / 2,
            lane.width,
            height,
            look,
            lines,
            classes=classes,
            title=lane.column.label,
        )
        boxes.append(box)
        if lane.column.count is not None and not again:
            boxes.append(count_in(box, lane.column.count, len(boxes) - 1, pen))
    return stacked(boxes, GAP)


def _pill(lane: Lane, palette: Palette) -> Look:
    """Return the look of a column's heading, the user's own colour of a theme as it was chosen."""
    color = lane.color
    if palette.marked:
        return Look(Face.SEMIBOLD, Size.THEME, palette.ink, Align.CENTER, Shape.PILL, palette.background, color, 1.5)
    fill = (palette.filled(lane.column.color) if lane.column.polarity is None else None) or color
    return Look(Face.SEMIBOLD, Size.THEME, palette.text_on(fill), Align.CENTER, Shape.PILL, fill, color)


def _wrapped(text: str, lane: Lane, *, counted: bool) -> tuple[str, ...]:
    sign = f"{themes.SIGN[lane.column.polarity]}\u00a0" if lane.column.polarity else ""
    beside = count_width(lane.column.count) + 2 * COUNT_GAP if counted else 0.0
    room = lane.width - max(2 * lane.padding, beside)
    return wrap(paragraph(sign + text, Face.SEMIBOLD), Size.THEME, room).texts or ("",)


def rows(arranged: Grid, lanes: Sequence[Lane], indent: float, writer: Writer) -> Iterator[Cells]:
    """Return the rows of a grid; a row under the same heading as the one above does not say it again."""
    above = None
    for row in arranged.rows:
        same = bool(row.label) and (row.key, row.label) == above
        yield row_band(row, lanes, _label(row, indent, writer.pen, arranged.language, shown=not same), writer)._replace(
            gap=GAP / 2 if same else GAP
        )
        above = (row.key, row.label)


def row_band(row: Row, lanes: Sequence[Lane], label: Label | None, writer: Writer) -> Cells:
    """Return a row: its items in the lanes, tinted by their column, or by the row where that has the polarity."""
    palette = writer.pen.palette
    if row.polarity:
        hue = palette.polarity[row.polarity]
        lanes = [lane if lane.column.polarity else lane._replace(color=hue) for lane in lanes]
    cells = tuple(
        entries(items, lane.track, Footing(lane.color, lane.column.polarity or row.polarity, lane.plain), writer)
        for lane, items in zip(lanes, row.cells, strict=True)
    )
    return Cells(tuple(lanes), cells, tuple(not cell for cell in cells), writer.pen, Ground(), label)


def _label(row: Row, indent: float, pen: Pen, language: str, *, shown: bool) -> Label | None:
    if not row.label or not indent:
        return None
    palette = pen.palette
    if row.polarity:
        color = palette.polarity[row.polarity]
    else:
        color = palette.rest if row.rest else palette.own(row.color) or palette.ink
    look = Look(Face.SEMIBOLD, Size.TEXT, palette.text(color))
    said = named(row)
    return Label((said, continued(said, language)), look, indent - LABEL_GAP, shown)


def named(row: Row) -> str:
    """Return the label of a row with its sign, where it has one."""
    return f"{themes.SIGN[row.polarity]}\u00a0{row.label}" if row.polarity else row.label


def strip_section(strip: Strip, width: float, writer: Writer, language: str, *, apart: bool = False) -> Section:
    """Return the items that stand in no column, under all of them."""
    pen = writer.pen
    look = Look(Face.SEMIBOLD, Size.TEXT, pen.palette.text(pen.palette.rest))

    def heads(part: int, _: int) -> tuple[Fixed, ...]:
        said = strip.label if part == 1 else continued(strip.label, language)
        box = text_box(said, look, (0.0, 0.0), width, pen=pen, classes="node heading")
        return (stacked([box], gap=16.0),)

    return Section(heads, (list_band(strip.items, width, _STRIP_TRACK, writer),), apart)


def list_band(items: tuple[GridItem, ...], width: float, goal: float, writer: Writer) -> Cells:
    """Return items over the whole width on the tint of what is left over, in tracks of about a width."""
    palette = writer.pen.palette
    tracks = max(1, min(round(width / goal), len(items)))
    track = (width - 2 * PADDING - (tracks - 1) * TRACK_GAP) / tracks
    lane = Lane(Column("", "", len(items)), 0, palette.rest, 0.0, track, tracks)
    cells = (entries(items, track, Footing(palette.rest), writer),)
    return Cells((lane,), cells, (False,), writer.pen, Ground(classes="strip"))
