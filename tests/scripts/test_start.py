"""scripts/start, really run, where it has to refuse: one sentence on stderr, exit code 1, nothing else done."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LANGUAGES = pytest.mark.parametrize("language", ["fr_FR.UTF-8", "en_GB.UTF-8"])


def a_copy(folder: Path) -> Path:
    """Copy what scripts/start reads before it installs anything."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def start(checkout: Path, *, prefix: tuple[str, ...] = (), **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES", "PORT"}}
    return subprocess.run(
        [*prefix, str(checkout / "scripts" / "start")],
        env=environment | {"PYTHON": sys.executable} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def the_sentence(run: subprocess.CompletedProcess[str]) -> str:
    """Return the only line that was written, after making sure that it is the only one."""
    assert (run.returncode, run.stdout) == (1, "")
    (sentence,) = run.stderr.splitlines()
    return sentence


def a_python_that_says_it_is(version: tuple[int, int, int], folder: Path) -> str:
    """Write a command that runs this Python with another version number."""
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = {version}\n$2"\n')
    python.chmod(0o755)
    return str(python)


def as_anyone() -> tuple[str, ...]:
    """Return what makes permission bits hold for root too: without this capability it is refused like others."""
    return ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()


@LANGUAGES
def test_a_busy_port_is_named_with_the_way_to_choose_another(language: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = the_sentence(start(a_copy(tmp_path), PORT=str(port), LANG=language))

    assert sentence.startswith(
        f"Port {port} is taken" if language.startswith("en") else f"Le port {port} est déjà pris"
    )
    assert "PORT=8001" in sentence
    assert not (tmp_path / ".venv").exists()


def test_a_port_that_is_no_number_is_refused_in_the_same_way(tmp_path: Path) -> None:
    assert "Le port http " in the_sentence(start(a_copy(tmp_path), PORT="http", LANG="fr_FR.UTF-8"))


@LANGUAGES
def test_a_python_that_is_too_old_is_named_with_the_version_needed(language: str, tmp_path: Path) -> None:
    old = a_python_that_says_it_is((3, 9, 2), tmp_path)

    sentence = the_sentence(start(a_copy(tmp_path / "checkout"), PYTHON=old, LANG=language))

    assert ("too old" if language.startswith("en") else "trop ancien") in sentence
    assert "3.9.2" in sentence
    assert "3.11" in sentence


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "python3.99")

    assert missing in the_sentence(start(a_copy(tmp_path / "checkout"), PYTHON=missing))


@LANGUAGES
def test_a_read_only_folder_is_named(language: str, tmp_path: Path) -> None:
    checkout = a_copy(tmp_path / "checkout")
    checkout.chmod(0o555)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    sentence = the_sentence(start(checkout, prefix=as_anyone(), PORT=str(port), LANG=language))

    assert ("Cannot write in" if language.startswith("en") else "Impossible d’écrire dans") in sentence
    assert str(checkout) in sentence


def test_french_is_spoken_where_no_language_is_set(tmp_path: Path) -> None:
    old = a_python_that_says_it_is((2, 7, 18), tmp_path)

    assert "trop ancien" in the_sentence(start(a_copy(tmp_path / "checkout"), PYTHON=old, LANG=""))
