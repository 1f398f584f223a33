"""Gunicorn's worker with threads, whose own refusals are problems too (RFC 9457): what never reaches a route."""

import json
from http import HTTPStatus
from typing import Any, Final

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from synthgrid.refusals import REFUSALS

REFUSED: Final = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.ForbiddenProxyRequest: HTTPStatus.FORBIDDEN,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}
"""What gunicorn refuses by itself; the first that fits."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers what gunicorn cannot read as every other error is answered; in English, for no language is known.

    Asked to stop, it answers those it has not let in yet too.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        """Listen or not; before it stops for good, let in all those whose connection the kernel has taken.

        gunicorn itself leaves them where they are, and they are cut off when its sockets close
        (https://github.com/benoitc/gunicorn/pull/3612); nobody new is taken while the others are answered.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._let_in(listener)
                listener.close()

    def _let_in(self, listener: Any) -> None:
        before = None
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what stopped a request before, or outside, the application."""
        status = next((status for kind, status in REFUSED.items() if isinstance(exc, kind)), None)
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("refused a request that cannot be read: %s", type(exc).__name__)
        util.write_nonblock(client, problem(status))


def problem(status: HTTPStatus) -> bytes:
    """Return a whole answer: the head and the problem; what was sent is not repeated."""
    told = REFUSALS[status]
    detail = {"type": f"urn:synthgrid:problem:{told.code}", "title": told.title, "status": int(status)}
    body = json.dumps({**detail, "detail": told.sentence, "code": told.code, "request_id": ""}).encode()
    head = (
        f"HTTP/1.1 {int(status)} {status.phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
