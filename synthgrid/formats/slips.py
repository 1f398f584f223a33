"""Signs of Markdown written without the blank that belongs after them, as in « ###Titre » and « -item »."""

import re
from typing import Final

from synthgrid.errors import N_, Message

_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_GLUED_HASHES: Final = re.compile(r"^( {0,3}#{2,6})(?=[^#\s])")
_GLUED_DASH: Final = re.compile(r"(\s*-)(?=[^\W\d_])")
_STARS: Final = re.compile(r"(\*{2,6})\s+(?=\S)(?!.*\*\*)")
"""Two stars and a blank: a list below a list, as wikis write it."""


def mended_slips(text: str) -> tuple[str, tuple[Message, ...]]:
    """Set the blanks that are missing, and levels that wikis write; lines stay what they are in number.

    Returns:
        The text, and a message that says how many lines were read so.
    """
    count, fenced = 0, False
    lines = []
    for line in text.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        mended = line if fenced else _mended(line)
        count += mended != line
        lines.append(mended)
    said = N_("Lines without the blank after their sign, read as headings and items: %(count)d.")
    return "\n".join(lines), (Message(said, {"count": count}),) if count else ()


def _mended(line: str) -> str:
    if found := _STARS.match(line):
        return f"{'  ' * (len(found[1]) - 1)}* {line[found.end() :]}"
    return (
        _GLUED_DASH.sub(r"\1 ", line, count=1) if _GLUED_DASH.match(line) else _GLUED_HASHES.sub(r"\1 ", line, count=1)
    )
