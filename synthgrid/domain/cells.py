"""How single values stand in the cells of a table, written so that reading gives back the very same."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from synthgrid.domain.fields import COUNT_MAX
from synthgrid.domain.months import MONTHS
from synthgrid.domain.text import folded

_GUARD: Final = "'"
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_TYPED_MAX: Final = 40
_EXPONENT: Final = re.compile(r"(?<=\d)[eE](?=[-+]?\d)")
_DIGIT: Final = re.compile("[0-9]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_TIMES: Final = frozenset(
    (
        *(name for names in MONTHS for name in names),
        *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("h", "am", "pm"),
    )
)
"""Words that stand with digits in a date or an hour, folded."""
_TRUTHS: Final = frozenset(("true", "false", "vrai", "faux"))
_TRUTH_MAX: Final = max(map(len, _TRUTHS))
_LIST: Final = "\n"
"""Between the values of one cell: no name and no value holds it."""


def guarded(text: str) -> str:
    """Keep a spreadsheet from computing a text, or making a number, a date or a truth value of it: a leading `'`.

    It stands before = + - @ TAB CR (OWASP), and before `0123`, `1/2`, `3 mars`, `vrai`, which would be saved as
    `123`, `01/02/2026`, `03/03/2026`, `TRUE`.
    """
    return f"{_GUARD}{text}" if _is_taken(text.lstrip(_GUARD)) else text


def guarded_only(text: str) -> str:
    """Guard only what `unguarded` would take for a guard: for cells that no spreadsheet takes for anything else."""
    return guarded(text) if text.startswith(_GUARD) else text


def unguarded(cell: str) -> str:
    """Take off the guard of `guarded`."""
    return cell[1:] if cell.startswith(_GUARD) and _is_taken(cell.lstrip(_GUARD)) else cell


def _is_taken(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for something else."""
    if _FORMULA.match(text):
        return True
    if not text or len(text) > _TYPED_MAX:
        return False
    if _DIGIT.search(text) is None:
        return len(text) <= _TRUTH_MAX and folded(text) in _TRUTHS
    return all(folded(word) in _TIMES for word in _LETTERS.findall(_EXPONENT.sub("", text)))


def facet_cell(value: Any) -> str | int:
    """Write the value of a facet: a text as it is, texts line by line; what could be read as another one, as JSON.

    A whole number stays one: spreadsheets add them up, and save them as they are.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if value and read_facet(value) == value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        lines = _LIST.join(value)
        return lines if read_facet(lines) == list(value) else json.dumps(list(value), ensure_ascii=False)
    return json.dumps(value)


def read_facet(cell: str) -> Any:
    """Read the value of a facet: JSON, else a text, or the texts of several lines."""
    try:
        value = json.loads(cell, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return cell.split(_LIST) if _LIST in cell else cell
    return value if _is_facet(value) else cell


def _is_facet(value: Any) -> bool:
    """Tell whether a value is one that `domain.fields.facets` keeps, and no text that only looks like it."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, bool | str):
        return True
    return isinstance(value, int | float) and abs(value) <= COUNT_MAX


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def paths_in(cell: str) -> list[str]:
    """Return the paths that a cell holds, one a line."""
    return [line.strip() for line in cell.split(_LIST) if line.strip()]


def paths_cell(paths: Iterable[str]) -> str:
    """Write several paths into one cell."""
    return _LIST.join(paths)
