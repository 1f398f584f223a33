"""The contributions of a workshop as a workbook: every text is a text, whatever it looks like."""

import io
import re
from collections.abc import Iterable
from typing import Any, Final

from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from synthgrid.domain.cells import guarded_only
from synthgrid.domain.values import Workshop
from synthgrid.writing.contributions import Cell, contributions_of

SHEET: Final = "contributions"
WIDTHS: Final = {"ref": 6, "text": 70, "category": 30, "also": 30, "note": 40, "id": 12, "external_id": 16}
WIDTH: Final = 16
"""Widths of columns, in characters."""

_TEXT: Final = "@"
"""The number format of texts: what is typed into such a cell stays as it is, `1/2` too."""

_ALIGNED: Final = Alignment(vertical="top", wrap_text=True)
_BOLD: Final = Font(bold=True)
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def contributions_xlsx(workshop: Workshop) -> bytes:
    """Write the contributions of a workshop as XLSX, on one sheet."""
    table = contributions_of(workshop)
    book = Book(write_only=True)
    sheet: Any = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(table.headings, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(heading, WIDTH)
    sheet.append([_cell(sheet, heading, bold=True) for heading in table.headings])
    for row in table.rows:
        sheet.append(_cells(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(sheet: Any, row: Iterable[Cell]) -> list[Any]:
    return [_cell(sheet, cell) if cell != "" else None for cell in row]


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    """Make a cell; a text is said to be one, so that `=1+1` is no formula, and stays none when somebody edits it."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _LOOKS_ESCAPED.sub("_x005F_", guarded_only(value)))
    cell.data_type = "s"
    cell.number_format = _TEXT
    cell.quotePrefix = True
    cell.alignment = _ALIGNED
    if bold:
        cell.font = _BOLD
    return cell
