"""Tables in a plain text: headings in one line separated by tabs, cells below them, items inside a cell."""

import re
from dataclasses import dataclass, replace
from typing import Final

from synthgrid.domain.text import folded
from synthgrid.formats.text.lines import HEADING_MAX, Line
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.scopes import GROUP, READING, THEME
from synthgrid.formats.text.words import GroupName, meaning

_NAMES: Final = {
    **dict.fromkeys(("theme", "themes", "thematique", "thematiques", "categorie", "category", "topic"), THEME),
    **dict.fromkeys(("groupe", "groupes", "table", "tables", "group", "groups"), GROUP),
}
_ITEM_TAGS: Final = re.compile(r"<(?:li|br|p)\b[^<>]*>", re.IGNORECASE)
_OTHER_TAGS: Final = re.compile(r"</?(?:ul|ol|li|p)\b[^<>]*>", re.IGNORECASE)
_OPENING: Final = re.compile(r"<(?:ul|ol|li)\b[^<>]*>", re.IGNORECASE)
_MARKERS: Final = "-–—*•◆▪●·"
_FIRST_MARKER: Final = re.compile(rf"^([{_MARKERS}])\s")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading as written and what it means (None: a theme of this name)."""

    heading: str
    meaning: str | None

    @property
    def name(self) -> str:
        """The heading as a label."""
        return self.heading.rstrip(" :") or self.heading

    @property
    def items(self) -> bool:
        """Whether it is known to hold items, not the names of themes or groups."""
        return self.meaning not in (None, THEME, GROUP)


def columns_of(line: Line) -> tuple[Column, ...] | None:
    """Read the line that heads a table; None when it heads none."""
    cells = [cell.strip() for cell in line.written.split("\t")] if "\t" in line.raw and not line.marker else []
    if sum(map(bool, cells)) < 2 or max(map(len, cells)) > HEADING_MAX:  # noqa: PLR2004 (one column is no table)
        return None
    columns = tuple(Column(cell, meaning(cell) or _NAMES.get(folded(cell.rstrip(" :")))) for cell in cells)
    if not any(column.items for column in columns):
        return None
    # The corner of a table is often left empty: what stands below it names the rows.
    return columns if cells[0] else (Column("", THEME), *columns[1:])


def is_cell(line: Line) -> bool:
    """Tell whether a line without tabs is a list all the same, written with tags."""
    return not line.marker and _OPENING.match(line.raw) is not None


def items_of(cell: str) -> list[tuple[str, str]]:
    """Cut a cell into its items.

    A cell that begins with a marker is cut wherever this marker stands between blanks; another cell is one item.

    Returns:
        The text of each item, and how it was written with its marker.
    """
    pieces = []
    for part in _ITEM_TAGS.sub("\n", cell).split("\n"):
        text = _OTHER_TAGS.sub(" ", part).strip()
        if found := _FIRST_MARKER.match(text):
            sign = found[1]
            texts = re.split(rf"(?:^|\s){re.escape(sign)}\s", text)
            pieces += [(one.strip(), f"{sign} {one.strip()}") for one in texts]
        else:
            pieces.append((text, text))
    return [piece for piece in pieces if piece[0]]


def take_headings(outline: Outline, table: tuple[Column, ...], line: Line) -> None:
    """Report the headings of a table, which end the section above it, and keep them as labels."""
    outline.scopes.close_reading()
    for column in table:
        if column.heading:
            outline.report(line.number, column.heading, column.meaning or THEME)
        if column.items and column.meaning:
            outline.label(column.meaning, column.name)


def take_row(outline: Outline, table: tuple[Column, ...], line: Line) -> None:
    """Add the items of a row, each cell under the heading of its column.

    The name of a theme or a group that a cell gives holds for the cells after it. Markers belong to the cells: the line
    that they begin is no item.
    """
    outside = outline.scopes.copy()
    unmarked = replace(line, marker="")
    for index, cell in enumerate(line.written.split("\t")):
        if cell.strip().strip(_MARKERS):
            column = table[index] if index < len(table) else None
            _take_cell_of(outline, column, unmarked, cell.strip())
    outline.leave(outside)


def _take_cell_of(outline: Outline, column: Column | None, line: Line, cell: str) -> None:
    if column is None or (not column.items and column.meaning and len(cell) > HEADING_MAX):
        take_cell(outline, line, cell)
    elif column.meaning in (GROUP, THEME):
        name = " ".join(_FIRST_MARKER.sub("", cell).split())
        if column.meaning == GROUP:
            outline.open_group(line, GroupName(name))
        else:
            outline.open_theme(line, name)
        outline.report(line.number, name, column.meaning)
    else:
        row = outline.scopes.copy()
        if column.meaning:
            outline.enter(line, READING, column.meaning, column.name)
        else:
            outline.open_theme(line, column.name)
        take_cell(outline, line, cell)
        outline.leave(row)


def take_cell(outline: Outline, line: Line, cell: str) -> None:
    """Add the items of a cell."""
    for text, raw in items_of(cell):
        outline.add(line, text, raw)
