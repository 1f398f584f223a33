"""Front matter: flat YAML between two lines `---` at the top of a text.

Of YAML only `key: value`, and `- item` below `key:`, mean anything here; all else is reported as it stands.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from synthgrid.formats.text.front import Front
from synthgrid.formats.text.lines import Line, with_next
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.scopes import GROUP, READING, THEME, Scopes
from synthgrid.formats.text.words import exact_meaning, group_of

_FENCE: Final = "---"
_ENTRY: Final = re.compile(r"(?P<key>[^\W\d_](?!\))[^:#\t]{0,79}?)\s*:(?:\s+(?P<value>.*))?")
_ITEM: Final = re.compile(r"\s*-(?:\s.*)?")
_QUOTED: Final = re.compile(r"'(?P<single>(?:[^']|'')*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"")


def matter_length(text: str) -> int:
    """Return how many lines the front matter takes, its fences among them; 0 when the text has none.

    A fence may as well be a rule that someone drew: every line up to the next one must be an entry, an item below an
    entry without value, a comment, or indented.
    """
    lines = io.StringIO(text, newline="\n")
    if next(lines).rstrip() != _FENCE:
        return 0
    below = entries = False
    for number, written in enumerate(lines, 2):
        line = written.rstrip()
        if line == _FENCE:
            return number if entries else 0
        if entry := _ENTRY.fullmatch(line):
            below, entries = not entry["value"], True
        elif not (below if _ITEM.fullmatch(line) else line[:1] in ("", "#", " ", "\t")):
            return 0
    return 0


def read_matter(lines: Iterator[Line], front: Front, outline: Outline) -> int:
    """Read the lines between the fences; return how many were only reported.

    Lists give items, each below its key; values that the front has a place for are metadata.
    """
    left_out = 0
    listed = False
    for line, following in with_next(lines):
        entry = _ENTRY.fullmatch(line.written.rstrip())
        if entry and not entry["value"] and following and _ITEM.fullmatch(following.written.rstrip()):
            outline.leave(Scopes())
            _open_list(outline, line)
            listed = True
        elif listed and not entry and _add(outline, line):
            continue
        else:
            listed = listed and not entry
            understood = front.declare(entry["key"], unquoted(entry["value"] or "")) if entry else None
            left_out += understood is None
            outline.report(line.number, line.raw, understood or "preamble")
    outline.leave(Scopes())
    return left_out


def _open_list(outline: Outline, line: Line) -> None:
    """Open what a key names: a polarity or section, a group, else a theme."""
    words = line.name.replace("_", " ")
    if known := exact_meaning(words):
        outline.label(known, line.name)
        outline.enter(line, READING, known, line.name)
    elif group := group_of(words, heading=True):
        outline.open_group(line, group)
        known = GROUP
    else:
        outline.open_theme(line, line.name)
        known = THEME
    outline.report(line.number, line.raw, known)


def _add(outline: Outline, line: Line) -> bool:
    """Add a line of a list: an item, or what goes on with the item above it."""
    if _ITEM.fullmatch(line.written.rstrip()):
        if line.marker and (text := unquoted(line.text).strip()):
            outline.add_marked(replace(line, text=text))
        return True
    if outline.last is None or line.raw.startswith("#") or _ENTRY.fullmatch(line.raw):
        return False
    outline.resume(line, " ")
    return True


def unquoted(value: str) -> str:
    """Take the quotes off a value that stands between them."""
    found = _QUOTED.fullmatch(value)
    if found is None:
        return value
    if found["double"] is None:
        return found["single"].replace("''", "'")
    return re.sub(r'\\(["\\])', r"\1", found["double"])
