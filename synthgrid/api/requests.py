"""What happens around every request: its id, its one log line, the headers of every answer, slugs that cannot be."""

import logging
import re
import secrets
import time
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Request, Response

from synthgrid.api import access, parsing
from synthgrid.api.context import asked, context, noted
from synthgrid.domain.access import Principal
from synthgrid.domain.slug import SLUG_PATTERN, is_slug
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message, WorkshopNotFoundError

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
PLACE: Final = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
"""A variable part of a rule; the lines of the log tell its name only."""

UNLESS_SAID: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept, Authorization",
}
"""Headers of every answer that does not say otherwise itself."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE: Final = "-"
"""The route of what no rule fits, and the method of what is none."""
WITHOUT_BODY: Final = frozenset({204, 304})

CREATING: Final = {"workshops.put_workshop", "imports.import_body"}
"""What makes a workshop at the address it is given."""

logger = logging.getLogger("synthgrid.requests")


def register(app: Flask) -> None:
    """Do all of it for an application."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    """Do what comes before any view; the order matters."""
    request, notes = asked(), noted()
    given = request.environ.get("HTTP_X_REQUEST_ID", "")
    notes.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    notes.began = time.perf_counter()
    access.guard(request)
    if request.method != "OPTIONS":  # a browser that asks whether it may ask is told what is wrong when it asks
        _refuse_bad_slug(request)
        parsing.refuse_options_where_none(request)


def _refuse_bad_slug(request: Request) -> None:
    """Refuse a slug that no workshop can have; where a workshop would be made, say why."""
    slug = (request.view_args or {}).get("slug")
    if slug is None or is_slug(slug):
        return
    if request.endpoint in CREATING:
        reason = Message(
            N_("The address of a workshop matches %(pattern)s, such as ma-reunion."), {"pattern": SLUG_PATTERN}
        )
        raise InvalidDocumentError([Fault("/slug", reason)])
    raise WorkshopNotFoundError(slug)


def _end(answer: Response) -> Response:
    headers = answer.headers
    said = {name for name, _ in headers}
    for name, value in UNLESS_SAID.items():
        if name not in said:
            headers.add(name, value)
    headers.add("X-Request-Id", noted().request_id)
    if answer.status_code == HTTPStatus.PERMANENT_REDIRECT:  # a page of Werkzeug's
        headers.add("Content-Security-Policy", "default-src 'none'")
    access.note_use(answer)
    _note(answer)
    return answer


def _note(answer: Response) -> None:
    """Count an answer, and write its line."""
    request, notes, metrics = asked(), noted(), context().metrics
    seconds = time.perf_counter() - notes.began
    place = _place(request.url_rule.rule) if request.url_rule else NOWHERE
    method = request.method if request.method in METHODS else NOWHERE
    metrics.count_request(method, place, answer.status_code, seconds)
    if "code" in notes:
        metrics.count_problem(notes.code)
    if logger.isEnabledFor(logging.INFO):
        facts = {"method": method, "route": place, "status": answer.status_code, "ms": round(seconds * 1000, 1)}
        logger.info("%s %s %d", method, place, answer.status_code, extra=facts | _facts(request, answer))


def _facts(request: Request, answer: Response) -> dict[str, Any]:
    """Return what else the one line of a request tells: no query string and no header; both hold texts or secrets."""
    notes = noted()
    who: Principal | None = notes.get("principal")
    facts = {
        "bytes": _length(request, answer),
        "request_id": notes.request_id,
        "key": who.key or None if who else None,
        "share": who.share or None if who else None,
        "workspace": who.workspace if who else None,
        "code": notes.get("code"),
    }
    drawing: dict[str, Any] = notes.get("drawing", {})
    return {name: fact for name, fact in facts.items() if fact is not None} | drawing


def _length(request: Request, answer: Response) -> int | None:
    """Return the bytes of the body, None where nobody knows them before they are sent."""
    if request.method == "HEAD" or answer.status_code in WITHOUT_BODY:
        return 0
    said = answer.headers.get("Content-Length")
    return answer.calculate_content_length() if said is None else int(said)


@cache
def _place(rule: str) -> str:
    """Return an address with the names of its variable parts only."""
    return PLACE.sub(r"{\1}", rule)
