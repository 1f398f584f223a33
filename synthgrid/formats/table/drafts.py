"""Rows of a table as drafts of items: the fields that their cells say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from synthgrid.domain.cells import paths_in, read_facet
from synthgrid.domain.fields import SECTION_PATTERN
from synthgrid.domain.mapping import FACET, FACET_PREFIX, IGNORE, ITEM, SUBCATEGORY, TITLE, Split
from synthgrid.domain.paths import read_path
from synthgrid.domain.text import LINE_MAX, folded
from synthgrid.errors import Message
from synthgrid.formats.table import words
from synthgrid.formats.table.column import NOTE, Column
from synthgrid.formats.table.keys import Keys
from synthgrid.formats.table.markup import without_markup
from synthgrid.formats.table.rows import Row, one_line
from synthgrid.formats.text.words import exact_meaning

REJECTED: Final = "-1"
"""How Polis marks what its moderators did not let pass."""

_BULLET: Final = re.compile(r"^\s*[-–—*•◆▪●·+]\s+")
_NUMBERED: Final = re.compile(r"^\s*\d{1,2}[.)]\s+")
_NUMBERED_NAME: Final = {
    **dict.fromkeys(("groupe", "numero du groupe", "sous groupe"), "Groupe"),
    **dict.fromkeys(("group", "group number", "group name"), "Group"),
    **dict.fromkeys(("equipe", "votre equipe"), "Équipe"),
    **dict.fromkeys(("team", "your team"), "Team"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as a row says it.

    Attributes:
        line: Of its row.
        item: Its fields, JSON values.
        headings: What it stood under.
        columns: Field -> heading of its column.
        whole: Whether an empty cell says that a field is empty.
        parent: What its row names as its parent, "" where it names none.
        fault: Why it cannot be an item.
        made_id: Whether its external_id was made of its row and its question.
    """

    line: int
    item: dict[str, Any]
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    parent: str = ""
    fault: Message | None = None
    made_id: bool = False


