"""Answers that leave as they were made."""

from typing import TYPE_CHECKING

from flask import Response
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Finished(Response):
    """An answer whose maker said every header, its length included: none is guessed, copied or taken out again."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002 (Werkzeug's)
        """Return the headers; no request changes them."""
        return self.headers
