"""What differs each time, told as if it did not: ids, times, revisions, cursors, secrets; and back in requests."""

import re
from collections import Counter
from functools import partial
from typing import Any, Final

PATTERNS: Final = {
    "id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "cursor": re.compile(r"(?<=cursor=)[^&>]+"),
    "secret": re.compile(r"sg_[A-Za-z0-9_-]+"),
    "token": re.compile(r"sgs_[A-Za-z0-9_-]+"),
}
WHOLE: Final = {"revision": "revision", "ETag": "revision", "next": "cursor"}
"""Members and headers whose whole value differs, and what it is."""

PINNED: Final = {
    "created_at": "2026-11-20T09:00:00+00:00",
    "updated_at": "2026-11-20T09:00:00+00:00",
    "last_used_at": "2026-11-20T09:00:00+00:00",
    "expires_at": "2027-11-20T09:00:00+00:00",
    "request_id": "3f9c2a7b41d08e65",
}


class Pretend:
    """Gives what differs each time names that do not; equal values have one name within one conversation."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()

    def told(self, value: Any, name: str = "") -> Any:
        """Return a JSON value, or a header, as it is told."""
        if isinstance(value, dict):
            return {key: self.told(member, key) for key, member in value.items()}
        if isinstance(value, list):
            return [self.told(member) for member in value]
        if not isinstance(value, str) or not value:
            return value
        if name in PINNED:
            return PINNED[name]
        if name in WHOLE:
            bare = value.strip('"')
            return value.replace(bare, self._name(WHOLE[name], bare))
        for kind, pattern in PATTERNS.items():
            value = pattern.sub(partial(self._found, kind), value)
        return value

    def real(self, request: Any) -> Any:
        """Return a request that was told as it is to be sent."""
        if isinstance(request, dict):
            return {key: self.real(member) for key, member in request.items()}
        if isinstance(request, list):
            return [self.real(member) for member in request]
        if isinstance(request, str):
            for value, name in self._names.items():
                # A name is told to its end: `id-1` is not the beginning of `id-12`.
                request = value.join(re.split(rf"{re.escape(name)}(?!\d)", request))
        return request

    def _found(self, kind: str, found: re.Match[str]) -> str:
        return self._name(kind, found[0])

    def _name(self, kind: str, value: str) -> str:
        if value in self._names.values():
            return value
        if value not in self._names:
            self._numbers[kind] += 1
            number = self._numbers[kind]
            names = {"id": f"0190b5a5-0000-7000-8000-{number:012d}", "secret": f"sg_secret-{number}"}
            names["token"] = f"sgs_token-{number}"
            self._names[value] = names.get(kind, f"{kind}-{number}")
        return self._names[value]
