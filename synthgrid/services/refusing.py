"""Items that a good body cannot bring into a particular workshop."""

from collections.abc import Iterable

from synthgrid.domain.document import Item
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.errors import N_, ExternalIdTakenError, Fault, Message
from synthgrid.services.matching import Matches


def refusals(items: Iterable[Item], matches: Matches, stored: Workshop, most: int) -> dict[int, Fault]:
    """Return why items cannot be imported, by index.

    Args:
        items: Of the body, in reading order.
        matches: Which proposals they are.
        stored: The workshop.
        most: How many levels of new items may stand below each other.
    """
    levels = depths(stored.proposals)
    holders = {proposal.external_id: proposal.id for proposal in stored.proposals if proposal.external_id is not None}
    refused: dict[int, Fault] = {}
    depth: dict[int, int] = {}
    for item in items:
        kept = matches.get(item.index)
        own = kept.id if kept else None
        depth[item.index] = levels[kept.id] if kept else 1 + (0 if item.parent is None else depth[item.parent])
        if item.parent in refused and kept is None:
            refused[item.index] = Fault(item.pointer, Message(N_("The item it belongs to was refused.")), item.line)
        elif kept is None and depth[item.index] > most:
            refused[item.index] = Fault(item.pointer, too_deep(most).message, item.line)
        elif holders.get(item.external_id or "", own) != own:
            taken = ExternalIdTakenError(item.external_id or "").sentence
            refused[item.index] = Fault(f"{item.pointer}/external_id", taken, item.line)
    return refused


def depths(proposals: Iterable[Proposal]) -> dict[str, int]:
    """Return the level of each proposal, counted from 1.

    Args:
        proposals: Each after its parent.
    """
    found: dict[str, int] = {}
    for proposal in proposals:
        found[proposal.id] = 1 + (0 if proposal.parent is None else found[proposal.parent])
    return found


def too_deep(most: int) -> Fault:
    """Return the fault of a proposal below too many others."""
    return Fault("/parent", Message(N_("It stands deeper than %(most)d levels."), {"most": most}))
