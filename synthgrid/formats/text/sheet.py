"""Plain text sheets and flip-charts: what every line is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from synthgrid.domain.document import Unchecked
from synthgrid.domain.values import Layer
from synthgrid.errors import N_, Fault, Message
from synthgrid.formats.text import columns
from synthgrid.formats.text.columns import Column
from synthgrid.formats.text.front import Front
from synthgrid.formats.text.headings import (
    ITEM,
    PARAGRAPH,
    THEME_MAX,
    is_heading,
    is_known,
    is_marked,
    is_polarity,
    is_shaped,
    known_as,
    reading_of,
)
from synthgrid.formats.text.lines import HASHES_MAX, Line
from synthgrid.formats.text.matter import read_matter
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.rows import is_row
from synthgrid.formats.text.scopes import GROUP, READING, THEME
from synthgrid.formats.text.words import IMPROVE, POSITIVE, GroupName, exact_meaning, group_of
from synthgrid.settings import Limits

WRAPPED_MIN: Final = 50
"""Characters from which a line may have been cut by the width of a page, and go on in the next."""

SYNTHESIS_LABELS: Final = frozenset(("keyword", "essential", "participation"))
"""Sections that only a sheet that sums up has."""

NO_ITEM: Final = N_(
    "There is no item in this text: items begin with “-”, “•” or a number, or stand as lines below a heading."
)

_DASHES: Final = frozenset("-–−")
_LONE_MARKERS: Final = _DASHES | {"*", "—"}


class Sheet:
    """One pass over the lines, each seen with the one that follows it.

    Args:
        survey: The first lines, looked at before any is taken.
        limits: `items` at most.
    """

    def __init__(self, survey: list[Line], limits: Limits) -> None:
        self._outline = Outline(limits)
        self._front = Front()
        self._started = False
        self._left_out = 0
        self._joined = 0
        self._columns: tuple[Column, ...] = ()
        self._row_above: Line | None = None
        self._plus = False
        self._wrapped = False
        self._quoted = 0
        # What a first line is depends on the lines to come; a sheet shows how it is made in its first thousands.
        known = Counter(known_as(line) for line in survey)
        self._ranks = Counter(line.rank for line in survey if line.rank <= HASHES_MAX)
        self._structured = len(known) > 1 or any(line.marker or line.explicit for line in survey)
        # Themes that each have their positive points: the first of them is no title of the whole.
        self._divided = known[POSITIVE] > 1 and not known[GROUP]
        self._previous = ITEM if self._divided else ""

    def take_matter(self, lines: Iterator[Line]) -> None:
        """Take the lines of the front matter; what comes after is read as if it stood alone."""
        self._left_out = read_matter(lines, self._front, self._outline)

    def take(self, line: Line, following: Line | None) -> None:
        """Take one line for what it is."""
        if self._columns and self._row(line, following):
            return
        if not line.text or line.text in _LONE_MARKERS:
            self._lone_marker(line)
        elif not (self._continues(line, following) or self._heading(line, following)):
            self._item(line)

    def _item(self, line: Line) -> None:
        if line.marker:
            self._outline.add_marked(line)
            self._started, self._previous = True, ITEM
        elif columns.is_cell(line):
            columns.take_cell(self._outline, line, line.raw)
            self._wrapped, self._quoted = False, 0
            self._started, self._previous = True, ITEM
        elif not self._introduces(line):
            self._paragraph(line)

    def _lone_marker(self, line: Line) -> None:
        """Take a lone `-` for « moins » when a lone `+` came before it; else it is an item left empty."""
        if self._plus and line.raw in _DASHES:
            self._open_reading(line, IMPROVE)

    def _paragraph(self, line: Line) -> None:
        quoted = line.raw.startswith("«")
        self._outline.add(line, line.raw, line.raw, quoted and self._outline.scopes.reading == "section:essential")
        self._quoted = line.raw.count("«") - line.raw.count("»") if quoted else 0
        self._wrapped = len(line.raw) >= WRAPPED_MIN
        self._started, self._previous = True, PARAGRAPH

    def _continues(self, line: Line, following: Line | None) -> bool:
        """Take a line that goes on with the item above it."""
        item = self._outline.last
        if item is None or line.marker or line.explicit or columns.is_cell(line) or columns.columns_of(line):
            return False
        if item.marker:
            lazy = not line.after_blank and not is_heading(line, following, self._previous)
            if line.indent <= item.indent:
                if not lazy:
                    return False
                self._joined += 1
        else:
            begun = (line.raw[0].islower() and self._wrapped) or self._quoted > 0
            if line.after_blank or not begun or is_known(line):
                return False
            self._joined += self._quoted <= 0
            self._quoted += line.raw.count("«") - line.raw.count("»")
            self._wrapped = len(line.raw) >= WRAPPED_MIN
        self._outline.resume(line, "\n" if line.after_blank else " ")
        return True

    def _heading(self, line: Line, following: Line | None) -> bool:
        """Take a line for a heading when it is one."""
        if line.marker or not line.short:
            return line.short and self._marked_heading(line, following)
        if table := columns.columns_of(line):
            return self._table(line, table)
        if group := group_of(line.text, heading=is_shaped(line, following)):
            return self._open_group(line, group)
        if known := reading_of(line, following):
            return self._open_reading(line, known)
        if not self._started and (understood := self._front_of(line, following)):
            self._outline.report(line.number, line.raw, understood)
        elif is_heading(line, following, self._previous):
            self._outline.open_theme(line, line.name)
            self._opened(line, THEME)
        else:
            return False
        return True

    def _marked_heading(self, line: Line, following: Line | None) -> bool:
        """Take « 1. Points positifs » or « - Table 1 » for a heading when items of another kind stand below it."""
        if following is None or not following.marker or following.indent < line.indent:
            return False
        if following.indent == line.indent:
            if following.marker == line.marker:
                return False
            line = replace(line, marker="")
        if group := group_of(line.text, heading=False):
            return self._open_group(line, group)
        known = exact_meaning(line.text)
        return self._open_reading(line, known) if known else False

    def _open_group(self, line: Line, group: GroupName) -> bool:
        known = exact_meaning(group.actor)
        self._outline.open_group(line, GroupName(group.name) if known else group)
        self._opened(line, GROUP)
        return self._open_reading(line, known, group.actor) if known else True

    def _open_reading(self, line: Line, known: str, written: str | None = None) -> bool:
        written = line.name if written is None else written
        self._outline.label(known, written)
        self._outline.enter(line, READING, known, written)
        self._plus = self._plus or line.text == "+"
        return self._opened(line, READING, known)

    def _opened(self, line: Line, kind: str, understood_as: str | None = None) -> bool:
        self._outline.report(line.number, line.raw, understood_as or kind)
        self._started, self._previous = True, kind
        return True

    def _front_of(self, line: Line, following: Line | None) -> str | None:
        """Read a line before the first item or heading of a kind."""
        if understood := self._front.read(line):
            return understood
        if self._front.title or not self._structured:
            return None
        if line.rank <= HASHES_MAX:
            alone = self._ranks[line.rank] == 1
            title = alone and (self._ranks.total() > 1 or not is_marked(following))
        else:
            title = not is_marked(following) and not (self._divided and is_polarity(following))
        return self._front.entitle(line) if title else None

    def _introduces(self, line: Line) -> bool:
        """Take a short line before the first item for what introduces the sheet, and say so."""
        if self._started or not self._structured or len(line.text) > THEME_MAX:
            return False
        understood = self._front.ask(line)
        self._left_out += understood is None
        self._outline.report(line.number, line.raw, understood or "preamble")
        return True

    def _table(self, line: Line, table: tuple[Column, ...]) -> bool:
        """Open a table; its headings speak for the cells below them."""
        columns.take_headings(self._outline, table, line)
        self._columns, self._row_above = table, None
        self._started = True
        return True

    def _row(self, line: Line, following: Line | None) -> bool:
        """Take a row of the open table; close the table at any other line."""
        if not is_row(self._columns, line, following, self._row_above):
            self._columns = ()
            return False
        columns.take_row(self._outline, self._columns, line)
        self._row_above, self._previous = line, ITEM
        return True

    def document(self, notes: tuple[Message, ...]) -> Unchecked:
        """Return what was read."""
        outline = self._outline
        fields, places = outline.written()
        data = self._front.fields() | fields
        synthesis = self._front.synthesis or not SYNTHESIS_LABELS.isdisjoint(outline.labels)
        if synthesis and not outline.groups:
            data["layer"] = Layer.SYNTHESIS.value
        if self._left_out:
            left = N_("Lines before the first item, kept as headings of this report only: %(count)d.")
            notes += (Message(left, {"count": self._left_out}),)
        if self._joined:
            joined = N_("Lines joined to the item above them: %(count)d.")
            notes += (Message(joined, {"count": self._joined}),)
        faults = () if outline.items else (Fault("/proposals", Message(NO_ITEM)),)
        return Unchecked(data, places, tuple(outline.headings), faults, notes)
