"""A workshop as an outline: its themes, below each its items by polarity and section."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from synthgrid.domain.branches import Branch, Kind
from synthgrid.domain.values import POINT, Polarity, Workshop
from synthgrid.i18n import speaks
from synthgrid.synthesis.words import polarity_label, section_label, sections_in_order
from synthgrid.writing.document import export_document

_PLACED: Final = frozenset(("text", "children", "category", "section", "polarity"))
"""Fields of an item without parent that its place says."""

_NO_READING: Final = (POINT, "")


_LINE_ENDS: Final = {0x2028: "&#8232;", 0x2029: "&#8233;"}
"""Characters that end a line for some programs, as XML and HTML refer to them."""


def on_one_line(markup: str) -> str:
    """Return XML or HTML without the separators of lines and paragraphs, which a reader may take for a line end."""
    return markup.translate(_LINE_ENDS)


def branches_of(workshop: Workshop) -> Branch:
    """Return the outline of a workshop: all of it, each entry with the fields that the document of the contract has.

    Items keep their order below the same theme, polarity and section.
    """
    document = export_document(workshop)
    head = {name: value for name, value in document.items() if name not in {"title", "categories", "proposals"}}
    root = Branch(workshop.title, Kind.WORKSHOP, head)
    themes: dict[tuple[str, ...], Branch] = {(): root}
    for category in document["categories"]:
        path = (*category.get("parent", ()), category["name"])
        fields = {name: value for name, value in category.items() if name not in {"name", "parent"}}
        themes[path] = Branch(category["name"], Kind.CATEGORY, fields)
    items: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for item in document["proposals"]:
        items.setdefault(tuple(item.get("category", ())), []).append(item)
    for path, theme in themes.items():
        theme.children += _by_reading(workshop, items.get(path, ()))
    for path, theme in themes.items():
        if path:
            themes[path[:-1]].children.append(theme)
    return root


def _by_reading(workshop: Workshop, items: Iterable[Mapping[str, Any]]) -> Iterator[Branch]:
    """Put items below what they say of polarity and section; those that say neither stand alone, first."""
    found: dict[tuple[str, str], list[Branch]] = {}
    for item in items:
        found.setdefault((item.get("section", POINT), item.get("polarity", "")), []).append(_item(item, _PLACED))
    sections = [POINT, *sections_in_order(workshop.proposals)]
    polarities = ["", *Polarity]
    for reading in sorted(found, key=lambda one: (sections.index(one[0]), polarities.index(one[1]))):
        if reading == _NO_READING:
            yield from found[reading]
        else:
            yield Branch(_label(workshop, *reading), Kind.READING, _said(*reading), found[reading])


def _said(section: str, polarity: str) -> dict[str, Any]:
    said = {"section": "" if section == POINT else section, "polarity": polarity}
    return {name: value for name, value in said.items() if value}


def _label(workshop: Workshop, section: str, polarity: str) -> str:
    language = speaks(workshop.language)
    labels = [section_label(workshop, section, language)] if section != POINT else []
    if polarity:
        labels.append(polarity_label(workshop, Polarity(polarity), language))
    return " – ".join(labels)


def _item(item: Mapping[str, Any], placed: Iterable[str] = ("text", "children")) -> Branch:
    fields = {name: value for name, value in item.items() if name not in placed}
    return Branch(item["text"], Kind.ITEM, fields, [_item(child) for child in item.get("children", ())])
