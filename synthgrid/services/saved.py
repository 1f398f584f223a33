"""The rows of an export as it was written, with the characters that Windows-1252 lacks, where it was saved in that."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from synthgrid.domain.cells import unguarded
from synthgrid.domain.document import Item, Unchecked
from synthgrid.domain.values import Workshop
from synthgrid.services.matching import Matches

_KEPT: Final = frozenset(bytes(range(256)).decode("cp1252", "ignore"))
"""The characters of Windows-1252."""
_LOST: Final = r"\?{1,2}"
"""What stands for another one: two of them for one that UTF-16 writes as two."""


_FIELDS: Final = ("text", "note", "actor", "external_id", "group", "category", "also", "facets")


def as_sent(items: Iterable[Item], matches: Matches, unchecked: Unchecked, stored: Workshop) -> Iterator[Item]:
    """Yield the items of a body; those of the rows of an export with the words they had when it was written.

    Args:
        items: In their order.
        matches: Which proposals they are.
        unchecked: The body.
        stored: The workshop.
    """
    groups = {group.id: group.name for group in stored.groups}
    paths = {category.id: category.path for category in stored.categories}
    for item in items:
        kept, place = matches.get(item.index), unchecked.places.get(item.pointer)
        if kept is None or item.id != kept.id or place is None or not place.whole:
            yield item
        else:
            known = {name: getattr(kept, name) for name in _FIELDS} | {
                "group": groups.get(kept.group or ""),
                "category": paths.get(kept.category or ""),
                "also": tuple(paths[one] for one in kept.also),
            }
            yield replace(
                item, **{name: _read(getattr(item, name), value, unchecked.narrow) for name, value in known.items()}
            )


def _read(value: Any, known: Any, narrow: bool) -> Any:
    """Return a value as it was known, where it only lacks a quote or, in a narrow body, characters of that."""
    if value == known:
        return value
    if isinstance(value, str) and isinstance(known, str):
        # Of a table written without guards, a quote may have been taken for one.
        pattern = _pattern(known) if narrow else None
        return known if value == unguarded(known) or (pattern and pattern.fullmatch(value)) else value
    if isinstance(value, tuple | list) and isinstance(known, tuple | list) and len(value) == len(known):
        return type(value)(_read(one, other, narrow) for one, other in zip(value, known, strict=True))
    if isinstance(value, Mapping) and isinstance(known, Mapping):
        names = {name: next((one for one in known if _read(name, one, narrow) == one), name) for name in value}
        return {names[name]: _read(one, known.get(names[name]), narrow) for name, one in value.items()}
    return value


def _pattern(word: str) -> re.Pattern[str] | None:
    """Return how a text looks when it is saved; None for one that loses nothing."""
    return None if _KEPT.issuperset(word) else re.compile("".join(map(_saved, word)))


def _saved(char: str) -> str:
    """Return what may stand for a character: itself, `?`, or what looks like it, as Windows writes it."""
    if char in _KEPT:
        return re.escape(char)
    if char.isspace():
        return rf"(?: |{_LOST})"
    if char == "\u2212" or unicodedata.category(char) == "Pd":
        return rf"(?:-|{_LOST})"
    base = "".join(one for one in unicodedata.normalize("NFKD", char) if one in _KEPT)
    return rf"(?:{re.escape(base)}|{_LOST})" if base else _LOST
