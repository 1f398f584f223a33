"""Who may ask: keys and their scopes, or, without keys, this machine only."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import current_app, g, request

from synthgrid.api.context import Context, context
from synthgrid.domain.access import Principal, Scope, is_loopback
from synthgrid.errors import ForbiddenOriginError, MissingKeyError, NotLoopbackError, ScopeError
from synthgrid.services import authenticate, open_principal
from synthgrid.services.keys import OPEN_WORKSPACE
from synthgrid.storage.access import find_workspace

FORWARDING: Final = {"forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip"}
"""Headers of proxies, besides X-Forwarded-…"""

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


def guard() -> None:
    """Find out who is asking before any view is called.

    Raises:
        AccessError: Nobody known, or not allowed.
    """
    shared = context()
    if shared.settings.access == "open":
        _only_this_machine()
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method == "OPTIONS":
        return
    scope = getattr(view, "scope", Scope.READ if request.method in SAFE_METHODS else Scope.WRITE)
    if scope is None:
        return
    g.principal = _principal(shared)
    if scope not in g.principal.scopes:
        raise ScopeError(scope)


def _principal(shared: Context) -> Principal:
    if shared.settings.access == "open":
        return _everybody(shared)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise MissingKeyError
    with shared.database.read() as session:
        return authenticate(session, given.token)


def _everybody(shared: Context) -> Principal:
    with shared.database.read() as session:
        if find_workspace(session, OPEN_WORKSPACE) is not None:
            return open_principal(session)
    return shared.database.write(open_principal)


def _only_this_machine() -> None:
    """Refuse what does not come from, or is not addressed to, loopback; and pages of other sites that write.

    A page of any site may post to 127.0.0.1 without asking, and may name itself after it (DNS rebinding); a proxy
    on this machine makes everybody look local.
    """
    addressed = "Host" in request.headers and is_loopback(_host_name())
    if not is_loopback(request.remote_addr or "") or not addressed or _forwarded():
        raise NotLoopbackError
    origin = request.headers.get("Origin")
    if origin is not None and request.method not in SAFE_METHODS and origin != request.host_url.rstrip("/"):
        raise ForbiddenOriginError(origin)


def _host_name() -> str:
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return name.strip("[]")


def _forwarded() -> bool:
    return any(
        name.lower() in FORWARDING or name.lower().startswith("x-forwarded")
        for name in request.headers.keys()  # noqa: SIM118 (iterating the headers gives pairs)
    )
