"""XLSX: the rows of one sheet, within bounds, with what merged cells say put where they stand."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from synthgrid.domain.fields import nearest_of
from synthgrid.domain.text import replace_forbidden, shown
from synthgrid.errors import N_, Fault, InvalidDocumentError, InvalidOptionError, MalformedBodyError, Message
from synthgrid.formats.table.rows import Row, a_row
from synthgrid.settings import Limits

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAGIC: Final = b"PK\x03\x04"
ROWS_MAX: Final = 1_048_576
"""Rows a sheet can have; what claims to stand below them is not looked for."""

CELLS_MAX: Final = 5_000_000
"""Cells walked, the empty ones between others too."""

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ESCAPE: Final = b"_x005F_"
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that is read: its rows, and the names of the others."""

    rows: Iterable[Row]
    others: tuple[str, ...]


def read_sheet(body: bytes, wanted: str | None, limits: Limits) -> Sheet:
    """Read one sheet of a workbook.

    Formulas give the values that were last computed.

    Args:
        body: The file.
        wanted: Name of the sheet; the first visible one that is not empty without.
        limits: `unpacked_bytes` and `unpacked_ratio`.

    Raises:
        MalformedBodyError: It is no workbook, or unpacks to more than it may.
        InvalidOptionError: It has no such sheet.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 (it takes long to load, and few bodies are workbooks)

    parts = _bounded(body, limits)
    try:
        book = load_workbook(_with_escapes(body, parts), read_only=True, data_only=True, keep_links=False)
    except Exception as broken:  # openpyxl raises whatever its parsers do
        raise _not_a_workbook() from broken
    names = [sheet.title for sheet in book.worksheets]
    if wanted is not None and wanted not in names:
        raise _no_such_sheet(wanted, names)
    if wanted is not None:
        return Sheet(tuple(_rows(book, wanted, parts)), ())
    found, rows = "", tuple[Row, ...]()
    for sheet in sorted(book.worksheets, key=lambda one: one.sheet_state != "visible"):
        found, rows = sheet.title, tuple(_rows(book, sheet.title, parts))
        if rows:
            break
    return Sheet(rows, tuple(name for name in names if name != found))


def _bounded(body: bytes, limits: Limits) -> ZipFile:
    """Open the archive when it is small enough; what it says of its sizes is what zipfile ever unpacks."""
    try:
        parts = ZipFile(io.BytesIO(body))
        names = parts.namelist()
    except (BadZipFile, ValueError, NotImplementedError, EOFError):
        raise _not_a_workbook() from None
    size = sum(part.file_size for part in parts.infolist())
    if size > limits.unpacked_bytes or size > limits.unpacked_ratio * len(body):
        facts = {"size": size, "limit": min(limits.unpacked_bytes, limits.unpacked_ratio * len(body))}
        message = Message(
            N_("It unpacks to %(size)d bytes; at most %(limit)d. Save the sheet as CSV, or in several parts."), facts
        )
        raise InvalidDocumentError([Fault("", message)])
    if "[Content_Types].xml" not in names:
        raise _not_a_workbook()
    if any(b"<!DOCTYPE" in _part(parts, name) for name in names if name.endswith((".xml", ".rels"))):
        raise _not_a_workbook()
    return parts


def _with_escapes(body: bytes, parts: ZipFile) -> io.BytesIO:
    """Return a workbook in which `_x005F_` is written as openpyxl leaves it for `_text`.

    It takes `x005F_` out of the strings that cells share, so that `_x0041_`, escaped, would be read as `A`.
    """
    names = dict.fromkeys(parts.namelist())
    found = {name: text for name in names if _ESCAPE in (text := _part(parts, name))}
    if not found:
        return io.BytesIO(body)
    out = io.BytesIO()
    with ZipFile(out, "w") as copy:
        for name in names:
            copy.writestr(name, found.get(name, _part(parts, name)).replace(_ESCAPE, _ESCAPE.lower()))
    return out


def _part(parts: ZipFile, name: str) -> bytes:
    try:
        return parts.read(name)
    except Exception as broken:  # zipfile and zlib raise whatever they meet
        raise _not_a_workbook() from broken


def _not_a_workbook() -> MalformedBodyError:
    return MalformedBodyError(N_("it is not a workbook (XLSX) that can be read here; save it again, or as CSV."))


def _no_such_sheet(wanted: str, names: Sequence[str]) -> InvalidOptionError:
    facts = {"name": shown(wanted), "nearest": nearest_of(wanted, names), "known": ", ".join(map(shown, names))}
    text = N_("There is no sheet “%(name)s”; the nearest is “%(nearest)s”.")
    return InvalidOptionError(
        "sheet", Message(text if facts["nearest"] else N_("There is no sheet “%(name)s”; there are: %(known)s."), facts)
    )


@dataclass(slots=True)
class _Merged:
    """Ranges of merged cells, and what those that are open say: column -> last row and text."""

    starting: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    open: dict[int, tuple[int, str]] = field(default_factory=dict)

    def spread(self, line: int, cells: list[str]) -> frozenset[int]:
        """Fill the cells of a row below the first of a merged range; return which."""
        filled = set()
        for column, (last, text) in list(self.open.items()):
            if line > last:
                del self.open[column]
            elif text and not (column < len(cells) and cells[column]):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = text
                filled.add(column)
        for column, last in self.starting.get(line, ()):
            self.open[column] = (last, cells[column] if column < len(cells) else "")
        return frozenset(filled)


def _merged(parts: ZipFile, path: str) -> _Merged:
    """Find the merged ranges, which openpyxl does not give when it reads row by row. Only rows are spread over."""
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 (it is loaded by now)

    merged = _Merged()
    for column, first, _, last in _MERGED.findall(_part(parts, path)):
        if int(last) > int(first):
            place = (column_index_from_string(column.decode()) - 1, int(last))
            merged.starting.setdefault(int(first), []).append(place)
    return merged


def _rows(book: "Workbook", name: str, parts: ZipFile) -> Iterator[Row]:
    sheet: Any = book[name]
    # No public name leads to the part of a sheet.
    path: str = sheet._worksheet_path
    merged = _merged(parts, path.lstrip("/"))
    walked = 0
    try:
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            walked += len(values) or 1
            if walked > CELLS_MAX or line > ROWS_MAX:
                raise _too_wide(line)
            cells = [_text(value) for value in values]
            if cells or merged.open:
                spread = merged.spread(line, cells)
                row = a_row(line, cells, spread)
                if row.filled > len(spread):
                    yield row
    except (InvalidDocumentError, MalformedBodyError):
        raise
    except Exception as broken:  # openpyxl raises whatever its parsers do
        raise _not_a_workbook() from broken


def _too_wide(line: int) -> InvalidDocumentError:
    message = Message(
        N_("More than %(limit)d cells; delete the empty rows and columns, or send it in parts."), {"limit": CELLS_MAX}
    )
    return InvalidDocumentError([Fault("", message, line)])


def _text(value: Any) -> str:
    """Return the text of a value as people would write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
        return replace_forbidden(text)[0]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return (
            value.isoformat(" ", "minutes" if not value.second else "seconds")
            if value.time() != dt.time()
            else value.date().isoformat()
        )
    return str(value)
