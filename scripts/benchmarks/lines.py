"""The lines of the table, and the ways to print them."""

import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

HEADINGS: Final = ("what", "synthgrid", "beside", "takes", "ratio", "wanted")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ratio has to be: at most, or at least, a number."""

    number: float
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.number:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure beside another.

    Attributes:
        question: Whose answer it is.
        what: What synthgrid did.
        ours: How much that took, in `unit`.
        peer: What it is compared with; "" with nothing.
        theirs: How much that took; None where it is not installed.
        ratio: ours / theirs, or theirs / ours where more is wanted; medians of what was measured side by side.
        past: Whether the other one was stopped before its end: it takes more, and the ratio is further out.
    """

    question: str
    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    wanted: Wanted | None = None
    past: bool = False

    def cells(self) -> tuple[str, ...]:
        """Return what stands in each column."""
        more = "> " if self.past else ""
        further = ("> " if self.wanted and self.wanted.at_least else "< ") if self.past else ""
        theirs = "—" if self.theirs is None and self.peer else amount(self.theirs, self.unit)
        ratio = "" if self.ratio is None else further + number(self.ratio)
        wanted = str(self.wanted) if self.wanted else ""
        return self.what, amount(self.ours, self.unit), self.peer, more + theirs, ratio, wanted


def amount(value: float | None, unit: str) -> str:
    """Write a measure with its unit; milliseconds past ten seconds as seconds."""
    if value is None:
        return ""
    if unit == "ms" and value >= 10_000:  # noqa: PLR2004 (said just above)
        return f"{number(value / 1000)} s"
    return f"{number(value)} {unit}"


def number(value: float) -> str:
    """Write a number with three digits, or all of its whole ones."""
    places = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{places}f}"


def as_json(lines: Sequence[Line]) -> str:
    """Write the lines for programs."""
    listed = [{**asdict(line), "wanted": str(line.wanted) if line.wanted else None} for line in lines]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def as_markdown(lines: Sequence[Line]) -> str:
    """Write the lines as the table of the README."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def as_text(lines: Sequence[Line]) -> str:
    """Write the lines for people at a terminal."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


WRITERS: Final[dict[str, Callable[[Sequence[Line]], str]]] = {
    "json": as_json,
    "markdown": as_markdown,
    "text": as_text,
}


def say(sentence: str) -> None:
    """Tell what is being measured; the lines alone go to standard output."""
    print(sentence, file=sys.stderr, flush=True)
