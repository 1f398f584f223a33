"""Requests that come again with their Idempotency-Key."""

import datetime as dt
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from synthgrid.errors import IdempotencyInFlightError, IdempotencyMismatchError
from synthgrid.services import add_proposal, ensure_workspace
from synthgrid.storage import Answer, Session, claim, remember, tables
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

CREATED = Answer(201, {"Content-Type": "application/json"}, b'{"ref": 1}')


def test_a_key_claimed_once_gives_its_answer_from_then_on(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def first(session: Session) -> Answer | None:
        found = claim(session, workspace, "k1", "digest")
        remember(session, workspace, "k1", CREATED)
        return found

    assert database.write(first) is None
    assert database.write(lambda session: claim(session, workspace, "k1", "digest")) == CREATED


def test_a_key_used_for_another_request_is_refused(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    database.write(lambda session: claim(session, workspace, "k1", "digest"))

    with pytest.raises(IdempotencyMismatchError):
        database.write(lambda session: claim(session, workspace, "k1", "other"))


def test_the_same_key_in_another_workspace_is_another_key(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))
    database.write(lambda session: claim(session, workspace, "k1", "digest"))

    assert database.write(lambda session: claim(session, foreign, "k1", "other")) is None


def test_a_key_whose_write_failed_is_free_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def failing(session: Session) -> None:
        claim(session, workspace, "k1", "digest")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(failing)

    assert database.write(lambda session: claim(session, workspace, "k1", "other")) is None


def test_a_key_is_forgotten_after_a_day(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    for key in ("k1", "k2"):
        database.write(partial(claim, workspace=workspace, key=key, digest="digest"))
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
    database.write(lambda session: session.execute(update(tables.Idempotency).values(created_at=yesterday)).close())

    assert database.write(lambda session: claim(session, workspace, "k1", "other")) is None
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(tables.Idempotency)) == 1


def test_old_keys_are_forgotten_while_many_come_with_new_ones(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def many(session: Session) -> None:
        for number in range(150):
            claim(session, workspace, f"k{number}", "digest")

    database.write(many)
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
    database.write(lambda session: session.execute(update(tables.Idempotency).values(created_at=yesterday)).close())

    threads = [
        threading.Thread(target=database.write, args=(partial(claim, workspace=workspace, key=f"n{n}", digest="d"),))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as session:
        assert set(session.scalars(select(tables.Idempotency.key))) == {f"n{n}" for n in range(6)}


def test_an_old_key_that_is_not_forgotten_yet_stands_for_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def many(session: Session) -> None:
        for number in range(150):
            claim(session, workspace, f"k{number:03}", "digest")

    database.write(many)
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
    database.write(lambda session: session.execute(update(tables.Idempotency).values(created_at=yesterday)).close())

    assert database.write(lambda session: claim(session, workspace, "k149", "other")) is None
    assert database.write(lambda session: claim(session, workspace, "k000", "other")) is None


@pytest.mark.postgresql
def test_a_second_request_in_flight_is_told_when_the_first_takes_too_long(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    claimed, over = threading.Event(), threading.Event()

    def first(session: Session) -> None:
        claim(session, workspace, "k1", "digest")
        claimed.set()
        over.wait(30)

    def second(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        claim(session, workspace, "k1", "digest")

    holding = threading.Thread(target=database.write, args=(first,))
    holding.start()
    claimed.wait(30)

    with pytest.raises(IdempotencyInFlightError):
        database.write(second)

    over.set()
    holding.join()


def test_the_same_request_many_times_at_once_writes_once(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document())
    answers: list[bytes] = []

    def work(session: Session) -> bytes:
        if known := claim(session, workspace, "k1", "digest"):
            return known.body
        added = add_proposal(session, workspace, "atelier", {"text": "Un lieu"})
        remember(session, workspace, "k1", Answer(201, {}, added.id.encode()))
        return added.id.encode()

    threads = [threading.Thread(target=lambda: answers.append(database.write(work))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (proposal,) = the_workshop(database, workspace).proposals
    assert answers == [proposal.id.encode()] * 6
