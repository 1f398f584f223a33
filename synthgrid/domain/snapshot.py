"""The frozen snapshot of a document: what `draw` and `render FILE` see, which have no database."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import TypeVar

from synthgrid.domain.document import Document, Item, Path
from synthgrid.domain.values import Category, Group, Layer, Proposal, Status, Workshop

Placed = TypeVar("Placed", Category, Proposal)


def snapshot_of(document: Document, *, slug: str = "", language: str = "fr") -> Workshop:
    """Return the workshop that a document describes, with ids that mean something inside it only.

    Args:
        document: A checked document.
        slug: Its address, if it has one.
        language: Used where the document names none.
    """
    groups = {group.name: f"g{number}" for number, group in enumerate(document.groups, 1)}
    categories = {category.path: f"c{number}" for number, category in enumerate(document.categories, 1)}
    return Workshop(
        slug=document.slug or slug,
        title=document.title,
        question=document.question,
        date=document.date,
        place=document.place,
        language=document.language or language,
        template=document.template or "plus-delta",
        labels=document.labels,
        layer=document.layer or Layer.VERBATIM,
        status=document.status or Status.COLLECTING,
        groups=tuple(
            Group(groups[group.name], group.name, group.actor, group.composition, group.members, group.size, position)
            for position, group in enumerate(document.groups)
        ),
        categories=in_preorder(
            Category(
                id=categories[category.path],
                path=category.path,
                definition=category.definition,
                color=category.color,
                side=category.side,
                parent=categories.get(category.path[:-1]),
                position=position,
            )
            for position, category in enumerate(document.categories)
        ),
        proposals=inheriting(_proposals(document.items, groups, categories)),
    )


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


def _proposals(items: tuple[Item, ...], groups: dict[str, str], categories: dict[Path, str]) -> Iterator[Proposal]:
    for position, (item, ref) in enumerate(zip(items, refs_for(items), strict=True)):
        yield Proposal(
            id=f"p{item.index + 1}",
            ref=ref,
            text=item.text,
            external_id=item.external_id,
            origin=item.origin,
            group=groups[item.group] if item.group is not None else None,
            actor=item.actor,
            voice=item.voice,
            section=item.section or "",
            polarity=item.polarity,
            category=categories[item.category] if item.category is not None else None,
            also=tuple(categories[path] for path in item.also),
            facets=item.facets,
            parent=None if item.parent is None else f"p{item.parent + 1}",
            position=position,
            note=item.note,
            source=item.source,
        )


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
        found[proposal.id] = replace(
            proposal,
            group=proposal.group or parent.group,
            section=proposal.section or parent.section,
            polarity=proposal.polarity or parent.polarity,
            category=proposal.category or parent.category,
        )
    return tuple(found.values())


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
