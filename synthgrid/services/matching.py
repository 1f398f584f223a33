"""Which stored proposal an item of a body is."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from synthgrid.domain.document import Item
from synthgrid.domain.origin import next_origin, nth_origin
from synthgrid.domain.tree import hidden
from synthgrid.domain.values import Proposal

Matches = dict[int, Proposal]
"""Index of an item -> the proposal it is."""


def match(items: Sequence[Item], proposals: Sequence[Proposal]) -> Matches:
    """Match items by id, else external_id, else origin; each proposal once, and the surer key before the other.

    Of several equal ones, those that are shown come before those that are archived.

    Args:
        items: Of the body.
        proposals: Of the workshop, each after its parent.
    """
    matches: Matches = {}
    left = {proposal.id: proposal for proposal in proposals}
    origins = {proposal.origin: proposal for proposal in left.values()}
    for name in ("id", "external_id"):
        known = {getattr(proposal, name): proposal for proposal in left.values()}
        for item in items:
            proposal = known.get(getattr(item, name) or "")
            if proposal is not None and item.index not in matches and proposal.id in left:
                matches[item.index] = left.pop(proposal.id)
    for item in items:
        if item.index not in matches and (found := _by_origin(item, origins, left)):
            matches[item.index] = left.pop(found.id)
    return matches | _shown(items, proposals, matches)


def _shown(items: Sequence[Item], proposals: Sequence[Proposal], matches: Matches) -> Matches:
    """Return the matches of items that are an archived proposal, where an equal one that is shown is left.

    Equal ones are those of which the same was read, whatever became of them here. Items with others below them stay
    with those that are theirs.
    """
    away, taken = hidden(proposals), {proposal.id for proposal in matches.values()}
    left = {one.origin: one for one in proposals if one.origin and one.id not in away and one.id not in taken}
    equal = Counter(proposal.text for proposal in proposals) if left else Counter[str]()
    parents = {item.parent for item in items}
    found: Matches = {}
    for item in items:
        kept = matches.get(item.index)
        if kept and kept.id in away and kept.origin == item.origin and item.read and item.index not in parents:
            origins = (nth_origin(number, item.read) for number in range(1, equal[item.text] + 1))
            known = next((one for one in origins if one in left and not _others(item, left[one])), None)
            if known is not None and not named(item, kept):
                found[item.index] = left.pop(known)
    return found


def _by_origin(item: Item, origins: Mapping[str | None, Proposal], left: Mapping[str, Proposal]) -> Proposal | None:
    """Return the proposal that an item is by its origin, or by the next ones where others have it."""
    origin = item.origin
    while found := origins.get(origin):
        if found.id in left and not _others(item, found):
            return found
        origin = next_origin(origin)
    return None


def match_places(
    items: Iterable[Item], proposals: Sequence[Proposal], matches: Matches, groups: Mapping[str, str]
) -> Matches:
    """Match the items that are left by where they stand, so that an edited document keeps ids and numbers.

    An item is the n-th that is left with its parent, group and text.

    Args:
        items: Of the body, in reading order.
        proposals: Of the workshop, with what they say themselves, in reading order.
        matches: What is matched already.
        groups: Name -> id of the workshop's groups.

    Returns:
        Those matches and the new ones.
    """
    matches = dict(matches)
    taken = {proposal.id for proposal in matches.values()}
    places: defaultdict[tuple[str | None, str | None, str], deque[Proposal]] = defaultdict(deque)
    for proposal in proposals:
        if proposal.id not in taken:
            places[proposal.parent, proposal.group, proposal.text].append(proposal)
    for item in items:
        if item.index in matches or (item.parent is not None and item.parent not in matches):
            continue
        parent = None if item.parent is None else matches[item.parent].id
        there = places[parent, groups.get(item.group or ""), item.text]
        if there and not _others(item, there[0]):
            matches[item.index] = there.popleft()
    return matches


def named(item: Item, proposal: Proposal) -> bool:
    """Tell whether an item names the proposal it matches, by id or external_id, and so may change it."""
    return item.id == proposal.id or (item.external_id is not None and item.external_id == proposal.external_id)


def _others(item: Item, proposal: Proposal) -> bool:
    """Tell whether the sender's own ids say that these are two, whatever else says that they are one."""
    mine, theirs = item.external_id, proposal.external_id
    return mine is not None and theirs is not None and mine != theirs
