"""Looks: what a query finds, typed as elsewhere, and what is said where it cannot be asked."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select

from synthgrid.domain.access import Scope
from synthgrid.errors import NotReadyError
from synthgrid.services import create_key
from synthgrid.storage import Database, tables
from synthgrid.storage.marks import new_id, now
from tests.databases import a_database, address

WORKSPACE = select(tables.Workspace.name, tables.Workspace.id).where(tables.Workspace.name == bindparam("name"))
ENDS = select(tables.Key.scope, tables.Key.expires_at).where(tables.Key.expires_at > bindparam("moment"))


def a_workspace_named(database: Database, name: str) -> str:
    id_ = new_id()
    database.write(
        lambda session: session.execute(
            insert(tables.Workspace), [{"id": id_, "name": name, "created_at": now()}]
        ).close()
    )
    return id_


@pytest.mark.parametrize("name", ["école", "l’« espace »", "'; DROP TABLE workspace; --", "%s ? :name %(name)s"])
def test_a_look_finds_the_row_whatever_the_value(tmp_path: Path, name: str) -> None:
    database = a_database(tmp_path)
    id_ = a_workspace_named(database, name)

    assert database.look(WORKSPACE, name=name) == (name, id_)
    assert database.look(WORKSPACE, name="ailleurs") is None


def test_a_look_writes_and_reads_values_as_every_other_query_does(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    end = dt.datetime(2031, 1, 1, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    database.write(lambda session: create_key(session, "école", Scope.WRITE, expires_at=end))

    found = database.look(ENDS, moment=end - dt.timedelta(seconds=1))

    assert found == (Scope.WRITE, end)
    assert isinstance(found[0], Scope)
    assert database.look(ENDS, moment=end) is None


def test_a_look_sees_what_was_just_written_and_keeps_no_transaction_open(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    for number in range(20):
        assert database.look(WORKSPACE, name=str(number)) is None
        a_workspace_named(database, str(number))
        assert database.look(WORKSPACE, name=str(number)) is not None


def test_a_look_without_tables_says_what_to_run_and_finds_them_afterwards(tmp_path: Path) -> None:
    database = Database(address(tmp_path))

    with pytest.raises(NotReadyError, match="run “synthgrid db upgrade”"):
        database.look(WORKSPACE, name="école")

    database.upgrade()
    assert database.look(WORKSPACE, name="école") is None


@pytest.mark.sqlite
def test_a_look_into_what_is_no_database_is_not_ready(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "synthgrid.db").mkdir()

    with pytest.raises(NotReadyError) as caught:
        Database(address(tmp_path)).look(WORKSPACE, name="école")

    assert [fault.pointer for fault in caught.value.faults] == ["/database"]
    assert str(tmp_path) in caplog.text
