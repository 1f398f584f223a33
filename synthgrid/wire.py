"""Gunicorn's worker with threads, made patient: who says nothing holds no thread, and what it refuses is a problem."""

import errno
import json
import logging
import secrets
import socket
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import TYPE_CHECKING, Any, Final

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from synthgrid.errors import SlowRequestError
from synthgrid.settings import CLIENT_TIMEOUT

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from synthgrid.api import Context

from synthgrid.refusals import REFUSALS

REFUSED: Final = {
    SlowRequestError: HTTPStatus.REQUEST_TIMEOUT,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.ForbiddenProxyRequest: HTTPStatus.FORBIDDEN,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
    Exception: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""What gunicorn answers by itself; the first that fits."""

PACE: Final = 1_000
"""Bytes, sent or taken, for which a client is given one more second."""

LETS_IN: Final = 0.5
"""Seconds from when a process is asked to stop until it closes its door."""

requests = logging.getLogger("synthgrid.requests")


class Client(socket.socket):
    """A connection that waits a while for its client: what it sends and takes gives it more time, silence does not.

    Where gunicorn has set a time of its own, that one holds.
    """

    __slots__ = ("_seconds", "_until")

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__(fileno=connection.detach())
        self._seconds = seconds
        self._until: float | None = None

    def begin(self) -> None:
        """Give the next request its own time, from when it is first read."""
        self._until = None

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Return what has come next.

        Raises:
            SlowRequestError: Nothing came in time.
        """
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        if self._until is None:
            self._until = time.monotonic() + self._seconds
        self._wait_until(self._until)
        try:
            data = super().recv(size, flags)
        except TimeoutError:
            raise SlowRequestError from None
        finally:
            self.settimeout(None)
        self._until = self._extended(self._until, len(data))
        return data

    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        """Send all of it.

        Raises:
            ConnectionResetError: It was not taken in time: as for one who has gone, nobody is told.
        """
        if self.gettimeout() is not None:
            super().sendall(data, flags)
            return
        until, rest = time.monotonic() + self._seconds, memoryview(data)
        try:
            while rest:
                self._wait_until(until)
                sent = self.send(rest, flags)
                until = self._extended(until, sent)
                rest = rest[sent:]
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the answer is not taken") from error
        finally:
            self.settimeout(None)

    def _extended(self, deadline: float, moved: int) -> float:
        """Return a deadline later by what has moved, and never further off than one silence may last."""
        return min(deadline + moved / PACE, time.monotonic() + self._seconds)

    def _wait_until(self, deadline: float) -> None:
        # What is there already is taken, however late it is asked for.
        self.settimeout(max(deadline - time.monotonic(), 0.001))


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers what gunicorn cannot read as every other error is answered; in English, for no language is known.

    Asked to stop, it answers those it has not let in yet too.

    Attributes:
        client_timeout: Seconds, as in the settings.
        shared: What the application works with, once it is there.
    """

    client_timeout = CLIENT_TIMEOUT
    shared: "Context | None" = None
    alive: bool
    _stops_at: float | None = None

    def notify(self) -> None:
        """Tell the arbiter that this process lives, and the metrics how it does; at least once a second."""
        super().notify()
        if self.shared is not None:
            self.shared.metrics.look(self.shared)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to stop; go on letting in those who connect until the arbiter has closed the door for everybody.

        A service manager signals all processes at once.
        """
        del sig, frame
        if self._stops_at is None:
            self._stops_at = time.monotonic() + LETS_IN
            if self.shared is not None:
                self.shared.stopping.set()
            self.method_queue.defer(lambda: None)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what comes next, and no longer than it is time to stop."""
        if self._stops_at is None or not self.alive:
            super().wait_for_and_dispatch_events(timeout)
            return
        super().wait_for_and_dispatch_events(max(min(timeout, self._stops_at - time.monotonic()), 0))
        self.alive = time.monotonic() < self._stops_at

    def enqueue_req(self, conn: Any) -> None:
        """Hand a connection to a thread when there is something to read; a new one waits for its first byte outside.

        gunicorn lets a thread wait for it, five seconds for each connection that says nothing.
        """
        if isinstance(conn.sock, Client):
            conn.sock.begin()
        elif not self.cfg.is_ssl:
            self._await(conn)
            return
        super().enqueue_req(conn)

    def _await(self, conn: Any) -> None:
        conn.sock = Client(conn.sock, self.client_timeout)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.client_timeout
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

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
            linger = time.monotonic() + STOP_KEEPALIVE_LINGER
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, linger)

    def _let_in(self, listener: Any) -> None:
        before = None
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what stopped a request before, or outside, the application."""
        del req, addr
        status = next(status for kind, status in REFUSED.items() if isinstance(exc, kind))
        request_id = secrets.token_hex(8)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("a request failed outside the application", exc_info=exc, extra={"request_id": request_id})
        facts = {"status": int(status), "reason": type(exc).__name__, "request_id": request_id}
        requests.info("- - %d", status, extra={"method": "-", "route": "-", **facts})
        if self.shared is not None:
            self.shared.metrics.count_request("-", "-", int(status), 0)
        with suppress(OSError):
            util.write_nonblock(client, problem(status, request_id))


def problem(status: HTTPStatus, request_id: str) -> bytes:
    """Return a whole answer: the head and the problem; what was sent is not repeated."""
    told = REFUSALS[status]
    detail = {"type": f"urn:synthgrid:problem:{told.code}", "title": told.title, "status": int(status)}
    body = json.dumps({**detail, "detail": told.sentence, "code": told.code, "request_id": request_id}).encode()
    head = (
        f"HTTP/1.1 {int(status)} {status.phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nX-Request-Id: {request_id}\r\n"
        "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n"
    )
    return head.encode("ascii") + body
