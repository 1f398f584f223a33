"""`scripts/benchmark`: it still measures, and prints what programs and the README take."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "benchmark"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_question_is_answered_in_lines_for_programs() -> None:
    done = benchmark("--only", "cold", "--sizes", "101", "--rounds", "1", "--json")

    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)
    assert [line["what"] for line in lines] == ["cold map, 101 proposals"] * 2
    assert all(line["ours"] > 0 for line in lines)
    assert all((line["ratio"] is None) == (line["theirs"] is None) for line in lines)


@pytest.mark.parametrize("form", [(), ("--markdown",)])
def test_processor_time_is_shown_beside_a_hello(form: tuple[str, ...]) -> None:
    done = benchmark("--only", "cached", "--rounds", "2", "--seconds", "1", *form)

    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if "hello" in line]
    assert len(rows) == 4
    assert ("|" in rows[0]) == bool(form)
    assert [("≤ 2" in row, "≤ 1.7" in row) for row in rows[:2]] == [(True, False), (False, True)]


def test_a_question_that_is_none_is_named() -> None:
    done = benchmark("--only", "cold,froid")

    assert done.returncode == 2
    assert "froid" in done.stderr
