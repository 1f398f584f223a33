"""From a grid to pictures: one of a shape that suits it, or pages with the headings repeated."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem
from synthgrid.domain.options import Pages, Paper
from synthgrid.domain.values import Polarity
from synthgrid.drawing.bands import Fixed
from synthgrid.drawing.entries import Writer, gutter
from synthgrid.drawing.gridbands import ending_section, headings, rows, strip_section, title_section
from synthgrid.drawing.lanes import Lane, lanes_of, lanes_within, least_width, row_width, width_for
from synthgrid.drawing.pagination import Leaf, Section, best_paged, leaf_of, paper_of, subject_of, unpaged, wide_enough
from synthgrid.drawing.paper import PAGES
from synthgrid.drawing.picture import Pen, Picture
from synthgrid.drawing.themepages import theme_sections

_LEAST_WIDTH: Final = 420.0
_COMFORT: Final = 250.0
_TABLE_COMFORT: Final = 130.0
"""Widths at which columns, and fields of a table, need no wider page."""
_LARGER: Final = (1.0, 1.12, 1.25)
_LARGER_THEMES: Final = (1.0, 1.2, 1.4, 1.6)
"""How much larger than need be the letters of pages may be."""
_NARROWEST: Final = 148.0
"""Columns narrower than this go to further pages."""


def pages_of(arranged: Grid, pen: Pen) -> tuple[Picture, ...]:
    """Lay out a grid on as many pages as it needs at a size that can be read, and larger where that takes no more."""
    by_theme = pen.options.pages is Pages.CATEGORY
    tried = (_leaf(arranged, pen, larger) for larger in (_LARGER_THEMES if by_theme else _LARGER))
    leaves = wide_enough(tried, least_width(arranged))

    def sections(leaf: Leaf) -> list[Section]:
        return (_theme_sections if by_theme else _sections)(arranged, leaf.width, pen)

    return best_paged(sections, leaves, subject_of(arranged), pen)


def picture_of(arranged: Grid, pen: Pen) -> Picture:
    """Lay out a grid as one picture, of the shape of the paper if one is asked for."""
    paper = pen.options.paper
    if paper is None:
        indent = _indent(arranged, row_width(arranged))
        lanes = lanes_of(arranged, indent, pen.palette)
        width = max(lanes[-1].left + lanes[-1].width, _LEAST_WIDTH) if lanes else _LEAST_WIDTH
    else:
        pages = [PAGES[paper]] if paper is Paper.SCREEN else [PAGES[paper], PAGES[paper].turned]
        width = width_for(arranged, pages)
        indent = _indent(arranged, row_width(arranged, width))
        lanes = lanes_within(arranged, indent, width, pen.palette)
    sections = [
        title_section(arranged.title, arranged.subtitle, width, pen),
        *grid_sections(arranged, lanes, indent, width, writer_of(arranged, pen)),
        ending_section(arranged.legend if pen.options.legend else (), (*arranged.signs, *arranged.footers), width, pen),
    ]
    return unpaged(sections, subject_of(arranged), pen)


def writer_of(arranged: Grid, pen: Pen) -> Writer:
    """Return what all the items of a grid are written with."""
    return Writer(pen, gutter(numbered_items(arranged), pen))


def numbered_items(arranged: Grid) -> Iterator[tuple[GridItem, Polarity | None]]:
    """Return the items of a grid, each with the polarity that its place says; the values of fields are left out."""
    yield from ((item, None) for item in (arranged.strip.items if arranged.strip else ()))
    for row in arranged.rows:
        for column, cell in zip(arranged.columns, row.cells, strict=True):
            if column.count is not None:
                yield from ((item, column.polarity or row.polarity) for item in cell)


def grid_sections(arranged: Grid, lanes: Sequence[Lane], indent: float, width: float, writer: Writer) -> list[Section]:
    """Return the headings, the rows and the strip of a grid.

    Args:
        arranged: The grid.
        lanes: Its columns at their places.
        indent: Where the first of them starts.
        width: Of the whole.
        writer: What all items are written with.
    """

    def heads(part: int, _: int) -> tuple[Fixed, ...]:
        return (headings(lanes, arranged.row_heading, indent, writer.pen, arranged.language, again=part > 1),)

    sections = [Section(heads, tuple(rows(arranged, lanes, indent, writer)))] if lanes else []
    if arranged.strip:
        sections.append(strip_section(arranged.strip, width, writer, arranged.language))
    return sections


def sections_within(arranged: Grid, width: float, writer: Writer) -> list[Section]:
    """Return the sections of a grid that is given its width; columns that would be too narrow come below the others."""
    found: list[Section] = []
    indent = _indent(arranged, row_width(arranged, width))
    for panel in panels(arranged, width):
        lanes = lanes_within(panel, indent, width, writer.pen.palette)
        sections = grid_sections(panel, lanes, indent, width, writer)
        found += [section._replace(apart=bool(found)) for section in sections[:1]] + sections[1:]
    return found


def panels(arranged: Grid, width: float) -> list[Grid]:
    """Cut a grid between columns where they would be too narrow; the strip stands under the last."""
    count = len(arranged.columns)
    room = width - row_width(arranged, width)
    fitting = count if arranged.tabled else max(int(room / _NARROWEST), 1)
    share = ceil(count / ceil(count / fitting)) if count else 1
    cuts = range(0, max(count, 1), share)
    return [
        replace(
            arranged,
            columns=arranged.columns[at : at + share],
            rows=tuple(replace(row, cells=row.cells[at : at + share]) for row in arranged.rows),
            strip=arranged.strip if at == cuts[-1] else None,
        )
        for at in cuts
    ]


def _theme_sections(arranged: Grid, width: float, pen: Pen) -> list[Section]:
    return theme_sections(arranged, width, panels(arranged, width), writer_of(arranged, pen))


def _sections(arranged: Grid, width: float, pen: Pen) -> list[Section]:
    return [
        title_section(arranged.title, arranged.subtitle, width, pen),
        *sections_within(arranged, width, writer_of(arranged, pen)),
        ending_section(arranged.legend if pen.options.legend else (), (*arranged.signs, *arranged.footers), width, pen),
    ]


def _indent(arranged: Grid, labels: float) -> float:
    return labels if any(row.label for row in arranged.rows) else 0.0


def _leaf(arranged: Grid, pen: Pen, larger: float) -> Leaf:
    """Return the page of a grid: upright where its columns are wide enough on it; lying for one theme a page."""
    paper = paper_of(pen.options)
    upright = leaf_of(paper, upright=True, larger=larger)
    needed = row_width(arranged, upright.width) + len(arranged.columns) * (
        _TABLE_COMFORT if arranged.tabled else _COMFORT
    )
    if pen.options.pages is not Pages.CATEGORY and max(needed, least_width(arranged)) <= upright.width:
        return upright
    return leaf_of(paper, upright=False, larger=larger)
