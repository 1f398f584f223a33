"""Which stored proposal an answer to a form is.

A form gives an answer no id that stays. The one that the format made of its row, its question and its place in the cell
(`row-KEY/QUESTION/NUMBER`, see `formats.table.keys`) holds as long as no row of the same moment and no line of the cell
comes before it. So what was read goes before where it stood: the same words of the same row and question are the same
answer, and only what is then left under its id is the same answer in other words.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from synthgrid.domain.document import Item
from synthgrid.domain.origin import next_origin, nth_origin
from synthgrid.domain.tree import hidden
from synthgrid.domain.values import Proposal
from synthgrid.services.matching import Matches

_PLACED: Final = re.compile(r"(.*/)(\d+)")
"""What an id that was made says of row and question, and its place in the cell."""
_COUNTED: Final = re.compile(r"^(row-[0-9a-f]{10})-\d+(?=/)")
"""A row known by its moment, and which one of that moment it is."""


class Answers(NamedTuple):
    """What the answers of a body are.

    Attributes:
        matches: Which proposals.
        reworded: Indices of those that say something else, or are read as something else, than what is stored was.
    """

    matches: Matches
    reworded: frozenset[int]


def match_answers(items: Sequence[Item], proposals: Sequence[Proposal], taken: Collection[str]) -> Answers:
    """Match items whose external_id was made by the format; each proposal once, what is shown before what is archived.

    Args:
        items: The answers of a body.
        proposals: Of the workshop, each after its parent.
        taken: Ids of those that are matched already.
    """
    away = hidden(proposals)
    there = sorted(
        (one for one in proposals if one.external_id and one.id not in taken), key=lambda one: one.id in away
    )
    reads = _reads(items, there)
    left = {one.id: one for one in there}
    matches: Matches = {}
    # The same words where they stood, the same words of this row and question elsewhere, other words where they stood.
    for said, place in ((True, str), (True, _stem), (False, str)):
        known: defaultdict[tuple[str, str], deque[Proposal]] = defaultdict(deque)
        for one in left.values():
            known[place(one.external_id or ""), reads.get(one.id, "") if said else ""].append(one)
        for item in items:
            equal = known[place(item.external_id or ""), item.read if said else ""]
            if equal and item.index not in matches:
                matches[item.index] = left.pop(equal.popleft().id)
    reworded = {
        item.index for item in items if item.index in matches and reads.get(matches[item.index].id) != item.read
    }
    return Answers(matches, frozenset(reworded))


def settled(
    items: Sequence[Item], made: Collection[int], matches: Matches, proposals: Iterable[Proposal]
) -> Iterator[Item]:
    """Yield the items of a body; each answer with the external_id of its proposal, a new one with one that is free.

    Args:
        items: Of the body.
        made: Indices of those whose external_id was made by the format.
        matches: Which proposals they are.
        proposals: Of the workshop.
    """
    held = {one.external_id for one in proposals if one.external_id}
    used = held | {item.external_id for item in items if item.external_id}
    for item in items:
        kept = matches.get(item.index)
        if item.index not in made:
            yield item
        elif kept is not None:
            yield replace(item, external_id=kept.external_id or item.external_id)
        elif item.external_id in held:
            free = _free(item.external_id or "", used)
            used.add(free)
            yield replace(item, external_id=free)
        else:
            yield item


def origin_of(item: Item, kept: Proposal, origins: Collection[str | None]) -> str:
    """Return the origin of a proposal that is reworded: what was read of it now.

    Args:
        item: What is read now.
        kept: The proposal.
        origins: Of all proposals of the workshop.
    """
    origin = item.origin
    while origin in origins and origin != kept.origin:
        origin = next_origin(origin)
    return origin


def _reads(items: Iterable[Item], proposals: Sequence[Proposal]) -> Mapping[str, str]:
    """Return what was read of the proposals of which the same is read again, by their ids."""
    by_origin = {one.origin: one.id for one in proposals}
    found: dict[str, str] = {}
    for read, times in Counter(item.read for item in items if item.read).items():
        number, missed = 0, 0
        # A stored one may be the n-th of a longer body, and stand after those that had its origin already.
        while missed <= times:
            number += 1
            origin = nth_origin(number, read)
            missed += origin not in by_origin
            while origin in by_origin:
                found[by_origin[origin]] = read
                origin = next_origin(origin)
    return found


def _stem(external_id: str) -> str:
    """Return what an id that was made says of the row and the question, without a number that may move."""
    placed = _PLACED.fullmatch(external_id)
    return _COUNTED.sub(r"\1", placed[1]) if placed else external_id


def _free(external_id: str, used: Collection[str | None]) -> str:
    """Return the next id of a cell that nothing has."""
    placed = _PLACED.fullmatch(external_id)
    base, number = (placed[1], int(placed[2])) if placed else (f"{external_id}/", 0)
    while f"{base}{number}" in used:
        number += 1
    return f"{base}{number}"
