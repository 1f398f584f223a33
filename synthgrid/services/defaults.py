"""What a field is when nobody says it."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from synthgrid.domain.values import Category, Group, Proposal, Workshop


def with_defaults(kind: type[Workshop | Group | Category | Proposal], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with the default of the value in the place of None.

    Args:
        kind: The value that has the fields.
        said: The fields, those without default never None.
    """
    defaults = {
        one.name: one.default if one.default_factory is MISSING else one.default_factory() for one in fields(kind)
    }
    return {name: defaults[name] if value is None else value for name, value in said.items()}
