"""CSV and TSV: the separator found, and the rows with their lines."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from synthgrid.errors import N_, MalformedBodyError, Message
from synthgrid.formats.table.rows import Row, a_row
from synthgrid.formats.table.words import is_known

TAB: Final = "\t"
SEPARATORS: Final = (";", ",", TAB, "|")
NONE: Final = "\x1f"
"""A separator that no text holds: of a table of one column."""

SURVEYED: Final = 50
"""Rows looked at to find the separator."""

SAMPLE: Final = 100_000
"""Characters in which they stand."""

REGULAR: Final = 0.6
"""Share of them that must be as wide as most are."""

_SAID: Final = re.compile(r'\A"?sep=([;,\t|])"?\n', re.IGNORECASE)
"""How Excel says which separator follows."""

# The body was bounded when it was read; a cell has no other limit here, and its text is judged later.
csv.field_size_limit(sys.maxsize)


def read_rows(text: str, separator: str, *, quoted: bool = True) -> Iterator[Row]:
    """Read rows, each with the line it begins on.

    Args:
        text: With LF at the end of its lines.
        separator: Between cells.
        quoted: Whether quotes can stand around a cell.

    Raises:
        MalformedBodyError: The quotes of a row do not match.
    """
    said = _SAID.match(text)
    start = said.end() if said else 0
    skipped = 1 if said else 0
    lines = io.StringIO(text[start:], newline="\n")
    quoting: Final = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=separator, strict=True, quoting=quoting)
    line = 1 + skipped
    try:
        for cells in reader:
            yield a_row(line, cells)
            line = reader.line_num + 1 + skipped
    except csv.Error:
        reason = N_("the quotes that line %(line)d opens do not match; a quote within a quoted cell is written twice.")
        raise MalformedBodyError(Message(reason, {"line": line}), line=line) from None


def separator_of(text: str) -> str:
    """Find the separator: the one that makes the most regular table, with the most headings that are known."""
    if said := _SAID.match(text):
        return said[1]
    scores = {separator: _score(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best].headed:
        return best
    alone = is_known(text.lstrip().partition("\n")[0].strip().strip('"'))
    return NONE if alone or scores[best].regular < REGULAR else best


def regularity(text: str, separator: str) -> float:
    """Return the share of the first rows that are as wide as most are, 0 for a table of one column."""
    return _score(text, separator).regular


class _Score(NamedTuple):
    """How a separator divides a text, what counts most first.

    Attributes:
        headed: Whether a row has several headings that are known.
        regular: The share of rows that are as wide as most are.
        known: How many headings are known.
        width: Cells of most rows.
    """

    headed: bool = False
    regular: float = 0.0
    known: int = 0
    width: int = 0


def _score(text: str, separator: str) -> _Score:
    rows = _surveyed(text, separator)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not rows:
        return _Score(regular=1.0)
    if not widths:
        return _Score()
    width, count = widths.most_common(1)[0]
    known = max(sum(map(is_known, row)) for row in rows)
    return _Score(known > 1, count / len(rows), known, width)


def _surveyed(text: str, separator: str) -> list[list[str]]:
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    reader = csv.reader(io.StringIO(sample, newline="\n"), delimiter=separator)
    return [row for row in islice(reader, SURVEYED) if any(map(str.strip, row))]
