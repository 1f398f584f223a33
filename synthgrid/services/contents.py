"""What changes in a workshop's proposals, found first and written at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from synthgrid.domain.document import Item
from synthgrid.domain.tree import refs_for
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.services.columns import INHERITED
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
        earlier: Id -> the text before, where it changes.
        deleted: Ids.
        next_ref: The workshop's next number afterwards; None when no number was given.
    """

    created: list[dict[str, Any]] = field(default_factory=list)
    updated: dict[str, dict[str, Any]] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    next_ref: int | None = None

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.deleted)

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
        rows.update_proposals(session, self.updated, self.earlier, reason)
        rows.delete_proposals(session, self.deleted)
        heirs_of = [key for key, columns in self.updated.items() if columns.keys() & {*INHERITED, "parent"}]
        rows.renew_below(session, heirs_of)


def ids_for(items: Iterable[Item], matches: Matches) -> dict[int, str]:
    """Return the id of each item: that of the proposal it is, or a new one."""
    return {item.index: matches[item.index].id if item.index in matches else new_id() for item in items}


def new_places(items: Iterable[Item], ids: Mapping[int, str], stored: Iterable[Proposal]) -> Iterator[dict[str, Any]]:
    """Yield each new item's `parent` (an id) and `position`: after its stored siblings."""
    last: dict[str | None, int] = {}
    for proposal in stored:
        last[proposal.parent] = max(last.get(proposal.parent, -1), proposal.position)
    for item in items:
        parent = None if item.parent is None else ids[item.parent]
        last[parent] = last.get(parent, -1) + 1
        yield {"parent": parent, "position": last[parent]}


def all_places(items: Iterable[Item], ids: Mapping[int, str], matches: Matches) -> Iterator[dict[str, Any]]:
    """Yield the `parent` (an id) and `position` of each item of a whole, so that few stored ones get another."""
    last: dict[str | None, int] = {}
    for item in items:
        parent = None if item.parent is None else ids[item.parent]
        kept = matches.get(item.index)
        there = kept.position if kept is not None and kept.parent == parent else None
        last[parent] = position_after(last.get(parent, -1), there)
        yield {"parent": parent, "position": last[parent]}


def position_after(last: int, kept: int | None) -> int:
    """Return the position of what follows a sibling at `last`: the one it has, where that follows too."""
    return kept if kept is not None and kept > last else last + 1


def numbered(session: Session, stored: Workshop, new: Sequence[Item], changes: Changes) -> Iterator[dict[str, Any]]:
    """Yield each new item's `ref` and `origin`: those it brings where no proposal of the workshop has them.

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
        origin = item.origin if item.origin and item.origin not in origins else None
        origins.add(origin)
        yield {"ref": ref, "origin": origin}
