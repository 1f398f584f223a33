"""Maps and grids as plain text: what an e-mail, a note or a diff can hold."""

from typing import Final

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.outline import outline_of

_RULE: Final = 79
"""Characters of the longest line under a title."""


def plain_text(arranged: Arrangement) -> str:
    """Write a map or a grid as an indented outline, its parts set apart by empty lines."""
    outline = outline_of(arranged)
    lines = [outline.title, "=" * min(len(outline.title), _RULE), *outline.subtitle]
    for part in outline.parts:
        lines += ["", *part]
    return "\n".join(lines).rstrip("\n") + "\n"
