"""The layouts of a grid and of a sheet that synthgrid ships. Labels are gettext ids; a workshop's own go first."""

from dataclasses import dataclass
from typing import ClassVar, Final

from synthgrid.domain import axes
from synthgrid.domain.values import POINT, TEMPLATE, Polarity
from synthgrid.errors import N_, TemplateNotFoundError


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One column or row: its key, its label, and what else it is called in the items."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A field of the items, and the values it is spread over, in order; empty means those that occur.

    `label` is what the field is called; "" is its own name.
    """

    field: axes.Field
    values: tuple[AxisValue, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pivot:
    """Columns and rows over fields of the items of one section."""

    form: ClassVar[str] = "pivot"

    key: str
    label: str
    section: str
    columns: Axis
    rows: Axis | None = None
    revision: str = "1"


@dataclass(frozen=True, slots=True)
class TableField:
    """A column of a table: the text of the item (`text`) or one of its fields."""

    field: axes.Field
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """One item of a section per row, a field per column; the rows are put together by another field, or not."""

    form: ClassVar[str] = "table"

    key: str
    label: str
    section: str
    fields: tuple[TableField, ...]
    rows: Axis | None = None
    revision: str = "1"


@dataclass(frozen=True, slots=True)
class Composite:
    """Several parts in order: sections of the workshop, or grids by the key of their template.

    Attributes:
        parts: Keys of grids and of sections; the workshop's own sections come after them, as they occur.
        closings: The section that closes another one, by the key of that other one.
    """

    form: ClassVar[str] = "composite"

    key: str
    label: str
    parts: tuple[str, ...]
    closings: tuple[tuple[str, str], ...] = ()
    revision: str = "1"


Template = Pivot | Table | Composite

TEXT: Final = "text"
"""The field of a table that is the item itself, with its sub-items."""

_FACET: Final = axes.FACET

PLUS_DELTA: Final = Pivot(
    key=TEMPLATE,
    label=N_("Positive points / points to improve"),
    section=POINT,
    columns=Axis(
        axes.POLARITY,
        (
            AxisValue(Polarity.POSITIVE, N_("Positive points")),
            AxisValue(Polarity.IMPROVE, N_("Points to improve")),
        ),
    ),
    rows=Axis(axes.CATEGORY),
)

SHEET: Final = Composite(
    key="sheet",
    label=N_("Synthesis sheet"),
    parts=("keyword", PLUS_DELTA.key, "recommendation", "essential", "participation"),
    closings=(("essential", "quotation"),),
)

AFOM: Final = Pivot(
    key="afom",
    label=N_("Strengths, weaknesses, opportunities, threats"),
    section=POINT,
    columns=Axis(
        f"{_FACET}value",
        (
            AxisValue("helps", N_("Helps"), ("positive", "positif", "favorable", "atout")),
            AxisValue("hinders", N_("Hinders"), ("negative", "négatif", "défavorable", "handicap")),
        ),
        N_("Effect"),
    ),
    rows=Axis(
        f"{_FACET}origin",
        (
            AxisValue("internal", N_("Inside: strengths, weaknesses"), ("interne",)),
            AxisValue("external", N_("Outside: opportunities, threats"), ("externe",)),
        ),
        N_("Origin"),
    ),
)

ACTORS_DIMENSIONS: Final = Pivot(
    key="actors-dimensions",
    label=N_("Actors × dimensions"),
    section=POINT,
    columns=Axis(
        f"{_FACET}dimension",
        (
            AxisValue("individual", N_("Individual"), ("individuelle", "individuel")),
            AxisValue("common", N_("Common"), ("commune", "commun")),
            AxisValue("collective", N_("Collective"), ("collective", "collectif")),
        ),
        N_("Dimension"),
    ),
    rows=Axis(
        f"{_FACET}pole",
        (
            AxisValue("worker", N_("Social worker"), ("travailleur social",)),
            AxisValue("team", N_("Team"), ("équipe",)),
            AxisValue("partners", N_("Institutional partners"), ("partenaires institutionnels", "partenaires")),
        ),
        N_("Pole"),
    ),
)

PAIRED_ORIENTATION: Final = Table(
    key="paired-orientation",
    label=N_("Paired orientations"),
    section=POINT,
    fields=(
        TableField(TEXT, N_("Orientation A")),
        TableField(f"{_FACET}b", N_("Orientation B")),
        TableField(f"{_FACET}away", N_("Takes us away from it")),
    ),
    rows=Axis(axes.CATEGORY),
)

RECOMMENDATIONS: Final = Table(
    key="recommendations",
    label=N_("Recommendations"),
    section="recommendation",
    fields=(
        TableField(TEXT, N_("Recommendation")),
        TableField(f"{_FACET}finding", N_("Finding")),
        TableField(f"{_FACET}to", N_("To whom")),
        TableField(f"{_FACET}scale", N_("Scale")),
        TableField(f"{_FACET}horizon", N_("Horizon")),
        TableField(f"{_FACET}room", N_("Room to move")),
    ),
)

TEMPLATES: Final = {
    template.key: template
    for template in (PLUS_DELTA, SHEET, PAIRED_ORIENTATION, ACTORS_DIMENSIONS, AFOM, RECOMMENDATIONS)
}
COMPOSITES: Final = tuple(key for key, template in TEMPLATES.items() if isinstance(template, Composite))
"""Keys of the templates of a sheet."""


def find_template(key: str) -> Template:
    """Return a template by its key.

    Raises:
        TemplateNotFoundError: There is none.
    """
    try:
        return TEMPLATES[key]
    except KeyError:
        raise TemplateNotFoundError(key) from None
