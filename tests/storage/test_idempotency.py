"""Requests that come again with their Idempotency-Key."""

import datetime as dt
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from synthgrid.errors import IdempotencyMismatchError
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
