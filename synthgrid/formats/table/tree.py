"""Items under the items that their rows name as parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from synthgrid.domain.document import Place
from synthgrid.domain.text import shown
from synthgrid.errors import N_, Message
from synthgrid.formats.table.drafts import Draft


@dataclass(slots=True)
class Tree:
    """The items of a body, their places, and the lines of rows whose parent is not there."""

    proposals: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    strays: list[int] = field(default_factory=list)


def tree_of(drafts: Sequence[Draft], *, exported: bool) -> Tree:
    """Put drafts under their parents, in reading order.

    Args:
        drafts: In the order of their rows.
        exported: Whether the table is one that synthgrid wrote: a parent that is not there is then a mistake. In
            others it only stands elsewhere; it is kept as a facet.
    """
    tree = Tree()
    above = _parents(drafts)
    below: dict[int | None, list[int]] = {}
    found = list(drafts)
    for number, draft in enumerate(drafts):
        parent = above.get(number)
        if parent is None and draft.parent:
            found[number] = _stray(draft, tree, exported=exported, own=number in above)
        below.setdefault(parent, []).append(number)
    waiting = [(number, tree.proposals, "/proposals") for number in reversed(below.get(None, []))]
    while waiting:
        number, siblings, where = waiting.pop()
        draft, pointer = found[number], f"{where}/{len(siblings)}"
        siblings.append(draft.item)
        tree.places[pointer] = Place(draft.line, draft.headings, draft.columns, draft.whole, draft.fault, draft.made_id)
        if number in below:
            children = draft.item["children"] = []
            waiting.extend((child, children, f"{pointer}/children") for child in reversed(below[number]))
    return tree


def _parents(drafts: Sequence[Draft]) -> dict[int, int | None]:
    """Return the number of each draft's parent; None for one that would be its own ancestor."""
    known: dict[str, int] = {}
    for name in ("ref", "id", "external_id"):
        for number, draft in enumerate(drafts):
            if name in draft.item:
                known.setdefault(str(draft.item[name]), number)
    above: dict[int, int | None] = {
        number: known[draft.parent] for number, draft in enumerate(drafts) if draft.parent in known
    }
    for number in _in_circles(above):
        above[number] = None
    return above


def _in_circles(above: dict[int, int | None]) -> Iterator[int]:
    """Yield each draft that is its own ancestor; each is walked once."""
    walked: set[int] = set()
    for start in above:
        way: list[int] = []
        number: int | None = start
        while number is not None and number in above and number not in walked:
            walked.add(number)
            way.append(number)
            number = above[number]
        if number in way:
            yield from way[way.index(number) :]


def _stray(draft: Draft, tree: Tree, *, exported: bool, own: bool) -> Draft:
    """Say of a draft that names a parent what is wrong with it: it is not there, or below the draft itself."""
    name = {"name": shown(draft.parent)}
    if own:
        return replace(draft, fault=Message(N_("Its parent “%(name)s” stands below it."), name))
    if draft.whole:
        # A part of an export: the item stays where it is, and what its row leaves empty says nothing.
        return replace(draft, whole=False)
    if exported:
        return replace(draft, fault=Message(N_("No row of this table is “%(name)s”, its parent."), name))
    tree.strays.append(draft.line)
    facets = {**draft.item.get("facets", {}), "parent": draft.parent}
    return replace(draft, item={**draft.item, "facets": facets})
