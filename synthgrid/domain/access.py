"""Who asks, and what they may do."""

import datetime as dt
import hashlib
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
    """Who asks, and what they may do.

    Attributes:
        workspace: Its id.
        key: Id of the key; "" where none is needed, or a share link came instead.
        scopes: What it may do.
        share: Id of the share link that came instead of a key, or "".
        workshop: Slug of the workshop whose drawings the share link opens, or "".
        require_if_match: Whether the workspace asks for `If-Match` where something is changed.
        unnoted: Whether its last use was noted so long ago, or never, that this one is to be.
    """

    workspace: str
    key: str
    scopes: frozenset[str]
    share: str = ""
    workshop: str = ""
    require_if_match: bool = False
    unnoted: bool = False


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

    @property
    def revision(self) -> str:
        """What `If-Match` names; that it was used is no change."""
        return _revision(self.id, self.expires_at, self.revoked_at)

    def is_usable(self, moment: dt.datetime) -> bool:
        """Tell whether it opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey(AccessKey):
    """A key just made, with the secret that is shown this once."""

    secret: str


@dataclass(frozen=True, slots=True)
class Share:
    """A link to the drawings of one workshop, without its token, which is not stored; `workshop` is a slug."""

    id: str
    workspace: str
    workshop: str
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None

    @property
    def revision(self) -> str:
        """What `If-Match` names; that it was used is no change."""
        return _revision(self.id, self.expires_at, self.revoked_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShare(Share):
    """A share link just made, with the token that is shown this once."""

    token: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant, and what it asks of the programs that write."""

    id: str
    name: str
    require_if_match: bool
    created_at: dt.datetime

    @property
    def revision(self) -> str:
        """What `If-Match` names."""
        return _revision(self.id, self.require_if_match)


def _revision(*facts: object) -> str:
    """Return a revision that stands for all that can change; equal facts have the same one."""
    return hashlib.sha256(repr([str(fact) for fact in facts]).encode()).hexdigest()[:16]
