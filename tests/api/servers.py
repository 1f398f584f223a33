"""The real server in processes of its own: gunicorn with our configuration, on a socket."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from synthgrid.storage import Database
from tests.databases import address

COMMAND: Final = [sys.executable, "-m", "gunicorn", "-c", "python:synthgrid.server", "synthgrid.app:create_app()"]


class Answer(NamedTuple):
    """What came back."""

    status: int
    content_type: str
    body: bytes


class Server(NamedTuple):
    """A server in a process group of its own.

    Attributes:
        folder: Where it keeps everything; the environment of all its processes names it.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def log(self) -> str:
        """What it has written so far."""
        return (self.folder / f"{self.port}.log").read_text()

    def ask(self, method: str, path: str, body: bytes | Iterator[bytes] | None = None) -> Answer:
        """Send one request, in chunks when the body comes in pieces, and wait for the answer."""
        return answered(self.send(method, path, body))

    def send(self, method: str, path: str, body: bytes | Iterator[bytes] | None = None) -> http.client.HTTPConnection:
        """Send one request; return the connection on which the answer will come."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        chunked = body is not None and not isinstance(body, bytes)
        connection.request(method, path, body, {"Content-Type": "application/json"}, encode_chunked=chunked)
        return connection

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group, as a service manager does."""
        os.killpg(self.process.pid, number)


def answered(connection: http.client.HTTPConnection) -> Answer:
    """Wait for the answer to what was sent."""
    with closing(connection):
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers["Content-Type"], answer.read())


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a server that keeps everything in a folder."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SYNTHGRID_")},
        "SYNTHGRID_DATABASE_URL": address(folder),
        "SYNTHGRID_CACHE_DIR": str(folder / "cache"),
        "SYNTHGRID_ACCESS": "open",
        "SYNTHGRID_RENDER_WORKERS": "1",
        **settings,
    }


@contextmanager
def a_server(folder: Path, **settings: str) -> Iterator[Server]:
    """Start a server on this machine; several may share a folder.

    Args:
        folder: Where it keeps everything.
        settings: Variables of its environment.
    """
    variables = environment(folder, **settings)
    database = Database(variables["SYNTHGRID_DATABASE_URL"])
    database.upgrade()
    database.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "-b", f"127.0.0.1:{port}"], env=variables, stderr=log, start_new_session=True
        )
    try:
        _wait(port)
        server = Server(port, process, folder)
        # It is bound before it is ready.
        server.ask("GET", "/healthz")
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=40)


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError
