"""`synthgrid serve`: the API and the pages, by gunicorn."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress

import click

from synthgrid.errors import N_, Message, SettingsError
from synthgrid.settings import read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "open_browser", is_flag=True, help="Open the page of the workshops in a browser.")
def serve(host: str, port: int, *, open_browser: bool) -> None:
    """Serve the API and the pages with gunicorn."""
    read_settings()
    _refuse_taken(host, port)
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(f"http://{host}:{port}",), daemon=True).start()
    command = ["-m", "gunicorn", "-c", "python:synthgrid.server", "-b", f"{host}:{port}", "synthgrid.app:create_app()"]
    if not open_browser:
        os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 (our own interpreter, no shell)
    sys.exit(subprocess.run([sys.executable, *command], check=False).returncode)  # noqa: S603 (the same)


def _refuse_taken(host: str, port: int) -> None:
    """Say at once what gunicorn would try again and again.

    Raises:
        SettingsError: Nothing can be served at this address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = Message(
            N_("it is taken or cannot be used (%(reason)s); choose another with --port"), {"reason": error.strerror}
        )
        raise SettingsError(f"{host}:{port}", reason) from error


def _open_when_ready(address: str) -> None:
    for _ in range(100):
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()  # noqa: S310 (our own address)
            webbrowser.open(address)
            return
        time.sleep(0.2)
