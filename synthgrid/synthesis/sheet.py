"""The whole sheet of a workshop: the parts of its template in order, then what its authors added."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Part, Sheet
from synthgrid.domain.forms import Composite, Pivot, Table
from synthgrid.domain.options import Options
from synthgrid.domain.templates import PLUS_DELTA, SHEET
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.errors import N_, InvalidOptionError, Message, TooComplexError
from synthgrid.synthesis import words
from synthgrid.synthesis.grid import chosen_template, fields_of, grid, part_of
from synthgrid.synthesis.grid_items import GridItems, everything, noted, noted_grid
from synthgrid.synthesis.selection import Selection, select
from synthgrid.synthesis.speakers import Speakers


def sheet(workshop: Workshop, options: Options, drawn_max: int = 10_000) -> Sheet:
    """Arrange a workshop as the sheet of its template; as the shipped one, with its grid, when that is of one part.

    Args:
        workshop: The snapshot.
        options: Template, filters, language.
        drawn_max: How many items may be shown at once.

    Raises:
        InvalidOptionError: A filter names what the workshop does not have, or the template has no parts.
        UnknownTemplateError: There is no such template.
        TooComplexError: More items would be shown than may be.
    """
    template = _composite(workshop, options)
    selection = select(workshop, options)
    shown = selection.family(selection.top)
    if shown > drawn_max:
        raise TooComplexError(shown, drawn_max)
    speakers = Speakers(workshop)
    parts = tuple(_Arranging(workshop, selection, options, template, speakers).parts())
    grids = [part.grid for part in parts if part.grid]
    with_notes = any(noted(part.items) for part in parts) or any(map(noted_grid, grids))
    explained = dict.fromkeys(line for one in grids for line in words.signs_explained(one, options.lang))
    return Sheet(
        title=workshop.title,
        parts=parts,
        subtitle=words.subtitle(workshop, options.lang),
        legend=speakers.legend(everything(selection.top, selection)) if options.legend else (),
        signs=words.note_sign(noted=with_notes, language=options.lang),
        footers=(*explained, *words.left_out(selection.left_out, options.lang)),
        language=options.lang,
    )


def _composite(workshop: Workshop, options: Options) -> Composite:
    template = chosen_template(workshop, options)
    if isinstance(template, Composite):
        return template
    if options.template is not None:
        facts = {"key": template.key, "sheet": SHEET.key}
        one_part = N_("“%(key)s” has one part only; a sheet takes a template of several, such as “%(sheet)s”.")
        raise InvalidOptionError("template", Message(one_part, facts))
    return _with_grid(template)


def _with_grid(template: Pivot | Table) -> Composite:
    """Return the shipped sheet with a grid in the place of the items that it shows."""
    place = PLUS_DELTA.key if template.section == PLUS_DELTA.section else template.section
    parts = tuple(template.key if part == place else part for part in SHEET.parts)
    return replace(SHEET, parts=parts if place in SHEET.parts else (*parts, template.key))


class _Arranging:
    """One pass from a selection to the parts of its sheet."""

    def __init__(
        self, workshop: Workshop, selection: Selection, options: Options, template: Composite, speakers: Speakers
    ) -> None:
        self._workshop, self._selection, self._options, self._template = workshop, selection, options, template
        self._items = GridItems(workshop, selection, options, speakers)
        self._closings = dict(template.closings)
        self._left: dict[str, list[Proposal]] = {}
        for item in selection.top:
            self._left.setdefault(item.section, []).append(item)

    def parts(self) -> Iterator[Part]:
        """Return the parts that have items; every item stands in one."""
        for key in self._template.parts:
            template = part_of(key, self._workshop)
            if template is None or isinstance(template, Composite):
                yield from self._section(key)
            else:
                yield from self._grid(template)
        for section in words.sections_in_order(self._selection.top):
            yield from self._section(section)

    def _section(self, section: str) -> Iterator[Part]:
        """Return a section as a list that ends with the section that closes it, if that has no heading of its own."""
        items = self._left.pop(section, [])
        closing, count = self._closings.get(section, ""), self._selection.family(items)
        if items and closing not in self._workshop.labels:
            items += self._left.pop(closing, [])
        if items:
            yield self._list(section, items, count)
        if closing in self._left:
            closed = self._left.pop(closing)
            yield self._list(closing, closed, self._selection.family(closed))

    def _list(self, section: str, items: list[Proposal], count: int) -> Part:
        heading = self._heading(section, section) or words.section_label(self._workshop, section, self._options.lang)
        return Part(section, heading, count, self._items.several(items))

    def _grid(self, template: Pivot | Table) -> Iterator[Part]:
        """Return a section as a grid; as a list where no item has a place in the grid."""
        arranged = grid(self._workshop, replace(self._options, template=template.key, by=None), sys.maxsize)
        if not any(cell for row in arranged.rows for cell in row.cells):
            yield from self._section(template.section)
            return
        over_all, top = axes.SECTION in fields_of(template), self._selection.top
        shown = [item for item in top if over_all or item.section == template.section]
        for section in {item.section for item in shown}:
            self._left.pop(section, ())
        # Its columns say what it is, and the sheet says the rest: a heading over them is the authors' or none.
        heading = self._heading(template.section, template.key)
        alone = replace(arranged, title=heading, subtitle=(), legend=(), signs=(), footers=())
        yield Part(template.key, heading, self._selection.family(shown), grid=alone)

    def _heading(self, section: str, part: str) -> str:
        """Return the heading of a part: the authors' own, else its template's, else none."""
        return self._workshop.labels.get(section) or words.part_label(self._template, part, self._options.lang)
