"""A grid as a page: a semantic table, legible on a screen, on paper and by a screen reader; no script."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem, LegendEntry, Row
from synthgrid.domain.looks import POLARITY_COLOR
from synthgrid.domain.outline import SIGNS
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
th, td { text-align: left; vertical-align: top; padding: .7rem .9rem; overflow-wrap: anywhere; }
thead th { color: #fff; background: #3d4b5c; font-weight: 600; }
thead th.theme { width: 16%; background: none; color: #52606d; }
thead th.positive { background: var(--positive); } thead th.improve { background: var(--improve); }
tbody th, tbody td { border-bottom: 1px solid #d5dbe1; }
td.positive { background: #f0f6f6; } td.improve { background: #faf3ee; }
tr.rest th { color: #52606d; font-weight: 400; }
ul { margin: 0; padding: 0; list-style: none; } li { margin: .25rem 0; padding-left: 2em; white-space: pre-line; }
li ul { margin: .1rem 0; }
.ref { float: left; width: 1.9em; margin-left: -2.35em; text-align: right; font-size: .85em; line-height: 1.7;
  color: #52606d; font-variant-numeric: tabular-nums; }
td.positive .ref { color: var(--positive); } td.improve .ref { color: var(--improve); }
.mark { font-size: .8em; border: 1px solid #8795a3; border-radius: .7em; padding: 0 .4em; color: #3d4b5c; }
.note { display: block; color: #52606d; font-size: .9em; }
section { border: 1px solid #d5dbe1; border-radius: .4rem; padding: .7rem .9rem; margin: 1rem 0; }
section li { padding-left: 2em; } section h2 { font-size: 1rem; margin: 0 0 .4rem; color: #52606d; }
@media print {
  @page { margin: 14mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  thead { display: table-header-group; } li { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
)
STYLE_SOURCE: Final = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""The source that a Content-Security-Policy has to allow for the page's style."""


def grid_html(arranged: Grid) -> str:
    """Write a grid as a whole HTML page."""
    title = escape(arranged.title)
    subtitle = "".join(f'<p class="subtitle">{escape(line)}</p>\n' for line in arranged.subtitle)
    rows = "".join(_row(arranged, row) for row in arranged.rows)
    footers = "".join(f"<footer>{escape(footer)}</footer>\n" for footer in arranged.footers)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(arranged.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{subtitle}"
        f"<table>\n<thead><tr>{_headings(arranged)}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        f"{_strip(arranged)}{_legend(arranged.legend, arranged.language)}{footers}</main>\n</body>\n</html>\n"
    )


def _headings(arranged: Grid) -> str:
    theme = f'<th class="theme" scope="col">{escape(arranged.row_heading)}</th>' if arranged.row_heading else ""
    return theme + "".join(
        f'<th class="{column.polarity or ""}" scope="col">'
        f"{SIGNS[column.polarity]} {escape(column.label)} ({column.count})</th>"
        for column in arranged.columns
    )


def _row(arranged: Grid, row: Row) -> str:
    label = f'<th scope="row">{escape(row.label)}</th>' if arranged.row_heading else ""
    cells = "".join(
        f'<td class="{column.polarity or ""}">{_list(items, arranged.language)}</td>'
        for column, items in zip(arranged.columns, row.cells, strict=True)
    )
    opening = '<tr class="rest">' if row.rest else "<tr>"
    return f"{opening}{label}{cells}</tr>\n"


def _list(items: Iterable[GridItem], language: str) -> str:
    listed = "".join(_listed(items, language))
    return f"<ul>{listed}</ul>" if listed else ""


def _listed(items: Iterable[GridItem], language: str) -> Iterator[str]:
    for item in items:
        number = f'<span class="ref">{item.ref}</span> ' if item.ref is not None else ""
        marks = "".join(f'&nbsp;<span class="mark">{escape(mark)}</span>' for mark in item.marks)
        note = translate(Message(N_("Note: %(note)s"), {"note": item.note}), language) if item.note else ""
        noted = f'<span class="note">{escape(note)}</span>' if note else ""
        identity = f' data-id="{escape(item.id)}"'
        yield f"<li{identity}>{number}{escape(item.text)}{marks}{noted}{_list(item.children, language)}</li>"


def _strip(arranged: Grid) -> str:
    if arranged.strip is None:
        return ""
    return (
        f"<section><h2>{escape(arranged.strip.label)}</h2>{_list(arranged.strip.items, arranged.language)}</section>\n"
    )


def _legend(legend: Iterable[LegendEntry], language: str) -> str:
    entries = "".join(
        f'<li><span class="mark">{escape(entry.mark)}</span> '
        f"{escape(', '.join(part for part in (entry.name, entry.actor) if part))} "
        f"({plural('%(count)d contribution', '%(count)d contributions', entry.count, language)})</li>"
        for entry in legend
    )
    heading = escape(translate(N_("Groups"), language))
    return f"<section><h2>{heading}</h2><ul>{entries}</ul></section>\n" if entries else ""
