"""Clients that send slowly, or not at all, or take no answer: they hold no thread for long."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection

import pytest

from tests.api.builders import a_document
from tests.api.servers import Server, a_server, answered

pytestmark = pytest.mark.sqlite

THREADS = 8
HEAD = b"PUT /v1/workshops/lent HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
STALLED = {
    "a head that stops": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lon",
    "a request line that stops": b"GET /hea",
    "a body that stops": HEAD + b'Content-Length: 4000\r\n\r\n{"title": "',
    "a long body that stops": HEAD + b"Content-Length: 400000\r\n\r\n" + b" " * 100_000,
    "chunks that stop": HEAD + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"tit\r\n',
    "a chunk that stops": HEAD + b'Transfer-Encoding: chunked\r\n\r\nFFF\r\n{"title": "',
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with a_server(tmp_path_factory.mktemp("server"), SYNTHGRID_CLIENT_TIMEOUT="1") as started:
        yield started


def connected(server: Server, seconds: float = 20) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=seconds)


def whole(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and the body of what comes until the other side closes."""
    came = b""
    while data := connection.recv(65536):
        came += data
    head, _, body = came.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("sent", STALLED.values(), ids=STALLED.keys())
def test_a_request_that_stops_coming_is_told_so_and_closed(server: Server, sent: bytes) -> None:
    with connected(server) as connection:
        connection.sendall(sent)
        head, body = whole(connection)

    problem = json.loads(body)
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    assert (problem["status"], problem["code"]) == (408, "request-timeout")
    assert f"X-Request-Id: {problem['request_id']}".encode() in head
    assert problem["request_id"] in server.log


def test_a_byte_now_and_then_does_not_keep_a_request_alive(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(HEAD + b"Content-Length: 4000\r\n\r\n")
        connection.settimeout(0.2)
        for _ in range(40):
            with suppress(TimeoutError):
                assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")
                break
            connection.sendall(b" ")
        else:
            pytest.fail("it is still read")


def test_a_slow_upload_that_moves_arrives(server: Server) -> None:
    body = json.dumps(a_document(place="Agen" + " " * 6_000)).encode()

    def in_pieces() -> Iterator[bytes]:
        for at in range(0, len(body), 700):
            yield body[at : at + 700]
            time.sleep(0.2)

    # It takes longer than the second in which something must come.
    assert server.ask("PUT", "/v1/workshops/lent-mais-sur", in_pieces()).status == 201


def test_connections_that_say_nothing_hold_no_thread(server: Server) -> None:
    with ExitStack() as silent:
        for _ in range(4 * THREADS):
            silent.enter_context(connected(server))
        # gunicorn itself lets each of them hold a thread for five seconds.
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=4)) as connection:
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200


def test_those_who_take_no_answer_hold_no_thread(server: Server) -> None:
    texts = [{"text": f"{number} " + "à voir " * 900} for number in range(900)]
    assert (
        server.ask(
            "PUT",
            "/v1/workshops/lourd",
            json.dumps({"title": "Lourd", "proposals": texts}, ensure_ascii=False).encode(),
        )[0]
        == 201
    )

    with ExitStack() as deaf:
        for _ in range(THREADS):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.enter_context(connection)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(b"GET /v1/workshops/lourd/export.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        # Every thread has one of them.
        asked = [server.send("GET", "/healthz") for _ in range(THREADS)]

        assert {answered(one).status for one in asked} == {200}
    assert "Traceback" not in server.log
