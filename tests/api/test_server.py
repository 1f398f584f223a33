"""The real server: gunicorn with our configuration, on a socket."""

import json
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.api.builders import a_document
from tests.api.servers import COMMAND, Server, a_server, environment
from tests.databases import Backend


@pytest.fixture(scope="module")
def server(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001 (one for each kind)
    with a_server(tmp_path_factory.mktemp("server")) as started:
        yield started


def test_the_main_job_over_a_socket(server: Server) -> None:
    stored = server.ask("PUT", "/v1/workshops/prise", json.dumps(a_document()).encode())
    drawn = server.ask("GET", "/v1/workshops/prise/mindmap.svg")

    assert (stored[0], drawn[0], drawn[1]) == (201, 200, "image/svg+xml; charset=utf-8")
    assert b"<svg" in drawn[2]


def test_a_body_sent_in_chunks_arrives_whole(server: Server) -> None:
    body = json.dumps(a_document(question="Pourquoi ? " * 2_000)).encode()

    answer = server.ask("PUT", "/v1/workshops/morceaux", (body[at : at + 1_000] for at in range(0, len(body), 1_000)))

    # Longer than a question may be: the judge saw the end of it.
    assert (answer[0], json.loads(answer[2])["errors"][0]["pointer"]) == (422, "/question")


def test_a_body_over_its_limit_is_refused_when_it_is_sent_in_chunks(server: Server) -> None:
    assert server.ask("PUT", "/v1/workshops/trop", (b" " * 100_000 for _ in range(101)))[0] == 413


def raw(port: int, request: bytes) -> bytes:
    """Send bytes as they are; return all that comes until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_chunks_that_are_none_are_a_bad_request(server: Server) -> None:
    head = b"PUT /v1/workshops/morceaux HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"

    assert raw(server.port, head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /v1/workshops?limit=" + b"1" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n", 400),
        (b"pas du HTTP\r\n\r\n", 400),
    ],
)
def test_what_gunicorn_itself_refuses_is_a_problem_too(server: Server, request_line: bytes, status: int) -> None:
    head, _, body = raw(server.port, request_line).partition(b"\r\n\r\n")

    assert head.split(b" ")[1] == str(status).encode()
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status


ODD_PATHS = [
    b"/v1/workshops/%00",
    b"/v1/workshops/a%00b/mindmap.svg",
    b"/v1/workshops/%2e%2e%2fetc%2fpasswd",
    b"/v1/workshops/../../etc/passwd",
    b"/v1/workshops/..%5c..%5cetc",
    b"/v1/workshops/%c0%ae%c0%ae%c0%afetc",
    b"/v1/workshops/%ff%fe",
    b"/v1/workshops/%ed%a0%80",
    b"/v1/workshops/%",
    b"/v1/workshops/%zz",
    b"/v1/workshops/a%0d%0aSet-Cookie:%20x",
    b"/v1/workshops/\xc3\xa9",
    b"/v1/templates/%2e%2e%2f%00",
    b"/static/%2e%2e/%2e%2e/settings.py",
    b"/static/..%2f..%2fsettings.py",
    b"/static/%00",
    b"http://127.0.0.1/nulle/part",
    b"//127.0.0.1/healthz/",
]


@pytest.mark.parametrize("method", [b"GET", b"PUT", b"PATCH"])
@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_address_that_cannot_be_is_a_problem_and_no_failure(server: Server, path: bytes, method: bytes) -> None:
    head, _, body = raw(
        server.port,
        method + b" " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: 2\r\nConnection: close\r\n\r\n{}",
    ).partition(b"\r\n\r\n")

    assert int(head.split(b" ")[1]) in {400, 404, 405, 415, 422}
    assert b"Content-Type: application/problem+json" in head
    assert b"Set-Cookie" not in head
    assert json.loads(body)["request_id"]


def test_part_of_a_drawing_is_answered_with_the_whole(server: Server) -> None:
    server.ask("PUT", "/v1/workshops/partie", json.dumps(a_document()).encode())
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    parts = []
    for headers in ({}, {"Range": "bytes=0-9"}, {"Range": "bytes=0-9,20-29"}, {"Range": "bytes=-5"}):
        connection.request("GET", "/v1/workshops/partie/mindmap.svg", headers=headers)
        answer = connection.getresponse()
        parts.append((answer.status, answer.headers["Content-Range"], answer.read()))
    connection.close()

    assert parts[0][2].startswith(b"<")
    assert set(parts) == {(200, None, parts[0][2])}


def test_after_a_head_the_connection_is_good_for_the_next_request(server: Server) -> None:
    server.ask("PUT", "/v1/workshops/tete", json.dumps(a_document()).encode())
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    answers = []
    for method in ("HEAD", "GET"):
        connection.request(method, "/v1/workshops/tete/mindmap.svg")
        answer = connection.getresponse()
        answers.append((answer.status, answer.headers["Content-Length"], len(answer.read())))
    connection.close()

    (status, length, read), whole = answers
    assert (status, read) == (200, 0)
    assert whole == (200, length, int(length))


def test_what_gunicorn_itself_refuses_is_logged_under_the_request_id_of_the_answer(server: Server) -> None:
    head, _, body = raw(server.port, b"pas du HTTP\r\n\r\n").partition(b"\r\n\r\n")

    request_id = json.loads(body)["request_id"]
    [line] = [json.loads(line) for line in server.log.splitlines() if request_id in line]
    assert f"X-Request-Id: {request_id}".encode() in head
    assert (line["status"], line["logger"]) == (400, "synthgrid.requests")


def test_every_line_of_the_log_is_json(server: Server) -> None:
    server.ask("GET", "/healthz")

    lines = [json.loads(line) for line in server.log.splitlines()]

    assert {line["logger"] for line in lines} >= {"gunicorn.error", "synthgrid.requests"}
    assert all(line["time"] and line["level"] for line in lines)


def test_a_request_that_names_no_host_is_not_answered_without_keys(server: Server) -> None:
    assert raw(server.port, b"GET /v1/workshops HTTP/1.0\r\n\r\n").split(b" ")[1] == b"403"


def test_without_keys_the_server_does_not_start_on_every_address(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "-b", "0.0.0.0:0"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode != 0
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_graphviz_the_server_does_not_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "-b", "127.0.0.1:0"],
        env={**environment(tmp_path), "SYNTHGRID_ENGINE": "system", "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "SYNTHGRID_ENGINE" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Booting worker") == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "one of: keys, open"), ("fr", "une de ces valeurs : keys, open")]
)
def test_a_setting_that_cannot_be_used_stops_the_start_with_its_name(tmp_path: Path, language: str, said: str) -> None:
    done = subprocess.run(
        COMMAND,
        env={**environment(tmp_path), "SYNTHGRID_ACCESS": "perhaps", "SYNTHGRID_LANG_DEFAULT": language},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    [line] = done.stderr.splitlines()
    assert done.returncode == 1
    assert "SYNTHGRID_ACCESS" in line
    assert said in line.replace("\u00a0", " ").replace("\u202f", " ")
