"""A sheet as what a word processor holds: paragraphs with a style, and tables. Both formats are made of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, LegendEntry, MindMap, Part, Row, Sheet, Strip
from synthgrid.domain.options import Options
from synthgrid.domain.outline import legend_heading, summary_of
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, Message
from synthgrid.i18n import decimal, plural, translate
from synthgrid.writing.html import column_heading, row_heading
from synthgrid.writing.office import FIGURE_DPI, shrunk

THEMES: Final = 0.19
"""How much of the width of a table the headings of its rows take."""


class Style(StrEnum):
    """What a paragraph is."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ITEM = "item"
    NOTE = "note"
    QUOTE = "quote"
    COLUMN = "column"
    ROW = "row"
    FOOTER = "footer"
    TEXT = "text"


class Look(StrEnum):
    """What a part of a paragraph is, where it is not its text."""

    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; of the paragraph's own look when it has none."""

    text: str
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `level` is how deep an item, or the note under it, stands in its list, from 0."""

    style: Style
    spans: tuple[Span, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and the polarity of its column; or a cell of the column that names the rows."""

    paragraphs: tuple[Paragraph, ...]
    polarity: Polarity | None = None
    names_rows: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `headings` are repeated on each page, `widths` are shares of 1, `caption` says what it is."""

    caption: str
    widths: tuple[float, ...]
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on a page of its own.

    Attributes:
        heading: What it is.
        png: Its bytes.
        alternative: What it shows, in words.
        caption: What is said under the heading: that its letters are too small for paper; "" where they are not.
    """

    heading: str
    png: bytes
    alternative: str
    caption: str = ""


Block = Paragraph | Table


_SMALLEST: Final = 9.0
_FLOOR: Final = 8.0
"""Smallest letters of a map as it is drawn, and smallest that can be read on A4, points."""
_SMALL: Final = N_(
    "The smallest text of the map is %(size)s points here, too small for paper (%(floor)s): "
    "enlarge it on a screen, or take the PDF of the map with “pages=category”."
)


def figure_options(options: Options) -> Options:
    """Return how the map of a sheet is drawn as a figure: of the same items, sharp in print, of a size of its own."""
    return replace(options, template=None, paper=None, pages=None, dpi=FIGURE_DPI)


def figure_of(arranged: MindMap, png: bytes, dpi: int) -> Figure:
    """Return the figure of a mind map that was drawn with so many dots per inch."""
    size, language = _SMALLEST * shrunk(png, dpi), arranged.language
    facts = {"size": decimal(round(size, 1), language), "floor": decimal(_FLOOR, language)}
    caption = translate(Message(_SMALL, facts), language) if round(size, 1) < _FLOOR else ""
    return Figure(translate(N_("Mind map"), language), png, summary_of(arranged), caption)


def flow_of(sheet: Sheet) -> Iterator[Block]:
    """Return the blocks of a sheet from its title to its footers."""
    yield _plain(Style.TITLE, sheet.title)
    yield from (_plain(Style.SUBTITLE, line) for line in sheet.subtitle)
    for part in sheet.parts:
        yield from _part(part, sheet.language)
    yield from _legend(sheet.legend, sheet.language)
    yield from (_plain(Style.FOOTER, line) for line in sheet.footers)


def _part(part: Part, language: str) -> Iterator[Block]:
    if part.heading:
        yield _plain(Style.HEADING, part.heading)
    if part.grid:
        yield _table(part.grid)
        yield from _strip(part.grid.strip, Style.SUBHEADING if part.heading else Style.HEADING, language)
    else:
        yield from _items(part.items, language)


def _strip(strip: Strip | None, style: Style, language: str) -> Iterator[Block]:
    if strip:
        yield _plain(style, strip.label)
        yield from _items(strip.items, language)


def _table(grid: Grid) -> Table:
    named = bool(grid.row_heading)
    width = (1 - THEMES * named) / len(grid.columns)
    columns = (Cell((_plain(Style.COLUMN, column_heading(column)),), column.polarity) for column in grid.columns)
    return Table(
        caption=" / ".join(column.label for column in grid.columns),
        widths=(*[THEMES] * named, *[width] * len(grid.columns)),
        headings=(*[_name(grid.row_heading)] * named, *columns),
        rows=tuple(_rows(grid, named=named)),
    )


def _rows(grid: Grid, *, named: bool) -> Iterator[tuple[Cell, ...]]:
    """Return the rows; of those that stand under one heading, the first has it."""
    above = None
    for row in grid.rows:
        heading = (row.key, row.label)
        yield (*[_name(row_heading(row) if heading != above else "")] * named, *_cells(row, grid))
        above = heading


def _name(text: str) -> Cell:
    return Cell((_plain(Style.ROW, text),), names_rows=True)


def _cells(row: Row, grid: Grid) -> Iterator[Cell]:
    for column, items in zip(grid.columns, row.cells, strict=True):
        yield Cell(tuple(_content(column, items, grid.language)), column.polarity or row.polarity)


def _content(column: Column, items: Sequence[GridItem], language: str) -> Iterator[Paragraph]:
    if not items:
        yield _plain(Style.TEXT, "—")
    elif column.count is None:
        yield _plain(Style.TEXT, ", ".join(item.text for item in items))
    else:
        yield from _items(items, language)


def _items(items: Iterable[GridItem], language: str, level: int = 0) -> Iterator[Paragraph]:
    for item in items:
        yield Paragraph(Style.QUOTE if item.quotation else Style.ITEM, tuple(_said(item)), level)
        if item.note:
            note = translate(Message(N_("Note: %(note)s"), {"note": item.note}), language)
            yield Paragraph(Style.NOTE, (Span(note),), level)
        yield from _items(item.children, language, level if item.quotation else level + 1)


def _said(item: GridItem) -> Iterator[Span]:
    if item.ref is not None:
        yield Span(f"{item.ref}\u2002", Look.NUMBER)
    yield Span(item.text)
    for mark in item.signs:
        yield Span(f"\u00a0[{mark}]", Look.MARK)


def _legend(legend: tuple[LegendEntry, ...], language: str) -> Iterator[Paragraph]:
    """Return the groups, side by side: as a list they would often be alone on a last page."""
    if legend:
        yield _plain(Style.HEADING, legend_heading(legend, language))
        yield Paragraph(Style.TEXT, tuple(_group_spans(legend, language)))


def _group_spans(legend: tuple[LegendEntry, ...], language: str) -> Iterator[Span]:
    for number, entry in enumerate(legend):
        if number:
            yield Span("\u2003")
        who = ", ".join(part for part in (entry.name, entry.actor) if part)
        count = plural("%(count)d contribution", "%(count)d contributions", entry.count, language)
        yield Span(f"[{entry.mark}]\u00a0", Look.MARK)
        yield Span(f"{who} ({count})")


def _plain(style: Style, text: str) -> Paragraph:
    return Paragraph(style, (Span(text),))
