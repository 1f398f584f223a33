"""The items of a grid: proposals with their number, their marks and what hangs below them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from synthgrid.domain.arrangement import Grid, GridItem
from synthgrid.domain.options import Options
from synthgrid.domain.values import QUOTATION, Polarity, Proposal, Reading, Workshop
from synthgrid.synthesis.selection import Selection
from synthgrid.synthesis.speakers import Speakers

_REFERENCE: Final = "↗\u00a0"


class GridItems:
    """Makes the items of one grid."""

    def __init__(self, workshop: Workshop, selection: Selection, options: Options, speakers: Speakers) -> None:
        """Keep what is looked up.

        Args:
            workshop: The snapshot.
            selection: What hangs below what.
            options: Whether items carry their number.
            speakers: Whose marks they carry.
        """
        self.family = selection.family
        self._below, self._numbers = selection.below, options.numbers
        self._speakers = speakers
        self._names: dict[str | None, str] = {group.id: group.name for group in workshop.groups}
        self._readings: dict[tuple[str, Polarity], list[Reading]] = {}
        for reading in workshop.readings:
            self._readings.setdefault((reading.item, reading.polarity), []).append(reading)

    def several(self, items: Iterable[Proposal], parent: Proposal | None = None) -> tuple[GridItem, ...]:
        """Return items with everything below them."""
        return tuple(self.one(item, parent) for item in items)

    def one(self, item: Proposal, parent: Proposal | None = None) -> GridItem:
        """Return an item with everything below it; a sub-item carries marks where another said it."""
        return GridItem(
            id=item.id,
            text=item.text,
            ref=item.ref if self._numbers else None,
            polarity=item.polarity,
            marks=self._speakers.marks(item, parent),
            group=self._names.get(item.group, ""),
            note=item.note,
            quotation=item.section == QUOTATION,
            children=self.several(self._below.get(item.id, ()), item),
        )

    def reference(self, item: Proposal) -> GridItem:
        """Return what stands for an item whose text stands elsewhere: « ↗ 12 »."""
        text = _REFERENCE + (str(item.ref) if self._numbers else item.text)
        return GridItem(id=item.id, text=text, polarity=item.polarity, whole=item.text)

    def seen(self, item: GridItem, polarity: Polarity) -> GridItem:
        """Return an item as it stands in the column of those who see it otherwise than those who said it.

        Where those gave no opinion, it stands in no column of theirs, and carries their mark too.
        """
        readings = self._readings.get((item.id, polarity), ())
        readers = dict.fromkeys(item.marks if item.polarity is None else ())
        readers |= dict.fromkeys(self._speakers.group(reading.group) for reading in readings)
        note = "\n".join(line for line in (item.note, *map(self._why, readings)) if line)
        return replace(item, polarity=polarity, marks=tuple(mark for mark in readers if mark), note=note)

    def _why(self, reading: Reading) -> str:
        who = reading.actor or self._names.get(reading.group, "")
        return " – ".join(part for part in (who, reading.why) if part)


def everything(items: Iterable[Proposal], selection: Selection) -> Iterator[Proposal]:
    """Return items and all that hangs below them, in no order."""
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(selection.below.get(item.id, ()))


def noted(items: Iterable[GridItem]) -> bool:
    """Tell whether a note goes with one of some items, or with what hangs below them."""
    return any(item.note or noted(item.children) for item in items)


def noted_grid(arranged: Grid) -> bool:
    """Tell whether a note goes with an item of a grid."""
    strip = arranged.strip.items if arranged.strip else ()
    return noted(strip) or any(noted(cell) for row in arranged.rows for cell in row.cells)
