"""The files for hosts: what they name exists, and what they run serves."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from synthgrid import server
from synthgrid.settings import Limits, Rendering, read_settings
from tests.processes import eventually

FILES: Final = Path(__file__).parents[2] / "scripts/hosting"
PROGRAMS: Final = str(Path(sys.executable).parent)


def test_every_setting_they_name_is_one() -> None:
    named = {name for file in FILES.iterdir() for name in re.findall(r"SYNTHGRID_[A-Z_]+", file.read_text())}

    assert named
    assert named <= read_settings({}).values.keys()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_its_units(tmp_path: Path) -> None:
    units = sorted(FILES.glob("synthgrid*.service")) + sorted(FILES.glob("*.timer"))
    for unit in units:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/synthgrid/bin", PROGRAMS))

    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(units) == 3
    assert [line for line in done.stderr.splitlines() if "synthgrid" in line] == []
    assert done.returncode == 0


def test_what_the_container_runs_serves_is_found_healthy_and_stops(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    lines = (FILES / "Containerfile").read_text().replace("/data", str(tmp_path)).replace(":8000", f":{port}")
    command, health = (json.loads(found) for found in re.findall(r"CMD (\[.*\])$", lines, re.MULTILINE)[::-1])
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SYNTHGRID_")},
        **dict(re.findall(r"^ENV (\w+)=(.*)$", lines, re.MULTILINE)),
        "SYNTHGRID_RENDER_WORKERS": "1",
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
    }
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen(command, env=variables, cwd=tmp_path, stderr=log, stdout=log)
    try:

        def healthy() -> bool:
            return subprocess.run(health, env=variables, capture_output=True, check=False).returncode == 0

        assert eventually(healthy, 60), (tmp_path / "log").read_text()
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=30) == 0
    finally:
        serving.kill()
        serving.wait()
    assert (tmp_path / "synthgrid.db").exists()


def test_nginx_waits_longer_than_a_drawing_takes_more_than_a_body_and_closes_first() -> None:
    said = dict(re.findall(r"^\s*(\w+) (\d+)[sm]?;$", (FILES / "nginx.conf").read_text(), re.MULTILINE))

    assert int(said["proxy_read_timeout"]) > Rendering().timeout
    assert int(said["client_max_body_size"]) * 1024 * 1024 > Limits().document_bytes
    assert int(said["keepalive_timeout"]) < server.keepalive


def test_systemd_waits_longer_than_the_service_takes_to_stop() -> None:
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", (FILES / "synthgrid.service").read_text(), re.MULTILINE)

    assert int(seconds) > server.graceful_timeout
