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
        elif _fits(name, value) and len(values) < ENTRIES_MAX and (values or len(facets) < ENTRIES_MAX):
            facets[name] = value if known is None else [*values, value]
        else:
            left.append(f"{name}: {value}")
    return facets, left


def _fits(name: str, value: str) -> bool:
    return max(len(name), len(value)) <= LINE_MAX and not {"\n", "\t"}.intersection(value)
