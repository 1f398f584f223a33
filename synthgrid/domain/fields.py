"""Readers of single fields of a document: a JSON value in, a checked value out, or `Refused` with the reason."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from rapidfuzz import fuzz, process

from synthgrid.domain.document import Path
from synthgrid.domain.text import LINE_MAX, TEXT_MAX, forbidden, normal, shown
from synthgrid.domain.values import Member
from synthgrid.errors import N_, Message

Reader = Callable[[Any], Any]
Choice = TypeVar("Choice", bound=StrEnum)

CATEGORY_DEPTH_MAX: Final = 6
ID_PATTERN: Final = r"^[A-Za-z0-9_-]{1,64}$"
SECTION_PATTERN: Final = r"^[a-z][a-z0-9_-]{0,63}$"
COLOR_PATTERN: Final = r"^#[0-9a-f]{6}$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
MOMENT_PATTERN: Final = (
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?P<zone>Z|[+ -]\d{2}:\d{2})?)?"
)
COUNT_MAX: Final = 1_000_000_000
ALIKE: Final = 75
"""How much two names have in common, of 100, for one to be offered where the other is not known."""
ENTRIES_MAX: Final = 50
"""Entries of labels, facets, members, also."""


class Refused(Exception):  # noqa: N818 (it never leaves the judge: a step of reading, not an error of synthgrid)
    """A value that cannot be; `at` is the pointer below the field."""

    def __init__(self, text: str, at: str = "", **facts: Any) -> None:
        self.message = Message(text, facts)
        self.at = at
        super().__init__(text)

    def helpful(self) -> Message:
        """Return the message with what takes time to find."""
        return self.message


class UnknownField(Refused):
    """A field that the contract does not have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self._name, self._known = name, sorted(known)
        text = N_("There is no such field; there are: %(known)s.")
        super().__init__(text, f"/{escaped(name)}", known=", ".join(self._known))

    def helpful(self) -> Message:
        """Return the message with the nearest field that the contract has, if there is one."""
        if nearest := nearest_of(self._name, self._known):
            return Message(N_("There is no such field; the nearest is “%(nearest)s”."), {"nearest": nearest})
        return self.message


def escaped(name: str) -> str:
    """Return a member name as a step of a JSON pointer (RFC 6901), safe to be told whatever it is."""
    return shown(name).replace("~", "~0").replace("/", "~1")


MOMENT_MAX: Final = 40
"""Characters of a moment such as 2026-11-20T18:00:00.000000+01:00."""


def line(value: Any, most: int = LINE_MAX) -> str:
    """Read a text of one line: a name, a title, a place."""
    return _string(value, most, lines=False)


def text(value: Any, most: int = TEXT_MAX) -> str:
    """Read a text that may have several lines."""
    return _string(value, most, lines=True)


def required(read: Reader) -> Reader:
    """Refuse an empty text besides what `read` refuses."""

    def reader(value: Any) -> Any:
        found = read(value)
        if not found:
            raise Refused(N_("It must not be empty."))
        return found

    return reader


def _string(value: Any, most: int, *, lines: bool) -> str:
    if not isinstance(value, str):
        raise Refused(N_("It must be a text."))
    found = normal(value)
    if len(found) > most:
        raise Refused(N_("It has %(length)d characters; at most %(most)d."), length=len(found), most=most)
    if char := forbidden(found, lines=lines):
        raise Refused(N_("It holds the character %(char)s, which cannot be stored."), char=char)
    return found


def matching(pattern: str, expected: str) -> Reader:
    """Read a text of one line that matches a pattern, said in words by `expected`."""
    compiled = re.compile(pattern)

    def reader(value: Any) -> str:
        found = line(value)
        if not compiled.match(found):
            raise Refused(N_("It must be %(expected)s."), expected=Message(expected))
        return found

    return reader


def color(value: Any) -> str:
    """Read a colour; `#ABCDEF` is stored as `#abcdef`."""
    found = line(value).lower()
    if not re.match(COLOR_PATTERN, found):
        raise Refused(N_("It must be %(expected)s."), expected=Message(N_("a colour such as #1f6f8b")))
    return found


def choice(kind: type[Choice]) -> Callable[[Any], Choice]:
    """Read one of the values of an enumeration."""

    def reader(value: Any) -> Choice:
        if not isinstance(value, str) or value not in list(kind):
            raise Refused(N_("It must be one of: %(choices)s."), choices=", ".join(kind))
        return kind(value)

    return reader


