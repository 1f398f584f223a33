"""Lines kept in the direction of their text: broken, each would take that of its own first letter."""

import re
from collections.abc import Sequence
from typing import Final

from synthgrid.domain.text import reads_from_right

_FROM_RIGHT, _FROM_LEFT, _END = "\u2067", "\u2066", "\u2069"
ISOLATES: Final = frozenset({_FROM_RIGHT, _FROM_LEFT, _END})
"""What is drawn as nothing (UAX #9)."""
_LETTERS_FROM_RIGHT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolated(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of one text; of one with letters that run from right to left, each between isolates."""
    if not any(map(_LETTERS_FROM_RIGHT.search, lines)):
        return tuple(lines)
    begin = _FROM_RIGHT if reads_from_right("".join(lines)) else _FROM_LEFT
    return tuple(f"{begin}{line}{_END}" for line in lines)
