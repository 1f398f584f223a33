"""A grid as a spreadsheet: one line an item, so that nothing is lost and a pivot can be made again."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem
from synthgrid.errors import N_
from synthgrid.i18n import speaks, translate

HEADINGS: Final = (
    N_("Number"),
    N_("Theme"),
    N_("Column"),
    N_("Contribution"),
    N_("Below number"),
    N_("Group"),
    N_("Note"),
)
BOM: Final = "\ufeff"


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula: a leading `'` before = + - @ TAB CR (OWASP)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def grid_csv(arranged: Grid) -> str:
    """Write a grid as CSV: `;` and a byte order mark for a French one, as French spreadsheets read it; else `,`."""
    french = speaks(arranged.language) == "fr"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(translate(heading, arranged.language) for heading in HEADINGS)
    for row in arranged.rows:
        for column, items in zip(arranged.columns, row.cells, strict=True):
            writer.writerows(_lines(items, (row.label, column.label)))
    if arranged.strip:
        writer.writerows(_lines(arranged.strip.items, ("", arranged.strip.label)))
    return (BOM if french else "") + out.getvalue()


def _lines(items: Iterable[GridItem], place: tuple[str, str], parent: GridItem | None = None) -> Iterator[list[str]]:
    for item in items:
        below = str(parent.ref) if parent is not None and parent.ref is not None else ""
        cells = (*place, item.text, below, item.group, item.note)
        yield ["" if item.ref is None else str(item.ref), *map(safe_cell, cells)]
        yield from _lines(item.children, place, item)
