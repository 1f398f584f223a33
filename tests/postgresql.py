"""A PostgreSQL server of the tests' own: made in a temporary folder, gone at the end."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from tests.processes import children_of

ROLE: Final = "synthgrid"
SETTINGS: Final = {"listen_addresses": "", "max_connections": "300", "unix_socket_permissions": "0777"}
FAST: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""What a server may leave out whose data nobody wants after a crash."""

ACCOUNTS: Final = ("postgres", "nobody")
"""Whom the server runs as where the tests run as root, which it refuses."""


class Server:
    """A server on a socket of its own.

    Args:
        folder: Where its data and its socket are; belongs to the account that it runs as.
        settings: What of its configuration differs from `SETTINGS`.
    """

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder, self._settings = folder, {**SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self._folder}"

    def make(self) -> None:
        """Make the data folder. Words sort as in French: a query that expects the order of bytes shows."""
        options = ["-D", self._data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(["initdb", *options, "--locale-provider=icu", "--icu-locale=fr"])

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        command = [_needed("postgres"), "-D", self._data, "-k", str(self._folder), *options]
        log = self._folder / "log"
        with log.open("ab") as stream:
            self._process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=stream,
                cwd="/",
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 (it calls the kernel and nothing else)
                **_account(),
            )
        end = time.monotonic() + 60
        while _run(["pg_isready", "-q", "-h", str(self._folder)], check=False):
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """End all its processes at once with SIGKILL."""
        if self._process is None:
            return
        # The first is stopped before, so that it starts no other meanwhile; the rest would outlive it for a moment.
        self._process.send_signal(signal.SIGSTOP)
        for pid in (*children_of(self._process.pid), self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop it at once (`immediate`: it recovers at its next start)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def damage(self, database: str) -> list[str]:
        """Return what amcheck finds wrong with the tables and indexes of a database."""
        arguments = ["--install-missing", "--heapallindexed", "-h", str(self._folder), "-U", ROLE, database]
        return [] if _run(["pg_amcheck", *arguments], check=False) == 0 else ["pg_amcheck"]

    @property
    def _data(self) -> str:
        return str(self._folder / "data")


@contextmanager
def a_server(**settings: str) -> Iterator[Server]:
    """Make and start a server; its data goes with it.

    Args:
        settings: What of its configuration differs.
    """
    # Not below pytest's own folder, which other accounts cannot enter; and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="synthgrid-pg-"))
    account = _account()
    if account:
        shutil.chown(folder, account["user"])
    server = Server(folder, settings)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str | None:
    """Return the path of a program of PostgreSQL: Debian keeps those of the server out of PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(kept[-1]) if kept else shutil.which(name)


def lacking() -> str | None:
    """Return why no server can be started here, None where it can."""
    absent = [name for name in ("initdb", "postgres", "pg_isready") if program(name) is None]
    if absent:
        return f"PostgreSQL is not installed ({', '.join(absent)})"
    return None if os.geteuid() or _account() else f"root cannot run PostgreSQL, and there is no {ACCOUNTS[0]}"


_LIBC: Final = ctypes.CDLL(None)
_PR_SET_PDEATHSIG: Final = 1


def _end_with_parent() -> None:
    """Have the kernel stop the server when who started it is killed and cannot."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _account() -> dict[str, Any]:
    """Return how `subprocess` starts a program as another account, where this one is root."""
    if os.geteuid():
        return {}
    there = {one.pw_name: one for one in pwd.getpwall()}
    found = next((there[name] for name in ACCOUNTS if name in there), None)
    return {} if found is None else {"user": found.pw_name, "group": found.pw_gid, "extra_groups": []}


def _needed(name: str) -> str:
    found = program(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _run(command: Sequence[str], *, check: bool = True) -> int:
    arguments = [_needed(command[0]), *command[1:]]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd="/", **_account())
    if check and done.returncode:
        raise RuntimeError(done.stderr)
    return done.returncode
