"""Who may ask: keys and their scopes, or, without keys, this machine only."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeVar

from flask import Request, current_app, g

from synthgrid.api.context import Context, context
from synthgrid.domain.access import Principal, Scope, is_loopback
from synthgrid.errors import ForbiddenOriginError, MissingKeyError, NotLoopbackError, ScopeError
from synthgrid.services import authenticate, open_principal
from synthgrid.storage import Database

FORWARDING: Final = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP"}
"""Headers of proxies as WSGI names them, besides X-Forwarded-…"""

SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}

View = TypeVar("View", bound=Callable[..., Any])


def needs(scope: Scope | None) -> Callable[[View], View]:
    """Say which scope a view needs, where its methods do not: None is for everybody.

    Without it a view needs `read` for safe methods and `write` for the others.
    """

    def mark(view: View) -> View:
        view.scope = scope  # type: ignore[attr-defined]  # functions carry attributes; mypy does not know them
        return view

    return mark


def guard(request: Request) -> None:
    """Find out who is asking before any view is called.

    Raises:
        AccessError: Nobody known, or not allowed.
    """
    shared = context()
    if shared.settings.access == "open":
        _only_this_machine(request)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method == "OPTIONS":
        return
    scope = getattr(view, "scope", Scope.READ if request.method in SAFE_METHODS else Scope.WRITE)
    if scope is None:
        return
    g.principal = principal = _principal(shared, request)
    if scope not in principal.scopes:
        raise ScopeError(scope)


def _principal(shared: Context, request: Request) -> Principal:
    if shared.settings.access == "open":
        return _everybody(shared.database)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise MissingKeyError
    return authenticate(shared.database, given.token)


@lru_cache
def _everybody(database: Database) -> Principal:
    """Return who asks where no keys are asked for; remembered, since no workspace is ever renamed or deleted."""
    return open_principal(database)


def only_admins(request: Request) -> None:
    """Refuse who has no key of an administrator, but on this machine, where nobody forwards the request.

    Raises:
        AccessError: Nobody known, or not allowed.
    """
    if not _local(request) and Scope.ADMIN not in _principal(context(), request).scopes:
        raise ScopeError(Scope.ADMIN)


def _only_this_machine(request: Request) -> None:
    """Refuse what does not come from, or is not addressed to, loopback; and pages of other sites that write.

    A page of any site may post to 127.0.0.1 without asking, and may name itself after it (DNS rebinding); a proxy
    on this machine makes everybody look local.
    """
    if not _local(request):
        raise NotLoopbackError
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise ForbiddenOriginError(origin)


def _local(request: Request) -> bool:
    """Tell whether a request comes from, and is addressed to, loopback, and nobody forwarded it."""
    addressed = "HTTP_HOST" in request.environ and is_loopback(_name_in(request.host))
    return is_loopback(request.remote_addr or "") and addressed and not _forwarded(request)


def _name_in(host: str) -> str:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.strip("[]")


def _forwarded(request: Request) -> bool:
    names = request.environ.keys()
    return not FORWARDING.isdisjoint(names) or "HTTP_X_FORWARDED" in " ".join(names)
