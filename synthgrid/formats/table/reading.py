"""A table from its bytes: rows, columns, items, and how each heading was understood."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from synthgrid.domain.document import Heading, Unchecked
from synthgrid.domain.mapping import ITEM, TableOptions
from synthgrid.domain.text import LINE_MAX, shown
from synthgrid.errors import N_, Fault, InvalidDocumentError, InvalidOptionError, MalformedBodyError, Message
from synthgrid.formats.decoding import decode, is_narrow
from synthgrid.formats.table import words
from synthgrid.formats.table.column import EMPTY, Column
from synthgrid.formats.table.columns import columns_of
from synthgrid.formats.table.delimited import NONE, TAB, read_rows, regularity, separator_of
from synthgrid.formats.table.drafts import Draft, Reader
from synthgrid.formats.table.rows import Row, Table, one_line, read_table
from synthgrid.formats.table.tree import tree_of
from synthgrid.formats.table.workbook import MAGIC, read_sheet
from synthgrid.settings import Limits

CLEAR: Final = 0.9
"""Share of regular rows from which a body without type is taken for a table."""

LINES_TOLD: Final = 10
"""Lines named in one note."""


def read_csv(body: bytes, limits: Limits, options: TableOptions) -> Unchecked:
    """Read a table whose cells are separated by `;`, `,`, tabs or `|`, whichever it is.

    Raises:
        MalformedBodyError: The body is no text, or its quotes do not match.
        InvalidDocumentError: No column holds contributions, or there are too many rows or columns.
        InvalidOptionError: The mapping names a column that is not there.
    """
    text, notes = decode(body, table=True)
    _no_sheet(options)
    table = read_table(read_rows(text, separator_of(text)), limits, ruled=True, raw=options.raw)
    return replace(_document(table, options, limits, notes), narrow=is_narrow(body))


def read_tsv(body: bytes, limits: Limits, options: TableOptions) -> Unchecked:
    """Read a table whose cells are separated by tabs; errors as `read_csv`.

    Quotes stand around a cell, as spreadsheets write them, or where they do not match are part of it.
    """
    text, notes = decode(body, table=True)
    _no_sheet(options)
    try:
        table = read_table(read_rows(text, TAB), limits, ruled=True, raw=options.raw)
    except MalformedBodyError:
        table = read_table(read_rows(text, TAB, quoted=False), limits, ruled=True, raw=options.raw)
        notes = (*notes, Message(N_("The quotes do not match; they were read as part of the texts.")))
    return replace(_document(table, options, limits, notes), narrow=is_narrow(body))


def read_xlsx(body: bytes, limits: Limits, options: TableOptions) -> Unchecked:
    """Read one sheet of a workbook; errors as `read_csv`."""
    sheet = read_sheet(body, options.sheet, limits)
    notes: tuple[Message, ...] = ()
    if sheet.others:
        names = ", ".join(shown(name) for name in sheet.others)
        notes = (Message(N_("Other sheets of the workbook, not read: %(names)s."), {"names": names}),)
    return _document(read_table(sheet.rows, limits, ruled=False, raw=options.raw), options, limits, notes)


def is_workbook(body: bytes) -> bool:
    """Tell whether a body is an archive, as workbooks are."""
    return body.startswith(MAGIC)


def is_table(body: bytes) -> bool:
    """Tell whether a body without type is clearly a CSV: regular, with a heading for what was said."""
    try:
        text, _ = decode(body, table=True)
        separator = separator_of(text)
        if separator == NONE or regularity(text, separator) < CLEAR:
            return False
        head = next((row for row in islice(read_rows(text, separator), 1)), None)
    except MalformedBodyError:
        return False
    roles = [words.role_of(cell) for cell in head.cells] if head else []
    return ITEM in roles or words.TIME in roles


def _no_sheet(options: TableOptions) -> None:
    if options.sheet is not None:
        raise InvalidOptionError("sheet", N_("Only a workbook (XLSX) has sheets."))


def _document(table: Table | None, options: TableOptions, limits: Limits, notes: tuple[Message, ...]) -> Unchecked:
    if table is None:
        raise MalformedBodyError(N_("it is empty."))
    if table.head.cells and not table.rows:
        notes = (*notes, Message(N_("The table has headings, and no rows.")))
        return Unchecked({"proposals": []}, headings=tuple(_headings(table, [])), notes=notes)
    columns = columns_of(table, options.mapping)
    if not any(column.role == ITEM for column in columns):
        raise _no_contributions(table)
    reader = Reader(columns, options.split)
    drafts = list(islice(_drafts(reader, table), limits.items + 1))
    tree = tree_of(drafts, exported=any(column.role == "id" for column in columns))
    data = {**_title(table), "labels": reader.labels, "proposals": tree.proposals}
    return Unchecked(
        {name: value for name, value in data.items() if value or name == "proposals"},
        tree.places,
        tuple(_headings(table, columns)),
        notes=(*notes, *_told(reader, tree.strays)),
    )


def _drafts(reader: Reader, table: Table) -> Iterator[Draft]:
    for row in table.rows:
        if len(row.cells) > table.width:
            yield _too_long(row, table)
        else:
            yield from reader.read(row)


def _too_long(row: Row, table: Table) -> Draft:
    """Refuse a row with more cells than there are headings: a text in it was cut at a separator."""
    facts = {"cells": len(row.cells), "columns": table.width}
    text = N_("%(cells)d cells under %(columns)d headings: a cell that holds the separator needs quotes around it.")
    return Draft(row.line, {"text": row.cells[0] or "?"}, fault=Message(text, facts))


def _no_contributions(table: Table) -> InvalidDocumentError:
    names = ", ".join(shown(cell) for cell in table.head.cells[:LINES_TOLD])
    text = N_("No column holds contributions; say which does with “mapping”, or name it “text”. Columns: %(names)s.")
    return InvalidDocumentError([Fault("", Message(text, {"names": names}), table.head.line)])


def _title(table: Table) -> dict[str, Any]:
    """Return the title that stands above a table: the first line of one cell."""
    titles = [_only(row) for row in table.above if _is_title(row)]
    return {"title": titles[0][:LINE_MAX]} if titles else {}


def _is_title(row: Row) -> bool:
    return row.filled == 1 and words.plain(_only(row)) not in words.NO_TITLES


def _only(row: Row) -> str:
    return one_line(next(filter(None, row.cells)))


def _headings(table: Table, columns: Sequence[Column]) -> Iterator[Heading]:
    """Yield how what stands above the table and its headings were understood."""
    titled = False
    for row in table.above:
        title = _is_title(row) and not titled
        titled = titled or title
        yield Heading(row.line, " | ".join(filter(None, row.cells)), "title" if title else "ignored")
    known = {column.number: column for column in columns}
    for number, cell in enumerate(table.head.cells):
        column = known.get(number)
        if cell or (column is not None and column.role != EMPTY):
            understood = column.understood_as if column else words.role_of(cell) or "ignored"
            yield Heading(table.head.line, column.heading if column else cell, understood)


def _told(reader: Reader, strays: Sequence[int]) -> Iterator[Message]:
    """Yield what the sender should know about rows that are no items, or not where they say."""
    for text, lines in (
        (N_("Rows without a contribution, left out: %(count)d (%(lines)s)."), reader.silent),
        (
            N_(
                "Rows rejected by moderators, left out: %(count)d (%(lines)s); map “moderated” to “facet” to take them."
            ),
            reader.moderated,
        ),
        (N_("Rows whose parent is not in the table, kept beside the others: %(count)d (%(lines)s)."), strays),
    ):
        if lines:
            yield Message(text, {"count": len(lines), "lines": _lines(lines)})


def _lines(lines: Iterable[int]) -> str:
    """Name lines for people: the first ones."""
    known = list(lines)
    return ", ".join(map(str, known[:LINES_TOLD])) + ("…" if len(known) > LINES_TOLD else "")
