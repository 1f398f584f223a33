"""The contributions of a workshop as a table, one a row: edited in a spreadsheet, it is imported again."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from synthgrid.domain.cells import facet_cell, guarded, paths_cell
from synthgrid.domain.mapping import FACET_PREFIX
from synthgrid.domain.paths import written
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.i18n import speaks
from synthgrid.writing.csv import BOM

BEFORE: Final = ("ref", "text", "group", "polarity", "category", "section", "actor", "voice", "also")
AFTER: Final = ("note", "parent", "external_id", "id")
"""Columns before those of the facets, and after."""

Cell = str | int


@dataclass(frozen=True, slots=True)
class Contributions:
    """The table: its headings, and the rows in reading order. A child leaves out what it has from its parent."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def contributions_of(workshop: Workshop) -> Contributions:
    """Return the contributions of a workshop as a table."""
    facets = sorted({name for proposal in workshop.proposals for name in proposal.facets})
    columns = _Columns(workshop)
    fields = {**dict.fromkeys(BEFORE), **{f"{FACET_PREFIX}{name}": name for name in facets}, **dict.fromkeys(AFTER)}
    rows = (tuple(columns.row(proposal, fields)) for proposal in workshop.proposals)
    return Contributions(tuple(fields), tuple(rows))


def contributions_csv(workshop: Workshop, *, tabs: bool = False, raw: bool = False) -> str:
    """Write the contributions of a workshop as CSV or TSV.

    A French workshop gets `;` and a byte order mark, as French spreadsheets read it.

    Args:
        workshop: The workshop.
        tabs: Whether tabs stand between the cells.
        raw: Whether cells go without the guard against what spreadsheets make of them: for programs.
    """
    french = speaks(workshop.language) == "fr"
    table = contributions_of(workshop)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t" if tabs else ";" if french else ",", lineterminator="\r\n")
    for row in (table.headings, *table.rows):
        writer.writerow(row if raw else [guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return (BOM if french else "") + out.getvalue()


class _Columns:
    """Writes what proposals say, field by field."""

    def __init__(self, workshop: Workshop) -> None:
        self._above = {proposal.id: proposal for proposal in workshop.proposals}
        self._groups = {group.id: group.name for group in workshop.groups}
        self._paths = {category.id: written(category.path) for category in workshop.categories}
        self._cells: Mapping[str, Callable[[Proposal], Cell | None]] = {
            "ref": lambda one: one.ref,
            "group": lambda one: self._groups.get(self._own(one, "group") or ""),
            "polarity": lambda one: self._own(one, "polarity"),
            "category": lambda one: self._paths.get(self._own(one, "category") or ""),
            "section": lambda one: self._own(one, "section"),
            "also": lambda one: paths_cell(self._paths[category] for category in one.also),
            "parent": lambda one: self._above[one.parent].ref if one.parent else None,
        }

    def row(self, proposal: Proposal, fields: Mapping[str, str | None]) -> Iterator[Cell]:
        """Yield the cells of a row; `fields` has for each column of a facet its name."""
        for field, facet in fields.items():
            if facet is not None:
                yield facet_cell(proposal.facets[facet]) if facet in proposal.facets else ""
            elif field in self._cells:
                yield self._cells[field](proposal) or ""
            else:
                yield getattr(proposal, field) or ""

    def _own(self, proposal: Proposal, field: str) -> Any:
        """Return what a proposal says itself, not what it has from its parent."""
        said = getattr(proposal, field)
        above = self._above.get(proposal.parent or "")
        return None if above is not None and getattr(above, field) == said else said
