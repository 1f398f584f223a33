"""The name of a workshop in an address."""

import re
from typing import Final

from synthgrid.domain.text import folded

SLUG_MAX: Final = 80
SLUG_PATTERN: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def is_slug(text: str) -> bool:
    """Tell whether a text can be a workshop's slug."""
    return len(text) <= SLUG_MAX and re.fullmatch(SLUG_PATTERN, text) is not None


def slug_of(title: str) -> str:
    """Make a slug from a title: « Critères de réussite » gives `criteres-de-reussite`."""
    slug = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")[:SLUG_MAX].strip("-")
    return slug or "atelier"
