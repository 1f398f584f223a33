"""A workshop as a page of its own: to be read, printed, and imported again; no script.

An entry is an element with `data-synthgrid`; its text and its note are the elements of these classes within it.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from html import escape
from typing import Final

from synthgrid.domain.branches import DATA, Branch, Kind, data_of
from synthgrid.domain.looks import POLARITY_COLOR
from synthgrid.domain.outline import SIGNS
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.errors import N_
from synthgrid.i18n import long_date, speaks, translate
from synthgrid.writing.branches import branches_of, on_one_line

_SHOWN: Final = ("note", "definition")

EXPORT_STYLE: Final = (
    f":root {{ --positive: {POLARITY_COLOR[Polarity.POSITIVE]}; --improve: {POLARITY_COLOR[Polarity.IMPROVE]}; }}"
    """
:root { color-scheme: light; }
body { font: 1rem/1.5 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; color: #1d2733; background: #fff;
  max-width: 52rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .3rem; }
h3 { font-size: 1.1rem; margin: 0 0 .2rem; } h4, h5, h6 { font-size: 1rem; margin: 0 0 .2rem; }
h1, h2, h3, h4, h5, h6, li, p { overflow-wrap: anywhere; }
.text, .note { white-space: pre-wrap; }
.head { color: #52606d; margin: 0 0 .2rem; } .question { font-size: 1.1rem; color: #3d4b5c; }
section { margin: 1.1rem 0 0; }
main > section.category { border-top: 2px solid #3d4b5c; padding-top: .8rem; margin-top: 2rem; }
section.category > section.category { border-inline-start: 3px solid #d5dbe1; padding-inline-start: 1rem; }
section.reading > .text { font-size: 1rem; color: #3d4b5c; }
section.positive > .text { color: var(--positive); } section.improve > .text { color: var(--improve); }
.text[data-sign]::before { content: attr(data-sign) "\\00a0"; }
main > ul { margin-top: 1.2rem; }
ul { margin: .2rem 0; padding: 0; list-style: none; } li { margin: .3rem 0; padding-inline-start: 2.4em; }
.ref { float: inline-start; width: 2em; margin-inline-start: -2.4em; text-align: end; color: #52606d;
  font-size: .85em; line-height: 1.75; font-variant-numeric: tabular-nums; }
.group { font-size: .8em; border: 1px solid #8795a3; border-radius: .7em; padding: 0 .5em; color: #3d4b5c;
  margin-inline-start: .4em; white-space: nowrap; }
.note { color: #52606d; font-size: .92em; margin: .1rem 0 .3rem; }
li > .note { border-inline-start: 2px solid #d5dbe1; padding-inline-start: .6em; }
@media print {
  @page { size: A4; margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
  html { font-size: 10pt; } body { margin: 0; max-width: none; padding: 0; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; } li { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
)
_SOURCE: Final = base64.b64encode(hashlib.sha256(EXPORT_STYLE.encode()).digest()).decode()
EXPORT_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_SOURCE}'; sandbox"
"""The Content-Security-Policy of the page: it styles itself, runs nothing and loads nothing."""

HEADINGS_MAX: Final = 6


def workshop_html(workshop: Workshop) -> bytes:
    """Write a workshop as a whole HTML page."""
    outline = branches_of(workshop)
    title, language = escape(workshop.title), escape(workshop.language)
    body = "".join((*_head(workshop), *_below(outline, 2)))
    return on_one_line(
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{EXPORT_STYLE}</style>\n</head>\n<body>\n<main {_data(outline)}>\n"
        f'<h1 class="text" dir="auto">{title}</h1>\n{body}</main>\n</body>\n</html>\n'
    ).encode()


def _head(workshop: Workshop) -> Iterator[str]:
    """Write what stands under the title; the entry of the workshop keeps all of it."""
    if workshop.question:
        yield f'<p class="head question" dir="auto">{escape(workshop.question)}</p>\n'
    language = speaks(workshop.language)
    day = long_date(workshop.date, language) if workshop.date else ""
    if said := ", ".join(part for part in (workshop.place, day) if part):
        yield f'<p class="head" dir="auto">{escape(said)}</p>\n'
    if workshop.groups:
        names = " · ".join(", ".join(part for part in (one.name, one.actor) if part) for one in workshop.groups)
        heading = translate(N_("Groups"), language)
        yield f'<p class="head" dir="auto">{escape(heading)}&nbsp;: {escape(names)}</p>\n'


def _below(branch: Branch, level: int) -> Iterator[str]:
    items = [child for child in branch.children if child.kind is Kind.ITEM]
    yield from _list(items)
    for child in branch.children:
        if child.kind is not Kind.ITEM:
            yield from _section(child, level)


def _section(branch: Branch, level: int) -> Iterator[str]:
    polarity = branch.fields.get("polarity", "") if branch.kind is Kind.READING else ""
    sign = f' data-sign="{SIGNS[Polarity(polarity)]}"' if polarity else ""
    heading = f"h{min(level, HEADINGS_MAX)}"
    yield f'<section class="{branch.kind} {polarity}" {_data(branch)}>\n'
    yield f'<{heading} class="text" dir="auto"{sign}>{escape(branch.text)}</{heading}>\n'
    yield from _note(branch)
    yield from _below(branch, level + 1)
    yield "</section>\n"


def _list(items: list[Branch]) -> Iterator[str]:
    if not items:
        return
    yield "<ul>\n"
    for item in items:
        yield f"<li {_data(item)}>"
        if ref := item.fields.get("ref"):
            yield f'<span class="ref">{ref}</span>'
        yield f'<span class="text" dir="auto">{escape(item.text)}</span>'
        if group := item.fields.get("group"):
            yield f'<span class="group">{escape(group)}</span>'
        yield from _note(item)
        yield from _list(item.children)
        yield "</li>\n"
    yield "</ul>\n"


def _note(branch: Branch) -> Iterator[str]:
    if note := branch.fields.get("note") or branch.fields.get("definition"):
        yield f'<p class="note" dir="auto">{escape(note)}</p>\n'


def _data(branch: Branch) -> str:
    return f'data-{DATA}="{escape(json.dumps(data_of(branch, _SHOWN), ensure_ascii=False))}"'
