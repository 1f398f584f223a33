"""A map or a grid in words: what a plain text holds, and what a drawing says to those who do not see it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Arrangement, Grid, GridItem, Kind, LegendEntry, MindMap, Node, Part, Row, Sheet
from synthgrid.domain.looks import POLARITY_SIGN
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, Message
from synthgrid.i18n import plural, translate

SIGNS: Final[Mapping[Polarity | None, str]] = dict(POLARITY_SIGN) | {None: "-"}
QUOTED: Final = ">"
"""The sign of a quotation, as in e-mails."""
INDENT: Final = "  "


class Outline(NamedTuple):
    """A map or a grid in words.

    Attributes:
        title: The workshop's title.
        subtitle: Lines under the title.
        parts: The lines, indented, of each branch or column, of the strip, of the legend, of the footers.
    """

    title: str
    subtitle: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """All of it, line after line."""
        return "\n".join([self.title, *self.subtitle, *(line for part in self.parts for line in part)])


def outline_of(arranged: Arrangement) -> Outline:
    """Say a map branch by branch, a grid column by column, each by its rows, a sheet part by part, in reading order."""
    last = (_ties(arranged), _legend(arranged.legend, arranged.language), arranged.footers)
    parts = [tuple(part) for part in (*_body(arranged), *last)]
    return Outline(arranged.title, arranged.subtitle, tuple(part for part in parts if part))


def summary_of(arranged: MindMap) -> str:
    """Say in a sentence or two what a map shows: what stands beside it in a text says the rest."""
    branches = ", ".join(branch.text for branch in arranged.root.children)
    facts = {"title": arranged.title, "branches": branches}
    said = N_("Mind map “%(title)s”. Its branches: %(branches)s.") if branches else N_("Mind map “%(title)s”.")
    return translate(Message(said, facts), arranged.language)


def _body(arranged: Arrangement) -> Iterator[Iterable[str]]:
    if isinstance(arranged, MindMap):
        return _branches(arranged)
    return _parts(arranged) if isinstance(arranged, Sheet) else _columns(arranged)


def _parts(arranged: Sheet) -> Iterator[Iterable[str]]:
    for part in arranged.parts:
        if part.heading:
            yield _part(part, arranged.language)
        yield from _columns(part.grid) if part.grid else ()


def _part(part: Part, language: str) -> Iterator[str]:
    yield f"{part.heading} ({part.count})"
    yield from _items(part.items, 1, language)


def _branches(arranged: MindMap) -> Iterator[Iterable[str]]:
    for branch in arranged.root.children:
        yield _branch(branch, 0, arranged.language)


def _columns(arranged: Grid) -> Iterator[Iterable[str]]:
    if arranged.tabled:
        for _, rows in groupby(arranged.rows, key=lambda row: (row.key, row.label)):
            yield _table(arranged, tuple(rows))
        return
    for index in range(len(arranged.columns)):
        yield _column(arranged, index)
    if arranged.strip:
        yield arranged.strip.label, *_items(arranged.strip.items, 1, arranged.language)


def _column(arranged: Grid, index: int) -> Iterator[str]:
    column = arranged.columns[index]
    counted = "" if column.count is None else f" ({column.count})"
    yield f"{SIGNS[column.polarity]} {column.label}{counted}"
    for row in arranged.rows:
        depth = 1
        if row.label and row.cells[index]:
            yield f"{INDENT}{row.label}"
            depth = 2
        yield from _items(row.cells[index], depth, arranged.language)


def _table(arranged: Grid, rows: Sequence[Row]) -> Iterator[str]:
    """Say rows under one heading: each item, and below it what its other fields say."""
    depth = 1 if rows[0].label else 0
    if depth:
        yield rows[0].label
    for row in rows:
        for column, items in zip(arranged.columns, row.cells, strict=True):
            if column.count is not None:
                yield from _items(items, depth, arranged.language)
            elif items:
                facts = {"label": column.label, "value": ", ".join(item.text for item in items)}
                said = translate(Message(N_("%(label)s: %(value)s"), facts), arranged.language)
                yield from _indented(said, depth + 2)


def _ties(arranged: Arrangement) -> Iterator[str]:
    if not isinstance(arranged, MindMap) or not arranged.ties:
        return
    yield translate(N_("Relations"), arranged.language)
    wanted = {end for tie in arranged.ties for end in (tie.source, tie.target)}
    named: dict[str, str] = {}
    waiting = [arranged.root]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.id in wanted and node.kind is Kind.ITEM:
            text = " ".join(node.text.split())
            named[node.id] = text if node.ref is None else f"{node.ref}. {text}"
    for tie in arranged.ties:
        yield f"{INDENT}{named[tie.source]} — {tie.label} — {named[tie.target]}"


def _legend(legend: Sequence[LegendEntry], language: str) -> Iterator[str]:
    if legend:
        yield legend_heading(legend, language)
    for entry in legend:
        who = f"{entry.name}, {entry.actor}" if entry.actor else entry.name
        count = plural("%(count)d contribution", "%(count)d contributions", entry.count, language)
        yield f"{INDENT}[{entry.mark}] {who} ({count})"


def legend_heading(legend: Sequence[LegendEntry], language: str) -> str:
    """Return what stands over a legend: groups have capital letters, actors small ones."""
    groups, actors = (any(test(entry.mark) for entry in legend) for test in (str.isupper, str.islower))
    if groups and actors:
        return translate(N_("Groups and actors"), language)
    return translate(N_("Actors") if actors else N_("Groups"), language)


def _branch(node: Node, depth: int, language: str) -> Iterator[str]:
    if node.kind is Kind.REFERENCE:
        said = node.text if node.whole in node.text else f"{node.text} ({node.whole})"
    elif node.kind is Kind.ITEM:
        said = _said(QUOTED if node.quotation else SIGNS[node.polarity], node.text, node.ref, node.marks)
    else:
        said = f"{SIGNS[node.polarity]} {node.text}" if node.polarity else node.text
    if node.hidden:
        said += f" (+{node.hidden})"
    yield from _indented(said, depth)
    yield from _noted(node.note, depth, language)
    for child in node.children:
        yield from _branch(child, depth + 1, language)


def _items(items: Iterable[GridItem], depth: int, language: str) -> Iterator[str]:
    for item in items:
        sign = QUOTED if item.quotation else SIGNS[item.polarity]
        yield from _indented(_said(sign, item.text, item.ref, item.signs), depth)
        yield from _noted(item.note, depth, language)
        yield from _items(item.children, depth + 1, language)


def _said(sign: str, text: str, ref: int | None, marks: Sequence[str]) -> str:
    number = f"{ref}. " if ref is not None else ""
    said_by = "".join(f" [{mark}]" for mark in marks)
    return f"{sign} {number}{text}{said_by}"


def _noted(note: str, depth: int, language: str) -> Iterator[str]:
    if note:
        yield from _indented(translate(Message(N_("Note: %(note)s"), {"note": note}), language), depth + 2)


def _indented(text: str, depth: int) -> Iterator[str]:
    """Indent a text; its own line breaks stay, indented below the first."""
    first, *others = text.split("\n")
    yield INDENT * depth + first
    for line in others:
        yield INDENT * (depth + 2) + line
