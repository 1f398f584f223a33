"""What the items of a form are known by, so that the longer file of next week doubles none of them."""

import hashlib
import json
import re
from collections import Counter
from typing import Final

from synthgrid.domain.mapping import ITEM
from synthgrid.domain.text import LINE_MAX, folded
from synthgrid.formats.table import words
from synthgrid.formats.table.column import Column
from synthgrid.formats.table.rows import Row, one_line

_NAME_MAX: Final = 40
_DIGITS: Final = 10
_ROW_MAX: Final = LINE_MAX - _NAME_MAX - 20


class Keys:
    """Names the rows of one table, and the cells in them.

    A row is known by its number in the file's own count, else by the moment of the answer, else by all that it says.
    """

    def __init__(self, columns: list[Column], *, several: bool) -> None:
        self._columns, self.several = columns, several
        self._seen: Counter[str] = Counter()
        named = [column for column in columns if column.role == "external_id"]
        counted = [column for column in columns if words.RESPONSE in (column.role, words.role_of(column.heading))]
        self._counted = next(iter((*named, *counted)), None)
        self._names = _names([column for column in columns if column.role == ITEM])

    def of(self, row: Row) -> str:
        """Return the key of a row, "" for one of a list that has none."""
        if self._counted is not None and (cell := self._counted.cell(row)):
            return one_line(cell)
        return self._digest(row) if self.several else ""

    def identity(self, key: str, column: Column, number: int, *, split: bool) -> str:
        """Return the external_id of an item, "" for none.

        Args:
            key: Of its row.
            column: Where it stands.
            number: Which one of its cell it is, counted from 1.
            split: Whether cells hold several.
        """
        if not key:
            return ""
        if self.several:
            return f"row-{key[:_ROW_MAX]}/{self._names[column.number]}/{number}"
        return f"{key}/{number}" if split else key

    def _digest(self, row: Row) -> str:
        said: list[tuple[str, str]] = []
        moments: list[tuple[str, str]] = []
        for column in self._columns:
            # By its heading: a mapping that ignores the moment of an answer makes no other answer of it.
            role, cell = words.role_of(column.heading), column.cell(row)
            if cell and role != words.PERSON:
                (moments if role == words.TIME and ":" in cell else said).append((column.heading, cell))
        read = json.dumps(moments or said, ensure_ascii=False)
        digest = hashlib.sha256(read.encode()).hexdigest()[:_DIGITS]
        self._seen[digest] += 1
        return digest if self._seen[digest] == 1 else f"{digest}-{self._seen[digest]}"


def _names(columns: list[Column]) -> dict[int, str]:
    """Name the questions by their headings: one that is added between them changes none."""
    names: dict[int, str] = {}
    for column in columns:
        plain = re.sub(r"[^a-z0-9]+", "-", folded(words.bare(column.heading))).strip("-")
        name = plain[:_NAME_MAX].rstrip("-")
        if name != plain or not name or name in names.values():
            digest = hashlib.sha256(column.heading.encode()).hexdigest()[:6]
            name = f"{name}-{digest}".lstrip("-")
        names[column.number] = name
    return names
