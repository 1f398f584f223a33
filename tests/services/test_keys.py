"""Keys: made once, recognised until they end."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, update

from synthgrid.domain.access import Scope
from synthgrid.errors import KeyNotFoundError, UnknownKeyError, WorkspaceNotFoundError
from synthgrid.services import (
    authenticate,
    create_key,
    ensure_workspace,
    list_keys,
    note_use,
    open_principal,
    revoke_key,
)
from synthgrid.storage import tables
from tests.databases import a_database


def test_a_secret_stands_for_its_workspace_and_scopes(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    made = database.write(lambda session: create_key(session, "école", Scope.WRITE, "tableau"))

    principal = authenticate(database, made.secret)
    with database.read() as session:
        assert principal.workspace == ensure_workspace(session, "école")
    assert (principal.key, principal.scopes) == (made.id, frozenset({"read", "write"}))
    assert made.secret.startswith("sg_")


@pytest.mark.sqlite
def test_the_secret_is_nowhere_in_the_database(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    made = database.write(lambda session: create_key(session, "école", Scope.ADMIN))

    database.dispose()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert made.id.encode() in kept
    assert made.secret.removeprefix("sg_").encode() not in kept


@pytest.mark.parametrize("secret", ["", "sg_", "sg_inconnue", "é\ud800"])
def test_an_unknown_secret_stands_for_nobody(tmp_path: Path, secret: str) -> None:
    database = a_database(tmp_path)
    database.write(lambda session: create_key(session, "école", Scope.ADMIN))

    with pytest.raises(UnknownKeyError):
        authenticate(database, secret)


def test_a_key_that_ended_or_was_revoked_stands_for_nobody(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    now = dt.datetime.now(dt.UTC)
    ended = database.write(lambda one: create_key(one, "école", Scope.READ, expires_at=now - dt.timedelta(seconds=1)))
    going = database.write(lambda one: create_key(one, "école", Scope.READ, expires_at=now + dt.timedelta(hours=1)))
    revoked = database.write(lambda one: create_key(one, "école", Scope.READ))
    database.write(lambda session: revoke_key(session, revoked.id))

    assert authenticate(database, going.secret).key == going.id
    for key in (ended, revoked):
        with pytest.raises(UnknownKeyError):
            authenticate(database, key.secret)


def test_keys_are_listed_by_workspace(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    first = database.write(lambda session: create_key(session, "école", Scope.READ, "un"))
    second = database.write(lambda session: create_key(session, "mairie", Scope.ADMIN, "deux"))

    with database.read() as session:
        assert [(key.id, key.workspace, key.label) for key in list_keys(session)] == [
            (first.id, "école", "un"),
            (second.id, "mairie", "deux"),
        ]
        assert [key.id for key in list_keys(session, "mairie")] == [second.id]
        with pytest.raises(WorkspaceNotFoundError):
            list_keys(session, "ailleurs")


def test_a_key_that_is_not_there_cannot_be_revoked(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    key = database.write(lambda session: create_key(session, "école", Scope.READ))

    with pytest.raises(KeyNotFoundError):
        database.write(lambda session: revoke_key(session, "x"))

    assert authenticate(database, key.secret).key == key.id


def test_the_use_of_a_key_is_noted_once_an_hour(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    key = database.write(lambda session: create_key(session, "école", Scope.READ))

    def use() -> dt.datetime | None:
        principal = authenticate(database, key.secret)
        database.write(lambda session: note_use(session, principal))
        with database.read() as session:
            return session.scalars(select(tables.Key.last_used_at)).one()

    first, second = use(), use()
    earlier = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    database.write(lambda session: session.execute(update(tables.Key).values(last_used_at=earlier)).close())
    third = use()

    assert first is not None
    assert third is not None
    assert (second, third > first) == (first, True)


def test_without_keys_everybody_is_the_same_admin_and_notes_no_use(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    first = open_principal(database)
    database.write(lambda session: note_use(session, first))
    second = open_principal(database)

    assert first == second
    assert (first.key, first.scopes) == ("", frozenset({"read", "write", "admin"}))
