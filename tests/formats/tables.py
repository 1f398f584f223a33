"""Tables read for tests, as the judge lets them through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthgrid.domain.check import judge
from synthgrid.domain.document import Item, Unchecked
from synthgrid.domain.mapping import Split, TableOptions, check_mapping
from synthgrid.formats import Format, read
from synthgrid.settings import Limits


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: the items, those refused, how each heading was understood, and the notes."""

    unchecked: Unchecked
    items: tuple[Item, ...]
    refused: dict[int | None, str]

    @property
    def texts(self) -> list[str]:
        """The texts of the items."""
        return [item.text for item in self.items]

    @property
    def understood(self) -> dict[str, str]:
        """Heading -> what it was understood as."""
        return {heading.text: heading.understood_as for heading in self.unchecked.headings}

    @property
    def notes(self) -> list[str]:
        """The notes, in English."""
        return [str(note) for note in self.unchecked.notes]


def found(
    body: str | bytes,
    format_: str = "csv",
    *,
    mapping: Mapping[str, Any] | None = None,
    split: Split | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Found:
    """Read a table."""
    options = TableOptions(check_mapping(dict(mapping or {})), split, sheet)
    limits = limits or Limits()
    data = body.encode() if isinstance(body, str) else body
    unchecked = read(data, Format(format_), limits, options)
    verdict = judge(unchecked, limits, title_required=False)
    refused = {one.faults[0].line: str(one.faults[0].message) for one in verdict.rejected}
    return Found(unchecked, verdict.document.items, refused)