class Reader:
    """Reads the rows of one table.

    Attributes:
        labels: Key of a polarity or a section -> how the authors call it.
        silent: Lines of rows that say something, and no contribution.
        moderated: Lines of rows that moderators had taken out.
    """

    def __init__(self, columns: list[Column], split: Split | None) -> None:
        self._split = split
        self._items = [column for column in columns if column.role == ITEM]
        self._telling = [column for column in columns if column.role not in {ITEM, TITLE, IGNORE}]
        self._title = next((column for column in columns if column.role == TITLE), None)
        self._keys = Keys(columns, several=len(self._items) > 1 or any(one.fields for one in self._items))
        self._moderated = [column for column in columns if column.role == words.MODERATED]
        # A note is one by its heading, or says where it comes from.
        notes = (column for column in columns if column.role == NOTE)
        self._notes = {one.number for one in notes if words.role_of(one.heading) in {NOTE, ITEM}}
        self._own = any(column.role == "id" for column in columns)
        self._headings = dict(self._fields_of(columns))
        self.labels = {
            value: words.bare(one.heading)[:LINE_MAX] for one in reversed(self._items) if (value := _reading(one))
        }
        self.silent: list[int] = []
        self.moderated: list[int] = []

    @staticmethod
    def _fields_of(columns: list[Column]) -> Iterator[tuple[str, str]]:
        for column in columns:
            name = {ITEM: "text", FACET: f"facets/{column.name}", SUBCATEGORY: "category"}.get(column.role, column.role)
            yield name, column.heading

    def read(self, row: Row) -> Iterator[Draft]:
        """Yield the items of a row."""
        if any(column.cell(row) == REJECTED for column in self._moderated):
            self.moderated.append(row.line)
            return
        said = self._said(row)
        key = self._keys.of(row)
        # A row of an export: its words are those of the item, whatever they look like.
        own = bool(self._own and said.get("id"))
        empty = True
        for column in self._items:
            text, note = (column.cell(row), "") if own else self._text(row, column)
            split = None if own else self._split
            for number, one in enumerate(_parts(text, split), 1):
                empty = False
                fields = {
                    **said,
                    **_joined(said, self._left(column.fields) if own else column.fields),
                    "text": one,
                    "note": "\n\n".join(filter(None, (note, said["note"]))),
                }
                if not own and (identity := self._keys.identity(key, column, number, split=split is not None)):
                    fields["external_id"] = identity
                yield self._draft(row, fields, column, whole=own)
        if empty and own:
            yield self._draft(row, {**said, "text": ""}, self._items[0], whole=own)
        elif empty and row.filled > len(row.spread):
            self.silent.append(row.line)

    def _left(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out of the fields of a column those that the row of an export says itself, if only by an empty cell."""
        facets = {name: one for name, one in fields.get("facets", {}).items() if f"facets/{name}" not in self._headings}
        left = {name: one for name, one in fields.items() if name != "facets" and name not in self._headings}
        return {**left, "facets": facets} if facets else left

    def _draft(self, row: Row, fields: dict[str, Any], column: Column, *, whole: bool) -> Draft:
        parent = fields.pop("parent", "")
        item = {name: value for name, value in fields.items() if value or name == "text"}
        headings = (column.heading,) if column.fields else ()
        columns = {**self._headings, "text": column.heading, **dict.fromkeys(column.fields, column.heading)}
        return Draft(row.line, item, headings, columns, whole, parent, made_id=self._keys.several)

    def _text(self, row: Row, column: Column) -> tuple[str, str]:
        """Return what an item says, and what goes into its note: what stands below a title."""
        text = "" if column.number in row.spread else without_markup(column.cell(row))
        if self._title is None:
            return text, ""
        title = without_markup(self._title.cell(row))
        return (title, text if text != title else "") if title else (text, "")

    def _said(self, row: Row) -> dict[str, Any]:
        """Return what the cells of a row say of each of its items."""
        said: dict[str, Any] = {"facets": {}, "note": []}
        for column in self._telling:
            if cell := column.cell(row):
                self._say(said, column, cell)
        return {**said, "note": "\n\n".join(said["note"])}

    def _say(self, said: dict[str, Any], column: Column, cell: str) -> None:
        match column.role:
            case "group" | "actor" | "external_id" | "id" | "voice" | "parent":
                said[column.role] = _group(cell, column.heading) if column.role == "group" else one_line(cell)
            case "ref":
                said["ref"] = int(cell) if cell.isdecimal() and cell.isascii() else cell
            case "category" | "subcategory":
                said["category"] = [*said.get("category", ()), *read_path(one_line(cell))]
            case "also":
                said["also"] = [list(read_path(path)) for path in paths_in(cell)]
            case "polarity":
                self._say_polarity(said, column, cell)
            case "section":
                self._say_section(said, cell)
            case "facet":
                own = column.heading.lower().startswith(FACET_PREFIX)
                said["facets"][column.name] = read_facet(cell) if own else cell
            case "note":
                kept = cell if self._own else without_markup(cell)
                named = column.number not in self._notes
                said["note"].append(f"{column.heading}: {kept}" if named else kept)
            case words.LINK if len(cell) <= LINE_MAX:
                said.setdefault("source", {"ref": one_line(cell)})

    @staticmethod
    def _say_polarity(said: dict[str, Any], column: Column, cell: str) -> None:
        known = words.polarity_of(cell)
        if known is not None or column.sure:
            said["polarity"] = cell if known is None else known
        else:
            said["facets"][column.heading] = cell

    def _say_section(self, said: dict[str, Any], cell: str) -> None:
        """Read a section; a word for a polarity in its place says that, any other one is a section of the authors."""
        known = words.section_of(cell) or (cell if re.match(SECTION_PATTERN, cell) else None)
        meant = exact_meaning(cell[:LINE_MAX]) or ""
        if known is None and meant.startswith("polarity:"):
            said.setdefault("polarity", meant.removeprefix("polarity:"))
            return
        if known is None:
            known = _key(cell)
            self.labels.setdefault(known, one_line(cell)[:LINE_MAX])
        said["section"] = known


def _reading(column: Column) -> str:
    """Return the polarity or section that the heading of a column of items stands for."""
    return str(column.fields.get("polarity") or column.fields.get("section") or "") if column.label else ""


def _joined(said: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a column says of its items, with the facets that the row says besides."""
    return {**fields, "facets": {**said["facets"], **(fields.get("facets") or {})}}


def _group(cell: str, heading: str) -> str:
    """Return the name of a group; a number alone gets the word of its heading: `Table 3`."""
    name = one_line(cell)
    if not name.isdecimal() or heading == "group":
        return name
    plain = words.plain(words.bare(heading))
    word = next((_NUMBERED_NAME[one] for one in (plain,) if one in _NUMBERED_NAME), "Table" if "table" in plain else "")
    return f"{word} {name}".strip()


def _key(cell: str) -> str:
    """Make the key of a section of the authors' own."""
    key = re.sub(r"[^a-z0-9]+", "-", folded(cell[:LINE_MAX])).strip("-")[:60].rstrip("-")
    return key if key[:1].isalpha() else f"s-{key}".rstrip("-")


def _parts(text: str, split: Split | None) -> list[str]:
    """Return the items of a cell: its lines without their bullets, or all of it."""
    if split is None:
        return [text] if text else []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(map(_NUMBERED.match, lines)):
        return [_NUMBERED.sub("", line) for line in lines]
    return [found for line in lines if (found := _BULLET.sub("", line).strip())]
