"""Hostile bytes to the real server: each is a problem; it goes on serving, and its log tells of no failure."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from synthgrid.api import catalogue
from synthgrid.domain.access import Scope
from synthgrid.services import create_key
from synthgrid.storage import Database
from tests.api.builders import a_document
from tests.api.servers import Server, a_server

pytestmark = pytest.mark.sqlite

HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without keys; whatever it was sent, it failed at nothing."""
    with a_server(tmp_path_factory.mktemp("server")) as started:
        assert started.ask("PUT", "/v1/workshops/ouvert", json.dumps(a_document()).encode()).status == 201
        yield started
        assert started.ask("GET", "/v1/workshops/ouvert/export.json").status == 200
        assert "internal-error" not in started.log
        assert "Traceback" not in started.log


def answered(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are; return the status, the headers and the body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        # A server that refuses a body does not wait for its end; a connection that is kept is ended from here.
        with suppress(OSError):
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split(" ")[1]), headers, body


def the_problem(port: int, request: bytes, status: int) -> dict[str, object]:
    found, headers, body = answered(port, request)
    assert found == status, body
    assert headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = json.loads(body)
    assert problem["status"] == status
    assert problem["code"] in {entry.code for entry in catalogue.entries()}
    return problem


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET /v1/workshops?cursor=" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "uri-too-long"),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "uri-too-long"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"x" * 9_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Many: 1\r\n" * 101 + b"\r\n", 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Expect: everything\r\n\r\n", 417, "expectation-failed"),
        (b"POST /v1/workshops HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: br\r\n\r\n", 501, "not-implemented"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 1e3\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n12", 400, "bad-request"),
        (
            b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "bad-request",
        ),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Evil\x00: 1\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-Evil: a\x00b\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n" + HOST + b" folded: 1\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400, "bad-request"),
        (b"G@T / HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "bad-request"),
        (b"FETCH /v1/workshops HTTP/1.1\r\n" + HOST + b"\r\n", 405, "method-not-allowed"),
        (b"DELETE /v1/workshops HTTP/1.1\r\n" + HOST + b"\r\n", 405, "method-not-allowed"),
        (b"GET /v1/workshops/%00 HTTP/1.1\r\n" + HOST + b"\r\n", 404, "workshop-not-found"),
        (b"GET /v1/workshops/../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404, "not-found"),
        (b"GET /v1/workshops/%2e%2e%2fautre HTTP/1.1\r\n" + HOST + b"\r\n", 404, "not-found"),
        (b"GET /v1/workshops/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-request"),
        (b"GET /v1/workshops/a%0d%0aX-Evil:%201 HTTP/1.1\r\n" + HOST + b"\r\n", 404, "workshop-not-found"),
        (b"GET /v1/workshops?\xff=1 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-request"),
        (b"GET /v1/workshops HTTP/1.1\r\nHost: example.org\r\n\r\n", 403, "not-loopback"),
        (b"GET /v1/workshops HTTP/1.1\r\nHost: 127.0.0.1:\xff\r\n\r\n", 403, "not-loopback"),
    ],
)
def test_a_request_that_makes_no_sense_is_a_problem(server: Server, request_: bytes, status: int, code: str) -> None:
    assert the_problem(server.port, request_, status)["code"] == code


@pytest.mark.parametrize("kind", [b"PUT /v1/workshops/trop", b"POST /v1/workshops", b"POST /v1/draw/mindmap.svg"])
def test_a_body_of_eleven_megabytes_is_too_large(server: Server, kind: bytes) -> None:
    body = json.dumps(a_document()).encode().ljust(11_000_000)
    head = kind + b" HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nConnection: close\r\n"

    problem = the_problem(server.port, head + b"Content-Length: %d\r\n\r\n" % len(body) + body, 413)

    assert problem["code"] == "body-too-large"
    assert server.ask("GET", "/v1/workshops/trop").status == 404


@pytest.mark.parametrize(
    ("line", "kind", "body"),
    [
        (b"PUT /v1/workshops/court", b"application/json", b'{"title": "A"}'),
        (b"POST /v1/workshops/court/imports", b"text/plain", b"- un point\n"),
    ],
)
def test_a_body_shorter_than_its_length_writes_nothing(server: Server, line: bytes, kind: bytes, body: bytes) -> None:
    head = line + b" HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\nContent-Type: " + kind + b"\r\n\r\n"

    assert the_problem(server.port, head + body, 400)["code"] == "malformed-body"
    assert server.ask("GET", "/v1/workshops/court").status == 404


def test_an_idempotency_key_in_latin_1_is_refused(server: Server) -> None:
    head = b"POST /v1/workshops HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nIdempotency-Key: \xe9\r\n"

    problem = the_problem(server.port, head + b'Content-Length: 14\r\n\r\n{"title": "A"}', 422)

    assert problem["code"] == "invalid-option"


@pytest.mark.parametrize("name", [b"If-Match", b"If-None-Match", b"Accept", b"Accept-Language", b"X-Request-Id"])
@pytest.mark.parametrize("value", [b'"\xff"', b'W/"', b"\xc3\xa9", b"*" * 4_000, b";;;,,,==", b"\t"])
def test_a_header_that_makes_no_sense_is_no_failure(server: Server, name: bytes, value: bytes) -> None:
    head = (
        b"GET /v1/workshops/ouvert/mindmap HTTP/1.1\r\n"
        + HOST
        + name
        + b": "
        + value
        + b"\r\nConnection: close\r\n\r\n"
    )

    status, headers, _ = answered(server.port, head)

    assert status in {200, 304, 406}
    assert headers["x-request-id"].isalnum()


def test_two_keys_in_one_request_are_no_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    with a_server(folder, SYNTHGRID_ACCESS="keys") as server:
        database = Database(f"sqlite:///{folder / 'synthgrid.db'}")
        good = database.write(lambda session: create_key(session, "ours", Scope.READ)).secret.encode()
        database.dispose()
        one, other = b"Authorization: Bearer " + good + b"\r\n", b"Authorization: Bearer sg_other\r\n"
        start = b"GET /v1/workshops HTTP/1.1\r\nConnection: close\r\n" + HOST

        assert answered(server.port, start + one + b"\r\n")[0] == 200
        for keys in (one + other, other + one, one + one):
            assert answered(server.port, start + keys + b"\r\n")[0] in {400, 401}
        for bad in (b"Basic " + good, b"Bearer", b"Bearer " + good + b" " + good, b"Bearer \xff", b"bearer:" + good):
            assert answered(server.port, start + b"Authorization: " + bad + b"\r\n\r\n")[0] == 401
        assert good.decode() not in server.log
