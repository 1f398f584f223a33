"""`scripts/torture` in small: what was acknowledged is there once, whatever was killed meanwhile."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import BOTH
from tests.databases import Backend

ROOT = Path(__file__).resolve().parents[2]
FIGURES = re.compile(r"(\d+) read-modify-writes and (\d+) posts acknowledged .* 0 lost, 0 doubled, database whole")


@pytest.mark.parametrize("backend", BOTH, indirect=True)
def test_writes_that_race_and_servers_that_are_killed_lose_and_double_nothing(backend: Backend) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "torture"), "--database", backend.name]
    options = ["--clients", "2", "--writes", "8", "--kills", "2", "--outages", "1"]

    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
    race, kills = FIGURES.findall(done.stdout)
    assert race == ("16", "16")
    assert int(kills[0]) == int(kills[1])
