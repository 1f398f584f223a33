"""The numbers that order siblings: with room between them, so that a move changes few."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

Key = TypeVar("Key", bound=Hashable)
Parent = TypeVar("Parent", bound=Hashable)

SPACE: Final = 1_000
"""Room left between siblings."""

LEAST: Final = 16
"""Room left at least where several get other positions."""

LAST: Final = 2**31 - 1
"""The largest position: what both databases keep as a whole number."""


def siblings(
    listed: Mapping[Key, Parent], before: Iterable[Key], staying: Mapping[Key, Parent]
) -> dict[Parent, list[Key]]:
    """Return the children of each parent, those that a body lists in its order and others that stay among them.

    Args:
        listed: What the body lists, in its order, with the parent of each.
        before: All that there was, in its order.
        staying: What is not listed and stays, with its parent: after the same sibling as before.
    """
    last: dict[Parent, Key] = {}
    after: dict[tuple[Parent, Key | None], list[Key]] = {}
    for key in before:
        if key in staying:
            after.setdefault((staying[key], last.get(staying[key])), []).append(key)
        elif key in listed:
            last[listed[key]] = key
    below = {parent: list(keys) for (parent, previous), keys in after.items() if previous is None}
    for key, parent in listed.items():
        below.setdefault(parent, []).extend((key, *after.get((parent, key), ())))
    return below


def positions(kept: Sequence[int | None]) -> list[int]:
    """Return the positions of siblings in their order, of which as few as can be differ from those they have.

    Args:
        kept: The position that each has, None for one that has none among these siblings.

    Returns:
        Rising numbers from 1 to `LAST`.
    """
    staying = _staying(kept)
    found = [position if number in staying else None for number, position in enumerate(kept)]
    first = 0
    while first < len(found):
        if found[first] is not None:
            first += 1
            continue
        first = _fill(found, first, _end(found, first))
    return [position for position in found if position is not None]


def _fill(found: list[int | None], first: int, end: int) -> int:
    """Give positions to siblings from `first` up to `end`; where there is no room, to more and more around them.

    Returns:
        The end of what was given positions.
    """
    width = 1
    while (step := _step(found, first, end)) == 0:
        first, end = max(first - width, 0), _end(found, min(end + width, len(found)))
        width *= 2
    below = _below(found, first)
    for number in range(first, end):
        found[number] = below + step * (number - first + 1)
    return end


def _end(found: Sequence[int | None], start: int) -> int:
    """Return the first from `start` on that has a position, the end of all when none has."""
    return next((number for number in range(start, len(found)) if found[number] is not None), len(found))


def _step(found: Sequence[int | None], first: int, end: int) -> int:
    """Return the distance of siblings spread evenly, 0 when too little room would be left for further ones."""
    count, below = end - first, _below(found, first)
    if end == len(found):
        return min(SPACE, (LAST - below) // count)
    step = ((found[end] or LAST) - below) // (count + 1)
    # Several have to leave room between them: else the next move at the same place would concern as many again.
    return step if step >= min(count, LEAST) else 0


def _below(found: Sequence[int | None], first: int) -> int:
    return (found[first - 1] or 0) if first else 0


def _staying(kept: Sequence[int | None]) -> frozenset[int]:
    """Return which siblings keep their position: the longest rising run (patience sorting)."""
    tops: list[int] = []
    numbers: list[int] = []
    before: dict[int, int] = {}
    for number, position in enumerate(kept):
        if position is None or not 0 < position <= LAST:
            continue
        pile = bisect_left(tops, position)
        tops[pile : pile + 1] = [position]
        numbers[pile : pile + 1] = [number]
        before[number] = numbers[pile - 1] if pile else -1
    staying, last = set(), numbers[-1] if numbers else -1
    while last >= 0:
        staying.add(last)
        last = before[last]
    return frozenset(staying)
