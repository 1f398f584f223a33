"""Pages of other sites that may ask: exactly those of the setting, with keys of their own and never with cookies."""

import re
from collections.abc import Collection
from typing import Final

from flask import Flask, Response
from flask_cors import CORS

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ASKED_WITH: Final = (
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
)
ANSWERED_WITH: Final = (
    "Allow",
    "Content-Disposition",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
    "X-Missing-Glyphs",
    "X-Render-Dpi",
    "X-Request-Id",
    "X-Small-Print",
)
REMEMBERED_FOR: Final = 600
"""Seconds that a browser goes on without asking again."""


def register(app: Flask, origins: Collection[str]) -> None:
    """Let pages of some origins ask; without origins nothing is registered.

    It stands before what completes the headers of every answer, and so runs after it.
    """
    if not origins:
        return
    app.after_request(_vary)
    CORS(
        app,
        # As patterns of their own: the library would take the brackets of an IPv6 address for one.
        origins=[re.compile(rf"{re.escape(origin)}\Z") for origin in origins],
        methods=METHODS,
        allow_headers=ASKED_WITH,
        expose_headers=ANSWERED_WITH,
        max_age=REMEMBERED_FOR,
        supports_credentials=False,
        vary_header=False,
        intercept_exceptions=False,
    )


def _vary(answer: Response) -> Response:
    """Tell caches that the origin makes a difference, also to those who sent none (the library does not)."""
    answer.headers.add("Vary", "Origin")
    return answer
