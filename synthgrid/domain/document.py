"""The workshop document of the contract: unchecked, as a format read it; and checked, as frozen values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synthgrid.domain.values import Composition, Layer, Member, Polarity, Side, Status, Voice
from synthgrid.errors import Fault, Message

if TYPE_CHECKING:
    from synthgrid.domain.forms import Template

Path = tuple[str, ...]
"""A category's name after those of its ancestors."""


@dataclass(frozen=True, slots=True)
class Heading:
    """How a format understood one heading.

    Attributes:
        line: Line of the body, counted from 1.
        text: The heading as its authors wrote it.
        understood_as: `title`, `place`, `date`, `question`, `group`, `category`, `polarity:positive`,
            `section:keyword`… as the contract names them.
    """

    line: int
    text: str
    understood_as: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a format read an item.

    Attributes:
        line: Its line, counted from 1.
        headings: The headings it stood under.
        columns: Field -> the heading of the column that gives it, in a table; a facet is `facets/NAME`.
        whole: Whether an empty cell of these columns says that the field is empty; else it says nothing.
        fault: Why it cannot be an item, where the format knows that already.
        made_id: Whether its external_id is one that the format made: it tells items apart, and corrects none.
    """

    line: int
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    fault: Message | None = None
    made_id: bool = False


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A document as some format read it, not yet judged.

    Attributes:
        data: JSON values in the shape of the contract's document (nothing about them is sure).
        places: JSON pointer of an item -> where it stood in the body, for formats that have lines.
        headings: How each heading was understood.
        faults: What the format could not read, one fault a place; the rest of `data` is good to judge.
        notes: What the sender should know (characters replaced, lines that were read in an unusual way).
        narrow: Whether it may have come in Windows-1252, in which programs write `?` for most characters.
    """

    data: Any
    places: Mapping[str, Place] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Message, ...] = ()
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a body that says nothing means: the options of an import, and the language of the service."""

    group: str | None = None
    actor: str | None = None
    category: Path | None = None
    section: str | None = None
    polarity: Polarity | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """A group as a document gives it. `listed` is false for one that only an item names."""

    name: str
    actor: str = ""
    composition: Composition = Composition.UNKNOWN
    members: tuple[Member, ...] = ()
    size: int | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class DocumentCategory:
    """A category as a document gives it. `listed` is false for one that only an item or a child names."""

    path: Path
    definition: str = ""
    color: str | None = None
    side: Side | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal as a document gives it; children follow their parent.

    `section`, `polarity`, `group` and `category` are None where the item says nothing: a child then inherits,
    an item without parent stands in section `point` without the others.

    Attributes:
        index: Position in the reading order of its body, refused items counted.
        parent: `index` of the parent.
        pointer: JSON pointer of the item in the body.
        origin: What it is matched by when it has neither id nor external_id (see `domain.origin`).
        read: What that is a digest of; "" where the body gave it.
    """

    index: int
    pointer: str
    text: str
    parent: int | None = None
    line: int | None = None
    id: str | None = None
    external_id: str | None = None
    ref: int | None = None
    origin: str = ""
    read: str = ""
    group: str | None = None
    actor: str = ""
    voice: Voice | None = None
    section: str | None = None
    polarity: Polarity | None = None
    category: Path | None = None
    also: tuple[Path, ...] = ()
    facets: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A workshop document that passed `domain.check`.

    Attributes:
        slug: The address the sender asks for, if any.
        title: "" only in an import into a workshop that has one already.
        language, template, layer, status: None where the document says nothing.
        categories: Every category that the document lists or names, parents before children.
        groups: Every group that the document lists or names.
        items: Every item in reading order, children after their parent.
        templates: Those that it carries, so that it can be drawn where they are not.
    """

    title: str
    question: str = ""
    date: dt.date | None = None
    place: str = ""
    language: str | None = None
    template: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    slug: str | None = None
    layer: Layer | None = None
    status: Status | None = None
    groups: tuple[DocumentGroup, ...] = ()
    categories: tuple[DocumentCategory, ...] = ()
    items: tuple[Item, ...] = ()
    templates: "tuple[Template, ...]" = ()
