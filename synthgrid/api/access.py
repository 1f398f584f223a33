"""Who may ask: keys and their scopes, share links, or, without keys, this machine only."""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

from flask import Request, Response, current_app, g
from werkzeug.datastructures import MultiDict

from synthgrid import services
from synthgrid.api.context import Context, context
from synthgrid.api.preconditions import is_conditional
from synthgrid.domain.access import Principal, Scope, is_loopback
from synthgrid.errors import (
    AccessError,
    ForbiddenOriginError,
    MissingKeyError,
    NotLoopbackError,
    NotReadyError,
    PreconditionRequiredError,
    ScopeError,
    TwoKeysError,
    WorkshopNotFoundError,
    WriteConflictError,
)
from synthgrid.services import authenticate, authenticate_share, open_principal
from synthgrid.storage import Database

FORWARDING: Final = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP"}
"""Headers of proxies as WSGI names them, besides X-Forwarded-…"""

SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}
CHANGING: Final = {"PATCH", "PUT", "DELETE"}
"""What changes something that is there already, by an old reading of it if nobody asks."""
UNLIMITED: Final = {"/healthz", "/readyz", "/metrics"}
"""What machines ask all the time; who needs a key for it is counted by that."""
SHARE: Final = "share"
"""The option that carries the token of a share link; it says who is asking, and is no option of a drawing."""
EVERYBODY_FOR: Final = 1_000_000_000
"""Nanoseconds for which who reads without a key is remembered: a drawing that is kept then takes one query."""

View = TypeVar("View", bound=Callable[..., Any])


def needs(scope: Scope | None, *, or_share: bool = False) -> Callable[[View], View]:
    """Say which scope a view needs, where its methods do not: None is for everybody.

    Without it a view needs `read` for safe methods and `write` for the others.

    Args:
        scope: The scope.
        or_share: Whether a share link of the workshop in its address will do.
    """

    def mark(view: View) -> View:
        view.scope, view.or_share = scope, or_share  # type: ignore[attr-defined]  # functions carry attributes; mypy does not know them
        return view

    return mark


def scope_of(view: Callable[..., Any], method: str) -> Scope | None:
    """Return the scope that a view needs, None where everybody may."""
    return getattr(view, "scope", Scope.READ if method in SAFE_METHODS else Scope.WRITE)


def takes_share(view: Callable[..., Any]) -> bool:
    """Tell whether a view may be seen by a share link."""
    return getattr(view, "or_share", False)


def guard(request: Request) -> None:
    """Find out who is asking before any view is called.

    Raises:
        AccessError: Nobody known, or not allowed.
        RateLimitError: They ask too often.
        PreconditionRequiredError: Their workspace wants to know what they believe to change.
    """
    shared = context()
    if shared.settings.access == "open":
        _only_this_machine(request, shared.settings.cors_origins)
    if request.method == "OPTIONS":
        return
    view = current_app.view_functions.get(request.endpoint or "")
    scope = None if view is None else scope_of(view, request.method)
    if view is None or scope is None:
        if request.path not in UNLIMITED:
            _count_address(shared, request)
        return
    g.principal = principal = _counted(shared, request, or_share=takes_share(view))
    _allow(request, principal, scope)


def _counted(shared: Context, request: Request, *, or_share: bool) -> Principal:
    """Return who is asking, counted by their key, or, without a good one, by where they are."""
    try:
        principal = _principal(shared, request, or_share=or_share)
    except AccessError:
        _count_address(shared, request)
        raise
    if name := principal.key or principal.share:
        shared.rates.count_key(name)
    return principal


def _allow(request: Request, principal: Principal, scope: Scope) -> None:
    if principal.share:
        if principal.workshop != (slug := (request.view_args or {}).get("slug", "")):
            raise WorkshopNotFoundError(slug)
        return
    if scope not in principal.scopes:
        raise ScopeError(scope)
    if principal.require_if_match and request.method in CHANGING and not is_conditional():
        raise PreconditionRequiredError


def _count_address(shared: Context, request: Request) -> None:
    """Count who shows no key; where none is asked for, everybody is this machine."""
    if shared.settings.access != "open":
        shared.rates.count_address(request.remote_addr or "")


def _principal(shared: Context, request: Request, *, or_share: bool) -> Principal:
    token = _only_credential(request)
    if token is not None and or_share:
        return _looked_for(shared, request, token, authenticate_share)
    if shared.settings.access == "open":
        if request.method in SAFE_METHODS:
            return _everybody(shared.database, time.monotonic_ns() // EVERYBODY_FOR)
        return open_principal(shared.database)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise MissingKeyError
    return _looked_for(shared, request, given.token, authenticate)


def _looked_for(
    shared: Context, request: Request, secret: str, authenticating: Callable[[Database, str], Principal]
) -> Principal:
    """Return whom a secret stands for; where many wrong ones came from, an unknown one costs no query."""
    rates = shared.rates
    if shared.settings.access != "open":
        rates.admit(secret, request.remote_addr or "")
    try:
        principal = authenticating(shared.database, secret)
    except AccessError:
        rates.note_good(secret, good=False)
        raise
    rates.note_good(secret)
    return principal


def _only_credential(request: Request) -> str | None:
    """Return the token of the share link, if that is what the request shows.

    Raises:
        TwoKeysError: It shows something else besides. A header sent twice arrives as one, joined.
    """
    tokens = request.args.getlist(SHARE) if request.query_string else []
    keys = request.environ.get("HTTP_AUTHORIZATION", "").lower().count("bearer ")
    if len(tokens) + keys > 1:
        raise TwoKeysError
    return tokens[0] if tokens else None


def options_given(request: Request) -> MultiDict[str, str]:
    """Return the options of a query string, without the token of a share link that said who is asking."""
    who = g.get("principal")
    if who is None or not who.share:
        return request.args
    return MultiDict((name, value) for name, value in request.args.items(multi=True) if name != SHARE)


def note_use(answer: Response) -> None:
    """Note that a key or a share link is in use, after the answer has left: nobody waits for it."""
    who = g.get("principal")
    if who is not None and who.unnoted:
        answer.call_on_close(partial(_note_use, context().database, who))


def _note_use(database: Database, who: Principal) -> None:
    with suppress(NotReadyError, WriteConflictError):
        database.write(partial(services.note_use, principal=who))


@lru_cache(maxsize=16)
def _everybody(database: Database, _moment: int) -> Principal:
    """Return who reads where no keys are asked for, as of this moment: a restored database has another workspace."""
    return open_principal(database)


def only_admins(request: Request) -> None:
    """Refuse who has no key of an administrator, but on this machine, where nobody forwards the request.

    Raises:
        AccessError: Nobody known, or not allowed.
        RateLimitError: They ask too often.
    """
    if not _local(request) and Scope.ADMIN not in _counted(context(), request, or_share=False).scopes:
        raise ScopeError(Scope.ADMIN)


def _only_this_machine(request: Request, origins: Collection[str]) -> None:
    """Refuse what does not come from, or is not addressed to, loopback; and pages of other sites that write.

    A page of any site may post to 127.0.0.1 without asking, and may name itself after it (DNS rebinding); a proxy
    on this machine makes everybody look local.
    """
    if not _local(request):
        raise NotLoopbackError
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/") and origin not in origins:
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
