"""The words around the items: headings, subtitle, legend, footers, in the drawing's language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from synthgrid.domain.arrangement import Grid, Tie
from synthgrid.domain.forms import AxisValue, Composite, said
from synthgrid.domain.looks import BOTH_SIGN, NOTE_SIGN, REFERENCE_SIGN, places_sign
from synthgrid.domain.templates import PLUS_DELTA
from synthgrid.domain.values import POINT, SECTIONS, Polarity, Proposal, Relation, RelationKind, Workshop
from synthgrid.errors import N_, Message
from synthgrid.i18n import long_date, plural, translate

SECTION_LABELS: Final[Mapping[str, str]] = {
    POINT: N_("Contributions"),
    "keyword": N_("Keywords"),
    "recommendation": N_("Recommendations"),
    "essential": N_("Essential points"),
    "quotation": N_("Quotation"),
    "participation": N_("Ways of taking part"),
}
SHEET_ORDER: Final = ("keyword", POINT, "recommendation", "essential", "quotation", "participation")
"""The order in which a sheet shows its sections; a workshop's own come after, as they occur."""


def section_label(workshop: Workshop, section: str, language: str) -> str:
    """Return the heading of a section: the authors' own, else synthgrid's, else the key itself."""
    if own := workshop.labels.get(section):
        return own
    return translate(SECTION_LABELS[section], language) if section in SECTION_LABELS else section


def polarity_label(workshop: Workshop, polarity: Polarity, language: str) -> str:
    """Return the heading of a polarity where no template lays them out: the authors' own, else synthgrid's."""
    return next(column_label(workshop, one, language) for one in PLUS_DELTA.columns.values if one.key == polarity)


def column_label(workshop: Workshop, column: AxisValue, language: str) -> str:
    """Return the heading of a column: the authors' own, else its template's; "" where it has none."""
    return workshop.labels.get(column.key) or said(column.label, language)


def part_label(template: Composite, key: str, language: str) -> str:
    """Return the heading that a template gives one of its parts, "" where it gives none."""
    return next((said(label, language) for part, label in template.labels if part == key), "")


def counted(label: str, count: int) -> str:
    """Return a heading with its count: « À classer (3) »."""
    return f"{label} ({count})"


def sections_in_order(proposals: Iterable[Proposal]) -> tuple[str, ...]:
    """Return the sections that occur, in the order of a sheet."""
    occurring = dict.fromkeys(proposal.section for proposal in proposals)
    return tuple(
        [section for section in SHEET_ORDER if section in occurring]
        + [section for section in occurring if section not in SECTIONS]
    )


RELATION_LABELS: Final[Mapping[RelationKind, str]] = {
    RelationKind.CONTRADICTS: N_("contradicts"),
    RelationKind.ALTERNATIVE_TO: N_("is an alternative to"),
    RelationKind.IN_PARADOX_WITH: N_("is in paradox with"),
    RelationKind.LEADS_TO: N_("leads to"),
    RelationKind.DEVELOPS: N_("develops"),
    RelationKind.EXAMPLE_OF: N_("is an example of"),
    RelationKind.MOVES_AWAY_FROM: N_("moves away from"),
}


def tie(relation: Relation, language: str) -> Tie:
    """Return a relation with what it is called."""
    label = translate(RELATION_LABELS[relation.kind], language)
    return Tie(relation.source, relation.target, relation.kind, label)


def note_sign(*, noted: bool, language: str) -> tuple[str, ...]:
    """Return the line of a drawing that explains the sign of a note, where it has one: texts have the note itself."""
    line = Message(N_("%(sign)s a note goes with it; the text version has it."), {"sign": NOTE_SIGN})
    return (translate(line, language),) if noted else ()


_ELSEWHERE: Final = Message(N_("%(sign)s stands under another theme, where it is counted."), {"sign": REFERENCE_SIGN})


def signs(*, ties: Sequence[Tie], references: bool, language: str) -> tuple[str, ...]:
    """Return the footers that explain the signs of a map: only those that it has."""
    lines = [_ELSEWHERE] if references else []
    if ties:
        kinds = ", ".join(dict.fromkeys(tie.label for tie in ties))
        lines.append(Message(N_("Dashed lines join contributions: %(kinds)s."), {"kinds": kinds}))
    return tuple(translate(line, language) for line in lines)


def subtitle(workshop: Workshop, language: str) -> tuple[str, ...]:
    """Return the lines under the title: the question; the place, the date and the number of groups."""
    facts = [
        workshop.place,
        long_date(workshop.date, language) if workshop.date else "",
        plural("%(count)d group", "%(count)d groups", len(workshop.groups), language) if workshop.groups else "",
    ]
    lines = (workshop.question, " · ".join(fact for fact in facts if fact))
    return tuple(line for line in lines if line)


def left_out(count: int, language: str) -> tuple[str, ...]:
    """Return the footer of items that the filters leave out, if there are any."""
    if not count:
        return ()
    return (
        plural(
            "%(count)d contribution is not shown because of the filter.",
            "%(count)d contributions are not shown because of the filter.",
            count,
            language,
        ),
    )


def signs_explained(arranged: Grid, language: str) -> Iterator[str]:
    """Return what the marks of items in several cells, and under several themes, mean; where there are any."""
    items = [item for row in arranged.rows for cell in row.cells for item in cell]
    if any(item.whole for item in items):
        yield translate(_ELSEWHERE, language)
    if any(item.ambivalent for item in items):
        yield translate(Message(N_("%(sign)s: seen both ways"), {"sign": BOTH_SIGN}), language)
    several = sorted({item.cells for item in items if item.cells > 1 and not item.ambivalent})
    if several:
        signs = ", ".join(places_sign(ambivalent=False, cells=cells) for cells in several)
        yield translate(Message(N_("%(signs)s: stands in several cells"), {"signs": signs}), language)


def elsewhere(workshop: Workshop, counts: Mapping[str, int], language: str) -> tuple[str, ...]:
    """Return the footer of a grid: what stands in sections that it does not show, counted."""
    if not counts:
        return ()
    sections = ", ".join(
        counted(section_label(workshop, section, language), count) for section, count in counts.items()
    )
    return (translate(Message(N_("Not in this grid: %(sections)s"), {"sections": sections}), language),)
