"""A grid page by page: an overview of the counts, then each theme on pages of its own, a few items on each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, Row
from synthgrid.drawing.bands import Cells, Fixed, stacked, surface
from synthgrid.drawing.entries import Writer
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import text_box
from synthgrid.drawing.gridbands import (
    LABEL_GAP,
    ending_section,
    headings,
    named,
    row_band,
    strip_section,
    title_section,
)
from synthgrid.drawing.lanes import Lane, lanes_within, row_width
from synthgrid.drawing.pagination import Section
from synthgrid.drawing.picture import Align, Box, Look, Pen, Size
from synthgrid.drawing.wrapping import SLACK, paragraph
from synthgrid.errors import N_
from synthgrid.i18n import translate

ITEMS: Final = 24
"""Most items of a page."""
_LABELS: Final = 0.32
_ABOVE_COUNTS: Final = 18.0
_COUNT_HEIGHT: Final = 28.0


def theme_sections(arranged: Grid, width: float, panels: Sequence[Grid], writer: Writer) -> list[Section]:
    """Return the overview, then the pages of each row that has items.

    Args:
        arranged: The whole grid.
        width: Of a page.
        panels: The grid cut between columns where they would be too narrow for a page.
        writer: What all items are written with.
    """
    pen = writer.pen
    sections = [title_section(arranged.title, arranged.subtitle, width, pen)]
    sections += [_overview(panel, arranged, width, pen) for panel in panels]
    beside = (arranged.strip.label,) if arranged.strip else ()
    legend, last = arranged.legend if pen.options.legend else (), (*arranged.signs, *beside, *arranged.footers)
    sections.append(ending_section(legend, last, width, pen))
    for rows in zip(*map(_groups, panels), strict=True):
        if any(cell for found in rows for row in found for cell in row.cells):
            sections += [_theme(panel, found, width, writer) for panel, found in zip(panels, rows, strict=True)]
    if arranged.strip:
        sections.append(strip_section(arranged.strip, width, writer, arranged.language, apart=True))
    return sections


def _theme(panel: Grid, rows: tuple[Row, ...], width: float, writer: Writer) -> Section:
    """Return the pages of the rows under one heading, numbered when they are several."""
    pen = writer.pen
    counts = iter(_by_column(rows, panel.columns))
    columns = tuple(column if column.count is None else replace(column, count=next(counts)) for column in panel.columns)
    lanes = lanes_within(replace(panel, columns=columns, rows=rows), 0.0, width, pen.palette)

    def heads(part: int, parts: int) -> tuple[Fixed, ...]:
        under = headings(lanes, "", 0.0, pen, panel.language, again=part > 1)
        if not rows[0].label:
            return (under,)
        color = pen.palette.polarity[rows[0].polarity] if rows[0].polarity else pen.palette.own(rows[0].color)
        look = Look(Face.SEMIBOLD, Size.ROOT, pen.palette.text(color or pen.palette.ink))
        said = f"{named(rows[0])}\u00a0{part}/{parts}" if parts > 1 else named(rows[0])
        title = text_box(said, look, (0.0, 0.0), width, pen=pen, classes="node heading row")
        return stacked([title], below=6.0), under

    bands: list[Cells] = []
    for page in _shared(rows, tabled=panel.tabled):
        for number, row in enumerate(page):
            bands.append(row_band(row, lanes, None, writer)._replace(apart=number == 0 and bool(bands)))
    return Section(heads, tuple(bands), apart=True)


def _shared(rows: Sequence[Row], *, tabled: bool) -> list[list[Row]]:
    """Share rows among pages of few items: rows of a table whole, others cut through all their columns alike."""
    pages: list[list[Row]] = [[]]
    used = 0
    for row in rows if tabled else [part for whole in rows for part in _parts(whole)]:
        size = sum(_family(item) for cell in row.cells for item in cell)
        if pages[-1] and used + size > ITEMS:
            pages.append([])
            used = 0
        pages[-1].append(row)
        used += size
    return pages


def _parts(row: Row) -> Iterator[Row]:
    """Cut a row into as few parts as may be, the first items of each column first."""
    total = sum(_family(item) for cell in row.cells for item in cell)
    share = ceil(total / max(ceil(total / ITEMS), 1))
    in_turn = sorted((turn, column) for column, cell in enumerate(row.cells) for turn in range(len(cell)))
    cells: list[list[GridItem]] = [[] for _ in row.cells]
    used = 0
    for turn, column in in_turn:
        item = row.cells[column][turn]
        if used and used + _family(item) > min(share + 1, ITEMS):
            yield replace(row, cells=tuple(map(tuple, cells)))
            cells, used = [[] for _ in row.cells], 0
        cells[column].append(item)
        used += _family(item)
    yield replace(row, cells=tuple(map(tuple, cells)))


def _overview(panel: Grid, arranged: Grid, width: float, pen: Pen) -> Section:
    """Return the counts: a line a row, a number a column, and what each row holds in all."""
    indent = _label_room(arranged, width)
    columns = [replace(column, count=None) for column in panel.columns if column.count is not None]
    columns.append(Column("", translate(N_("Total"), arranged.language), None))
    lanes = lanes_within(replace(panel, columns=tuple(columns), rows=()), indent, width, pen.palette)

    def heads(part: int, _: int) -> tuple[Fixed, ...]:
        found = headings(lanes, arranged.row_heading, indent, pen, arranged.language, again=part > 1)
        return (found._replace(gap=_ABOVE_COUNTS),)

    lines = [
        _line(named(whole[0]), [*_by_column(found, panel.columns), _counted(whole)], lanes, indent, pen)
        for found, whole in zip(_groups(panel), _groups(arranged), strict=True)
    ]
    if len(lines) > 1:
        counts = [*_by_column(panel.rows, panel.columns), _counted(arranged.rows)]
        lines.append(_line(translate(N_("Total"), arranged.language), counts, lanes, indent, pen)._replace(gap=6.0))
    return Section(heads, tuple(lines))


def _label_room(arranged: Grid, width: float) -> float:
    """Return the room that the labels of rows need, within limits; none without any."""
    widest = max((paragraph(named(row), Face.SEMIBOLD).width for row in arranged.rows if row.label), default=0.0)
    wanted = widest * Size.TEXT * SLACK + LABEL_GAP
    return min(max(wanted, row_width(arranged, width)), width * _LABELS) if widest else 0.0


def _groups(arranged: Grid) -> list[tuple[Row, ...]]:
    return [tuple(rows) for _, rows in groupby(arranged.rows, key=lambda row: (row.key, row.label))]


def _line(said: str, counts: Sequence[int], lanes: Sequence[Lane], indent: float, pen: Pen) -> Fixed:
    """Return one line of the overview."""
    look = Look(Face.SEMIBOLD, Size.TEXT, pen.palette.ink)
    place = (0.0, 0.0)
    labels = [text_box(said, look, place, indent - LABEL_GAP, pen=pen, classes="node row")] if indent else []
    height = max([_COUNT_HEIGHT, *(box.height + 8 for box in labels)])
    boxes = [surface((lane.left, 0.0), (lane.width, height), lane.color, "cell", pen) for lane in lanes]
    boxes += [label._replace(y=height / 2) for label in labels]
    for lane, count in zip(lanes, counts, strict=True):
        color = pen.palette.text(lane.color) if count else pen.palette.muted
        number = Look(Face.SEMIBOLD, Size.THEME, color, Align.CENTER)
        middle = (lane.left + lane.width / 2, height / 2, lane.width - 2 * lane.padding, height - 8)
        boxes.append(Box(*middle, number, (str(count),), classes="node count"))
    return Fixed(tuple(boxes), height, 3.0)


def _by_column(rows: Sequence[Row], columns: Sequence[Column]) -> list[int]:
    """Count the items of each column; one that holds the values of a field has none."""
    cells = zip(columns, zip(*(row.cells for row in rows), strict=True), strict=True)
    return [_distinct(found) for column, found in cells if column.count is not None]


def _counted(rows: Sequence[Row]) -> int:
    return _distinct([cell for row in rows for cell in row.cells])


def _distinct(cells: Sequence[Sequence[GridItem]]) -> int:
    """Count the items of some cells, each once."""
    return sum({item.id: _family(item) for cell in cells for item in cell if not item.whole}.values())


def _family(item: GridItem) -> int:
    """Count an item and what hangs below it; a value of a field, or what only refers to an item, is none."""
    return 0 if item.whole or not item.id else 1 + sum(map(_family, item.children))
