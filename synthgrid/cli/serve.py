"""`synthgrid serve`: the API and the pages, by gunicorn."""

import os
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress

import click

from synthgrid.settings import read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "open_browser", is_flag=True, help="Open the page of the workshops in a browser.")
def serve(host: str, port: int, *, open_browser: bool) -> None:
    """Serve the API and the pages with gunicorn."""
    read_settings()
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(f"http://{host}:{port}",), daemon=True).start()
    command = ["-m", "gunicorn", "-c", "python:synthgrid.server", "-b", f"{host}:{port}", "synthgrid.app:create_app()"]
    if not open_browser:
        os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 (our own interpreter, no shell)
    sys.exit(subprocess.run([sys.executable, *command], check=False).returncode)  # noqa: S603 (the same)


def _open_when_ready(address: str) -> None:
    for _ in range(100):
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()  # noqa: S310 (our own address)
            webbrowser.open(address)
            return
        time.sleep(0.2)
