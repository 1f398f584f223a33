"""What happens around every request: its id, its one log line, the headers of every answer, slugs that cannot be."""

import logging
import re
import secrets
import time
from functools import cache
from typing import Final

from flask import Flask, Request, Response, g

from synthgrid.api import access, parsing
from synthgrid.api.context import asked
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

CREATING: Final = {"workshops.put_workshop", "imports.import_body"}
"""What makes a workshop at the address it is given."""

logger = logging.getLogger("synthgrid.requests")


def register(app: Flask) -> None:
    """Do all of it for an application."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    """Do what comes before any view; the order matters."""
    request = asked()
    given = request.environ.get("HTTP_X_REQUEST_ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
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
    headers.add("X-Request-Id", g.request_id)
    access.note_use(answer)
    if logger.isEnabledFor(logging.INFO):
        _log(answer.status_code)
    return answer


def _log(status: int) -> None:
    """Write the one line of a request: neither the query string nor any header; both may hold texts or secrets."""
    request = asked()
    place = _place(request.url_rule.rule) if request.url_rule else "-"
    logger.info(
        "%s %s %d %.1f ms %s", request.method, place, status, (time.perf_counter() - g.began) * 1000, g.request_id
    )


@cache
def _place(rule: str) -> str:
    """Return an address with the names of its variable parts only."""
    return PLACE.sub(r"{\1}", rule)
