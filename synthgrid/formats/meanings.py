"""Whether an entry of an outline is a group, a theme, a reading or an item: by the words of text sheets."""

from typing import Final

from synthgrid.domain.branches import Branch, Kind
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.domain.text import LINE_MAX
from synthgrid.formats.text.lines import HEADING_MAX
from synthgrid.formats.text.scopes import Scopes
from synthgrid.formats.text.words import exact_meaning, group_of, meaning

SENTENCE_ENDS: Final = (".", ";", ",", "!", "…")


def kind_of(branch: Branch, scopes: Scopes, dividing: frozenset[int]) -> Kind:
    """Tell what an entry is that stands below headings only.

    An outline that says nothing of headings, such as a mind map, has groups, polarities and sections where an entry
    with others below it is written so; its first level below the root or a group are themes, and so is what such
    headings divide.

    Args:
        branch: The entry.
        scopes: The headings above it.
        dividing: Entries somewhere above such a heading, by `id`.
    """
    if branch.kind is not None:
        return branch.kind
    word = _heading_word(branch) if branch.heading else word_of(branch)
    if word is not None:
        return word
    if len(scopes.path) >= CATEGORY_DEPTH_MAX or not branch.text.strip():
        return Kind.ITEM
    if branch.heading:
        return Kind.CATEGORY if len(branch.text) <= LINE_MAX else Kind.ITEM
    free = branch.heading is None and branch.children and len(branch.text) <= HEADING_MAX
    first = not scopes.path and not scopes.reading
    return Kind.CATEGORY if free and (first or id(branch) in dividing) else Kind.ITEM


def _heading_word(branch: Branch) -> Kind | None:
    """Tell whether a heading names a group, a polarity or a section."""
    if group_of(" ".join(branch.text.split()), heading=True):
        return Kind.GROUP
    return Kind.READING if reading_of(branch) else None


def word_of(branch: Branch) -> Kind | None:
    """Tell whether an entry with others below it says nothing but a polarity, a section or a group."""
    if not branch.children or len(branch.text) > HEADING_MAX:
        return None
    if exact_meaning(branch.text):
        return Kind.READING
    return Kind.GROUP if group_of(branch.text, heading=False) else None


def reading_of(branch: Branch) -> str | None:
    """Return the polarity or section that a heading names: `polarity:positive`."""
    text = " ".join(branch.text.split())
    if known := exact_meaning(text):
        return known
    return meaning(text) if branch.heading and not text.endswith(SENTENCE_ENDS) and len(text) <= HEADING_MAX else None


def dividing_in(root: Branch) -> frozenset[int]:
    """Return the entries below which, at any depth, a polarity, a section or a group is written, by `id`."""
    found: set[int] = set()

    def look(branch: Branch) -> bool:
        below = [look(child) for child in branch.children]  # every one is looked at
        if any(below):
            found.add(id(branch))
        return any(below) or word_of(branch) is not None

    look(root)
    return frozenset(found)
