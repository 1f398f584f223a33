"""What happens around every request: its id, its one log line, the headers of every answer, slugs that cannot be."""

import logging
import re
import secrets
import time
from typing import Final

from flask import Flask, Response, g, request

from synthgrid.api import access, parsing
from synthgrid.domain.slug import SLUG_PATTERN, is_slug
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message, WorkshopNotFoundError

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
PLACE: Final = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
"""A variable part of a rule; the lines of the log tell its name only."""

CREATING: Final = {"workshops.put_workshop", "imports.import_body"}
"""What makes a workshop at the address it is given."""

logger = logging.getLogger("synthgrid.requests")


def register(app: Flask) -> None:
    """Do all of it for an application; the order matters."""
    app.before_request(_begin)
    app.before_request(access.guard)
    app.before_request(_refuse_bad_slug)
    app.before_request(parsing.refuse_options_where_none)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()


def _refuse_bad_slug() -> None:
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
    headers["X-Request-Id"] = g.request_id
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", "private, no-cache")
    headers.setdefault("Vary", "Accept, Authorization")
    # Neither the query string nor any header: both may hold texts or secrets.
    logger.info(
        "%s %s %d %.1f ms %s",
        request.method,
        PLACE.sub(r"{\1}", request.url_rule.rule) if request.url_rule else "-",
        answer.status_code,
        (time.perf_counter() - g.began) * 1000,
        g.request_id,
    )
    return answer
