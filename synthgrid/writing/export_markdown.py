"""A workshop as Markdown that reads well as it is and comes back word for word.

Themes, polarities and sections are headings, items lists, notes quotations, the group stands after the item in
italics. What Markdown has no place for is in a comment at the end of the line; a paragraph whose comment names a
`field` holds that field of the heading above it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from synthgrid.domain.branches import DATA, Branch, Kind, data_of
from synthgrid.domain.values import Workshop
from synthgrid.writing.branches import branches_of
from synthgrid.writing.markdown import markdown_escape

HASHES_MAX: Final = 6
_FIELDS: Final = ("question", "date", "place", "definition")
_SHOWN: Final = (*_FIELDS, "note", "group")
_HIDDEN: Final = re.compile("[<>\u0085\u2028\u2029]|-(?=-)")
"""What would end a comment, or a line."""
_WHITE: Final = re.compile("[\t\u2028\u2029]")


def workshop_markdown(workshop: Workshop) -> bytes:
    """Write a workshop as Markdown."""
    return "\n".join(_headed(branches_of(workshop), 1)).encode() + b"\n"


def _headed(branch: Branch, level: int) -> Iterator[str]:
    """Write a heading and what stands below it; Markdown has six levels, so that deeper ones say theirs."""
    deeper = {"level": level} if level > HASHES_MAX else {}
    yield f"{'#' * min(level, HASHES_MAX)} {_text(branch.text)} {_comment({**data_of(branch, _SHOWN), **deeper})}"
    yield ""
    for name in _FIELDS:
        if value := branch.fields.get(name):
            yield from (f"{_text(value)} {_comment({'field': name})}", "")
    items = [child for child in branch.children if child.kind is Kind.ITEM]
    for item in items:
        yield from _listed(item, "")
    if items:
        yield ""
    for child in branch.children:
        if child.kind is not Kind.ITEM:
            yield from _headed(child, level + 1)


def _listed(item: Branch, indent: str) -> Iterator[str]:
    group = f" *({_text(item.fields['group'])})*" if "group" in item.fields else ""
    yield f"{indent}- {_text(item.text)}{group} {_comment(data_of(item, _SHOWN))}"
    if note := item.fields.get("note"):
        yield f"{indent}  > {_text(note)}"
    for child in item.children:
        yield from _listed(child, f"{indent}  ")


def _text(text: str) -> str:
    return _WHITE.sub(_reference, markdown_escape(text))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _comment(data: dict[str, Any]) -> str:
    written = _HIDDEN.sub(_unit, json.dumps(data, ensure_ascii=False))
    return f"<!-- {DATA} {written} -->"


def _unit(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
