"""The rows of a table, as a file gives them, and the row that heads it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from synthgrid.domain.cells import unguarded
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.formats.table.words import is_known
from synthgrid.settings import Limits

_BREAKS: Final = re.compile("[\n\t\u2028\u2029]+")

ABOVE_MAX: Final = 20
"""Rows looked at for the one that heads the table."""

ROWS_AN_ITEM: Final = 10
"""Rows that are not blank, for each item a body may have: more are refused before they cost time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        line: Line of the body, or row of the sheet, counted from 1.
        cells: The cells, trimmed; the empty ones at the end are left out.
        width: How many there are, those too.
        spread: Numbers of the cells that only repeat what a merged cell above says.
    """

    line: int
    cells: tuple[str, ...]
    width: int
    spread: frozenset[int] = frozenset()

    def cell(self, number: int) -> str:
        """Return a cell, "" where the row has none."""
        return self.cells[number] if number < len(self.cells) else ""

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(map(bool, self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table.

    Attributes:
        above: Rows before its headings.
        head: The row of its headings.
        rows: The others that are not blank.
        width: How many columns there are.
    """

    above: tuple[Row, ...]
    head: Row
    rows: tuple[Row, ...]
    width: int


def one_line(cell: str) -> str:
    """Return a cell as one line; its other blanks stay as they are."""
    return " ".join(filter(None, (part.strip() for part in _BREAKS.split(cell))))


def a_row(line: int, cells: Iterable[str], spread: frozenset[int] = frozenset()) -> Row:
    """Make a row of cells as they came."""
    trimmed = [cell.strip() for cell in cells]
    width = len(trimmed)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return Row(line, tuple(trimmed), width, spread)


def read_table(rows: Iterable[Row], limits: Limits, *, ruled: bool, raw: bool = False) -> Table | None:
    """Find the headings of a table; None when every row is blank.

    They are the first row with a heading that is known, of those at the top; else the first of all. A table of one
    column that has none, is all contributions.

    Args:
        rows: Blank ones too.
        limits: Rows and columns allowed.
        ruled: Whether the row of the headings says how many columns there are; else the widest row does.
        raw: Whether its cells have no guard against what spreadsheets make of them.

    Raises:
        InvalidDocumentError: It has more rows or columns than one body may have.
    """
    said = rows if raw else map(_unguarded, rows)
    filled = _limited((row for row in said if row.filled), limits)
    top = list(islice(filled, ABOVE_MAX))
    if not top:
        return None
    at = next((number for number, row in enumerate(top) if _heads(row)), 0)
    head, below = top[at], (*top[at + 1 :], *filled)
    width = max(len(row.cells) for row in (head, *below))
    if width == 1 and not _heads(head) and not head.cells[0].endswith(("?", ":")):
        return Table((), Row(head.line, (), 1), (head, *below), 1)
    return Table(tuple(top[:at]), head, below, min(width, head.width) if ruled else width)


def _unguarded(row: Row) -> Row:
    return replace(row, cells=tuple(map(unguarded, row.cells)))


def _heads(row: Row) -> bool:
    known = sum(map(is_known, row.cells))
    return known > 0 and 2 * known >= min(row.filled, 2)


def _limited(rows: Iterable[Row], limits: Limits) -> Iterator[Row]:
    most = ROWS_AN_ITEM * limits.items
    for count, row in enumerate(rows, 1):
        if count > most:
            raise too_many_rows(most, row.line)
        if len(row.cells) > limits.columns:
            facts = {"count": len(row.cells), "limit": limits.columns}
            message = Message(N_("%(count)d columns; at most %(limit)d. Keep those that hold contributions."), facts)
            raise InvalidDocumentError([Fault("", message, row.line)])
        yield row


def too_many_rows(most: int, line: int) -> InvalidDocumentError:
    """Return the refusal of a table with more rows than one body may have."""
    message = Message(N_("More than %(limit)d lines; send them in several parts."), {"limit": most})
    return InvalidDocumentError([Fault("", message, line)])
