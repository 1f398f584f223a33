"""Who is asking, and how often."""

from synthgrid.errors.base import N_, SynthgridError


class AccessError(SynthgridError):
    """Who is asking is not known, or may not do this."""

    code = "access"


class MissingKeyError(AccessError):
    """The request carries no key."""

    code = "missing-key"
    message = N_("A key is needed: send “Authorization: Bearer sg_…”.")


class UnknownKeyError(AccessError):
    """The key is unknown, expired or revoked."""

    code = "unknown-key"
    message = N_("This key is unknown, expired or revoked.")


class UnknownShareError(AccessError):
    """The token of a share link is unknown, expired or revoked."""

    code = "unknown-share"
    message = N_("This link is unknown, expired or revoked; ask for a new one.")


class TwoKeysError(AccessError):
    """A request says twice who is asking."""

    code = "two-keys"
    message = N_("The request carries more than one key or share link; send one.")


class ScopeError(AccessError):
    """The key is good, but not for this."""

    code = "scope"
    message = N_("This key may not do that: the scope “%(scope)s” is needed.")

    def __init__(self, scope: str) -> None:
        super().__init__(scope=scope)


class ForbiddenOriginError(AccessError):
    """A page of another site tries to write."""

    code = "forbidden-origin"
    message = N_("Requests that write are not accepted from the origin “%(origin)s”.")

    def __init__(self, origin: str) -> None:
        super().__init__(origin=origin)


class NotLoopbackError(AccessError):
    """ACCESS=open serves this machine only."""

    code = "not-loopback"
    message = N_("Without keys (ACCESS=open) this service answers requests of its own machine only.")


class RateLimitError(SynthgridError):
    """More requests than one key or one address may send."""

    code = "rate-limit"
    message = N_("Too many requests: %(limit)d a minute are answered; try again in %(retry_after)d s.")

    def __init__(self, limit: int, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(limit=limit, retry_after=retry_after)
