"""A grid as a spreadsheet: one line an item, so that nothing is lost and a pivot can be made again."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem, Row, Strip
from synthgrid.domain.cells import guarded
from synthgrid.errors import N_
from synthgrid.i18n import speaks, translate

BOM: Final = "\ufeff"


def grid_csv(arranged: Grid) -> str:
    """Write a grid as CSV: `;` and a byte order mark for a French one, as French spreadsheets read it; else `,`."""
    french = speaks(arranged.language) == "fr"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(map(guarded, _headings(arranged)))
    for row in arranged.rows:
        writer.writerows(_tabled(arranged, row) if arranged.tabled else _spread(arranged, row))
    if arranged.strip:
        writer.writerows(_stripped(arranged.strip))
    return (BOM if french else "") + out.getvalue()


def _headings(arranged: Grid) -> Iterator[str]:
    """Return the first line: a table has a column for each of its fields, where others say which column it was."""
    number, column, below, group, note = (
        translate(heading, arranged.language)
        for heading in (N_("Number"), N_("Column"), N_("Below number"), N_("Group"), N_("Note"))
    )
    below_it = arranged.strip.row_heading if arranged.strip else ""
    of_rows = arranged.row_heading or below_it or translate(N_("Theme"), arranged.language)
    if arranged.tabled:
        yield from (number, of_rows, *(one.label for one in arranged.columns), below, group, note)
    else:
        yield from (number, of_rows, column, translate(N_("Contribution"), arranged.language), below, group, note)


def _spread(arranged: Grid, row: Row) -> Iterator[list[str]]:
    for column, items in zip(arranged.columns, row.cells, strict=True):
        yield from _lines(items, (row.label, column.label))


def _stripped(strip: Strip) -> Iterator[list[str]]:
    for item, of_row in zip(strip.items, strip.rows or ("",) * len(strip.items), strict=True):
        yield from _lines((item,), (of_row, strip.label))


def _lines(items: Iterable[GridItem], place: tuple[str, str]) -> Iterator[list[str]]:
    return (_line(item, parent, (*place, item.text)) for item, parent in _families(items))


def _tabled(arranged: Grid, row: Row) -> Iterator[list[str]]:
    """Return the line of an item with its fields, and those of its sub-items, which have none."""
    at = next(number for number, column in enumerate(arranged.columns) if column.count is not None)
    fields = [", ".join(item.text for item in items) for items in row.cells]
    for item, parent in _families(row.cells[at]):
        said = fields if parent is None else [""] * len(fields)
        yield _line(item, parent, (row.label, *said[:at], item.text, *said[at + 1 :]))


def _families(items: Iterable[GridItem], parent: GridItem | None = None) -> Iterator[tuple[GridItem, GridItem | None]]:
    for item in items:
        yield item, parent
        yield from _families(item.children, item)


def _line(item: GridItem, parent: GridItem | None, cells: Iterable[str]) -> list[str]:
    below = str(parent.ref) if parent is not None and parent.ref is not None else ""
    number = "" if item.ref is None else str(item.ref)
    return [number, *map(guarded, cells), below, *map(guarded, (item.group, item.note))]
