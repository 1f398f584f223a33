"""A grid or a sheet as GitHub-flavoured Markdown; the cells of a table hold their items on lines of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, Part, Sheet
from synthgrid.domain.outline import SIGNS, legend_heading
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, Message
from synthgrid.i18n import translate

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_LISTED: Final = re.compile(r"^(?:(?=[-+])|(\d{1,9})(?=[.)]))")
"""The start of a text that would make it an item of a list."""


def markdown_escape(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, at the start of a line and in a cell of a table too."""
    escaped = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;")).replace("\n", "<br>")
    return _LISTED.sub(r"\1\\", escaped)


def grid_markdown(arranged: Grid) -> str:
    """Write a grid as Markdown: title, table, legend, footers."""
    return _document(arranged, grid_lines(arranged))


def sheet_markdown(arranged: Sheet) -> str:
    """Write a sheet as Markdown: headings, lists, the table of its grid, quotations as such."""
    return _document(arranged, (line for part in arranged.parts for line in _part(part, arranged.language)))


def _document(arranged: Grid | Sheet, body: Iterable[str]) -> str:
    lines = [f"# {markdown_escape(arranged.title)}", ""]
    for line in arranged.subtitle:
        lines += [markdown_escape(line), ""]
    lines += body
    if arranged.legend:
        lines += [f"**{legend_heading(arranged.legend, arranged.language)}**", ""]
        for entry in arranged.legend:
            who = ", ".join(part for part in (entry.name, entry.actor) if part)
            lines.append(f"- \\[{entry.mark}\\] {markdown_escape(who)} ({entry.count})")
        lines.append("")
    for footer in arranged.footers:
        lines += [markdown_escape(footer), ""]
    return "\n".join(lines)


def grid_lines(arranged: Grid) -> list[str]:
    """Return the lines of the table of a grid, and of what stands in no column."""
    lines = [*_table(arranged), ""]
    if arranged.strip:
        items = _bullets(arranged.strip.items, 0, arranged.language)
        lines += [f"**{markdown_escape(arranged.strip.label)}**", "", *items, ""]
    return lines


def _part(part: Part, language: str) -> Iterator[str]:
    if part.heading:
        yield from (f"## {markdown_escape(part.heading)}", "")
    if part.grid:
        yield from grid_lines(part.grid)
        return
    plain = [item for item in part.items if not item.quotation]
    if plain:
        yield from (*_bullets(plain, 0, language), "")
    for item in part.items:
        if item.quotation:
            below = [f"> {line}" for line in _bullets(item.children, 0, language)]
            yield from (f"> {_said(item, language)}", *([">", *below] if below else ()), "")


def _table(arranged: Grid) -> Iterator[str]:
    headings = [_signed(column.label, column.polarity, column.count) for column in arranged.columns]
    with_labels = bool(arranged.row_heading)
    yield _row([markdown_escape(arranged.row_heading), *headings] if with_labels else headings)
    yield _row(["---"] * (len(headings) + with_labels))
    above = None
    for row in arranged.rows:
        cells = [
            _content(column, items, arranged.language)
            for column, items in zip(arranged.columns, row.cells, strict=True)
        ]
        heading = (row.key, row.label)
        label = f"**{_signed(row.label, row.polarity)}**" if heading != above else ""
        yield _row([label, *cells] if with_labels else cells)
        above = heading


def _signed(label: str, polarity: Polarity | None, count: int | None = None) -> str:
    sign = f"{SIGNS[polarity]} " if polarity else ""
    return f"{sign}{markdown_escape(label)}" + ("" if count is None else f" ({count})")


def _content(column: Column, items: Sequence[GridItem], language: str) -> str:
    if not items:
        return "—"
    if column.count is None:
        return markdown_escape(", ".join(item.text for item in items))
    return "<br>".join(_cell(items, 0, language))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(items: Iterable[GridItem], depth: int, language: str) -> Iterator[str]:
    for item in items:
        yield f"{'&emsp;' * depth}{'–' if depth else '•'} {_said(item, language)}"
        yield from _cell(item.children, depth + 1, language)


def _bullets(items: Iterable[GridItem], depth: int, language: str) -> Iterator[str]:
    for item in items:
        yield f"{'  ' * depth}- {_said(item, language)}"
        yield from _bullets(item.children, depth + 1, language)


def _said(item: GridItem, language: str) -> str:
    number = f"{item.ref}\\. " if item.ref is not None else ""
    said_by = "".join(f" \\[{mark}\\]" for mark in item.signs)
    note = translate(Message(N_("Note: %(note)s"), {"note": item.note}), language) if item.note else ""
    return number + markdown_escape(item.text) + said_by + (f"<br>*{markdown_escape(note)}*" if note else "")
