"""JSON without its traps: depth, huge numbers, NaN, duplicate keys."""

import json
import math
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NoReturn

from synthgrid.errors import N_, MalformedBodyError, Message
from synthgrid.settings import Limits

DIGITS_MAX: Final = 300
"""Digits of an integer; Python itself stops at 4,300 with an error that is not about the body."""

_SHOWN_MAX: Final = 80
"""Characters of a key shown in a message."""

# A string is swallowed whole and never given back (possessive), closed or not: linear on any input.
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"?'
_STRINGS_AND_BRACKETS: Final = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_COLON: Final = re.compile(r"\s*:")


def load(body: bytes, limits: Limits) -> Any:
    """Read JSON strictly.

    A byte order mark is tolerated. Lone surrogates written as escapes pass: the judge names their place.

    Args:
        body: JSON in UTF-8.
        limits: `json_depth` is the deepest nesting read.

    Raises:
        MalformedBodyError: The body is empty, not UTF-8, not JSON, nested too deep, or holds an integer past
            `DIGITS_MAX` digits, a float past the largest, NaN, Infinity or a key twice in one object.
    """
    text = _decode(body)
    _refuse_depth(text, limits.json_depth)
    try:
        return json.loads(
            text,
            parse_int=partial(_whole, text),
            parse_float=partial(_real, text),
            parse_constant=partial(_refuse_constant, text),
            object_pairs_hook=partial(_object, text),
        )
    except json.JSONDecodeError as broken:
        place = {"line": broken.lineno, "column": broken.colno}
        reason = Message(N_("this is not JSON any more at line %(line)d, column %(column)d."), place)
        raise MalformedBodyError(reason, line=broken.lineno) from None


def _decode(body: bytes) -> str:
    if not body.strip():
        raise MalformedBodyError(N_("it is empty."))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        reason = Message(N_("it is not in UTF-8 (line %(line)d)."), {"line": line})
        raise MalformedBodyError(reason, line=line) from None
    if not text.strip():
        raise MalformedBodyError(N_("it is empty."))
    return text


def _refuse_depth(text: str, limit: int) -> None:
    """Refuse a nesting past the limit before the parser, which is recursive, sees it."""
    depth = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth > limit:
                line = text.count("\n", 0, found.start()) + 1
                reason = Message(N_("it is nested deeper than %(limit)d levels."), {"limit": limit})
                raise MalformedBodyError(reason, line=line)
        elif found[0] in ("]", "}"):
            depth -= 1


def _whole(text: str, digits: str) -> int:
    if len(digits.lstrip("-")) > DIGITS_MAX:
        reason = Message(N_("it holds a whole number of more than %(limit)d digits."), {"limit": DIGITS_MAX})
        raise MalformedBodyError(reason, line=_line_of(text, digits))
    return int(digits)


def _real(text: str, digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        reason = Message(N_("it holds the number %(number)s, too large."), {"number": _shown(digits)})
        raise MalformedBodyError(reason, line=_line_of(text, digits))
    return number


def _refuse_constant(text: str, name: str) -> NoReturn:
    reason = Message(N_("it holds %(name)s, which is not JSON."), {"name": name})
    raise MalformedBodyError(reason, line=_line_of(text, name))


def _object(text: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        key, line = next(_repeated_keys(text))
        reason = Message(N_("the key “%(key)s” stands twice in one object."), {"key": _shown(key)})
        raise MalformedBodyError(reason, line=line)
    return members


def _line_of(text: str, token: str) -> int:
    """Return the line of the first such number or constant, counted from 1; what stands in strings does not count."""
    tokens = re.compile(rf"{_STRING}|(?<![\w.+-]){re.escape(token)}", re.DOTALL).finditer(text)
    return next(text.count("\n", 0, found.start()) + 1 for found in tokens if found[0] == token)


def _repeated_keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys that stand twice in one object, each with the line of the second time.

    The parser knows no places, so the text is walked once more.
    """
    objects: list[set[str]] = []
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        if found[0] in ("{", "["):
            objects.append(set())
        elif found[0] in ("}", "]"):
            objects.pop()
        elif _COLON.match(text, found.end()):
            key = json.loads(found[0])
            if key in objects[-1]:
                yield key, text.count("\n", 0, found.start()) + 1
            objects[-1].add(key)


def _shown(text: str) -> str:
    """Shorten what a message shows, and keep lone surrogates out of it: no answer could be encoded with them."""
    text = text if len(text) <= _SHOWN_MAX else text[: _SHOWN_MAX - 1] + "…"
    return text.encode("utf-8", "replace").decode()
