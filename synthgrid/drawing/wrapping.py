"""Lines of French text: nothing cut, no line that starts with « : » or « ! », no short word left alone at the end.

A text is first made into pieces that stay whole (`Paragraph`), measured once; wrapping at a width is then arithmetic.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from synthgrid.domain.text import without_bidi_controls
from synthgrid.drawing.direction import isolated
from synthgrid.drawing.fonts import Face, clusters, em_width

SLACK: Final = 1.03
"""Widths are taken this much wider: Pango may round advances to whole pixels at 96 dpi when it draws."""

_HARD: Final = re.compile("[\n\u2028\u2029]")
# White space at which a line may end; no-break spaces (U+00A0, U+2007, U+202F) are not among it.
_SPACE: Final = re.compile("[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_CLOSES: Final = frozenset(":;!?»%€…)]}’”,.、。，．！？：；）」』】》〉")
_OPENS: Final = frozenset("«([{“‘（「『【《〈")
_QUOTE: Final = re.compile("«[^«»]{1,22}»")
"""A quotation short enough to stay whole."""
# Inside a word: after a hyphen, slash or dash between letters; around ideographs and kana.
_INSIDE: Final = re.compile(
    r"(?<=\w[-/–—])(?=\w)"
    "|(?<=[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    "(?=[\u3041-\u30fb\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    "|(?<=[\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f])(?=[\u3041-\u30fb\u3400-\u9fff\uf900-\ufaff])"
)
_DIVISIBLE: Final = re.compile("[-/–—\u3001-\U0003ffff]")
"""What a run must hold for any of these to apply."""
_SIGNS: Final = re.compile(r"(?<=[_.?&=:,;@])(?=\w)")
"""Where a run that is wider than a whole line, such as an address, is broken first."""
_SHORT: Final = 13
"""Characters of a last line that looks forgotten."""
_BALANCED_LINES: Final = 5
_STARVED: Final = 0.65
"""A line before the last looks forgotten when it has less of the width than this."""
_KEPT: Final = 10_000
_WAYS_KEPT: Final = 8
_WORDS_KEPT: Final = 50_000


class Piece(NamedTuple):
    """A run that stays on one line: what stands before it when it does not start one, and itself. Widths in em."""

    before: str
    before_width: float
    text: str
    width: float


class Paragraph(NamedTuple):
    """A text ready to be wrapped.

    Attributes:
        lines: Its hard lines, each a tuple of pieces.
        width: On one line, in em.
        wrapped: How it was wrapped lately: most texts of a workshop are the same in its next drawing.
    """

    lines: tuple[tuple[Piece, ...], ...]
    width: float
    face: Face
    wrapped: dict[tuple[float, float, float, bool], "Lines"]


@lru_cache(maxsize=_KEPT)
def paragraph(text: str, face: Face) -> Paragraph:
    """Cut a text into pieces that stay whole, and measure them.

    Args:
        text: A stored text; its bidi controls are left out, a tab becomes a space.
        face: The face that draws it.
    """
    drawn = without_bidi_controls(text).replace("\t", " ")
    lines = tuple(_pieces(line.strip(), face) for line in _HARD.split(drawn) if line.strip())
    width = max((sum(p.before_width + p.width for p in line) for line in lines), default=0.0)
    return Paragraph(lines, width, face, {})


def _pieces(line: str, face: Face, *, quotes: bool = True) -> tuple[Piece, ...]:
    """Cut a line at the white space where it may end, and inside words where a hyphen allows it.

    Args:
        line: One hard line.
        face: The face that measures it.
        quotes: Whether short quotations stay whole.
    """
    whole = [match.span() for match in _QUOTE.finditer(line)] if quotes and "«" in line else []
    pieces: list[Piece] = []
    start, before = 0, ""
    for space in _SPACE.finditer(line):
        at, end = space.span()
        if line[end] in _CLOSES or line[at - 1] in _OPENS:
            continue
        if whole and any(first < at < last for first, last in whole):
            continue
        pieces += _parts(before, line[start:at], face)
        start, before = end, space[0]
    return (*pieces, *_parts(before, line[start:], face))


@lru_cache(maxsize=_WORDS_KEPT)
def _parts(before: str, run: str, face: Face) -> tuple[Piece, ...]:
    """Cut a run inside, where a hyphen or an ideograph allows it."""
    parts = _INSIDE.split(run) if _DIVISIBLE.search(run) else [run]
    first = Piece(before, em_width(before, face) if before else 0.0, parts[0], em_width(parts[0], face))
    return first, *(Piece("", 0.0, part, em_width(part, face)) for part in parts[1:])


class Lines(NamedTuple):
    """Wrapped lines and the width of each, points."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]

    @property
    def width(self) -> float:
        """Width of the longest line, points."""
        return max(self.widths, default=0.0)


def wrap(text: Paragraph, size: float, width: float, *, last: float = 0.0, balanced: bool = True) -> Lines:
    """Break a text into lines.

    Args:
        text: What to break.
        size: Size of the letters, points.
        width: Greatest width of a line, points.
        last: Room to leave at the end of the last line, points.
        balanced: Whether lines of a short text should be about equally long.

    Returns:
        The lines; put together they are the text, but for white space at the breaks.
    """
    key = (size, width, last, balanced)
    known = text.wrapped.get(key)
    if known is None:
        if len(text.wrapped) == _WAYS_KEPT:
            text.wrapped.clear()
        known = text.wrapped[key] = _wrapped(text, *key)
    return known


def _wrapped(text: Paragraph, size: float, width: float, last: float, balanced: bool) -> Lines:
    scale = size * SLACK
    lines: list[tuple[str, float]] = []
    for index, pieces in enumerate(text.lines):
        room = last / scale if index == len(text.lines) - 1 else 0.0
        lines += _broken(pieces, width / scale, room, text.face, balanced=balanced)
    return Lines(isolated([line for line, _ in lines]), tuple([wide * scale for _, wide in lines]))


