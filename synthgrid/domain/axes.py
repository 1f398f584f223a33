"""What items can be sorted by: the branches of a map, the columns and rows of a grid."""

from collections.abc import Callable
from typing import Any, Final

from synthgrid.domain.fields import Refused, line
from synthgrid.errors import N_

Field = str
"""A field of the items: one of `FIELDS`, or `facet:NAME`."""

CATEGORY: Final = "category"
SECTION: Final = "section"
POLARITY: Final = "polarity"
GROUP: Final = "group"
ACTOR: Final = "actor"
FIELDS: Final = (CATEGORY, SECTION, POLARITY, GROUP, ACTOR)

NONE: Final = "none"
"""No field: a grid without rows."""

FACET: Final = "facet:"


def facet_of(field: Field) -> str | None:
    """Return the name of the facet that a field is, or None."""
    return field.removeprefix(FACET) if field.startswith(FACET) else None


def pattern_of(*others: str) -> str:
    """Return the pattern of a field, or of a few words besides."""
    return rf"^({'|'.join((*FIELDS, *others))}|{FACET}.+)$"


def field_among(*others: str) -> Callable[[Any], Field]:
    """Return a reader of fields, and of a few words besides."""
    known = (*FIELDS, *others)

    def read(value: Any) -> Field:
        field = line(value)
        name = facet_of(field)
        if name is not None and line(name):
            return FACET + line(name)
        if field not in known:
            raise Refused(N_("It must be one of: %(choices)s."), choices=", ".join((*known, f"{FACET}NAME")))
        return field

    return read
