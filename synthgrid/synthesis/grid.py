"""The pivot of a grid: items of one section spread over the columns and rows of a template."""

from collections.abc import Iterable, Iterator

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Column, Grid, Row, Strip
from synthgrid.domain.options import Options
from synthgrid.domain.templates import PLUS_DELTA, Pivot, find_template
from synthgrid.domain.values import Polarity, Proposal, Workshop
from synthgrid.errors import N_, TooComplexError
from synthgrid.i18n import translate
from synthgrid.synthesis import words
from synthgrid.synthesis.items import Items
from synthgrid.synthesis.selection import Selection, select


def grid(workshop: Workshop, options: Options, drawn_max: int = 10_000) -> Grid:
    """Arrange a workshop as the grid of its template.

    Args:
        workshop: The snapshot.
        options: Template, rows, filters, language.
        drawn_max: How many items may be shown at once.

    Raises:
        InvalidOptionError: A filter names what the workshop does not have.
        TemplateNotFoundError: There is no such template.
        TooComplexError: More items would be shown than may be.
    """
    template = find_template(options.template or workshop.template)
    selection = select(workshop, options)
    if not isinstance(template, Pivot):
        template = PLUS_DELTA
    return _Arranging(workshop, selection, options, template).grid(drawn_max)


class _Arranging:
    """One pass from a selection to its table."""

    def __init__(self, workshop: Workshop, selection: Selection, options: Options, template: Pivot) -> None:
        self._workshop, self._selection, self._options, self._template = workshop, selection, options, template
        self._language = options.lang
        self._items = Items(workshop, selection, options)
        self._points = tuple(item for item in selection.top if item.section == template.section)
        self._placed = tuple(item for item in self._points if item.polarity is not None)

    def grid(self, drawn_max: int) -> Grid:
        """Return the whole grid."""
        shown = self._selection.family(self._points)
        if shown > drawn_max:
            raise TooComplexError(shown, drawn_max)
        rows = tuple(self._rows())
        return Grid(
            title=self._workshop.title,
            subtitle=words.subtitle(self._workshop, self._language),
            columns=tuple(self._columns()),
            row_heading=translate(N_("Theme"), self._language) if any(row.label for row in rows) else "",
            rows=rows,
            strip=self._strip(),
            legend=words.legend(self._workshop, self._items.whole(self._points)) if self._options.legend else (),
            footers=(
                *words.elsewhere(self._workshop, self._elsewhere(), self._language),
                *words.left_out(self._selection.left_out, self._language),
            ),
            language=self._language,
        )

    def _columns(self) -> Iterator[Column]:
        for value in self._template.columns.values:
            count = self._selection.family(item for item in self._placed if item.polarity == value.key)
            label = words.column_label(self._workshop, value, self._language)
            yield Column(value.key, label, count, Polarity(value.key))

    def _rows(self) -> Iterator[Row]:
        by_theme: dict[str | None, list[Proposal]] = {}
        for item in self._placed:
            by_theme.setdefault(item.category, []).append(item)
        if self._options.rows == axes.NONE or not any(by_theme):
            yield self._row("", "", self._placed)
            return
        for category in self._workshop.categories:
            if category.id in by_theme:
                yield self._row(category.id, " › ".join(category.path), by_theme[category.id], color=category.color)
        if rest := by_theme.get(None):
            label = words.unclassified(self._selection.family(rest), self._language)
            yield self._row("", label, rest, rest=True)

    def _row(
        self, key: str, label: str, items: Iterable[Proposal], *, rest: bool = False, color: str | None = None
    ) -> Row:
        items = tuple(items)
        cells = tuple(
            self._items.of(item for item in items if item.polarity == value.key)
            for value in self._template.columns.values
        )
        return Row(key, label, cells, rest, color)

    def _strip(self) -> Strip | None:
        silent = tuple(item for item in self._points if item.polarity is None)
        if not silent:
            return None
        count = self._selection.family(silent)
        return Strip(words.no_opinion(count, self._language), self._items.of(silent), count)

    def _elsewhere(self) -> dict[str, int]:
        others = [item for item in self._selection.top if item.section != self._template.section]
        return {
            section: self._selection.family(item for item in others if item.section == section)
            for section in words.sections_in_order(others)
        }
