"""`synthgrid db backup` and `db restore`, on a database that a server writes to meanwhile."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgrid.cli import main
from synthgrid.domain.preconditions import IfMatch
from synthgrid.errors import PreconditionError
from synthgrid.services import add_proposal, update_workshop
from synthgrid.storage import Database, dumps
from tests.api.servers import Server, a_server
from tests.builders import a_document
from tests.databases import a_database, a_workspace, address, imported, the_workshop


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with a workshop; commands run beside it."""
    made = a_database(tmp_path)
    imported(made, a_workspace(made), a_document("Prendre le temps"))
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", address(tmp_path))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["db", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def add(database: Database, text: str) -> None:
    workspace = a_workspace(database)
    database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": text}))


def texts(database: Database) -> list[str]:
    return [proposal.text for proposal in the_workshop(database, a_workspace(database)).proposals]


@contextmanager
def writing(server: Server) -> Iterator[list[str]]:
    """Add proposals, one after the other, until the block ends; the list is of those acknowledged."""
    acknowledged: list[str] = []
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            text = f"Idée {len(acknowledged) + 1}"
            answer = server.ask("POST", "/v1/workshops/atelier/proposals", json.dumps({"text": text}).encode())
            assert answer.status == 201, answer.body
            acknowledged.append(text)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield acknowledged
    finally:
        over.set()
        thread.join()


def test_a_backup_made_while_a_server_writes_is_one_moment_and_comes_back_whole(
    database: Database, tmp_path: Path
) -> None:
    with a_server(tmp_path) as server:
        with writing(server) as acknowledged:
            while len(acknowledged) < 3:
                pass
            before = len(acknowledged)
            run("backup", "a.backup")
            after = len(acknowledged) + 1
        # The server goes on with what is put back.
        run("restore", "a.backup", "--force")
        restored = texts(database)
        answer = server.ask("POST", "/v1/workshops/atelier/proposals", b'{"text": "Ensuite"}')

    assert restored == ["Prendre le temps", *(f"Idée {number}" for number in range(1, len(restored)))]
    assert before <= len(restored) - 1 <= after
    assert answer.status == 201
    assert texts(database) == [*restored, "Ensuite"]


def test_a_backup_is_for_its_owner_alone_and_replaces_no_file_unasked(database: Database, tmp_path: Path) -> None:
    run("backup", "a.backup")
    first = (tmp_path / "a.backup").read_bytes()
    add(database, "Une autre")

    assert "a.backup is there already" in run("backup", "a.backup", code=1)
    assert (tmp_path / "a.backup").read_bytes() == first
    run("backup", "a.backup", "--force")
    assert (tmp_path / "a.backup").read_bytes() != first
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".*.part"))


def test_data_is_replaced_only_when_asked_and_then_kept_aside(database: Database, tmp_path: Path) -> None:
    run("backup", "a.backup")
    add(database, "Après la sauvegarde")

    assert "--force" in run("restore", "a.backup", code=1)
    assert texts(database) == ["Prendre le temps", "Après la sauvegarde"]
    told = run("restore", "a.backup", "--force")
    assert texts(database) == ["Prendre le temps"]
    (aside,) = tmp_path.glob("*.before-restore-*")
    assert str(aside.name) in told
    run("restore", str(aside), "--force")
    assert texts(database) == ["Prendre le temps", "Après la sauvegarde"]


def test_a_backup_goes_into_an_empty_database_unasked(
    database: Database,  # noqa: ARG001 (what is saved)
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("backup", "a.backup")
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", address(tmp_path / "other"))

    assert run("restore", "a.backup").strip() == Database.newest()

    assert texts(Database(address(tmp_path / "other"))) == ["Prendre le temps"]


def test_after_a_restore_no_etag_comes_again(database: Database) -> None:
    workspace = a_workspace(database)

    def changed(place: str, if_match: IfMatch | None = None) -> str:
        given = {} if if_match is None else {"if_match": if_match}
        return database.write(
            lambda session: update_workshop(session, workspace, "atelier", {"place": place}, **given)
        ).revision

    saved = changed("Agen")
    run("backup", "a.backup")
    lost = changed("Nérac")
    run("restore", "a.backup", "--force")

    with pytest.raises(PreconditionError):
        changed("Condom", IfMatch(frozenset({lost})))
    assert changed("Nérac", IfMatch(frozenset({saved}))) not in {saved, lost}


@pytest.mark.parametrize("content", [b"", b"Bonjour", b"SQLite format 3\0" + b"x" * 5000, b"PGDMP" + b"x" * 500])
def test_what_is_no_backup_changes_nothing(database: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.backup").write_bytes(content)

    assert "a.backup" in run("restore", "a.backup", "--force", code=1)
    assert "no such file" in run("restore", "b.backup", "--force", code=1)
    assert texts(database) == ["Prendre le temps"]


@pytest.mark.sqlite
def test_a_backup_that_is_damaged_is_refused(database: Database, tmp_path: Path) -> None:
    items = [f"Idée {number} " + "écouter " * 50 for number in range(300)]
    imported(database, a_workspace(database), a_document(*items))
    run("backup", "a.backup")
    content = bytearray((tmp_path / "a.backup").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 9000] = bytes(9000)
    (tmp_path / "a.backup").write_bytes(content)

    assert "not a backup of synthgrid that is whole" in run("restore", "a.backup", "--force", code=1)
    assert len(texts(database)) == 301


@pytest.mark.sqlite
def test_a_backup_of_sqlite_is_one_file_that_any_sqlite_opens(database: Database, tmp_path: Path) -> None:  # noqa: ARG001
    run("backup", "a.backup")

    with closing(sqlite3.connect(tmp_path / "a.backup")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert opened.execute("SELECT text FROM proposal").fetchall() == [("Prendre le temps",)]


def test_a_database_that_is_not_there_has_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", address(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    assert "no database" in run("backup", "a.backup", code=1)
    assert not (tmp_path / "a.backup").exists()


@pytest.mark.postgresql
def test_without_the_programs_of_postgresql_their_package_is_named(
    database: Database,  # noqa: ARG001 (what is saved)
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "postgresql-client" in run("backup", "a.backup", code=1)
    assert not (tmp_path / "a.backup").exists()


@pytest.mark.postgresql
def test_the_password_of_the_database_stands_in_no_command(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pg_dump").write_text('#!/bin/sh\necho "$@" >said; echo "$PGPASSWORD" >password\n')
    (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    engine = database.engine.execution_options()
    engine.url = database.engine.url.set(password="très secret")  # noqa: S106 (what must not be shown)

    dumps.dump(engine, tmp_path / "a.backup")

    assert (tmp_path / "password").read_text() == "très secret\n"
    assert "secret" not in (tmp_path / "said").read_text()
    assert "--dbname=postgresql://synthgrid@" in (tmp_path / "said").read_text()
