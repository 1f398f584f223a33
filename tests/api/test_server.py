"""The real server: gunicorn with our configuration, on a socket."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from synthgrid.storage import Database
from tests.api.builders import a_document

COMMAND = [sys.executable, "-m", "gunicorn", "-c", "python:synthgrid.server", "synthgrid.app:create_app()"]


def _environment(folder: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SYNTHGRID_")},
        "SYNTHGRID_DATABASE_URL": f"sqlite:///{folder / 'synthgrid.db'}",
        "SYNTHGRID_CACHE_DIR": str(folder / "cache"),
        "SYNTHGRID_ACCESS": "open",
        "SYNTHGRID_RENDER_WORKERS": "1",
    }


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server on this machine; the port it listens on."""
    folder = tmp_path_factory.mktemp("server")
    environment = _environment(folder)
    database = Database(environment["SYNTHGRID_DATABASE_URL"])
    database.upgrade()
    database.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    with subprocess.Popen([*COMMAND, "-b", f"127.0.0.1:{free}"], env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(free)
            yield free
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def ask(port: int, method: str, path: str, body: bytes | Iterator[bytes] | None = None) -> tuple[int, str, bytes]:
    """Send one request, in chunks when the body comes in pieces; return status, content type and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        headers = {"Content-Type": "application/json"}
        connection.request(method, path, body, headers, encode_chunked=body is not None and not isinstance(body, bytes))
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()


def test_the_main_job_over_a_socket(port: int) -> None:
    stored = ask(port, "PUT", "/v1/workshops/prise", json.dumps(a_document()).encode())
    drawn = ask(port, "GET", "/v1/workshops/prise/mindmap.svg")

    assert (stored[0], drawn[0], drawn[1]) == (201, 200, "image/svg+xml; charset=utf-8")
    assert b"<svg" in drawn[2]


def test_a_body_sent_in_chunks_arrives_whole(port: int) -> None:
    body = json.dumps(a_document(question="Pourquoi ? " * 2_000)).encode()

    answer = ask(port, "PUT", "/v1/workshops/morceaux", (body[at : at + 1_000] for at in range(0, len(body), 1_000)))

    # Longer than a question may be: the judge saw the end of it.
    assert (answer[0], json.loads(answer[2])["errors"][0]["pointer"]) == (422, "/question")


def test_a_body_over_its_limit_is_refused_when_it_is_sent_in_chunks(port: int) -> None:
    assert ask(port, "PUT", "/v1/workshops/trop", (b" " * 100_000 for _ in range(101)))[0] == 413


def raw(port: int, request: bytes) -> bytes:
    """Send bytes as they are; return the head of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return connection.recv(4096)


def test_chunks_that_are_none_are_a_bad_request(port: int) -> None:
    head = b"PUT /v1/workshops/morceaux HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"

    assert raw(port, head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /v1/workshops?limit=" + b"1" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n", 400),
        (b"pas du HTTP\r\n\r\n", 400),
    ],
)
def test_what_gunicorn_itself_refuses_is_a_problem_too(port: int, request_line: bytes, status: int) -> None:
    head, _, body = raw(port, request_line).partition(b"\r\n\r\n")

    assert head.split(b" ")[1] == str(status).encode()
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status


def test_a_request_that_names_no_host_is_not_answered_without_keys(port: int) -> None:
    assert raw(port, b"GET /v1/workshops HTTP/1.0\r\n\r\n").split(b" ")[1] == b"403"


def test_without_keys_the_server_does_not_start_on_every_address(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "-b", "0.0.0.0:0"],
        env=_environment(tmp_path),
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
        env={**_environment(tmp_path), "SYNTHGRID_ENGINE": "system", "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "SYNTHGRID_ENGINE" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Booting worker") == 1


def test_a_setting_that_cannot_be_used_stops_the_start_with_its_name(tmp_path: Path) -> None:
    done = subprocess.run(
        COMMAND,
        env={**_environment(tmp_path), "SYNTHGRID_ACCESS": "perhaps"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode != 0
    assert "SYNTHGRID_ACCESS" in done.stderr
    assert "Traceback" not in done.stderr
