"""The layouts of a grid that synthgrid ships. Labels are gettext ids; a workshop's own `labels` go before them."""

from dataclasses import dataclass
from typing import Final

from synthgrid.domain.values import TEMPLATE, Polarity
from synthgrid.errors import N_, TemplateNotFoundError


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One column or row: its key and its label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A field of the proposals, and the values it is spread over, in order; empty means those that occur."""

    field: str
    values: tuple[AxisValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A pivot: columns and rows over fields of the proposals of one section."""

    key: str
    label: str
    section: str
    columns: Axis
    rows: Axis
    form: str = "pivot"
    revision: str = "1"


PLUS_DELTA: Final = Template(
    key=TEMPLATE,
    label=N_("Positive points / points to improve"),
    section="point",
    columns=Axis(
        "polarity",
        (
            AxisValue(Polarity.POSITIVE, N_("Positive points")),
            AxisValue(Polarity.IMPROVE, N_("Points to improve")),
        ),
    ),
    rows=Axis("category"),
)

TEMPLATES: Final = {template.key: template for template in (PLUS_DELTA,)}


def find_template(key: str) -> Template:
    """Return a template by its key.

    Raises:
        TemplateNotFoundError: There is none.
    """
    try:
        return TEMPLATES[key]
    except KeyError:
        raise TemplateNotFoundError(key) from None
