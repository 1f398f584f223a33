"""Transactions: nothing lost, nothing half, tried again when others came between."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from synthgrid.domain.preconditions import IfMatch
from synthgrid.errors import NotReadyError, PreconditionError, WorkshopNotFoundError, WriteConflictError
from synthgrid.services import add_proposal, update_workshop
from synthgrid.storage import Database, Session, find_workshop, load_snapshot, tables
from synthgrid.storage.marks import now
from synthgrid.storage.snapshot import load_head
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

A_WORKSPACE = {"id": "w", "name": "école", "created_at": now()}


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Run something in several threads at once and wait for all."""
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_racing_read_modify_writes_lose_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document(question="0"))

    def increment(session: Session) -> None:
        question = load_head(session, workspace, "atelier", lock=True).question
        update_workshop(session, workspace, "atelier", {"question": str(int(question) + 1)})

    in_threads(6, lambda _: [database.write(increment) for _ in range(15)].clear())

    assert the_workshop(database, workspace).question == "90"


def test_racing_clients_that_say_what_they_read_lose_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document(question="0"))
    acknowledged: list[int] = []

    def increment(_: int) -> None:
        for _ in range(15):
            with database.read() as session:
                read = find_workshop(session, workspace, "atelier")
            use_case = partial(
                update_workshop,
                workspace=workspace,
                slug="atelier",
                fields={"question": str(int(read.question) + 1)},
                if_match=IfMatch(frozenset({read.revision})),
            )
            with suppress(PreconditionError):
                database.write(use_case)
                acknowledged.append(1)

    in_threads(4, increment)

    assert the_workshop(database, workspace).question == str(len(acknowledged))
    assert len(acknowledged) >= 15


def test_racing_writers_never_give_one_number_twice(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document())

    def add(number: int) -> None:
        for turn in range(5):
            fields = {"text": f"Idée {number}.{turn}"}
            database.write(partial(add_proposal, workspace=workspace, slug="atelier", fields=fields))

    in_threads(6, add)

    proposals = the_workshop(database, workspace).proposals
    assert [proposal.ref for proposal in proposals] == list(range(1, 31))
    assert len({proposal.text for proposal in proposals}) == 30


def test_a_write_that_met_another_one_is_run_again_from_its_start(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    database.write(lambda session: session.execute(insert(tables.Workspace), [A_WORKSPACE]).close())
    attempts: list[int] = []

    def work(session: Session) -> int:
        attempts.append(1)
        session.execute(insert(tables.Workspace), [{**A_WORKSPACE, "id": f"v{len(attempts)}", "name": "collège"}])
        if len(attempts) == 1:
            # As when another writer came between the look whether the name is free and taking it.
            session.execute(insert(tables.Workspace), [{**A_WORKSPACE, "id": "x"}])
        return len(attempts)

    assert database.write(work) == 2
    with database.read() as session:
        assert session.scalars(select(tables.Workspace.id).order_by(tables.Workspace.id)).all() == ["v2", "w"]


def test_a_write_that_meets_others_every_time_gives_up_and_writes_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    attempts: list[int] = []

    def work(session: Session) -> None:
        attempts.append(1)
        session.execute(insert(tables.Workspace), [{**A_WORKSPACE, "id": "v", "name": "collège"}])
        session.execute(insert(tables.Workspace), [A_WORKSPACE])
        session.execute(insert(tables.Workspace), [A_WORKSPACE])

    with pytest.raises(WriteConflictError):
        database.write(work)

    assert len(attempts) == 4
    with database.read() as session:
        assert session.scalars(select(tables.Workspace.name)).all() == []


def test_a_row_that_breaks_a_rule_of_its_table_is_our_own_fault_and_no_conflict(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    attempts: list[int] = []

    def work(session: Session) -> None:
        attempts.append(1)
        session.execute(insert(tables.Workspace), [{**A_WORKSPACE, "name": None}])

    with pytest.raises(IntegrityError):
        database.write(work)

    assert len(attempts) == 1


def test_a_database_that_cannot_be_opened_is_not_ready_and_its_address_stands_in_the_log_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "synthgrid.db").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'synthgrid.db'}")

    with pytest.raises(NotReadyError) as writing:
        database.write(lambda session: session.execute(select(tables.Workspace)).close())
    with pytest.raises(NotReadyError) as reading, database.read():
        pass

    for caught in (writing, reading):
        assert [fault.pointer for fault in caught.value.faults] == ["/database"]
        assert "synthgrid.db" not in str(caught.value)
    assert [str(tmp_path) in record.getMessage() for record in caplog.records] == [True, True]


def test_a_database_without_its_tables_is_not_ready_and_says_what_to_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'synthgrid.db'}")

    with pytest.raises(NotReadyError, match="run “synthgrid db upgrade”") as caught, database.read() as session:
        find_workshop(session, "w", "atelier")

    assert "no such table" not in str(caught.value)
    assert "no such table: workshop" in caplog.text


def test_a_database_that_another_process_keeps_locked_is_a_conflict_for_writers_and_none_for_readers(
    tmp_path: Path,
) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))
    with database.engine.connect() as connection:
        # The pool has this one connection, and writers would wait five seconds on it.
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(tmp_path / "synthgrid.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(WriteConflictError):
        database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": "Une autre"}))

    assert len(the_workshop(database, workspace).proposals) == 1
    other.close()


def test_an_error_undoes_the_whole_unit_of_work(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))

    def work(session: Session) -> None:
        add_proposal(session, workspace, "atelier", {"text": "Une autre"})
        raise WorkshopNotFoundError("ailleurs")

    with pytest.raises(WorkshopNotFoundError):
        database.write(work)

    assert [proposal.text for proposal in the_workshop(database, workspace).proposals] == ["Prendre le temps"]


def test_a_rehearsal_answers_as_the_write_would_and_leaves_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))
    before = the_workshop(database, workspace)

    added = database.rehearse(lambda session: add_proposal(session, workspace, "atelier", {"text": "Une autre"}))

    assert added.ref == 2
    assert the_workshop(database, workspace) == before


def test_a_reader_sees_one_moment_while_others_write(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))

    with database.read() as session:
        before = load_snapshot(session, workspace, "atelier")
        database.write(lambda writing: add_proposal(writing, workspace, "atelier", {"text": "Une autre"}))
        after = load_snapshot(session, workspace, "atelier")

    assert after == before
    assert the_workshop(database, workspace).stamp != before.stamp


def test_what_a_reader_does_is_not_kept(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))

    with database.read() as session:
        session.execute(update(tables.Workshop).values(title="Autre chose"))

    assert the_workshop(database, workspace).title == "Réunion de rentrée"


def test_a_forked_process_opens_the_database_anew(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))
    mine = database.engine

    child = os.fork()
    if child == 0:
        done = 1
        try:
            database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": "De l'enfant"}))
            done = 0 if database.engine is not mine else 2
        finally:
            os._exit(done)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert database.engine is mine
    assert [proposal.text for proposal in the_workshop(database, workspace).proposals] == [
        "Prendre le temps",
        "De l'enfant",
    ]


def test_a_database_that_was_closed_opens_again_at_the_next_use(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'synthgrid.db'}")
    database.upgrade()

    database.dispose()

    assert database.current() == database.newest()
