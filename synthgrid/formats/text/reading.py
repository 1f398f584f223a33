"""Plain text from its bytes: the front matter, then the sheet, line by line."""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final

from synthgrid.domain.document import Unchecked
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.formats.decoding import decode
from synthgrid.formats.text.lines import Line, read_lines, with_next
from synthgrid.formats.text.matter import matter_length
from synthgrid.formats.text.sheet import Sheet
from synthgrid.settings import Limits

SURVEYED: Final = 10_000
"""Lines looked at before the first one is read."""

LINES_AN_ITEM: Final = 10
"""Lines that are not blank, for each item a body may have: more are refused before they cost time."""


def read_text(body: bytes, limits: Limits) -> Unchecked:
    """Read a plain text sheet or flip-charts.

    Every word of the body ends up in an item, a heading or the metadata.

    Args:
        body: The bytes of the text, as `decode` reads them.
        limits: `items` at most, `LINES_AN_ITEM` times as many lines; sub-items deeper than `tree_depth`
            are attached there.

    Raises:
        MalformedBodyError: The body is no text, or empty.
        InvalidDocumentError: It has more items or lines than one body may have; reading stops there.
    """
    text, notes = decode(body)
    length = matter_length(text)
    sheet = Sheet(list(islice(read_lines(text, length + 1), SURVEYED)), limits)
    sheet.take_matter(limited(takewhile(lambda line: line.number < length, read_lines(text)), limits))
    for line, following in with_next(limited(read_lines(text, length + 1), limits)):
        sheet.take(line, following)
    return sheet.document(notes)


def limited(lines: Iterator[Line], limits: Limits) -> Iterator[Line]:
    """Give lines as long as there are not more than one body may have.

    Raises:
        InvalidDocumentError: There are more.
    """
    limit = LINES_AN_ITEM * limits.items
    for count, line in enumerate(lines, 1):
        if count > limit:
            message = Message(N_("More than %(limit)d lines; send them in several parts."), {"limit": limit})
            raise InvalidDocumentError([Fault("", message, line.number)])
        yield line
