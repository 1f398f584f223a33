"""What the machine gives, and what start-up says about it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from synthgrid import hosting
from synthgrid.i18n import translate
from synthgrid.settings import HOSTS, read_settings
from tests.processes import eventually

HOLDING = "import time; from synthgrid.hosting import new_counts; print(new_counts(), flush=True); time.sleep(60)"


def test_counts_of_a_killed_server_are_cleared_by_the_next_one_and_those_of_a_living_one_are_not() -> None:
    folders = []
    servers = [subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for server in servers:
        assert server.stdout
        folders.append(Path(server.stdout.readline().strip()))
    killed, living = folders
    servers[0].kill()
    servers[0].wait()

    own = hosting.new_counts()

    try:
        assert (killed.exists(), living.exists(), own.exists()) == (False, True, True)
    finally:
        servers[1].send_signal(signal.SIGTERM)
        for server in servers:
            server.communicate(timeout=10)
        hosting.drop_counts(living)
        hosting.drop_counts(own)
    assert eventually(lambda: not living.exists() and not own.exists(), 1)


@pytest.mark.parametrize("variable", HOSTS)
def test_a_host_that_forgets_its_disk_is_named_with_what_to_set(variable: str) -> None:
    file = Path(hosting.__file__).with_name("perdu.db")

    [warning] = hosting.warnings(read_settings({variable: "web.1", "SYNTHGRID_DATABASE_URL": f"sqlite:///{file}"}))

    sentence = translate(warning, "en")
    assert HOSTS[variable] in sentence
    assert str(file) in sentence
    assert "SYNTHGRID_DATABASE_URL" in sentence


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DYNO": "web.1", "DATABASE_URL": "postgres://a:b@c/d"},
        # A volume: another disk than the one that the code is on.
        {"FLY_APP_NAME": "atelier", "SYNTHGRID_DATABASE_URL": "sqlite:////proc/synthgrid.db"},
    ],
)
def test_where_nothing_gets_lost_nobody_is_warned(environment: dict[str, str]) -> None:
    assert not list(hosting.warnings(read_settings(environment)))


def test_a_setting_that_nobody_reads_is_named_with_the_nearest_one() -> None:
    [warning] = hosting.warnings(read_settings({"SYNTHGRID_LOGLEVEL": "DEBUG", "OTHER_LOGLEVEL": "DEBUG"}))

    assert "SYNTHGRID_LOGLEVEL" in translate(warning, "en")
    assert "SYNTHGRID_LOG_LEVEL" in translate(warning, "en")
