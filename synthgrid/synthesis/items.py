"""Proposals as the items of a grid or of a sheet."""

from collections.abc import Iterable, Iterator

from synthgrid.domain.arrangement import GridItem
from synthgrid.domain.options import Options
from synthgrid.domain.values import QUOTATION, Proposal, Workshop
from synthgrid.synthesis import words
from synthgrid.synthesis.selection import Selection


class Items:
    """Makes items of the proposals of a selection, those below them included."""

    def __init__(self, workshop: Workshop, selection: Selection, options: Options) -> None:
        self._below, self._numbers = selection.below, options.numbers
        self._marks = words.marks_of(workshop.groups)
        self._names: dict[str | None, str] = {group.id: group.name for group in workshop.groups}

    def of(self, proposals: Iterable[Proposal], parent: Proposal | None = None) -> tuple[GridItem, ...]:
        """Return proposals as items; an item below another says its group only where it is another one."""
        return tuple(self._item(proposal, parent) for proposal in proposals)

    def whole(self, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
        """Return proposals and all that is below them."""
        waiting = list(proposals)
        while waiting:
            proposal = waiting.pop()
            yield proposal
            waiting.extend(self._below.get(proposal.id, ()))

    def _item(self, proposal: Proposal, parent: Proposal | None) -> GridItem:
        mark = self._marks.get(proposal.group or "") if parent is None or proposal.group != parent.group else None
        return GridItem(
            id=proposal.id,
            text=proposal.text,
            ref=proposal.ref if self._numbers else None,
            polarity=proposal.polarity,
            marks=(mark,) if mark else (),
            group=self._names.get(proposal.group, ""),
            note=proposal.note,
            quotation=proposal.section == QUOTATION,
            children=self.of(self._below.get(proposal.id, ()), proposal),
        )
