"""What a field is when nobody says it."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from synthgrid.domain.values import Category, Group, Proposal, Workshop

Kind = type[Workshop] | type[Group] | type[Category] | type[Proposal]


def with_defaults(kind: Kind, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with the default of the value in the place of None.

    Args:
        kind: The value that has the fields.
        said: The fields, those without default never None.
    """
    defaults = _defaults(kind)
    return {name: defaults[name] if value is None else value for name, value in said.items()}


def _defaults(kind: Kind) -> Mapping[str, Any]:
    if is_dataclass(kind):
        every = fields(kind)
        return {one.name: one.default if one.default_factory is MISSING else one.default_factory() for one in every}
    return Proposal._field_defaults
