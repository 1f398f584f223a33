"""The table form of a grid: an item a row, a field a column."""

from collections.abc import Iterator

from synthgrid.domain.arrangement import Column, Grid, GridItem, Row
from synthgrid.domain.templates import TEXT, Table, TableField
from synthgrid.domain.values import Proposal
from synthgrid.i18n import translate
from synthgrid.synthesis import words
from synthgrid.synthesis.grid_items import GridItems
from synthgrid.synthesis.spread import Slot, Spreading


def tabled(
    template: Table,
    shown: tuple[Proposal, ...],
    items: GridItems,
    spreading: Spreading,
) -> Grid:
    """Put items one below the other, under the values of a field if the template has rows.

    Args:
        template: The fields, and what the rows are put together by.
        shown: The items without parent.
        items: Makes the items of cells.
        spreading: Knows the values of their fields.
    """
    count = items.family(shown)

    def row(item: Proposal, slot: Slot, *, rest: bool = False) -> Row:
        cells = tuple(_cell(field, item, items, spreading) for field in template.fields)
        return Row(slot.key, slot.label, cells, rest, slot.color, slot.polarity)

    def rows() -> Iterator[Row]:
        spread = spreading.over(template.rows, shown) if template.rows else None
        if spread is None or not spread.slots:
            yield from (row(item, Slot("", "")) for item in shown)
            return
        for number, slot in enumerate(spread.slots):
            yield from (row(item, slot) for item in shown if spread.at(item)[:1] == (number,))
        if rest := [item for item in shown if not spread.at(item)]:
            label = words.counted(spread.missing, items.family(rest))
            yield from (row(item, Slot("", label), rest=True) for item in rest)

    made = tuple(rows())
    heading = spreading.heading(template.rows) if template.rows and any(one.label for one in made) else ""
    columns = (
        Column(field.field, translate(field.label, spreading.language), count if field.field == TEXT else None)
        for field in template.fields
    )
    return Grid(title="", columns=tuple(columns), rows=made, row_heading=heading)


def _cell(field: TableField, item: Proposal, items: GridItems, spreading: Spreading) -> tuple[GridItem, ...]:
    if field.field == TEXT:
        return (items.one(item),)
    return tuple(GridItem(id="", text=label) for label in spreading.labels(field.field, item))
