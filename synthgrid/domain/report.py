"""What became of a body that was imported: the report of the contract."""

from dataclasses import dataclass
from enum import StrEnum

from synthgrid.domain.document import Heading, Path
from synthgrid.domain.values import WorkshopSummary
from synthgrid.errors import Message


class Outcome(StrEnum):
    """What became of one item."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    REJECTED = "rejected"
    ARCHIVED = "archived"


class Absent(StrEnum):
    """What becomes of stored items that a body does not have."""

    KEEP = "keep"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class ReportItem:
    """What became of one item of the body, or of a stored one that the body does not have and that was archived.

    Attributes:
        index: Its place in the reading order of the body, counted from 0; None when the body does not have it.
        line: Its line, counted from 1, for formats that have lines.
        id: The id of the proposal; None when it was rejected.
        pointer: Where it stands in the body; where the first fault is when it was rejected; None as `index`.
        message: Why it was rejected.
    """

    index: int | None
    status: Outcome
    pointer: str | None
    line: int | None = None
    id: str | None = None
    external_id: str | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class CreatedName:
    """A group that was not there yet, and the name that was there and looks most like it."""

    name: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class CreatedPath:
    """A category that was not there yet, and the path that was there and looks most like it."""

    path: Path
    nearest: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a body.

    Attributes:
        created_workshop: Whether the import made the workshop.
        absent: Proposals of the workshop that the body does not have; those archived before are not counted.
        items: Every item of the body in reading order, rejected ones too, and then those that were archived.
    """

    slug: str
    created_workshop: bool
    created: int
    unchanged: int
    updated: int
    rejected: int
    absent: int
    items: tuple[ReportItem, ...] = ()
    headings: tuple[Heading, ...] = ()
    created_groups: tuple[CreatedName, ...] = ()
    created_categories: tuple[CreatedPath, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Put:
    """A workshop after it was replaced as a whole; `created` tells whether it was not there before."""

    summary: WorkshopSummary
    created: bool
    report: ImportReport
