"""A category's path in one text, as people write it: « Gouvernance > CA »."""

from typing import Final

from synthgrid.domain.document import Path
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.domain.text import LINE_MAX

SEPARATOR: Final = " > "
PATH_MAX: Final = CATEGORY_DEPTH_MAX * LINE_MAX + (CATEGORY_DEPTH_MAX - 1) * len(SEPARATOR)
"""Characters of the longest path in one text."""


def written(path: Path) -> str:
    """Return a path as people write it."""
    return SEPARATOR.join(path)


def read_path(text: str) -> Path:
    """Return the path that a text writes, its names not yet judged; `>` within a name needs no blanks around it."""
    return tuple(name.strip() for name in text.split(SEPARATOR))
