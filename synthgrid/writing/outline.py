"""Maps and grids as plain text: what a screen reader, an e-mail or a diff can hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem, Kind, LegendEntry, MindMap, Node
from synthgrid.domain.looks import POLARITY_SIGN
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, Message
from synthgrid.i18n import plural, translate

SIGNS: Final[Mapping[Polarity | None, str]] = dict(POLARITY_SIGN) | {None: "-"}
INDENT: Final = "  "


def map_outline(arranged: MindMap) -> str:
    """Write a map as an indented outline, in reading order."""
    lines = [*_head(arranged.title, arranged.subtitle)]
    for branch in arranged.root.children:
        lines += ["", *_branch(branch, 0, arranged.language)]
    return _text([*lines, *_tail(arranged.legend, arranged.footers, arranged.language)])


def grid_outline(arranged: Grid) -> str:
    """Write a grid column by column, each by its rows."""
    lines = [*_head(arranged.title, arranged.subtitle)]
    for index, column in enumerate(arranged.columns):
        lines += ["", f"{SIGNS[column.polarity]} {column.label} ({column.count})"]
        for row in arranged.rows:
            depth = 1
            if row.label and row.cells[index]:
                lines.append(f"{INDENT}{row.label}")
                depth = 2
            lines += _items(row.cells[index], depth, arranged.language)
    if arranged.strip:
        lines += ["", arranged.strip.label, *_items(arranged.strip.items, 1, arranged.language)]
    return _text([*lines, *_tail(arranged.legend, arranged.footers, arranged.language)])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(title: str, subtitle: Sequence[str]) -> Iterator[str]:
    yield title
    yield "=" * min(len(title), 79)
    yield from subtitle


def _tail(legend: Sequence[LegendEntry], footers: Sequence[str], language: str) -> Iterator[str]:
    if legend:
        yield ""
        yield translate(N_("Groups"), language)
        for entry in legend:
            who = f"{entry.name}, {entry.actor}" if entry.actor else entry.name
            count = plural("%(count)d contribution", "%(count)d contributions", entry.count, language)
            yield f"{INDENT}[{entry.mark}] {who} ({count})"
    if footers:
        yield ""
        yield from footers


def _branch(node: Node, depth: int, language: str) -> Iterator[str]:
    if node.kind is Kind.ITEM:
        said = _said(node.text, node.ref, node.polarity, node.marks)
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
        yield from _indented(_said(item.text, item.ref, item.polarity, item.marks), depth)
        yield from _noted(item.note, depth, language)
        yield from _items(item.children, depth + 1, language)


def _said(text: str, ref: int | None, polarity: Polarity | None, marks: Sequence[str]) -> str:
    number = f"{ref}. " if ref is not None else ""
    said_by = "".join(f" [{mark}]" for mark in marks)
    return f"{SIGNS[polarity]} {number}{text}{said_by}"


def _noted(note: str, depth: int, language: str) -> Iterator[str]:
    if note:
        yield from _indented(translate(Message(N_("Note: %(note)s"), {"note": note}), language), depth + 2)


def _indented(text: str, depth: int) -> Iterator[str]:
    """Indent a text; its own line breaks stay, indented below the first."""
    first, *others = text.split("\n")
    yield INDENT * depth + first
    for line in others:
        yield INDENT * (depth + 2) + line
