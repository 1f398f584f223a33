"""scripts/fetch_pip.py against an index of our own on loopback."""

import hashlib
import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FETCH = Path(__file__).parents[2] / "scripts" / "fetch_pip.py"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line on stderr for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it has in http.server)
        """Say nothing."""


@contextmanager
def an_index(folder: Path, links: Mapping[str, str]) -> Iterator[str]:
    """Serve a page of links (name with fragment, attributes), and beside it a wheel for each that says its own name."""
    pages = folder / "simple" / "pip"
    pages.mkdir(parents=True)
    for link in links:
        (pages / link.partition("#")[0]).write_bytes(a_wheel(link.partition("#")[0]))
    (pages / "index.html").write_text("".join(f'<a href="{link}" {rest}>pip</a>' for link, rest in links.items()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_wheel(name: str) -> bytes:
    """Build a zip that Python runs as `wheel/pip`: it prints which one it is and what it is asked."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr(zipfile.ZipInfo("pip/__main__.py"), f"import sys; print('{name}', *sys.argv[1:3])")
    return content.getvalue()


def fetch(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, str(FETCH)],
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_newest_finished_pip_that_this_python_runs_installs_itself(tmp_path: Path) -> None:
    links = {
        "pip-9.0.3-py3-none-any.whl": "",
        "pip-25.3-py3-none-any.whl": 'data-requires-python="&gt;=3.9"',
        "pip-26.0b1-py3-none-any.whl": "",
        "pip-26.1-py3-none-any.whl": "data-yanked",
        "pip-99.0-py3-none-any.whl": 'data-requires-python="&gt;=3.99"',
        "pip-99.1.tar.gz": "",
    }
    with an_index(tmp_path, links) as address:
        run = fetch(PIP_INDEX_URL=address)

    assert (run.returncode, run.stdout) == (0, "pip-25.3-py3-none-any.whl install --no-index\n")


def test_a_wheel_that_is_not_what_the_index_announces_is_not_run(tmp_path: Path) -> None:
    checksum = hashlib.sha256(b"another wheel").hexdigest()
    with an_index(tmp_path, {f"pip-25.3-py3-none-any.whl#sha256={checksum}": ""}) as address:
        run = fetch(PIP_INDEX_URL=address)

    assert (run.returncode, run.stdout) == (1, "")
    assert "checksum" in run.stderr


def test_the_index_is_the_one_that_pip_is_configured_with(tmp_path: Path) -> None:
    name = "pip-25.3-py3-none-any.whl"
    checksum = hashlib.sha256(a_wheel(name)).hexdigest()
    with an_index(tmp_path, {f"{name}#sha256={checksum}": ""}) as address:
        config = tmp_path / "pip.conf"
        config.write_text(f"[global]\nindex-url = {address}/\n")
        run = fetch(PIP_CONFIG_FILE=str(config))

    assert (run.returncode, run.stdout) == (0, f"{name} install --no-index\n")
