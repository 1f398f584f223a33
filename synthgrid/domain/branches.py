"""A workshop as an outline: what Markdown, mind-map programs, outliners and pages have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

DATA: Final = "synthgrid"
"""The name under which an export keeps what its format has no place for: a JSON object of `kind` and fields."""


class Kind(StrEnum):
    """What an entry of an outline is."""

    WORKSHOP = "workshop"
    GROUP = "group"
    CATEGORY = "category"
    READING = "reading"
    ITEM = "item"


@dataclass(slots=True)
class Branch:
    """An entry of an outline, which grows while it is read or written.

    Attributes:
        text: As its authors wrote it.
        kind: None where the outline does not say it.
        fields: What stands on the entry itself, under the contract's names.
        line: Where it stands, counted from 1.
        heading: Whether the format says that it is a heading (True) or is none (False); None where it says nothing.
        raw: As it stands in the body, where that differs from the text.
        headings: The headings it stood under elsewhere, for an entry that stands alone.
    """

    text: str
    kind: Kind | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    children: list["Branch"] = field(default_factory=list)
    line: int = 1
    heading: bool | None = None
    raw: str = ""
    headings: tuple[str, ...] = ()


def data_of(branch: Branch, shown: Iterable[str] = ()) -> dict[str, Any]:
    """Return what an export keeps of an entry besides its text; an item says no kind.

    Args:
        branch: The entry.
        shown: Fields that the format has a place for.
    """
    kind: Mapping[str, Any] = {} if branch.kind in {None, Kind.ITEM} else {"kind": str(branch.kind)}
    return {**kind, **{name: value for name, value in branch.fields.items() if name not in set(shown)}}
