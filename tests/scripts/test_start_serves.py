"""scripts/start as a newcomer runs it, from its first line to Ctrl-C, with a database of the test's own."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not list(ROOT.glob(".venv/.ready-*")), reason="no .venv here yet: scripts/test or scripts/start makes it"
)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def started(folder: Path, end: signal.Signals) -> Iterator[str]:
    """Run scripts/start until it has said where it serves; give what it said, end it with a signal, expect code 0."""
    variables = {
        "PORT": str(a_free_port()),
        "LANG": "fr_FR.UTF-8",
        "SYNTHGRID_DATABASE_URL": f"sqlite:///{folder}/synthgrid.db",
        "SYNTHGRID_CACHE_DIR": str(folder / "cache"),
    }
    inherited = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES", "PYTHON"}}
    command = [str(ROOT / "scripts" / "start")]
    with subprocess.Popen(command, env=inherited | variables, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = ""
        try:
            for line in server.stdout:
                said += line
                if line.endswith("/v1/workshops/ma-reunion\n"):
                    break
            yield said
        finally:
            server.send_signal(end)
            code = server.wait(30)
    assert code == 0


def get(address: str) -> str:
    with urlopen(address, timeout=30) as answer:  # noqa: S310 (an address of our own)
        content: bytes = answer.read()
    return content.decode()


def test_every_address_it_prints_answers_and_its_curl_line_posts_a_workshop(tmp_path: Path) -> None:
    with started(tmp_path, signal.SIGTERM) as said:
        page, mind_map, grid, docs, _ = re.findall(r"http://\S+", said)
        command = said[said.index("curl ") :]
        posted = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True)

        assert "Accueillir les jeunes et leurs familles" in get(page)
        assert get(mind_map).startswith("<svg") or get(mind_map).startswith("<?xml")
        assert "</svg>" in get(grid)
        assert "<html" in get(docs)
        assert "Ma réunion" in posted.stdout


def test_a_second_run_keeps_the_data_and_leaves_a_deleted_sample_deleted(tmp_path: Path) -> None:
    with started(tmp_path, signal.SIGTERM) as said:
        subprocess.run(["bash", "-c", said[said.index("curl ") :]], capture_output=True, timeout=30, check=True)
        sample = re.findall(r"http://\S+", said)[1].removesuffix("/mindmap.svg")
        urlopen(Request(sample, method="DELETE"), timeout=30).close()  # noqa: S310 (an address of our own)

    with started(tmp_path, signal.SIGINT) as said:
        page, _docs, _ = re.findall(r"http://\S+", said)

        assert "Ma réunion" in get(page)
        assert "Accueillir les jeunes et leurs familles" not in get(page)
