"""How many requests a minute are answered: counted in memory, so each server process counts its own."""

import hashlib
import ipaddress
import math
import threading
from functools import lru_cache
from typing import Final

from throttled import MemoryStore, RateLimiterType, Throttled, per_min

from synthgrid.errors import RateLimitError

COUNTED: Final = 100_000
"""Keys, and addresses, that are counted at a time; past that those unseen for longest are forgotten."""
IPV6_NETWORK: Final = 64
"""Bits of an IPv6 address that one client has; the others it chooses as it likes."""


class Rates:
    """Counts by GCRA (a whole minute's requests at once, then evenly), on a clock that never jumps.

    Args:
        limit: Requests a minute; 0 for no limit.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._keys = _counting(limit) if limit else None
        self._addresses = _counting(limit) if limit else None
        self._good: dict[bytes, None] = {}
        self._changing = threading.Lock()

    def count_key(self, name: str) -> None:
        """Count a request of a key or a share link.

        Raises:
            RateLimitError: It is one too many.
        """
        self._count(self._keys, name)

    def count_address(self, address: str) -> None:
        """Count a request without a key that is known, by where it comes from.

        Raises:
            RateLimitError: It is one too many.
        """
        self._count(self._addresses, _client(address))

    def admit(self, secret: str, address: str) -> None:
        """Let a key, or the token of a share link, be looked for.

        Raises:
            RateLimitError: Too many wrong ones came from there already, and it was not found good before.
        """
        if self._addresses is None or _digest(secret) in self._good:
            return
        if self._addresses.peek(_client(address)).remaining < 1:
            self.count_address(address)

    def note_good(self, secret: str, *, good: bool = True) -> None:
        """Note that a key or a token was found good, or is no more."""
        digest = _digest(secret)
        if self._addresses is None or (digest in self._good) is good:
            return
        with self._changing:
            if good:
                self._good[digest] = None
            else:
                self._good.pop(digest, None)
            if len(self._good) > COUNTED:
                del self._good[next(iter(self._good))]

    def _count(self, counting: Throttled | None, name: str) -> None:
        if counting is not None and (found := counting.limit(name)).limited:
            raise RateLimitError(self._limit, max(1, math.ceil(found.state.retry_after)))


def _counting(limit: int) -> Throttled:
    store = MemoryStore(options={"MAX_SIZE": COUNTED})
    return Throttled(using=RateLimiterType.GCRA.value, quota=per_min(limit, burst=limit), store=store)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


@lru_cache(10_000)
def _client(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address or "-"
    if isinstance(found, ipaddress.IPv4Address) or found.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((int(found), IPV6_NETWORK), strict=False))
