"""The tree that proposals and categories form: its depth, its order, its numbers, what is handed down."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final, TypeVar

from synthgrid.domain.document import Item
from synthgrid.domain.values import Category, Proposal
from synthgrid.settings import Limits

Placed = TypeVar("Placed", Category, Proposal)

TREE_DEPTH_MAX: Final = Limits().tree_depth
"""Levels of proposals below each other: what a workshop may have; a setting may allow fewer to what comes in."""


def refs_for(items: Iterable[Item], taken: Iterable[int] = (), start: int = 1) -> Iterator[int]:
    """Yield each item's number: its own if it has one that is not taken, else the next that nobody has.

    Args:
        items: Items in reading order.
        taken: Numbers that others have.
        start: Where the numbers that nobody ever had begin.
    """
    items = list(items)
    used = set(taken)
    wanted = {item.index: item.ref for item in items if item.ref is not None and item.ref not in used}
    reserved = used | set(wanted.values())
    free = (number for number in count(start) if number not in reserved)
    for item in items:
        yield wanted.get(item.index) or next(free)


def inheriting(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Fill in what children inherit: group, section, polarity and category where they say nothing ("" or None).

    Args:
        proposals: Each after its parent.
    """
    found: dict[str, Proposal] = {}
    for proposal in proposals:
        if proposal.parent is None:
            found[proposal.id] = proposal
            continue
        parent = found[proposal.parent]
        found[proposal.id] = proposal._replace(
            group=proposal.group or parent.group,
            section=proposal.section or parent.section,
            polarity=proposal.polarity or parent.polarity,
            category=proposal.category or parent.category,
        )
    return tuple(found.values())


def hidden(proposals: Iterable[Proposal]) -> frozenset[str]:
    """Return the ids of those that are archived, themselves or with one above them.

    Args:
        proposals: Each after its parent.
    """
    found: set[str] = set()
    for proposal in proposals:
        if proposal.archived or proposal.parent in found:
            found.add(proposal.id)
    return frozenset(found)


def in_preorder(values: Iterable[Placed]) -> tuple[Placed, ...]:
    """Order categories, or proposals, in pre-order: each after its parent, siblings by position."""
    below: dict[str | None, list[Placed]] = {}
    for value in sorted(values, key=lambda one: one.position):
        below.setdefault(value.parent, []).append(value)
    ordered: list[Placed] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        value = waiting.pop()
        ordered.append(value)
        waiting.extend(below.get(value.id, [])[::-1])
    return tuple(ordered)
