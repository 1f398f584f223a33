"""The lines of a plain text, each with its indentation, its marker and the shape of a heading."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

HEADING_MAX: Final = 200
"""Characters of a line that may be a heading; a longer one is a paragraph."""

HASHES_MAX: Final = 6
CAPITALS: Final = 7
BOLD: Final = 8
COLON: Final = 9
PLAIN: Final = 10
"""Ranks of a heading, from the outermost: 1 to 6 by its hashes (1 or 2 when underlined), then by how it is written."""

NUMBER: Final = "1"
"""The marker of every numbered item."""

_TAB: Final = 4
_STAR_INDENT: Final = 2

# Geometric bullets, arrows and ticks, and the two that Word's Symbol font leaves in pasted texts.
_SYMBOLS: Final = "•◆◇●○■□▪▫◦‣⁃∙·►▶▸➢➤→✓✔❖\uf0b7\uf0a7"
_MARKER: Final = re.compile(
    rf"""
      (?P<symbol>[{_SYMBOLS}]|o(?=\t))\s*
    | (?P<stars>\*{{1,6}})\s+
    | (?P<sign>[-–—−+])\s+
    | (?P<glued>[-–—*])(?=[^\W\d_])                 # -item, but not -5
    | (?P<number>\d{{1,3}}[.)°/]|[a-zA-Z]\))\s+
    | (?P<tight>\d{{1,3}}\)|\d{{1,3}}\.(?=[A-ZÀ-Ý]))(?=[^\W\d_])
    """,
    re.VERBOSE,
)
_SECOND_MARKER: Final = re.compile(rf"[{_SYMBOLS}]\s*")
_RULE: Final = re.compile(r"[-=_*~–—─━\s]{2,}")
_HASHES: Final = re.compile(r"(#{1,6})(?!#)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    Attributes:
        number: Counted from 1 in the body.
        written: As it stands in the body.
        raw: The same, outer white space off.
        indent: Columns before it, a tab reaching the next multiple of 4.
        after_blank: Whether a blank line or a rule stands before it.
        marker: What makes it an item: `-`, `◆`, `NUMBER`… or "".
        text: `raw` without marker, hashes and bold signs.
        rank: Which shape of heading it has; `PLAIN` is none.
    """

    number: int
    written: str
    raw: str
    indent: int = 0
    after_blank: bool = False
    marker: str = ""
    text: str = ""
    rank: int = PLAIN

    @property
    def name(self) -> str:
        """The text as the name of something: one line, its final colon off."""
        return " ".join(self.text.split()).rstrip(" :：")

    @property
    def explicit(self) -> bool:
        """Whether its shape alone makes it a heading."""
        return self.rank <= HASHES_MAX or self.rank == BOLD

    @property
    def short(self) -> bool:
        """Whether it is short enough to be a heading, and says anything."""
        return len(self.text) <= HEADING_MAX and bool(self.name)


def read_lines(text: str, first: int = 1) -> Iterator[Line]:
    """Give the lines that are not blank, one at a time; rules and underlines are not among them.

    Args:
        text: The whole body.
        first: The number of the line to begin at.
    """
    held: Line | None = None
    after_blank = False
    for number, written in islice(enumerate(io.StringIO(text, newline="\n"), 1), first - 1, None):
        raw = written.strip()
        if not raw or _RULE.fullmatch(raw):
            after_blank = True
            if held and raw and _underlines(raw, number, held):
                held = replace(held, rank=1 if raw[0] == "=" else 2)
            continue
        if held:
            yield held
        held, after_blank = _line(number, written, after_blank), False
    if held:
        yield held


def with_next(lines: Iterator[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Give each line with the one that follows it."""
    line = next(lines, None)
    while line is not None:
        following = next(lines, None)
        yield line, following
        line = following


def _underlines(rule: str, number: int, above: Line) -> bool:
    plain = not above.marker and above.short and number == above.number + 1
    return plain and len(rule) > 2 and set(rule) in ({"="}, {"-"})  # noqa: PLR2004 (a dash or two underline nothing)


def _line(number: int, written: str, after_blank: bool) -> Line:
    raw = written.strip()
    indent = len(written[: len(written) - len(written.lstrip())].expandtabs(_TAB))
    found = _MARKER.match(raw)
    if found and not (found["glued"] == "*" and "*" in raw[1:]):  # *emphasis* is no item
        marker = found["symbol"] or found["sign"] or found["glued"] or ("*" if found["stars"] else NUMBER)
        indent += _STAR_INDENT * (len(found["stars"] or "*") - 1)
        rest = raw[found.end() :]
        if marker != NUMBER and (second := _SECOND_MARKER.match(rest)):
            rest = rest[second.end() :]
        return Line(number, written, raw, indent, after_blank, marker, rest)
    text, rank = _shape(raw)
    return Line(number, written, raw, indent, after_blank, "", text, rank)


def _shape(raw: str) -> tuple[str, int]:
    """Take the signs of a heading off; tell which they were."""
    if len(raw) > HEADING_MAX:
        return raw, PLAIN
    if found := _HASHES.match(raw):
        return raw[found.end() :].rstrip("#").rstrip() or raw, len(found[1])
    bare = raw.rstrip(" :：\u00a0")
    for sign in ("**", "__"):
        inside = bare[2:-2]
        if bare.startswith(sign) and bare.endswith(sign) and inside.strip() and sign not in inside:
            return inside.strip(), BOLD
    if raw.isupper() and sum(char.isalpha() for char in raw) > 1:
        return raw, CAPITALS
    return raw, COLON if raw.endswith((":", "：")) else PLAIN
