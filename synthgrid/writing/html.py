"""A grid as a page, legible on a screen, on paper and by a screen reader; no script. A sheet is written alike."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from synthgrid.domain.arrangement import Column, Grid, GridItem, LegendEntry, Row, Sheet
from synthgrid.domain.looks import POLARITY_COLOR
from synthgrid.domain.outline import SIGNS, legend_heading
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, Message
from synthgrid.i18n import plural, translate

_POSITIVE: Final = POLARITY_COLOR[Polarity.POSITIVE]
_IMPROVE: Final = POLARITY_COLOR[Polarity.IMPROVE]

STYLE: Final = (
    f":root {{ --positive: {_POSITIVE}; --improve: {_IMPROVE}; }}"
    """
:root { color-scheme: light; }
body { font: 1rem/1.45 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; color: #1d2733; background: #fff;
  max-width: 76rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .4rem; }
.subtitle, footer { color: #52606d; margin: 0 0 .3rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; margin: 1.4rem 0; table-layout: fixed; }
th, td { text-align: start; vertical-align: top; padding: .7rem .9rem; overflow-wrap: anywhere; }
thead th { color: #fff; background: #3d4b5c; font-weight: 600; }
thead th.theme { width: 16%; background: none; color: #52606d; }
thead th.positive { background: var(--positive); } thead th.improve { background: var(--improve); }
tbody th, tbody td { border-bottom: 1px solid #d5dbe1; }
td.positive { background: #f0f6f6; } td.improve { background: #faf3ee; }
tbody.rest th { color: #52606d; font-weight: 400; }
td.empty { color: #52606d; }
.quotation { font-style: italic; }
.held { white-space: nowrap; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
ul { margin: 0; padding: 0; list-style: none; }
li { margin: .25rem 0; padding-inline-start: 2em; white-space: pre-wrap; }
li ul { margin: .1rem 0; }
.ref, li:not(:has(> .ref))::before { float: inline-start; width: 1.9em; margin-inline-start: -2.35em; text-align: end;
  font-size: .85em; line-height: 1.7; color: #52606d; font-variant-numeric: tabular-nums; white-space: normal; }
li[data-id]:not(:has(> .ref))::before { content: "•"; }
td.positive .ref { color: var(--positive); } td.improve .ref { color: var(--improve); }
.mark { font-size: .8em; border: 1px solid #8795a3; border-radius: .7em; padding: 0 .4em; color: #3d4b5c; }
.note { display: block; color: #52606d; font-size: .9em; }
section { border: 1px solid #d5dbe1; border-radius: .4rem; padding: .7rem .9rem; margin: 1rem 0; }
section h2 { font-size: 1rem; margin: 0 0 .4rem; color: #52606d; }
main > h2 { font-size: 1.2rem; line-height: 1.3; margin: 1.8rem 0 .5rem; padding-bottom: .25rem;
  border-bottom: 1px solid #d5dbe1; }
main > h2 + table { margin-top: .8rem; }
blockquote { margin: .8rem 0; padding: .6rem 1.2rem; border-inline-start: .25rem solid #8795a3; background: #f5f7f9;
  font-style: italic; white-space: pre-wrap; }
blockquote .ref { float: none; margin: 0; font-style: normal; } blockquote li { font-style: normal; }
@media screen and (max-width: 40rem) {
  body { padding: 0 .8rem; margin: 1rem auto; }
  h1 { font-size: 1.4rem; }
  tr { display: flex; flex-wrap: wrap; }
  th, td { flex: 1 1 0; min-width: 0; padding: .5rem .6rem; hyphens: auto; }
  thead th.theme { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody th { flex-basis: 100%; background: #eef1f4; }
  li { padding-inline-start: 1.9em; } .ref, li:not(:has(> .ref))::before { margin-inline-start: -2.2em; }
}
@media print {
  @page { size: A4; margin: 14mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
  h1, h2 { break-after: avoid; } main > ul > li:first-child { break-before: avoid; }
  blockquote { break-inside: avoid; break-before: avoid; }
  html { font-size: 9.5pt; }
  body { margin: 0; max-width: none; padding: 0; line-height: 1.35; }
  li { margin: .1rem 0; } th { hyphens: auto; padding: .5rem .6rem; } thead th.theme { width: 19%; }
  thead { display: table-header-group; } li { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
)
STYLE_SOURCE: Final = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""The source that a Content-Security-Policy has to allow for the page's style."""

# Whole words, for voices stop where one is cut; of one that is longer than a narrow cell, the end or the beginning.
_HELD: Final = re.compile(
    r"((?:« )?(?:(?<!\S)[^\s«»]{1,24}|[^\s«»]{1,6})(?: [»:;!?]+)+|« (?:[^\s»]{1,24}(?!\S)|[^\s»]{1,6}))"
)
"""The end or the start of a word with the signs that French parts from it by a space: what is left of it may break."""


def grid_html(arranged: Grid) -> str:
    """Write a grid as a whole HTML page."""
    return page(arranged, grid_table(arranged))


def page(arranged: Grid | Sheet, body: str) -> str:
    """Write a page: the title and what stands under it, a body, then the legend and the footers."""
    title = escape(arranged.title)
    subtitle = "".join(f'<p class="subtitle" dir="auto">{held(line)}</p>\n' for line in arranged.subtitle)
    footers = "".join(f"<footer>{escape(footer)}</footer>\n" for footer in arranged.footers)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(arranged.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f'<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir="auto">{held(arranged.title)}</h1>\n{subtitle}'
        f"{body}{_legend(arranged.legend, arranged.language)}{footers}</main>\n</body>\n</html>\n"
    )


def grid_table(arranged: Grid) -> str:
    """Write the table of a grid, named for those who do not see it, and under it what stands in no column."""
    groups = groupby(arranged.rows, key=lambda row: (row.key, row.label))
    bodies = "".join(_body(arranged, tuple(rows)) for _, rows in groups)
    caption = escape(" / ".join(column.label for column in arranged.columns))
    return (
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{_headings(arranged)}</tr></thead>\n{bodies}</table>\n"
        f"{_strip(arranged)}"
    )


def _headings(arranged: Grid) -> str:
    theme = f'<th class="theme" scope="col">{escape(arranged.row_heading)}</th>' if arranged.row_heading else ""
    return theme + "".join(
        f'<th class="{column.polarity or ""}" scope="col">{escape(column_heading(column))}</th>'
        for column in arranged.columns
    )


def column_heading(column: Column) -> str:
    """Return the heading of a column with its sign and its count, where it has them."""
    sign = f"{SIGNS[column.polarity]} " if column.polarity else ""
    return f"{sign}{column.label}" + ("" if column.count is None else f" ({column.count})")


def row_heading(row: Row) -> str:
    """Return the heading of a row with its sign, where it has one."""
    return f"{SIGNS[row.polarity]} {row.label}" if row.polarity else row.label


def _body(arranged: Grid, rows: Sequence[Row]) -> str:
    """Write the rows that stand under one heading."""
    label = ""
    if arranged.row_heading:
        scope = f'scope="rowgroup" rowspan="{len(rows)}"' if len(rows) > 1 else 'scope="row"'
        label = f"<th {scope}>{escape(row_heading(rows[0]))}</th>"
    labels = (label, *("" for _ in rows[1:]))
    written = "".join(f"<tr>{label}{_cells(arranged, row)}</tr>\n" for label, row in zip(labels, rows, strict=True))
    opening = '<tbody class="rest">' if rows[0].rest else "<tbody>"
    return f"{opening}\n{written}</tbody>\n"


def _cells(arranged: Grid, row: Row) -> str:
    return "".join(
        _cell(column, row, items, arranged.language) for column, items in zip(arranged.columns, row.cells, strict=True)
    )


def _cell(column: Column, row: Row, items: Sequence[GridItem], language: str) -> str:
    if not items:
        return f'<td class="{column.polarity or row.polarity or ""} empty">—</td>'
    if column.count is None:
        return f"<td>{escape(', '.join(item.text for item in items))}</td>"
    return f'<td class="{column.polarity or row.polarity or ""}">{items_list(items, language)}</td>'


def items_list(items: Iterable[GridItem], language: str) -> str:
    """Write items, and below each what hangs on it, as a list."""
    listed = "".join(_listed(items, language))
    return f'<ul role="list">{listed}</ul>' if listed else ""


def _listed(items: Iterable[GridItem], language: str) -> Iterator[str]:
    for item in items:
        identity = f' data-id="{escape(item.id)}" dir="auto"' + (f' title="{escape(item.whole)}"' if item.whole else "")
        identity += ' class="quotation"' if item.quotation else ""
        yield f"<li{identity}>{said(item, language)}{items_list(item.children, language)}</li>"


def said(item: GridItem, language: str) -> str:
    """Write what an item says: its number before, its marks and its note after."""
    number = f'<span class="ref">{item.ref} </span>' if item.ref is not None else ""
    marks = "".join(f'&nbsp;<span class="mark">{escape(mark)}</span>' for mark in item.signs)
    note = translate(Message(N_("Note: %(note)s"), {"note": item.note}), language) if item.note else ""
    noted = f'<span class="note">{held(note)}</span>' if note else ""
    return f"{number}{held(item.text)}{marks}{noted}"


def held(text: str) -> str:
    """Write a text whose lines do not break at an ordinary space after « or before » : ; ! ?, as typed."""
    parts = _HELD.split(text)
    return "".join(
        f'<span class="held">{escape(part)}</span>' if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def _strip(arranged: Grid) -> str:
    if arranged.strip is None:
        return ""
    items = items_list(arranged.strip.items, arranged.language)
    return f"<section><h2>{escape(arranged.strip.label)}</h2>{items}</section>\n"


def _legend(legend: Sequence[LegendEntry], language: str) -> str:
    entries = "".join(
        f'<li><span class="mark">{escape(entry.mark)}</span> '
        f"{escape(', '.join(part for part in (entry.name, entry.actor) if part))} "
        f"({plural('%(count)d contribution', '%(count)d contributions', entry.count, language)})</li>"
        for entry in legend
    )
    heading = escape(legend_heading(legend, language))
    return f'<section><h2>{heading}</h2><ul role="list">{entries}</ul></section>\n' if entries else ""
