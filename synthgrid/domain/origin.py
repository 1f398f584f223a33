"""What an item is matched by when it has neither id nor external_id.

An origin is a digest of what was read when the item was first imported: (origin of the parent, group, headings and
fields as read, text), and that it is the n-th such item of its body. It is frozen then: re-classifying an item here
does not change it, so posting the same body again finds it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

ORIGIN_PATTERN: Final = r"^[0-9a-f]{32}$"

_WRITTEN: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


def next_origin(origin: str) -> str:
    """Return the origin of an item of which another one, that is surely not it, has the origin already."""
    return hashlib.sha256(origin.encode()).hexdigest()[:32]


class Origins:
    """Gives the items of one body their origins, in reading order."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._used: set[str] = set()

    def of(
        self, given: str | None, parent: str | None, headings: Sequence[str], fields: dict[str, Any], text: str
    ) -> tuple[str, str]:
        """Return the origin of the next item of the body, no two have the same, and what it is a digest of.

        Args:
            given: The origin that the body itself gives (an export does); kept unless another item has it.
            parent: Origin of its parent.
            headings: The headings it stood under, as its authors wrote them.
            fields: Its fields as read (group, section, polarity, category and the rest), JSON values.
            text: Its text as stored.
        """
        read = _WRITTEN.encode([parent, list(headings), fields, text])
        origin = given
        while origin is None or origin in self._used:
            self._seen[read] += 1
            origin = nth_origin(self._seen[read], read)
        self._used.add(origin)
        return origin, "" if origin == given else read


def nth_origin(number: int, read: str) -> str:
    """Return the origin of the n-th item of which the same was read."""
    return hashlib.sha256(f"{number}\n{read}".encode()).hexdigest()[:32]
