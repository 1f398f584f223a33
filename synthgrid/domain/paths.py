"""A category's path in one text, as people write it: « Gouvernance > CA »."""

import re
from typing import Final

from synthgrid.domain.document import Path
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.domain.text import LINE_MAX

SEPARATOR: Final = " > "
PATH_MAX: Final = CATEGORY_DEPTH_MAX * LINE_MAX + (CATEGORY_DEPTH_MAX - 1) * len(SEPARATOR)
"""Characters of the longest path in one text."""

_BARE: Final = re.compile(r"(?:(?<= )|^)(\\*>)(?= |$)")
_ESCAPED: Final = re.compile(r"(?:(?<= )|^)\\(\\*>)(?= |$)")


def written(path: Path) -> str:
    r"""Return a path as people write it; a `>` that stands alone within a name gets a `\` before it."""
    return SEPARATOR.join(_BARE.sub(r"\\\1", name) for name in path)


def read_path(text: str) -> Path:
    """Return the path that a text writes, its names not yet judged; `>` within a name needs no blanks around it."""
    return tuple(_ESCAPED.sub(r"\1", name.strip()) for name in text.split(SEPARATOR))
