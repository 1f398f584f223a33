"""The rows of a table in an outline: items under the headings of their columns, as in text sheets."""

from collections.abc import Iterable, Sequence
from typing import Final

from synthgrid.domain.branches import Branch, Kind
from synthgrid.formats.spare import spare
from synthgrid.formats.text.columns import Column, columns_of, items_of, take_headings
from synthgrid.formats.text.lines import HEADING_MAX, Line
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.scopes import GROUP

_TAB: Final = "\t"


def rows_of(
    line: int, headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], outline: Outline
) -> list[Branch]:
    """Return the entries of a table.

    Where a heading names a polarity or a section, cells are items, and themes and groups hold for their row. Any other
    table has an item a row: its first cell, the others being facets.

    Args:
        line: Where the headings stand.
        headings: The first row; empty texts without.
        rows: Each with its line.
        outline: Receives how the headings were understood.
    """
    names = [" ".join(heading.split()) for heading in headings]
    written = _TAB.join(names)
    columns = columns_of(Line(line, written, written, text=written))
    if columns is None:
        return [one for number, cells in rows for one in _plain(number, names, cells)]
    take_headings(outline, columns, Line(line, written, written))
    return [one for number, cells in rows for one in _row(number, columns, cells)]


def _plain(line: int, names: Sequence[str], cells: Sequence[str]) -> list[Branch]:
    said = [(cell, names[at] if at < len(names) else "") for at, cell in enumerate(cells) if cell.strip()]
    if not said:
        return []
    facets, left = spare((name or str(at), cell) for at, (cell, name) in enumerate(said[1:], 2))
    fields = {"facets": facets, "note": "\n".join(left)}
    return [Branch(said[0][0], Kind.ITEM, {name: value for name, value in fields.items() if value}, line=line)]


def _row(line: int, columns: Sequence[Column], cells: Sequence[str]) -> list[Branch]:
    top: list[Branch] = []
    below = top
    for at, cell in enumerate(cells):
        column = columns[at] if at < len(columns) else None
        name = " ".join(cell.split())
        if not name:
            continue
        if column and not column.items and column.meaning and len(name) <= HEADING_MAX:
            kind = Kind.GROUP if column.meaning == GROUP else Kind.CATEGORY
            below.append(Branch(name, kind, line=line))
            below = below[-1].children
        elif column and column.meaning is None:
            below.append(Branch(column.name, Kind.CATEGORY, children=_items(line, cell, None), line=line))
        else:
            below.extend(_items(line, cell, column))
    return top


def _items(line: int, cell: str, column: Column | None) -> list[Branch]:
    name, _, value = (column.meaning or "" if column and column.items else "").partition(":")
    said = {name: value} if value else {}
    return [Branch(text, Kind.ITEM, dict(said), line=line, raw=raw) for text, raw in items_of(cell)]
