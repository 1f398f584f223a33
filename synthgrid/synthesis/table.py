"""The table form of a grid: an item a row, a field a column."""

from collections.abc import Iterator

from synthgrid.domain.arrangement import Column, Grid, GridItem, Row
from synthgrid.domain.forms import TEXT, Axis, Table, TableField, said
from synthgrid.domain.values import Proposal
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
        Column(field.field, _heading(field, template, spreading), count if field.field == TEXT else None)
        for field in template.fields
    )
    return Grid(title="", columns=tuple(columns), rows=made, row_heading=heading)


def _heading(field: TableField, template: Table, spreading: Spreading) -> str:
    """Return what a column is called: the items as their section, a field by its own name, where it has no label."""
    if field.label or field.field != TEXT:
        return said(field.label, spreading.language) or spreading.heading(Axis(field.field))
    return spreading.section(template.section)


def _cell(field: TableField, item: Proposal, items: GridItems, spreading: Spreading) -> tuple[GridItem, ...]:
    if field.field == TEXT:
        return (items.one(item),)
    return tuple(GridItem(id="", text=label) for label in spreading.labels(field.field, item))
