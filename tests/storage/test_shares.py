"""The tables of share links: added to a database that is in use, and taken away again."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update

from synthgrid.errors import UnknownShareError
from synthgrid.services import add_share, authenticate_share, update_workspace
from synthgrid.storage import load_workspace, tables
from synthgrid.storage.marks import now
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop


def test_a_database_in_use_gets_share_links_and_loses_them_without_anything_else(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))
    before = the_workshop(database, workspace)
    share = database.write(lambda session: add_share(session, workspace, {"workshop": "atelier"}))
    database.write(lambda session: update_workspace(session, workspace, {"require_if_match": True}))
    assert authenticate_share(database, share.token).workshop == "atelier"

    database.downgrade("0001")
    database.upgrade()

    assert the_workshop(database, workspace) == before
    with pytest.raises(UnknownShareError):
        authenticate_share(database, share.token)
    with database.read() as session:
        assert load_workspace(session, workspace).require_if_match is False
    again = database.write(lambda session: add_share(session, workspace, {"workshop": "atelier"}))
    assert authenticate_share(database, again.token).share == again.id


@pytest.mark.parametrize("token", ["", "sgs_", "sgs_inconnu", "é\ud800"])
def test_an_unknown_token_stands_for_nobody(tmp_path: Path, token: str) -> None:
    database = a_database(tmp_path)

    with pytest.raises(UnknownShareError):
        authenticate_share(database, token)


def test_a_link_that_ended_stands_for_nobody(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))
    share = database.write(lambda session: add_share(session, workspace, {"workshop": "atelier", "days": 1}))
    assert authenticate_share(database, share.token).workspace == workspace

    past = now() - dt.timedelta(seconds=1)
    ended = update(tables.Share).values(expires_at=past)
    database.write(lambda session: session.execute(ended).close())

    with pytest.raises(UnknownShareError):
        authenticate_share(database, share.token)
