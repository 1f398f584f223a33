"""How single values stand in the cells of a table, written so that reading gives back the very same."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from synthgrid.domain.fields import COUNT_MAX

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
_LIST: Final = "\n"
"""Between the values of one cell: no name and no value holds it."""


def guarded(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula: a leading `'` before = + - @ TAB CR (OWASP)."""
    return f"'{text}" if _FORMULA.match(text) else text


def guarded_only(text: str) -> str:
    """Guard only what `unguarded` would take for a guard: for cells that say themselves that they are texts."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """Take off the guard of `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def facet_cell(value: Any) -> str:
    """Write the value of a facet: a text as it is, texts line by line; what could be read as another one, as JSON."""
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
