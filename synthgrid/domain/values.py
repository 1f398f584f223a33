"""What a workshop is, as frozen values: the snapshot that everything outside storage sees."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from synthgrid.i18n import LANGUAGE

if TYPE_CHECKING:
    from synthgrid.domain.forms import Template


class Polarity(StrEnum):
    """Which column of the grid an item stands in."""

    POSITIVE = "positive"
    IMPROVE = "improve"


class Composition(StrEnum):
    """Who sat at a table."""

    PEER = "peer"
    MIXED = "mixed"
    PLENARY = "plenary"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """The half of the map a branch is pinned to."""

    LEFT = "left"
    RIGHT = "right"


class Voice(StrEnum):
    """Whether people speak for themselves."""

    OWN = "own"
    ON_BEHALF = "on_behalf"


class Layer(StrEnum):
    """Whether the items are what was said, or already a synthesis of it."""

    VERBATIM = "verbatim"
    SYNTHESIS = "synthesis"


class RelationKind(StrEnum):
    """How one item stands to another."""

    CONTRADICTS = "contradicts"
    ALTERNATIVE_TO = "alternative_to"
    IN_PARADOX_WITH = "in_paradox_with"
    LEADS_TO = "leads_to"
    DEVELOPS = "develops"
    EXAMPLE_OF = "example_of"
    MOVES_AWAY_FROM = "moves_away_from"


class Status(StrEnum):
    """How far a workshop has come."""

    COLLECTING = "collecting"
    CATEGORISED = "categorised"
    DEBATED = "debated"
    PUBLISHED = "published"
    ARCHIVED = "archived"


TEMPLATE: Final = "plus-delta"
"""The template of a workshop that names none."""

POINT: Final = "point"
"""The section of an item that says nothing else."""

QUOTATION: Final = "quotation"
"""The section of what somebody said, word for word, shown as a quotation."""

SECTIONS: Final = (POINT, "keyword", "recommendation", "essential", QUOTATION, "participation")
"""The sections every workshop knows, in the order of a sheet; a workshop may have its own besides."""


@dataclass(frozen=True, slots=True)
class Member:
    """A kind of people at a mixed table and how many they were."""

    actor: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """A table of the workshop."""

    id: str
    name: str
    actor: str = ""
    composition: Composition = Composition.UNKNOWN
    members: tuple[Member, ...] = ()
    size: int | None = None
    position: int = 0
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A theme; `path` is its name after those of its ancestors."""

    id: str
    path: tuple[str, ...]
    definition: str = ""
    color: str | None = None
    side: Side | None = None
    parent: str | None = None
    position: int = 0
    revision: str = ""

    @property
    def name(self) -> str:
        """The theme's own name."""
        return self.path[-1]


_NOTHING: Final[Mapping[str, Any]] = {}


class Proposal(NamedTuple):
    """One verbatim item; a tuple, which is made ten times as fast as a dataclass: there are thousands.

    In a snapshot, `group`, `section`, `category` and `polarity` of a child are already those it inherits; as stored
    (`storage.snapshot.load_stored`), they are what it says itself, None or "" where it says nothing. What is
    `archived`, itself or with an item above it, is in no snapshot.
    `group`, `category`, `also` and `parent` are ids of the same snapshot.
    """

    id: str
    ref: int
    text: str
    external_id: str | None = None
    origin: str | None = None
    group: str | None = None
    actor: str = ""
    voice: Voice | None = None
    section: str = POINT
    polarity: Polarity | None = None
    category: str | None = None
    also: tuple[str, ...] = ()
    facets: Mapping[str, Any] = _NOTHING
    parent: str | None = None
    position: int = 0
    note: str = ""
    source: Mapping[str, Any] = _NOTHING
    archived: bool = False
    revision: str = ""
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How one group, or an actor, sees an item; `item` and `group` are ids of the snapshot."""

    item: str
    polarity: Polarity
    group: str | None = None
    actor: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """How one item stands to another; `source` and `target` are ids of the snapshot."""

    source: str
    target: str
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a drawing of a workshop rests on: when none of it changed, no drawing did."""

    workshop: str
    revision: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopHead:
    """What a workshop says of itself.

    Attributes:
        labels: Headings as the authors wrote them, by polarity or section key; they replace the template's.
    """

    slug: str
    title: str
    question: str = ""
    date: dt.date | None = None
    place: str = ""
    language: str = LANGUAGE
    template: str = TEMPLATE
    labels: Mapping[str, str] = field(default_factory=dict)
    layer: Layer = Layer.VERBATIM
    status: Status = Status.COLLECTING
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Workshop(WorkshopHead):
    """A whole workshop at one moment.

    Attributes:
        groups: In their order.
        categories: In pre-order: each after its parent, siblings in their order.
        proposals: In reading order: each after its parent, siblings in their order.
        readings: Where an item is seen otherwise than by who said it: it then stands in both columns of a grid.
        relations: Between items.
        templates: Those by their key that it can be drawn with besides the ones that synthgrid ships.
        stamp: Names this moment.
    """

    groups: tuple[Group, ...] = ()
    categories: tuple[Category, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    readings: tuple[Reading, ...] = ()
    relations: tuple[Relation, ...] = ()
    templates: "Mapping[str, Template]" = field(default_factory=dict)
    stamp: Stamp = Stamp("", "")


@dataclass(frozen=True, slots=True)
class WorkshopSummary(WorkshopHead):
    """A workshop without what stands in it.

    Attributes:
        counts: How many `groups`, `categories` and `proposals` (children too), and of the proposals how many are of
            each of the `sections` and `polarities` that occur, inherited ones too.
        revision: Names this moment.
    """

    counts: Mapping[str, Any] = field(default_factory=dict)
    revision: str = ""
