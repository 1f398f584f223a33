"""Whether a line heads what follows it."""

from typing import Final

from synthgrid.formats.text.columns import is_cell
from synthgrid.formats.text.lines import CAPITALS, COLON, Line
from synthgrid.formats.text.scopes import GROUP, THEME
from synthgrid.formats.text.words import exact_meaning, group_of, meaning

THEME_MAX: Final = 120
"""Characters of a line without any sign of a heading that may still be one."""

ITEM: Final = "item"
PARAGRAPH: Final = "paragraph"
"""What a line may stand after, besides the headings of `scopes`."""

_SENTENCE_ENDS: Final = (".", ";", ",", "!", "…")


def is_shaped(line: Line, following: Line | None) -> bool:
    """Tell whether a line looks like a heading: hashes, bold, capitals, a colon, or items right below."""
    return line.rank <= COLON or is_marked(following)


def is_marked(line: Line | None) -> bool:
    """Tell whether a line is an item by its marker or tag."""
    return line is not None and (bool(line.marker) or is_cell(line))


def known_as(line: Line) -> str | None:
    """Return what a line without marker is that says nothing but a polarity, a section or a group (`GROUP`)."""
    if line.marker or not line.short:
        return None
    return exact_meaning(line.text) or (GROUP if group_of(line.text, heading=False) else None)


def is_known(line: Line) -> bool:
    """Tell whether a line says nothing but a polarity, a section or a group."""
    return known_as(line) is not None


def is_polarity(line: Line | None) -> bool:
    """Tell whether a line says nothing but a polarity."""
    return line is not None and (known_as(line) or "").startswith("polarity")


def reading_of(line: Line, following: Line | None) -> str | None:
    """Return the polarity or section that a line opens."""
    if known := exact_meaning(line.text):
        return known
    return meaning(line.text) if is_shaped(line, following) and not _is_sentence(line) else None


def is_heading(line: Line, following: Line | None, previous: str) -> bool:
    """Tell whether a line without marker heads what follows it.

    Args:
        line: A line without marker.
        following: The next one.
        previous: What stood before: `ITEM`, `PARAGRAPH`, or the kind of a heading.
    """
    shaped = line.rank <= COLON
    if not line.short or (not shaped and (len(line.text) > THEME_MAX or _is_sentence(line))):
        return False
    if line.explicit or is_known(line):
        return True
    if following is None or (not shaped and line.raw[0].islower()):
        return False
    return is_marked(following) or _heads_text(line, following, previous)


def _heads_text(line: Line, following: Line, previous: str) -> bool:
    """Tell whether a line heads one that is no item.

    Below « Points positifs », where items have no marker, the last line before « Points à améliorer » is an item; after
    a group, a theme or an item with a marker it is a theme that the polarities divide.
    """
    if is_polarity(following):
        return previous in (GROUP, THEME, ITEM)
    if following.explicit or is_known(following):
        return False
    if line.rank == CAPITALS:
        return following.rank != CAPITALS
    return line.rank <= COLON or following.indent > line.indent + 1


def _is_sentence(line: Line) -> bool:
    return line.text.rstrip().endswith(_SENTENCE_ENDS)
