"""Which items a drawing shows: the options' filters over the snapshot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from synthgrid.domain import axes
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.options import Options
from synthgrid.domain.paths import written
from synthgrid.domain.values import SECTIONS, Category, Proposal, Workshop
from synthgrid.errors import N_, InvalidOptionError, Message


@dataclass(frozen=True, slots=True)
class Selection:
    """The items shown, in reading order.

    Attributes:
        top: Items without parent.
        below: Items by the id of their parent.
        branch: The one category drawn, if the options name one.
        left_out: How many items of the workshop the filters leave out.
        referred: Ids of items left out that belong to that category also: it refers to them.
    """

    top: tuple[Proposal, ...]
    below: Mapping[str, tuple[Proposal, ...]]
    branch: Category | None
    left_out: int
    referred: frozenset[str] = frozenset()

    @property
    def shown(self) -> Iterator[Proposal]:
        """All of them, in reading order."""
        waiting = list(self.top[::-1])
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(self.below.get(item.id, ())[::-1])

    def family(self, items: Iterable[Proposal]) -> int:
        """Count items and everything below them."""
        waiting, total = list(items), 0
        while waiting:
            total += 1
            waiting.extend(self.below.get(waiting.pop().id, ()))
        return total


def select(workshop: Workshop, options: Options) -> Selection:
    """Choose the items that the options ask for; a parent stays when an item below it does.

    Raises:
        InvalidOptionError: An option names a group, category or section that the workshop does not have, or misspells a
            facet; one that nobody answered has its items under « non précisé ».
    """
    group = _group(workshop, options.group)
    branch = _category(workshop, options.category)
    _known_section(workshop, options.section)
    for option, field in (("by", options.by), ("rows", options.rows)):
        _facet_not_misspelt(workshop, option, field)
    branch_ids = _subtree(workshop, branch)

    def suits(proposal: Proposal) -> bool:
        return (
            (group is None or proposal.group == group)
            and (options.polarity is None or proposal.polarity == options.polarity)
            and (options.section is None or proposal.section == options.section)
        )

    kept: set[str] = set()
    for proposal in reversed(workshop.proposals):
        if proposal.id in kept or ((branch is None or proposal.category in branch_ids) and suits(proposal)):
            kept.add(proposal.id)
            if proposal.parent is not None:
                kept.add(proposal.parent)
    below: dict[str | None, list[Proposal]] = {}
    for proposal in workshop.proposals:
        if proposal.id in kept:
            below.setdefault(proposal.parent, []).append(proposal)
    return Selection(
        top=tuple(below.pop(None, ())),
        below={parent: tuple(items) for parent, items in below.items() if parent is not None},
        branch=branch,
        left_out=len(workshop.proposals) - len(kept),
        referred=frozenset(
            one.id
            for one in (workshop.proposals if branch else ())
            if one.id not in kept and not branch_ids.isdisjoint(one.also) and suits(one)
        ),
    )


def _group(workshop: Workshop, name: str | None) -> str | None:
    if name is None:
        return None
    groups = {group.name: group.id for group in workshop.groups}
    if name not in groups:
        raise InvalidOptionError("group", _unknown(name, groups))
    return groups[name]


def _category(workshop: Workshop, path: tuple[str, ...] | None) -> Category | None:
    if path is None:
        return None
    categories = {category.path: category for category in workshop.categories}
    if path not in categories:
        raise InvalidOptionError("category", _unknown(written(path), map(written, categories)))
    return categories[path]


def _known_section(workshop: Workshop, section: str | None) -> None:
    known = dict.fromkeys((*SECTIONS, *(proposal.section for proposal in workshop.proposals)))
    if section is not None and section not in known:
        raise InvalidOptionError("section", _unknown(section, known))


def _facet_not_misspelt(workshop: Workshop, option: str, field: axes.Field | None) -> None:
    name = axes.facet_of(field) if field else None
    if name is None:
        return
    known = {facet for proposal in workshop.proposals for facet in proposal.facets}
    if name not in known and nearest_of(name, known):
        raise InvalidOptionError(option, _unknown(name, known))


def _unknown(name: str, known: Iterable[str]) -> Message:
    if nearest := nearest_of(name, known):
        text = N_("“%(name)s” is not in this workshop; the nearest is “%(nearest)s”.")
        return Message(text, {"name": name, "nearest": nearest})
    return Message(N_("“%(name)s” is not in this workshop."), {"name": name})


def _subtree(workshop: Workshop, branch: Category | None) -> set[str]:
    if branch is None:
        return set()
    return {one.id for one in workshop.categories if one.path[: len(branch.path)] == branch.path}
