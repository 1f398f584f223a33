"""How a PostgreSQL database is opened, and what is said when it cannot be."""

from pathlib import Path

import pytest
from sqlalchemy import text

from synthgrid.errors import NotReadyError, SettingsError
from synthgrid.services import ensure_workspace
from synthgrid.storage import Database, find_workshop
from tests.databases import a_database, address

pytestmark = pytest.mark.postgresql


def test_nobody_waits_for_ever_in_a_session(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    with database.engine.connect() as connection:
        connection.rollback()
        found = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "application_name")
        }

    assert found == {
        "lock_timeout": "5s",
        "statement_timeout": "1min",
        "idle_in_transaction_session_timeout": "1min",
        "application_name": "synthgrid",
    }


def test_what_the_address_says_of_a_connection_counts(tmp_path: Path) -> None:
    database = Database(f"{address(tmp_path)}&application_name=ateliers")

    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "ateliers"


def test_a_server_that_is_not_there_is_a_setting_that_cannot_be_used_and_its_password_is_not_told(
    tmp_path: Path,
) -> None:
    database = Database(f"postgresql+psycopg://synthgrid:secret@/nowhere?host={tmp_path}")

    with pytest.raises(SettingsError, match="SYNTHGRID_DATABASE_URL") as caught:
        database.upgrade()
    with pytest.raises(NotReadyError), database.read():
        pass

    assert "secret" not in str(caught.value)


def test_connections_that_the_server_closed_are_opened_anew(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = database.write(lambda session: ensure_workspace(session, "école"))
    killer = Database(address(tmp_path))
    with killer.engine.connect() as other:
        closing = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
        assert other.execute(text(f"{closing} AND pid <> pg_backend_pid()")).scalar_one() >= 1

    assert database.write(lambda session: ensure_workspace(session, "école")) == workspace


def test_a_user_who_may_not_read_is_not_ready_and_not_at_fault(tmp_path: Path) -> None:
    owner = a_database(tmp_path)
    with owner.engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN"))
    reader = Database(address(tmp_path).replace("synthgrid@", "reader@"))

    with pytest.raises(NotReadyError, match="cannot be used"), reader.read() as session:
        find_workshop(session, "w", "atelier")
