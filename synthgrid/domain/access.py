"""Who asks, and what they may do."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Scope(StrEnum):
    """What a key may do; each includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    @property
    def included(self) -> frozenset[str]:
        """The scope and those it includes."""
        scopes = list(Scope)
        return frozenset(scopes[: scopes.index(self) + 1])


@lru_cache
def is_loopback(host: str) -> bool:
    """Tell whether an address, or `localhost`, is this machine's own; no other name is looked up."""
    if host == "localhost":
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a workspace (its id), the id of the key ("" where none is needed), and what it may do."""

    workspace: str
    key: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key without its secret, which is not stored; `workspace` is the workspace's name."""

    id: str
    workspace: str
    scope: Scope
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made, with the secret that is shown this once; `workspace` is the workspace's name."""

    id: str
    secret: str
    workspace: str
    scope: Scope
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
