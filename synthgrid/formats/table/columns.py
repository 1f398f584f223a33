"""What each column of a table is: as the mapping says, else by its heading and its cells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from synthgrid.domain.fields import ENTRIES_MAX, nearest_of
from synthgrid.domain.mapping import FACET, FACET_PREFIX, FIELDS, IGNORE, ITEM, SUBCATEGORY, TITLE, Target
from synthgrid.domain.text import LINE_MAX, folded, shown
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.formats.table import words
from synthgrid.formats.table.column import EMPTY, NOTE, TRANSLATION, Column
from synthgrid.formats.table.rows import Table, one_line
from synthgrid.formats.text.words import meaning

SHORT: Final = 60
"""Characters of an answer that was chosen, not written."""

CHOICES: Final = 20
"""Different answers that a closed question has at most."""

ANSWERS_A_CHOICE: Final = 2
"""Answers that each of them got at least, on the average."""

ANSWERS: Final = 6
"""Answers below which nobody can tell: five people who wrote the same word are five contributions."""

_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_UUID_OF_OURS: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
"""Those of version 7, which few others give."""
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*%?")
_TECHNICAL: Final = re.compile(r".+/(?:id|url)|.+_urls?")
_ONCE: Final = frozenset((*FIELDS, TITLE, SUBCATEGORY, words.RESPONSE)) - {NOTE}
"""What only one column can be."""


def columns_of(table: Table, mapping: Mapping[str, Target]) -> list[Column]:
    """Tell what the columns of a table are.

    Raises:
        InvalidOptionError: The mapping names a column that is not there.
    """
    found = _Columns(table)
    found.map(mapping)
    found.guess()
    return found.columns


def _letters(number: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 (the library of workbooks takes long to load)

    return str(get_column_letter(number + 1))


def headings_of(table: Table) -> list[str]:
    """Return a name for each column: its heading; its letter where there is none; numbered where another has it."""
    names: list[str] = []
    taken: set[str] = set()
    for number in range(table.width):
        written = one_line(table.head.cell(number)) or _letters(number)
        name, count = written, 1
        while name in taken:
            count += 1
            name = f"{written} ({count})"
        taken.add(name)
        names.append(name)
    return names


class _Columns:
    """The columns of one table, as they become known."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._headings = headings_of(table)
        self._found: dict[int, Column] = {}
        self._cells: dict[int, list[str]] = {}

    @property
    def columns(self) -> list[Column]:
        """Every column, in its place."""
        return [self._found[number] for number in sorted(self._found)]

    def map(self, mapping: Mapping[str, Target]) -> None:
        """Take the columns that the mapping names."""
        plain = {folded(heading): number for number, heading in reversed(list(enumerate(self._headings)))}
        for asked, target in mapping.items():
            heading = one_line(asked)
            number = self._headings.index(heading) if heading in self._headings else plain.get(folded(heading))
            if number is None:
                raise _no_such_column(asked, self._headings)
            label = bool(target.fields) and target.fields.keys() <= {"polarity", "section"}
            name = target.name or self._headings[number]
            self._take(number, target.role, name=name, fields=target.fields, label=label)

    def guess(self) -> None:
        """Tell what the columns are that the mapping does not name."""
        mapped = [column for column in self._found.values() if column.role == ITEM]
        self._by_heading()
        questions = set(self._questions())
        if len(mapped) == 1 and not mapped[0].fields:
            pass
        elif mapped or questions or (self._column(TITLE) is None and not self._texts() and self._is_form()):
            self._as_form(questions)
        else:
            self._as_list()
        for number in self._left():
            self._take_facet_or_note(number)

    def _by_heading(self) -> None:
        for number in self._left():
            role = words.role_of(self._headings[number])
            if not self._said(number):
                self._take_empty(number)
            elif self._table.width == 1 and not self._table.head.cells:
                self._take(number, ITEM)
            elif not self._table.head.cell(number) and all(map(str.isdecimal, self._said(number))):
                # The count of the rows, which some programs write without a heading.
                self._take(number, IGNORE)
            elif _TECHNICAL.fullmatch(self._headings[number]) and role != "parent":
                self._take(number, IGNORE)
            elif role is not None and role != ITEM:
                self._take_role(number, role)

    def _take_empty(self, number: int) -> None:
        """Take a column without contents: that of a field, in an export, says that it is empty in every row."""
        heading = self._headings[number]
        if words.role_of(heading) == FACET:
            self._take_role(number, FACET)
        else:
            self._take(number, heading if heading in FIELDS and heading != "id" else EMPTY)

    def _take_role(self, number: int, role: str) -> None:
        """Take a column in a role of which there is one, if its cells can be that; else it is left."""
        values, heading = self._said(number), self._headings[number]
        sure = heading == role
        base, language = words.localised(heading)
        if language and (same := self._column(role)) and words.localised(same.heading)[0] == base:
            self._translated(same, number)
        elif role.startswith(FACET):
            named = heading if role == FACET else role
            self._take(number, FACET, name=named[len(FACET_PREFIX) :].strip())
        elif role == "polarity?":
            if 2 * sum(words.polarity_of(value) is not None for value in values) >= len(values):
                self._take_once(number, "polarity", sure=False)
        elif role == "id":
            ours = _UUID if heading == "id" else _UUID_OF_OURS
            own = heading.lower() == "id" and any(map(ours.fullmatch, values))
            if own or len(set(values)) == len(values):
                self._take_once(number, "id" if own else words.RESPONSE)
        elif role == "ref":
            if sure or (all(map(str.isdecimal, values)) and len(set(values)) == len(values)):
                self._take_once(number, role)
        elif role in _ONCE:
            self._take_once(number, role)
        else:
            self._take(number, role)

    def _translated(self, same: Column, number: int) -> None:
        """Join a column with that of the same in another language; the one that says more comes first."""
        numbers = sorted((same.number, *same.others, number), key=lambda one: -len(self._said(one)))
        for one in numbers:
            self._take(one, TRANSLATION)
        self._take(numbers[0], same.role, others=tuple(numbers[1:]))

    def _questions(self) -> Iterator[int]:
        """Yield the columns whose heading says that each of their cells is an answer, not the property of one."""
        for number in self._left():
            heading = words.bare(self._headings[number])
            known = meaning(heading) is not None
            if words.role_of(heading) is not None or self._is_count(number):
                continue
            if known or (heading.rstrip().endswith("?") and not self._is_closed(number)):
                yield number

    def _is_form(self) -> bool:
        signs = {words.TIME, words.PERSON, words.RESPONSE, "group", "actor"}
        return any(column.role in signs for column in self._found.values())

    def _as_form(self, questions: set[int]) -> None:
        """Read a row as the answers of one person or table, each in the column of its question."""
        for number in self._left():
            known = words.role_of(self._headings[number])
            if number in questions or (known in {None, ITEM} and not self._is_closed(number)):
                heading = words.bare(self._headings[number]).rstrip(" :") or self._headings[number]
                name, _, value = (meaning(heading) or "").partition(":")
                fields = {name: value} if name else {"category": [heading[:LINE_MAX]]}
                self._take(number, ITEM, fields=fields, label=bool(name))
        for column in self.columns:
            if column.role == TITLE:
                self._take(column.number, ITEM, fields={"category": [column.heading[:LINE_MAX]]})

    def _as_list(self) -> None:
        """Read a row as one item: the surest column is its text, the others of its kind are notes."""
        texts = sorted(self._texts(), key=lambda number: words.text_rank(self._headings[number]))
        title = self._column(TITLE)
        for number in texts:
            same = self._column(ITEM)
            if same is None:
                self._take(number, ITEM)
            elif (
                words.localised(same.heading)[0] == words.localised(self._headings[number])[0] != self._headings[number]
            ):
                self._translated(same, number)
            else:
                self._take(number, NOTE)
        if title is not None and not texts:
            self._found[title.number] = replace(title, role=ITEM)

    def _take_facet_or_note(self, number: int) -> None:
        facets = sum(column.role == FACET for column in self._found.values())
        short = all(len(value) <= LINE_MAX and "\n" not in value for value in self._said(number))
        base = words.localised(self._headings[number])[0].removesuffix("/name")
        same = next((one for one in self.columns if one.role == FACET and one.name == base), None)
        if short and same is not None and words.localised(self._headings[number])[1]:
            self._found[same.number] = replace(same, others=(*same.others, number))
            self._take(number, TRANSLATION)
        elif short and facets < ENTRIES_MAX and len(base) <= LINE_MAX:
            self._take(number, FACET, name=base)
        else:
            self._take(number, NOTE)

    def _texts(self) -> list[int]:
        return [number for number in self._left() if words.role_of(self._headings[number]) == ITEM]

    def _is_closed(self, number: int) -> bool:
        """Tell whether the cells of a column were chosen among a few, or are numbers."""
        values = self._said(number)
        choices = set(values)
        many = len(values) >= max(ANSWERS, ANSWERS_A_CHOICE * len(choices)) and len(choices) <= CHOICES
        return self._is_count(number) or (many and max(map(len, choices)) <= SHORT)

    def _is_count(self, number: int) -> bool:
        values = self._said(number)
        return 2 * sum(map(bool, map(_NUMBER.fullmatch, values))) >= len(values)

    def _left(self) -> list[int]:
        return [number for number in range(len(self._headings)) if number not in self._found]

    def _said(self, number: int) -> list[str]:
        if number not in self._cells:
            self._cells[number] = [cell for row in self._table.rows if (cell := row.cell(number))]
        return self._cells[number]

    def _column(self, role: str) -> Column | None:
        return next((column for column in self._found.values() if column.role == role), None)

    def _take_once(self, number: int, role: str, **said: Any) -> None:
        if self._column(role) is None:
            self._take(number, role, **said)

    def _take(self, number: int, role: str, **said: Any) -> None:
        self._found[number] = Column(number, self._headings[number], role, **said)


def _no_such_column(name: str, headings: Iterable[str]) -> InvalidOptionError:
    known = list(headings)
    facts = {"name": shown(name), "nearest": nearest_of(name, known), "known": ", ".join(map(shown, known))}
    if facts["nearest"]:
        return InvalidOptionError(
            "mapping", Message(N_("There is no column “%(name)s”; the nearest is “%(nearest)s”."), facts)
        )
    return InvalidOptionError("mapping", Message(N_("There is no column “%(name)s”; there are: %(known)s."), facts))
