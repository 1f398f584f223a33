"""The grid of a workshop: its template turned as the options ask, and what stands around the cells."""

from collections.abc import Iterable
from dataclasses import replace

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Grid
from synthgrid.domain.forms import Axis, Composite, Pivot, Table, Template
from synthgrid.domain.options import Options
from synthgrid.domain.templates import PLUS_DELTA, TEMPLATES, find_template
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.errors import N_, InvalidOptionError, TooComplexError
from synthgrid.synthesis import words
from synthgrid.synthesis.grid_items import GridItems, everything, noted_grid
from synthgrid.synthesis.pivot import pivoted
from synthgrid.synthesis.selection import Selection, select
from synthgrid.synthesis.speakers import Speakers
from synthgrid.synthesis.spread import Spreading
from synthgrid.synthesis.table import tabled


def grid(workshop: Workshop, options: Options, drawn_max: int = 10_000) -> Grid:
    """Arrange a workshop as the grid of its template.

    Args:
        workshop: The snapshot.
        options: Template, columns and rows, filters, language.
        drawn_max: How many items may be shown at once.

    Raises:
        InvalidOptionError: A filter names what the workshop does not have, or columns and rows are the same.
        UnknownTemplateError: There is no such template.
        TooComplexError: More items would be shown than may be.
    """
    template = _turned(chosen_template(workshop, options), workshop, options)
    selection = select(workshop, options)
    fields = fields_of(template)
    shown = _of_section(selection.top, None if axes.SECTION in fields else options.section or template.section)
    count = selection.family(shown)
    if count > drawn_max:
        raise TooComplexError(count, drawn_max)
    speakers = Speakers(workshop, groups=axes.GROUP not in fields, actors=axes.ACTOR not in fields)
    items = GridItems(workshop, selection, options, speakers)
    spreading = Spreading(workshop, options.lang, whole=not selection.left_out)
    if isinstance(template, Table):
        arranged = tabled(template, shown, items, spreading)
    else:
        arranged = pivoted(template, shown, items, spreading)
    legend = speakers.legend(everything(shown, selection)) if options.legend else ()
    return _surrounded(replace(arranged, legend=legend), workshop, selection, shown, options)


def chosen_template(workshop: Workshop, options: Options) -> Template:
    """Return the template that a workshop is drawn with.

    Raises:
        UnknownTemplateError: There is no such template.
    """
    return find_template(options.template or workshop.template, workshop.templates)


def _turned(template: Template, workshop: Workshop, options: Options) -> Pivot | Table:
    """Return a template with the columns and rows that the options ask for.

    Where they ask for one that the template has as the other, the two change places.
    """
    if isinstance(template, Composite):
        template = _grid_of(template, workshop)
    if isinstance(template, Table) and options.by is None:
        return template if options.rows is None else replace(template, rows=_axis(options.rows, [template.rows]))
    own_columns, own_rows = template.columns if isinstance(template, Pivot) else None, template.rows
    columns = _axis(options.by, [own_columns, own_rows]) if options.by else own_columns
    rows = _axis(options.rows, [own_columns, own_rows]) if options.rows else own_rows
    if _same(columns, rows):
        if options.rows is None:
            rows = None if _same(columns, own_columns) else own_columns
        elif options.by is None:
            columns = own_rows
    if columns is None or _same(columns, rows):
        raise InvalidOptionError("rows", N_("The columns are this field already; choose another, or “none”."))
    return Pivot(template.key, template.label, template.section, columns, rows)


def _same(one: Axis | None, other: Axis | None) -> bool:
    return one is not None and other is not None and one.field == other.field


def _grid_of(template: Composite, workshop: Workshop) -> Pivot | Table:
    """Return the grid among the parts of a sheet."""
    for part in template.parts:
        found = part_of(part, workshop)
        if isinstance(found, Pivot | Table):
            return found
    return PLUS_DELTA


def part_of(key: str, workshop: Workshop) -> Template | None:
    """Return the template that a part of a sheet is, None where it is a section."""
    return TEMPLATES.get(key) or workshop.templates.get(key)


def _axis(field: axes.Field, own: Iterable[Axis | None]) -> Axis | None:
    """Return a field as an axis, with the values that the template, or the one of polarities, lays it out by."""
    if field == axes.NONE:
        return None
    return next((axis for axis in (*own, PLUS_DELTA.columns) if axis and axis.field == field), Axis(field))


def fields_of(template: Pivot | Table) -> set[axes.Field]:
    """Return the fields that a template lays items out by."""
    columns = [template.columns] if isinstance(template, Pivot) else template.fields
    return {one.field for one in (*columns, template.rows) if one}


def _of_section(items: Iterable[Proposal], section: str | None) -> tuple[Proposal, ...]:
    return tuple(item for item in items if section in {None, item.section})


def _surrounded(
    arranged: Grid,
    workshop: Workshop,
    selection: Selection,
    shown: tuple[Proposal, ...],
    options: Options,
) -> Grid:
    """Return a grid with its title and subtitle and its last lines."""
    ids = {item.id for item in shown}
    others = [item for item in selection.top if item.id not in ids]
    elsewhere = {
        section: selection.family(item for item in others if item.section == section)
        for section in words.sections_in_order(others)
    }
    return replace(
        arranged,
        title=workshop.title,
        subtitle=words.subtitle(workshop, options.lang),
        signs=words.note_sign(noted=noted_grid(arranged), language=options.lang),
        footers=(
            *words.signs_explained(arranged, options.lang),
            *words.elsewhere(workshop, elsewhere, options.lang),
            *words.left_out(selection.left_out, options.lang),
        ),
        language=options.lang,
    )