def truth(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Refused(N_("It must be true or false."))
    return value


def whole(least: int, most: int = COUNT_MAX) -> Callable[[Any], int]:
    """Read a whole number in a range."""

    def reader(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refused(N_("It must be a whole number from %(least)d to %(most)d."), least=least, most=most)
        return value

    return reader


def day(value: Any) -> date:
    """Read a date, `YYYY-MM-DD`."""
    found = line(value)
    try:
        if not re.match(r"^\d{4}-\d{2}-\d{2}$", found):
            raise ValueError(found)
        return date.fromisoformat(found)
    except ValueError:
        raise Refused(N_("It must be %(expected)s."), expected=Message(N_("a date such as 2026-11-20"))) from None


def moment(value: Any) -> datetime:
    """Read a moment, `2026-11-20T14:30:00+01:00`, or a date: its first one; in UTC where it names no zone."""
    found = line(value).upper()
    try:
        # An address turns “+” into a blank unless it is written %2B.
        if not (parts := re.fullmatch(MOMENT_PATTERN, found)):
            raise ValueError(found)
        zone = (parts["zone"] or "Z").replace(" ", "+")
        read = datetime.fromisoformat(f"{parts['day']}T{parts['time'] or '00:00'}{zone}")
    except ValueError:
        expected = Message(N_("a moment such as 2026-11-20T14:30:00Z, or a date"))
        raise Refused(N_("It must be %(expected)s."), expected=expected) from None
    try:
        return read.astimezone(UTC)
    except OverflowError:
        return read.replace(tzinfo=UTC)


def path(value: Any) -> Path:
    """Read a category: one name, or the list of names from the root down."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise Refused(N_("It must be a name, or the list of names that leads to it."))
    if len(names) > CATEGORY_DEPTH_MAX:
        raise Refused(N_("It has %(depth)d levels; at most %(most)d."), depth=len(names), most=CATEGORY_DEPTH_MAX)
    return tuple(_each(names, required(line)))


def paths(value: Any) -> tuple[Path, ...]:
    """Read a list of categories, each once."""
    return tuple(dict.fromkeys(_each(_listed(value), path)))


def members(value: Any) -> tuple[Member, ...]:
    """Read the kinds of people at a table."""
    return tuple(_each(_listed(value), _member))


def _member(value: Any) -> Member:
    found = _mapped(value, {"actor": required(line), "count": whole(0)})
    for name in ("actor", "count"):
        if name not in found:
            raise Refused(N_("It is required."), f"/{name}")
    return Member(**found)


def source(value: Any) -> Mapping[str, Any]:
    """Read where an item comes from."""
    return _mapped(value, {"app": line, "ref": line, "line": whole(1), "raw": text})


def labels(value: Any) -> Mapping[str, str]:
    """Read headings by polarity or section key."""
    key = matching(SECTION_PATTERN, N_("a key such as “positive” or “keyword”"))
    return {name: heading for name, heading in _entries(value, key, line).items() if heading}


def facets(value: Any) -> Mapping[str, Any]:
    """Read facets: name -> a text, number or truth value, or a list of texts."""
    return _entries(value, required(line), _facet)


def _facet(value: Any) -> Any:
    if isinstance(value, list):
        return _each(_listed(value), line)
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) <= COUNT_MAX):
        return value
    return line(value)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(N_("It must be a list."))
    if len(value) > ENTRIES_MAX:
        raise Refused(N_("It has %(length)d entries; at most %(most)d."), length=len(value), most=ENTRIES_MAX)
    return value


def _each(values: list[Any], read: Reader) -> list[Any]:
    found = []
    for index, value in enumerate(values):
        try:
            found.append(read(value))
        except Refused as refused:
            refused.at = f"/{index}{refused.at}"
            raise
    return found


def _entries(value: Any, key: Reader, read: Reader) -> dict[str, Any]:
    """Read an object whose names are the sender's own; two that are one after trimming and NFC would lose a value."""
    if not isinstance(value, dict):
        raise Refused(N_("It must be an object."))
    _listed(list(value))
    found = {}
    for name, member in _mapped(value, dict.fromkeys(value, read)).items():
        known = key(name)
        if known in found:
            raise Refused(N_("Another entry has this name."), f"/{escaped(name)}")
        found[known] = member
    return found


def _mapped(value: Any, readers: Mapping[str, Reader]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(N_("It must be an object."))
    found = {}
    for name, member in value.items():
        if name not in readers:
            raise UnknownField(name, readers)
        if member is None:
            continue
        try:
            found[name] = readers[name](member)
        except Refused as refused:
            refused.at = f"/{escaped(name)}{refused.at}"
            raise
    return found


def nearest_of(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like this one, if any does.

    `difflib` takes seconds for ten thousand names that look alike.
    """
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return None if found is None else found[0]
