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
from synthgrid.drawing.lanes import LANE_GAP, PADDING, Lane, color_of, lanes_within
from synthgrid.drawing.pagination import Section
from synthgrid.drawing.picture import Align, Box, Look, Pen, Size
from synthgrid.errors import N_
from synthgrid.i18n import translate

ITEMS: Final = 24
"""Most items of a page."""
_LABELS: Final = 0.32
_COUNT_HEIGHT: Final = 28.0


def theme_sections(arranged: Grid, width: float, panels: Sequence[Grid], writer: Writer) -> list[Section]:
    """Return the overview, then the pages of each row.

    Args:
        arranged: The whole grid.
        width: Of a page.
        panels: The grid cut between columns where they would be too narrow for a page.
        writer: What all items are written with.
    """
    pen = writer.pen
    sections = [title_section(arranged.title, arranged.subtitle, width, pen)]
    sections += [_overview(panel, arranged, width, pen) for panel in panels]
    sections.append(ending_section(arranged.legend if pen.options.legend else (), arranged.footers, width, pen))
    for rows in zip(*map(_groups, panels), strict=True):
        sections += [_theme(panel, found, width, writer) for panel, found in zip(panels, rows, strict=True)]
    if arranged.strip:
        sections.append(strip_section(arranged.strip, width, writer, arranged.language, apart=True))
    return sections


def _theme(panel: Grid, rows: tuple[Row, ...], width: float, writer: Writer) -> Section:
    """Return the pages of the rows under one heading, numbered when they are several."""
    pen = writer.pen
    lanes = lanes_within(replace(panel, rows=rows), 0.0, width, pen.palette)

    def heads(part: int, parts: int) -> tuple[Fixed, ...]:
        columns = headings(lanes, "", 0.0, pen, panel.language, again=True)
        if not rows[0].label:
            return (columns,)
        color = pen.palette.polarity[rows[0].polarity] if rows[0].polarity else pen.palette.own(rows[0].color)
        look = Look(Face.SEMIBOLD, Size.ROOT, pen.palette.text(color or pen.palette.ink))
        said = f"{named(rows[0])} {part}/{parts}" if parts > 1 else named(rows[0])
        title = text_box(said, look, (0.0, 0.0), width, pen=pen, classes="node heading row")
        return stacked([title], below=6.0), columns

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
        size = sum(_family(item) for cell in row.cells for item in cell if item.id)
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


def _family(item: GridItem) -> int:
    """Count an item and what hangs below it; what only refers to one is none."""
    return 0 if item.whole else 1 + sum(map(_family, item.children))


def _overview(panel: Grid, arranged: Grid, width: float, pen: Pen) -> Section:
    """Return the counts: a line a row, a number a column, and what each row holds in all."""
    indent = width * _LABELS if arranged.row_heading else 0.0
    columns = [replace(column, count=None) for column in panel.columns if column.count is not None]
    columns.append(Column("", translate(N_("Total"), arranged.language), None))
    each = (width - indent) / len(columns) - LANE_GAP
    lanes = [
        Lane(column, number, color_of(column, pen.palette), indent + number * (each + LANE_GAP), each - 2 * PADDING, 1)
        for number, column in enumerate(columns)
    ]

    def heads(part: int, _: int) -> tuple[Fixed, ...]:
        return (headings(lanes, arranged.row_heading, indent, pen, arranged.language, again=part > 1),)

    groups = zip(_groups(panel), _groups(arranged), strict=True)
    lines = [_line(found, whole, lanes, indent, pen) for found, whole in groups]
    return Section(heads, tuple(lines))


def _groups(arranged: Grid) -> list[tuple[Row, ...]]:
    return [tuple(rows) for _, rows in groupby(arranged.rows, key=lambda row: (row.key, row.label))]


def _line(rows: Sequence[Row], whole: Sequence[Row], lanes: Sequence[Lane], indent: float, pen: Pen) -> Fixed:
    """Return one line of the overview."""
    look = Look(Face.REGULAR, Size.TEXT, pen.palette.text(pen.palette.rest) if rows[0].rest else pen.palette.ink)
    labels = (
        [text_box(named(rows[0]), look, (0.0, 0.0), indent - LABEL_GAP, pen=pen, classes="node row")] if indent else []
    )
    height = max([_COUNT_HEIGHT, *(box.height + 8 for box in labels)])
    boxes = [surface((lane.left, 0.0), (lane.width, height), lane.color, "cell", pen) for lane in lanes]
    boxes += [label._replace(y=height / 2) for label in labels]
    counts = [_counted(items) for items in zip(*(row.cells for row in rows), strict=True)][: len(lanes) - 1]
    counts.append(_counted([cell for row in whole for cell in row.cells]))
    for lane, count in zip(lanes, counts, strict=True):
        color = pen.palette.text(lane.color) if count else pen.palette.muted
        number = Look(Face.SEMIBOLD, Size.THEME, color, Align.CENTER)
        place = (lane.left + lane.width / 2, height / 2, lane.width - 2 * PADDING, height - 8)
        boxes.append(Box(*place, number, (str(count),), classes=f"node count column-{lane.number + 1}"))
    return Fixed(tuple(boxes), height, 3.0)


def _counted(cells: Sequence[Sequence[GridItem]]) -> int:
    """Count the items of some cells, each once."""
    return sum({item.id: _family(item) for cell in cells for item in cell if item.id and not item.whole}.values())
