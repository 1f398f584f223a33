"""What `synthesis` arranges and `drawing` and `writing` show: a tree, a table or a sheet, with no measure in it.

All texts are final: user texts verbatim, the rest already in the drawing's language.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Final

from synthgrid.domain.looks import places_sign
from synthgrid.domain.values import Polarity, RelationKind, Side
from synthgrid.i18n import LANGUAGE


class Kind(StrEnum):
    """What a box of the map stands for."""

    ROOT = "root"
    THEME = "theme"
    ITEM = "item"
    REST = "rest"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Node:
    """One box of a mind map.

    Attributes:
        id: Id of the proposal, category or group it shows; "" for the root and for headings of no entity.
        kind: The root, a heading (theme), an item, a grey heading of what is left over (rest, « À classer »), or a
            reference to an item whose text stands under its main theme.
        text: The whole text of the box, without number or marks; that of a reference is « ↗ 12 ».
        whole: What a reference refers to, in full.
        ref: The item's number, drawn before its text; None where numbers are off.
        polarity: Gives the colour and sign of an item, or of the heading of a polarity.
        marks: Marks of who said it, as in the legend: of its group where there are several, of an actor of its own;
            none for a sub-item that has those of its parent.
        group: Name of the group who said it.
        note: Shown as a tooltip and in the outline.
        count: Items below it, at any depth, hidden ones included.
        hidden: Items below it that are folded away; drawn as "+n".
        color: The user's own colour for this branch, `#rrggbb`.
        side: The half of the map the branch is pinned to.
        quotation: Whether the text is a quotation, drawn as one.
    """

    id: str
    kind: Kind
    text: str
    ref: int | None = None
    polarity: Polarity | None = None
    marks: tuple[str, ...] = ()
    group: str = ""
    note: str = ""
    count: int = 0
    hidden: int = 0
    color: str | None = None
    side: Side | None = None
    quotation: bool = False
    whole: str = ""
    children: tuple["Node", ...] = ()

    def __reduce__(self) -> tuple[type["Node"], tuple[object, ...]]:
        """Be pickled by position: a map goes to a drawing process in half the time."""
        return Node, _NODE_FIELDS(self)


_NODE_FIELDS: Final = attrgetter(*(one.name for one in fields(Node)))


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One group of the legend: its mark, who they are, how many items they gave; or an actor that items name."""

    mark: str
    name: str
    actor: str
    count: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two items of a map, by their ids, and what it is called in the drawing's language."""

    source: str
    target: str
    kind: RelationKind
    label: str


@dataclass(frozen=True, slots=True)
class MindMap:
    """A carte heuristique.

    Attributes:
        root: The title and, below it, the branches in reading order.
        subtitle: Lines under the title: question; place, date and number of groups.
        ties: Relations between items of the map.
        legend: The groups, when there are several, and the actors that items name as their own.
        signs: What a sign of the drawing stands for that texts say in full: lines of the drawing only.
        footers: What is not on the map, said in words; the last lines of the drawing.
    """

    root: Node
    subtitle: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    signs: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    language: str = LANGUAGE

    @property
    def title(self) -> str:
        """The workshop's title."""
        return self.root.text


@dataclass(frozen=True, slots=True)
class GridItem:
    """An item in a cell, with its sub-items.

    Attributes:
        ref: The item's number, or None where numbers are off.
        group: Name of the group who said it.
        ambivalent: Whether it is seen both ways, and stands under both polarities.
        cells: How many cells it stands in; it is counted once.
        polarity: That of the column it stands in, else its own.
        quotation: Whether the text is a quotation, shown as one.
        whole: What a reference (« ↗ 12 ») refers to, in full; "" for the item itself.
    """

    id: str
    text: str
    ref: int | None = None
    polarity: Polarity | None = None
    marks: tuple[str, ...] = ()
    group: str = ""
    note: str = ""
    ambivalent: bool = False
    quotation: bool = False
    cells: int = 1
    whole: str = ""
    children: tuple["GridItem", ...] = ()

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands after its text: its marks, and last that it stands in several cells."""
        several = places_sign(ambivalent=self.ambivalent, cells=self.cells)
        return (*self.marks, several) if several else self.marks


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid.

    Attributes:
        count: Items that stand in it, sub-items included; None where it holds a field of the items of another column.
        color: The user's own colour of a theme, `#rrggbb`.
    """

    key: str
    label: str
    count: int | None
    polarity: Polarity | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid: one cell per column. `label` is "" in a grid without row headings.

    Rows with the same key and label that follow one another, as in a table, stand under one heading.
    """

    key: str
    label: str
    cells: tuple[tuple[GridItem, ...], ...]
    rest: bool = False
    color: str | None = None
    polarity: Polarity | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """Items that stand in no column, under the grid: « Sans avis exprimé (n) ».

    Attributes:
        row_heading: What they would be spread over as rows, "" in a grid without.
        rows: The label of the row that each of them belongs to, "" for none; empty in a grid without rows.
    """

    label: str
    items: tuple[GridItem, ...]
    count: int
    row_heading: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A grille de synthèse.

    Attributes:
        subtitle: Lines under the title, as on the map.
        row_heading: Heading of the column of row labels, "" when rows have none.
        strip: Items without a column, or None.
        signs: Lines of the drawing only, as on the map.
        footers: What stands in other sections, counted.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_heading: str = ""
    subtitle: tuple[str, ...] = ()
    strip: Strip | None = None
    legend: tuple[LegendEntry, ...] = ()
    signs: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    language: str = LANGUAGE

    @property
    def tabled(self) -> bool:
        """Whether it is in table form: an item a row, the columns without count its fields."""
        return any(column.count is None for column in self.columns)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet under its heading: a list of items, or a grid.

    Attributes:
        key: Key of its section, or of the grid's template.
        heading: The authors' own, else synthgrid's; "" over a grid that they gave none, whose columns say what it is.
        items: The items, their sub-items below them; the quotations among them, shown as callouts, are the last.
        grid: The grid in place of items: without subtitle, legend and footers, which are those of the sheet.
        count: Items of the part, sub-items included; quotations that close it are not counted in.
    """

    key: str
    heading: str
    count: int
    items: tuple[GridItem, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fiche de synthèse: the parts of a synthesis, one under the other.

    Attributes:
        subtitle: Lines under the title, as on the map.
        signs: Lines of the drawing only, as on the map.
        footers: What is not on the sheet, said in words.
    """

    title: str
    parts: tuple[Part, ...]
    subtitle: tuple[str, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    signs: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    language: str = LANGUAGE


Arrangement = MindMap | Grid | Sheet
