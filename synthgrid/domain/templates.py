"""The layouts of a grid and of a sheet that synthgrid ships, and how any template is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeVar

from synthgrid.domain import axes
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.forms import TEXT, Axis, AxisValue, Composite, Pivot, Table, TableField, Template
from synthgrid.domain.template_bodies import body_of
from synthgrid.domain.values import POINT, TEMPLATE, Polarity
from synthgrid.errors import N_, UnknownTemplateError

KEY_PATTERN: Final = r"^[a-z][a-z0-9_-]{0,63}$"
KEY_MAX: Final = 64
OWN_MAX: Final = 200
"""Templates of its own that a workspace has at most."""

TOLD_MAX: Final = 20
"""Keys told to who names a template that is not there."""

RESERVED: Final = ("cross-glossary", "convergence", "roll-up")
"""Keys of templates that later versions ship."""

_FACET: Final = axes.FACET
T = TypeVar("T", Pivot, Table, Composite)


def shipped(template: T, *parts: Template) -> T:
    """Return a template under a revision that is another one when what it says changes, or what its parts say.

    Args:
        template: It.
        parts: The templates that it shows, under their revisions.
    """
    said = json.dumps([body_of(template), *(part.revision for part in parts)])
    return replace(template, revision=hashlib.sha256(said.encode()).hexdigest()[:16])


PLUS_DELTA: Final = shipped(
    Pivot(
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
)

SHEET: Final = shipped(
    Composite(
        key="sheet",
        label=N_("Synthesis sheet"),
        parts=("keyword", PLUS_DELTA.key, "recommendation", "essential", "participation"),
        closings=(("essential", "quotation"),),
    ),
    PLUS_DELTA,
)

AFOM: Final = shipped(
    Pivot(
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
)

ACTORS_DIMENSIONS: Final = shipped(
    Pivot(
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
)

PAIRED_ORIENTATION: Final = shipped(
    Table(
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
)

RECOMMENDATIONS: Final = shipped(
    Table(
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
)

TEMPLATES: Final[dict[str, Template]] = {
    template.key: template
    for template in (PLUS_DELTA, SHEET, PAIRED_ORIENTATION, ACTORS_DIMENSIONS, AFOM, RECOMMENDATIONS)
}
COMPOSITES: Final = tuple(key for key, template in TEMPLATES.items() if isinstance(template, Composite))
"""Keys of the templates of a sheet."""


def find_template(key: str, own: Mapping[str, Template] = MappingProxyType({})) -> Template:
    """Return a template by its key.

    Args:
        key: Its key.
        own: The templates that there are besides those that synthgrid ships.

    Raises:
        UnknownTemplateError: There is none.
    """
    found = TEMPLATES.get(key) or own.get(key)
    if found is None:
        raise unknown_template(key, own)
    return found


def unknown_template(key: str, own: Iterable[str], pointer: str = "/template") -> UnknownTemplateError:
    """Return the error of a template that is not there, with those that are.

    Args:
        key: What was asked for.
        own: Keys of the templates that there are besides those that synthgrid ships.
        pointer: Where it was asked for.
    """
    known = (*TEMPLATES, *own)
    told = known if len(known) <= TOLD_MAX else (*known[:TOLD_MAX], "…")
    return UnknownTemplateError(key, told, nearest_of(key, known), pointer)
