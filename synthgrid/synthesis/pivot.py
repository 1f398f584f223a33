"""The pivot of a grid: items spread over columns and rows, each whole in every cell that it belongs to."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, Row, Strip
from synthgrid.domain.forms import Pivot
from synthgrid.domain.values import Polarity, Proposal
from synthgrid.synthesis import words
from synthgrid.synthesis.grid_items import GridItems
from synthgrid.synthesis.spread import Slot, Spread, Spreading

_Place = tuple[int, int]
"""A cell: its row and its column."""
_ONE_ROW: Final = Spread((Slot("", ""),), {}, {}, "", "")


def pivoted(
    template: Pivot,
    shown: tuple[Proposal, ...],
    items: GridItems,
    spreading: Spreading,
) -> Grid:
    """Spread the items of a grid over its columns and rows.

    Args:
        template: Columns and rows.
        shown: The items without parent.
        items: Makes the items of cells.
        spreading: Knows the values of their fields.
    """
    columns = spreading.over(template.columns, shown)
    placed = tuple(item for item in shown if columns.at(item))
    rows = spreading.over(template.rows, placed) if template.rows else _ONE_ROW
    filled = _Filled(items, rows if rows.slots else _ONE_ROW, columns)
    for item in placed:
        filled.put(item)
    silent = tuple(item for item in shown if not columns.at(item))
    of_silent = spreading.over(template.rows, silent) if template.rows else None
    return Grid(
        title="",
        columns=tuple(filled.columns(placed)),
        rows=tuple(filled.rows(placed)),
        row_heading=filled.row_heading,
        strip=_strip(columns.missing, silent, items, of_silent),
    )


def _strip(label: str, silent: tuple[Proposal, ...], items: GridItems, rows: Spread | None) -> Strip | None:
    if not silent:
        return None
    count = items.family(silent)
    strip = Strip(words.counted(label, count), items.several(silent), count)
    if rows is None:
        return strip
    labels = (", ".join(rows.slots[number].label for number in rows.at(item)) for item in silent)
    return replace(strip, row_heading=rows.heading, rows=tuple(labels))


class _Filled:
    """The cells as they fill."""

    def __init__(self, items: GridItems, rows: Spread, columns: Spread) -> None:
        self._items, self._rows, self._columns = items, rows, columns
        self._cells: dict[_Place, list[GridItem]] = {}

    @property
    def row_heading(self) -> str:
        """Heading of the column of row labels."""
        return self._rows.heading

    def put(self, item: Proposal) -> None:
        """Put an item into each of its cells, and what refers to it into the others."""
        cells = list(product(self._rows_of(item), self._columns.at(item)))
        others = {
            *product(self._rows.references.get(item.id, ()), self._columns.at(item)),
            *product(self._rows_of(item), self._columns.references.get(item.id, ())),
        }
        both = len({self._polarity(place) for place in cells} - {None}) > 1
        shown = replace(self._items.one(item), cells=len(cells), ambivalent=both)
        for place in cells:
            self._cells.setdefault(place, []).append(self._seen(shown, item, self._polarity(place)))
        for place in sorted(others.difference(cells)):
            self._cells.setdefault(place, []).append(self._items.reference(item))

    def _rows_of(self, item: Proposal) -> tuple[int, ...]:
        """Return the rows of an item; one past the last is the row of what has none."""
        if self._rows is _ONE_ROW:
            return (0,)
        return self._rows.at(item) or (len(self._rows.slots),)

    def _polarity(self, place: _Place) -> Polarity | None:
        row, column = place
        of_row = self._rows.slots[row].polarity if row < len(self._rows.slots) else None
        return self._columns.slots[column].polarity or of_row

    def _seen(self, shown: GridItem, item: Proposal, polarity: Polarity | None) -> GridItem:
        """Return an item as a cell shows it: in the column of a reading, as its readers see it."""
        if polarity is None or polarity is item.polarity:
            return shown
        return self._items.seen(shown, polarity)

    def columns(self, placed: tuple[Proposal, ...]) -> Iterator[Column]:
        """Return the columns; an item in two of them counts in both."""
        for number, slot in enumerate(self._columns.slots):
            count = self._items.family(item for item in placed if number in self._columns.at(item))
            yield Column(slot.key, slot.label, count, slot.polarity, slot.color)

    def rows(self, placed: tuple[Proposal, ...]) -> Iterator[Row]:
        """Return the rows, and last that of what stands in none of them."""
        for number, slot in enumerate(self._rows.slots):
            yield Row(slot.key, slot.label, self._row(number), color=slot.color, polarity=slot.polarity)
        last = len(self._rows.slots)
        if rest := [item for item in placed if self._rows_of(item) == (last,)]:
            label = words.counted(self._rows.missing, self._items.family(rest))
            yield Row("", label, self._row(last), rest=True)

    def _row(self, number: int) -> tuple[tuple[GridItem, ...], ...]:
        return tuple(tuple(self._cells.get((number, column), ())) for column in range(len(self._columns.slots)))
