"""The service under torture: gunicorn as it is deployed, on a port of its own, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from tests.processes import children_of

COMMAND: Final = [sys.executable, "-m", "gunicorn", "-c", "python:synthgrid.server", "synthgrid.app:create_app()"]
START_SECONDS: Final = 120


class Service:
    """One gunicorn and its workers.

    Args:
        folder: Where its log goes.
        url: Of its database, which has its tables.
    """

    def __init__(self, folder: Path, url: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self._log = folder / "service.log"
        self._environment: Mapping[str, str] = {
            **os.environ,
            "SYNTHGRID_DATABASE_URL": url,
            "SYNTHGRID_CACHE_DIR": str(folder / "cache"),
            "SYNTHGRID_ACCESS": "open",
            "SYNTHGRID_LOG_LEVEL": "WARNING",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            # S603: the package's own command.
            self._process = subprocess.Popen(  # noqa: S603
                [*COMMAND, "-b", f"127.0.0.1:{self.port}"], env=self._environment, stderr=log, start_new_session=True
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            RuntimeError: It has ended instead; what it wrote is in the message.
        """
        end = time.monotonic() + START_SECONDS
        while self._process is not None and self._process.poll() is None and time.monotonic() < end:
            with suppress(OSError, HTTPException):
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                connection.close()
                return
            time.sleep(0.02)
        raise RuntimeError(self._log.read_text()[-2000:])

    def kill_all(self) -> None:
        """Kill the master and its workers at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_worker(self) -> None:
        """Kill the process that serves; the master starts another one."""
        for pid in children_of(self._process.pid) if self._process else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it as a service manager does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
