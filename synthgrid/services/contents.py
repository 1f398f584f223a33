"""What changes in a workshop's proposals, found first and written at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from synthgrid.domain.document import Item
from synthgrid.domain.origin import next_origin
from synthgrid.domain.positions import SPACE, positions, siblings
from synthgrid.domain.tree import refs_for
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.services.matching import Matches
from synthgrid.storage import Session
from synthgrid.storage import proposals as rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.workshops import next_ref

COUNTED_REF_MAX: Final = 1_000_000
"""Numbers go on from the highest up to here: a larger one is kept, but numbers people say aloud stay small."""


@dataclass(slots=True)
class Changes:
    """What becomes of the proposals of one workshop.

    Attributes:
        created: Rows to add, parents first.
        updated: Id -> the columns that change.
        aside: The same for proposals that the body does not have.
        earlier: Id -> the text before, where it changes.
        deleted: Ids.
        next_ref: The workshop's next number afterwards; None when no number was given.
    """

    created: list[dict[str, Any]] = field(default_factory=list)
    updated: dict[str, dict[str, Any]] = field(default_factory=dict)
    aside: dict[str, dict[str, Any]] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    next_ref: int | None = None

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.aside or self.deleted)

    def update(self, proposal: Proposal, columns: dict[str, Any]) -> None:
        """Note what changes of a stored proposal, if anything does."""
        if columns:
            self.updated[proposal.id] = columns
        if "text" in columns:
            self.earlier[proposal.id] = proposal.text

    def write(self, session: Session, workshop: str, reason: str) -> None:
        """Write all of it to a workshop (its id).

        Args:
            session: A transaction that writes.
            workshop: Id of the workshop.
            reason: Why texts change.
        """
        changing = {key for key, columns in self.updated.items() if "external_id" in columns}
        rows.release_external_ids(session, changing.union(self.deleted))
        rows.insert_proposals(session, workshop, self.created)
        rows.update_proposals(session, {**self.updated, **self.aside}, self.earlier, reason)
        rows.delete_proposals(session, self.deleted)


def ids_for(items: Iterable[Item], matches: Matches) -> dict[int, str]:
    """Return the id of each item: that of the proposal it is, or a new one."""
    return {item.index: matches[item.index].id if item.index in matches else new_id() for item in items}


def new_places(items: Iterable[Item], ids: Mapping[int, str], stored: Iterable[Proposal]) -> Iterator[dict[str, Any]]:
    """Yield each new item's `parent` (an id) and `position`: after its stored siblings."""
    last: dict[str | None, int] = {}
    for proposal in stored:
        last[proposal.parent] = max(last.get(proposal.parent, 0), proposal.position)
    for item in items:
        parent = None if item.parent is None else ids[item.parent]
        last[parent] = last.get(parent, 0) + SPACE
        yield {"parent": parent, "position": last[parent]}


def all_places(
    items: Iterable[Item], ids: Mapping[int, str], stored: Sequence[Proposal], staying: Mapping[str, Proposal]
) -> dict[str, dict[str, Any]]:
    """Return the `parent` (an id) and `position` of all that is in a workshop, by id, so that few get another.

    Args:
        items: Of a whole, in reading order.
        ids: Of the items.
        stored: The workshop's proposals.
        staying: Those that the whole does not have and that stay, by id: each after the same sibling.
    """
    listed = {ids[item.index]: None if item.parent is None else ids[item.parent] for item in items}
    below = siblings(listed, (one.id for one in stored), {key: one.parent for key, one in staying.items()})
    there = {proposal.id: (proposal.parent, proposal.position) for proposal in stored}
    found = {}
    for parent, children in below.items():
        kept = [place[1] if (place := there.get(key)) and place[0] == parent else None for key in children]
        for key, position in zip(children, positions(kept), strict=True):
            found[key] = {"parent": parent, "position": position}
    return found


def numbered(session: Session, stored: Workshop, new: Sequence[Item], changes: Changes) -> Iterator[dict[str, Any]]:
    """Yield each new item's `ref` and `origin`: those it brings, or the next ones where a proposal has them.

    Args:
        session: A transaction that writes.
        stored: The workshop.
        new: Items that match no proposal, in reading order.
        changes: Gets the workshop's next number.
    """
    if not new:
        return
    first = next_ref(session, stored.stamp.workshop)
    refs = list(refs_for(new, {proposal.ref for proposal in stored.proposals}, first))
    changes.next_ref = max([first, *(ref + 1 for ref in refs if ref <= COUNTED_REF_MAX)])
    origins = {proposal.origin for proposal in stored.proposals}
    for item, ref in zip(new, refs, strict=True):
        origin = item.origin
        while origin in origins:
            origin = next_origin(origin)
        origins.add(origin)
        yield {"ref": ref, "origin": origin}
