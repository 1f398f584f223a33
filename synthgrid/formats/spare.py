"""What an entry says besides its text, under names of its own: facets, and what is too long for one."""

from collections.abc import Iterable
from typing import Any

from synthgrid.domain.fields import ENTRIES_MAX
from synthgrid.domain.text import LINE_MAX, normal


def spare(said: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], list[str]]:
    """Return facets, and as texts what cannot be one.

    Args:
        said: Names and values; a name that stands several times has several values.
    """
    facets: dict[str, Any] = {}
    left = []
    for name, value in ((" ".join(name.split()), normal(value)) for name, value in said):
        known = facets.get(name)
        values = [] if known is None else known if isinstance(known, list) else [known]
        if not name or not value:
            left += [name or value] if name or value else []
        elif len(name) > LINE_MAX or len(value) > LINE_MAX or "\n" in value or "\t" in value:
            left.append(f"{name}: {value}")
        elif len(values) >= ENTRIES_MAX or (known is None and len(facets) >= ENTRIES_MAX):
            left.append(f"{name}: {value}")
        else:
            facets[name] = value if known is None else [*values, value]
    return facets, left
