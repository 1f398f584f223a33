"""How a database is opened, and what is said when it cannot be."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from synthgrid.errors import SettingsError
from synthgrid.storage import Database
from tests.databases import a_database

pytestmark = pytest.mark.sqlite


def test_a_sqlite_file_is_opened_so_that_no_write_is_lost(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_nobody_waits_for_a_dialect_that_is_not_in_use() -> None:
    script = "import sys, synthgrid.storage; print('sqlalchemy.dialects.postgresql' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'lib' / 'synthgrid.db'}")

    database.upgrade()

    assert (tmp_path / "var" / "lib" / "synthgrid.db").is_file()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda folder: (folder / "a.db").mkdir(), id="a folder stands there"),
        pytest.param(lambda folder: (folder / "a.db").write_text("Bonjour, " * 500), id="another kind of file"),
    ],
)
def test_a_file_that_cannot_be_opened_is_a_setting_that_cannot_be_used(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path)

    with pytest.raises(SettingsError, match=r"SYNTHGRID_DATABASE_URL.*a\.db cannot be used"):
        Database(f"sqlite:///{tmp_path / 'a.db'}").upgrade()


def test_a_file_that_cannot_be_written_is_a_setting_that_cannot_be_used(tmp_path: Path) -> None:
    a_database(tmp_path).downgrade("base")

    with pytest.raises(SettingsError, match="readonly"):
        Database(f"sqlite:///file:{tmp_path / 'synthgrid.db'}?mode=ro&uri=true").upgrade()


def test_a_folder_that_cannot_be_made_is_a_setting_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="SYNTHGRID_DATABASE_URL"):
        Database(f"sqlite:///{tmp_path / 'file' / 'a.db'}").upgrade()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "not an address"])
def test_what_keeps_nothing_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SYNTHGRID_DATABASE_URL"):
        Database(url).upgrade()


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is not None, reason="the driver is installed")
def test_postgresql_without_its_driver_says_what_to_install() -> None:
    with pytest.raises(SettingsError, match=r"synthgrid\[postgresql\]"):
        Database("postgresql+psycopg://localhost/synthgrid").upgrade()
