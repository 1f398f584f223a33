"""Whether the service lives and can work."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from synthgrid import server
from synthgrid.settings import Rendering, Settings
from synthgrid.storage import Database
from tests.api.builders import pointers, the_problem
from tests.api.conftest import MakeApp
from tests.databases import address


def test_what_pages_sign_with_is_the_secret_of_the_settings(make_app: MakeApp) -> None:
    assert make_app(secret_key="s" * 32).secret_key == "s" * 32


def test_healthz_says_that_the_process_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json()["status"] == "ok"


def test_readyz_names_the_engine_and_its_version(client: FlaskClient) -> None:
    ready = client.get("/readyz").get_json()

    assert ready["status"] == "ready"
    assert ready["engine"]["name"] in {"bundled", "system"}
    assert ready["engine"]["version"][0].isdigit()
    assert ready["database"]["revision"]


def test_readyz_says_that_a_database_is_not_up_to_date(make_app: MakeApp, tmp_path: Path) -> None:
    answer = make_app(database_url=address(tmp_path)).test_client().get("/readyz")

    problem = the_problem(answer, 503)
    assert pointers(problem) == ["/database"]
    assert "synthgrid db upgrade" in problem["detail"]
    assert int(answer.headers["Retry-After"]) > 0


def test_readyz_says_that_a_database_cannot_be_reached(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    url = f"sqlite:///{tmp_path / 'file' / 'x.db'}"

    answer = make_app(database_url=url).test_client().get("/readyz")

    assert pointers(the_problem(answer, 503)) == ["/database"]
    assert str(tmp_path) not in answer.text


def test_readyz_says_that_graphviz_cannot_be_used(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    answer = make_app(rendering=Rendering(engine="system", workers=1)).test_client().get("/readyz")

    assert pointers(the_problem(answer, 503)) == ["/engine"]


def test_an_application_upgrades_nothing_by_itself(make_app: MakeApp, tmp_path: Path) -> None:
    url = address(tmp_path)

    make_app(database_url=url)

    assert Database(url).current() is None


class _Addresses:
    """What gunicorn tells `on_starting` about where it will listen."""

    def __init__(self, *addresses: object) -> None:
        self.cfg = self
        self.address = list(addresses)


@pytest.mark.parametrize("address", [("0.0.0.0", 8000), ("192.0.2.7", 80), ("::", 8000), ("example.org", 80)])  # noqa: S104 (it must be refused)
def test_without_keys_the_server_refuses_other_addresses(
    monkeypatch: pytest.MonkeyPatch, address: tuple[str, int]
) -> None:
    monkeypatch.setattr(server, "_read", Settings(database_url="sqlite://", access="open"))

    with pytest.raises(SystemExit) as refused:
        server.on_starting(_Addresses(("127.0.0.1", 8000), address))

    assert "127.0.0.1" in str(refused.value)


def test_without_keys_the_server_takes_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(database_url="sqlite://", access="open")
    monkeypatch.setattr(server, "_read", settings)
    # A server names its folder of counts by a variable; this process goes on without.
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    server.on_starting(_Addresses(("127.0.0.1", 8000), ("::1", 8000), ("localhost", 80), "/run/synthgrid.sock"))

    monkeypatch.setattr(server, "_read", replace(settings, access="keys"))
    server.on_starting(_Addresses(("0.0.0.0", 8000)))  # noqa: S104 (with keys it is meant)


def test_a_request_of_two_lines_writes_one_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "synthgrid")

    client.get("/v1/workshops/a%0Ab%0DINFO%20forged")

    assert len([one for one in caplog.records if one.name == "synthgrid.requests"]) == 1
    assert "forged" not in caplog.text


def test_readyz_says_that_drawings_cannot_be_kept(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    rendering = Rendering(workers=1, cache_dir=tmp_path / "file" / "cache")

    answer = make_app(rendering=rendering).test_client().get("/readyz")

    assert pointers(the_problem(answer, 503)) == ["/cache"]
    assert str(tmp_path) not in answer.text


@pytest.mark.sqlite
def test_readyz_says_that_a_disk_is_nearly_full(make_app: MakeApp) -> None:
    answer = make_app(disk_bytes=10**18).test_client().get("/readyz")

    assert pointers(the_problem(answer, 503)) == ["/database", "/cache"]


def test_readyz_says_that_the_service_is_stopping(make_app: MakeApp) -> None:
    app = make_app()
    app.extensions["synthgrid"].stopping.set()

    answer = app.test_client().get("/readyz")

    assert pointers(the_problem(answer, 503)) == ["/process"]
    assert int(answer.headers["Retry-After"]) > 0


def test_healthz_asks_neither_the_database_nor_graphviz(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    broken = make_app(database_url=f"sqlite:///{tmp_path / 'file' / 'x.db'}", access="keys")

    assert broken.test_client().get("/healthz").status_code == 200
