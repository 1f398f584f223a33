"""Servers of their own on loopback: synthgrid's, and a Flask “hello” under the same gunicorn."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BIN: Final = ROOT / ".venv/bin" if (ROOT / ".venv/bin/gunicorn").exists() else Path(sys.executable).parent
IDLE: Final = 1.0
"""Seconds after which a kept connection is opened anew: a server may close it."""
TICKS: Final = os.sysconf("SC_CLK_TCK")
HELLO: Final = """
from flask import Flask

app = Flask("hello", static_folder=None)


@app.get("/healthz")
def hello():
    return "hello"
"""
SAME_SETTINGS: Final = """
import synthgrid.server

globals().update({name: value for name, value in vars(synthgrid.server).items() if name.islower()})
del on_starting, when_ready, post_worker_init, child_exit, on_exit
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how long."""

    content: bytes
    etag: str
    milliseconds: float


class Client:
    """A connection to a service: one that is kept, or a new one each time."""

    def __init__(self, port: int, *, kept: bool = True) -> None:
        self.kept, self.used = kept, 0.0
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, verb: str, path: str, body: object = None, *, status: int = 200, etag: str | None = None) -> Answer:
        """Send a request and read the whole answer, which must have the expected status."""
        headers = {"Content-Type": "application/json"} if body else {}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {} if self.kept else {"Connection": "close"}
        start = time.perf_counter()
        if start - self.used > IDLE:
            self.connection.close()
        self.connection.request(verb, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.perf_counter()
        milliseconds = (self.used - start) * 1000
        if answer.status != status:
            sys.exit(f"{verb} {path}: {answer.status} {content[:500].decode(errors='replace')}")
        return Answer(content, answer.headers["ETag"] or "", milliseconds)


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn and its port."""

    port: int
    process: subprocess.Popen[bytes]

    def processor_seconds(self) -> float:
        """Return the processor time that its processes took so far (utime + stime)."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self._processes()) / TICKS

    def peak_megabytes(self) -> float:
        """Return the most memory that one of its drawing workers ever held (VmHWM)."""
        peaks = [_peak(pid) for pid in self._processes() if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return max(peaks) / 1024

    def _processes(self) -> list[int]:
        below: dict[int, list[int]] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                below.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:  # it ended meanwhile
                continue
        found = [self.process.pid]
        for pid in found:
            found.extend(below.get(pid, ()))
        return found


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a service, or a command, that keeps everything in a folder."""
    variables = {
        "DATABASE_URL": f"sqlite:///{folder}/benchmark.db",
        "CACHE_DIR": f"{folder}/cache",
        "ACCESS": "open",
        "LOG_LEVEL": "WARNING",
        "RENDER_TIMEOUT": "60",
    }
    # What is installed has its bytecode, whatever this shell says: without it each process compiles all that it loads.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    return os.environ | compiled | {f"SYNTHGRID_{name}": value for name, value in variables.items()}


@contextmanager
def a_service(folder: Path) -> Iterator[Server]:
    """Serve an empty database until the block ends."""
    # S603, here and below: the package's own commands.
    migrate = [str(BIN / "synthgrid"), "db", "upgrade"]
    subprocess.run(migrate, env=environment(folder), check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    with _served(["-c", "python:synthgrid.server", "synthgrid.app:create_app()"], environment(folder), ROOT) as server:
        yield server


@contextmanager
def a_hello(folder: Path) -> Iterator[Server]:
    """Serve a Flask “hello” at /healthz, with the settings of synthgrid's gunicorn, until the block ends."""
    (folder / "hello.py").write_text(HELLO)
    (folder / "same_settings.py").write_text(SAME_SETTINGS)
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    variables = environment(folder) | {"PYTHONPATH": paths}
    with _served(["-c", "same_settings.py", "hello:app"], variables, folder) as server:
        yield server


@contextmanager
def _served(arguments: list[str], variables: Mapping[str, str], folder: Path) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    command = [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", *arguments]
    process = subprocess.Popen(command, env=variables, cwd=folder)  # noqa: S603
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the service answers; end with its exit code if it stops instead."""
    while process.poll() is None:
        try:
            Client(port).ask("GET", "/healthz")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    sys.exit(f"the service did not start (exit code {process.returncode})")
