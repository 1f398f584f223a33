"""Which lines below the headings of a table are its rows."""

from synthgrid.formats.text.columns import Column, columns_of
from synthgrid.formats.text.headings import ITEM, is_heading, is_known
from synthgrid.formats.text.lines import Line
from synthgrid.formats.text.scopes import GROUP, THEME


def is_row(table: tuple[Column, ...], line: Line, following: Line | None, above: Line | None) -> bool:
    """Tell whether a line goes on with a table.

    A tab is enough, also one that begins or ends the line: it stands for an empty cell. A line without tab is a row
    whose other cells are empty, unless a blank line, a heading or the first bullet below cells without any says that
    the table ended. Where the first column names the rows, such a line needs a row below it to be one.

    Args:
        table: The columns.
        line: A line below their headings.
        following: The next one.
        above: The row before; None below the headings.
    """
    if is_known(line) and not (_named(table) and _has_cells(line)) and not line.written.startswith("\t"):
        return False
    if above is None:
        return not line.explicit or _has_cells(line)
    # A bullet that a tab follows looks like a first cell: only a table of such cells goes on with it.
    listed = bool(line.marker) and not above.marker
    if line.after_blank:
        return _has_cells(line) and not listed and columns_of(line) is None
    if _has_cells(line):
        return True
    if _named(table):
        return following is not None and not following.after_blank and _has_cells(following)
    return not (listed or line.explicit or _heads(line, following))


def _has_cells(line: Line) -> bool:
    return "\t" in line.written


def _named(table: tuple[Column, ...]) -> bool:
    """Tell whether the first column names the rows: « Table 2 » stands there without being a heading."""
    return table[0].meaning in (GROUP, THEME)


def _heads(line: Line, following: Line | None) -> bool:
    """Tell whether a line without tab heads what follows, which is then no row and stands right below it."""
    if line.marker or following is None or _has_cells(following) or following.after_blank:
        return False
    return is_heading(line, following, ITEM)
