"""Finding the words that a reading lost."""

import re
import unicodedata
from collections import Counter

from synthgrid.domain.document import Unchecked
from tests.formats.texts import items

# What may begin a line as the marker of an item and is no word of it.
_MARKERS = re.compile(r"(?m)^\s*(?:[-–—−*•◆▪●·]\s*)?(?:\d{1,3}[.)°/]|[a-zA-Z]\)|o(?=\t))")


def words(text: str) -> Counter[str]:
    """Count the words of a text."""
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))


def missing_words(body: str, unchecked: Unchecked) -> Counter[str]:
    """Return the words of a body that no item and no heading of the reading has."""
    read = words(" ".join(item.text for item in items(unchecked)))
    for heading in unchecked.headings:
        read.update(words(heading.text))
    return words(_MARKERS.sub(" ", body)) - read