def _broken(
    pieces: tuple[Piece, ...], most: float, room: float, face: Face, *, balanced: bool
) -> list[tuple[str, float]]:
    steps = [piece.before_width + piece.width for piece in pieces]
    if sum(steps) + room <= most:
        return [_joined(pieces, steps)]
    if any(piece.width > most for piece in pieces):
        pieces = _split_long(pieces, most, face)
        steps = [piece.before_width + piece.width for piece in pieces]
    widths = [piece.width for piece in pieces]
    starts = _greedy(steps, widths, most, room)
    if balanced and len(starts) <= _BALANCED_LINES:
        starts = _balanced(steps, widths, most, room, starts)
        _keep_company(pieces, starts)
        starts = _evened(steps, widths, starts)
    else:
        _keep_company(pieces, starts)
    ends = [*starts[1:], len(pieces)]
    return [_joined(pieces[start:end], steps[start:end]) for start, end in zip(starts, ends, strict=True)]


def _joined(pieces: tuple[Piece, ...], steps: list[float]) -> tuple[str, float]:
    first, others = pieces[0], pieces[1:]
    text = first.text + "".join([piece.before + piece.text for piece in others])
    return text, first.width + sum(steps[1:])


def _greedy(steps: list[float], widths: list[float], most: float, room: float) -> list[int]:
    """Fill line after line; return the index of the piece that starts each.

    Args:
        steps: Width of each piece with what stands before it.
        widths: Width of each at the start of a line.
        most: Greatest width of a line.
        room: Room to leave at the end of the last line.
    """
    starts, used = [0], widths[0]
    for index in range(1, len(steps)):
        used += steps[index]
        if used > most:
            starts.append(index)
            used = widths[index]
    if room and used + room > most and starts[-1] < len(steps) - 1:
        starts.append(len(steps) - 1)
    return starts


def _balanced(steps: list[float], widths: list[float], most: float, room: float, starts: list[int]) -> list[int]:
    """Find, by halving, a narrow width that needs no more lines."""
    count = len(starts)
    low, high = max(sum(steps) / count, *widths), most
    for _ in range(4):
        middle = (low + high) / 2
        tried = _greedy(steps, widths, middle, room)
        if len(tried) <= count:
            starts, high = tried, middle
        else:
            low = middle
    return starts


def _keep_company(pieces: tuple[Piece, ...], starts: list[int]) -> None:
    """Give a single short word on the last line the word before it, when that one is not alone either."""
    alone = starts[-1] == len(pieces) - 1 and len(pieces[-1].text) <= _SHORT
    if not alone or len(starts) == 1:
        return
    staying = starts[-1] - starts[-2] - 1
    if staying > 1 or (staying == 1 and len(pieces[starts[-2]].text) > _SHORT):
        starts[-1] -= 1


def _evened(steps: list[float], widths: list[float], starts: list[int]) -> list[int]:
    """Where a line before the last is short, break those lines again: with the least sum of squares of what they lack.

    As Knuth and Plass do (Breaking Paragraphs into Lines, 1981), for lines of which none is stretched.
    """
    count, end = len(starts) - 1, starts[-1]
    lines = [widths[a] + sum(steps[a + 1 : b]) for a, b in zip(starts, [*starts[1:], len(steps)], strict=True)]
    most = max(lines)
    if count < 2 or min(lines[:-1]) >= most * _STARVED:  # noqa: PLR2004 (one line has no other to give it a word)
        return starts
    best = [0.0, *[math.inf] * end]
    ways: list[list[int]] = []
    for _ in range(count):
        reached, before = [math.inf] * (end + 1), [0] * (end + 1)
        for start in range(end):
            used = widths[start]
            for stop in range(start + 1, end + 1):
                if used > most:
                    break
                cost = best[start] + (most - used) ** 2
                if cost < reached[stop]:
                    reached[stop], before[stop] = cost, start
                used += steps[stop]
        best = reached
        ways.append(before)
    found = [end]
    for before in reversed(ways):
        found.append(before[found[-1]])
    return found[::-1] if best[end] < math.inf else starts


def _split_long(pieces: tuple[Piece, ...], most: float, face: Face) -> tuple[Piece, ...]:
    """Break what is wider than a whole line: quotations between words, the rest after signs, else between graphemes."""
    parts: list[Piece] = []
    for piece in pieces:
        if piece.width <= most:
            parts.append(piece)
            continue
        first, *others = _pieces(piece.text, face, quotes=False)
        for part in (first._replace(before=piece.before, before_width=piece.before_width), *others):
            for run in [part] if part.width <= most else _after_signs(part, face):
                parts += [run] if run.width <= most else _between_graphemes(run, most, face)
    return tuple(parts)


def _after_signs(piece: Piece, face: Face) -> Iterator[Piece]:
    first, *others = _SIGNS.split(piece.text)
    yield Piece(piece.before, piece.before_width, first, em_width(first, face))
    yield from (Piece("", 0.0, other, em_width(other, face)) for other in others)


def _between_graphemes(piece: Piece, most: float, face: Face) -> list[Piece]:
    parts: list[Piece] = []
    before, before_width, text, used = piece.before, piece.before_width, "", 0.0
    for cluster, width in clusters(piece.text, face):
        if text and used + width > most:
            parts.append(Piece(before, before_width, text.rstrip(" "), used))
            before, before_width, text, used = "", 0.0, "", 0.0
        if text or not cluster.isspace():
            text += cluster
            used += width
    return [*parts, Piece(before, before_width, text, used)] if text else parts
