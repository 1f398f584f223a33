"""A category's path in one text, as people write it: « Gouvernance > CA »."""

from typing import Final

from synthgrid.domain.document import Path

SEPARATOR: Final = " > "


def written(path: Path) -> str:
    """Return a path as people write it."""
    return SEPARATOR.join(path)


def read_path(text: str) -> Path:
    """Return the path that a text writes, its names not yet judged; `>` within a name needs no blanks around it."""
    return tuple(name.strip() for name in text.split(SEPARATOR))
