"""The history of the schema leads to the tables, and back, with everything that stands in them."""

import datetime as dt
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text

from synthgrid.domain.access import Scope
from synthgrid.errors import SettingsError
from synthgrid.services.keys import create_key, rotate_key
from synthgrid.storage import Database, PageRequest, list_proposals, migrate
from synthgrid.storage.access import find_key, life_given, list_keys
from synthgrid.storage.tables import Base
from tests.builders import a_document, three_groups
from tests.databases import a_database, a_workspace, address, imported, the_workshop
from tests.storage.test_kept import assert_kept

MANY = 10_000


def test_the_migrated_schema_is_the_one_the_tables_describe(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_migrated_schema_has_the_checks_that_the_comparison_does_not_see(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    for table in Base.metadata.sorted_tables:
        described = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        migrated = {str(one["name"]) for one in inspect(database.engine).get_check_constraints(table.name)}
        assert migrated == described


def test_the_schema_goes_up_and_down_and_up_again(tmp_path: Path) -> None:
    database = Database(address(tmp_path))
    before = database.current()

    database.upgrade()
    up = database.current()
    database.downgrade("base")
    down = database.current()
    left = inspect(database.engine).get_table_names()
    database.upgrade()

    newest = Database.newest()
    assert (before, up, down, database.current()) == (None, newest, None, newest)
    assert left == ["alembic_version"]


def test_every_step_of_the_history_down_and_up_again_keeps_ten_thousand_proposals(tmp_path: Path) -> None:
    database = Database(address(tmp_path))
    database.upgrade()
    workspace = a_workspace(database)
    imported(database, workspace, a_large_document())
    before, known = the_workshop(database, workspace), kept(database)

    for revision in reversed(migrate.revisions()[:-1]):
        database.downgrade(revision)
        assert database.current() == revision
        assert {name: count for name, count in kept(database).items() if count != known[name]} == {}
    database.upgrade()

    after = the_workshop(database, workspace)
    assert len(after.proposals) == MANY
    assert after == before
    assert kept(database) == known


def a_large_document() -> dict[str, Any]:
    """Return a document whose items are in groups and categories, some of them below others."""
    names = [group["name"] for group in three_groups()]
    proposals = [
        {
            "text": f"Idée {number} : écouter",
            "group": names[number % 3],
            "category": [f"Thème {number % 40}", "Détail"] if number % 2 else [f"Thème {number % 40}"],
            "external_id": f"ligne-{number}",
            "facets": {"pôle": "équipe"},
            "children": [{"text": f"Précision {number}", "polarity": "improve"}],
        }
        for number in range(MANY // 2)
    ]
    return a_document(*proposals, groups=three_groups())


def kept(database: Database) -> Counter[str]:
    """Return how many rows each table has that there is at this revision."""
    with database.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return Counter(
            {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}  # noqa: S608
        )


def test_keys_end_when_they_did_where_that_is_not_kept_apart(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    never = database.write(lambda session: create_key(session, "ours", Scope.READ)).id
    some = database.write(lambda session: create_key(session, "ours", Scope.READ, expires_at=end)).id
    rotated = database.write(lambda session: create_key(session, "ours", Scope.READ)).id
    database.write(lambda session: rotate_key(session, rotated, overlap=dt.timedelta(days=1)))
    before = ends(database)

    database.downgrade("0004")
    database.upgrade()

    assert ends(database) == before
    with database.read() as session:
        assert life_given(session, never) is None
        assert life_given(session, some) == end - find_key(session, some).created_at
        assert life_given(session, rotated) is not None


def ends(database: Database) -> dict[str, dt.datetime | None]:
    with database.read() as session:
        return {one.id: one.expires_at for one in list_keys(session)}


def test_an_upgrade_keeps_what_is_there(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))

    Database(address(tmp_path)).upgrade()

    assert the_workshop(database, workspace).proposals[0].text == "Prendre le temps"


def test_servers_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    command = "import sys; from synthgrid.storage import Database; Database(sys.argv[1]).upgrade()"

    starting = [
        subprocess.Popen([sys.executable, "-c", command, address(tmp_path)], stderr=subprocess.PIPE) for _ in range(4)
    ]

    told = [process.communicate(timeout=60)[1].decode() for process in starting]
    assert ([process.returncode for process in starting], told) == ([0] * 4, [""] * 4)
    assert Database(address(tmp_path)).current() == Database.newest()


def test_tables_of_a_newer_version_are_left_alone_and_said_so(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match=r"newer version of synthgrid \(tables: 9999\)"):
        database.upgrade()

    assert database.current() == "9999"
    assert "newer" in str(database.outdated())
    with database.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{Database.newest()}'"))  # noqa: S608


@pytest.mark.postgresql
def test_a_user_who_may_make_no_tables_is_told_the_way_out(tmp_path: Path) -> None:
    owner = Database(address(tmp_path))
    with owner.engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS visitor"))
        connection.execute(text("CREATE ROLE visitor LOGIN"))

    with pytest.raises(SettingsError, match=r"may not make tables \(permission denied for schema public\)"):
        Database(address(tmp_path).replace("synthgrid@", "visitor@")).upgrade()

    assert owner.current() is None


OLD = {"composition": "unknown", "members": "[]", "revision": "r", "actor": "", "size": None}
ITEM = {
    **dict.fromkeys(("external_id", "origin", "group", "voice", "section", "polarity", "category", "parent")),
    "actor": "",
    "also": "[]",
    "facets": "{}",
    "note": "",
    "source": "{}",
    "revision": "r",
    **dict.fromkeys(("created_at", "updated_at"), "2026-01-01 00:00:00"),
}


def insert(connection: Connection, table: str, **columns: Any) -> None:
    """Add a row as an earlier version wrote it."""
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f":{name}" for name in columns)
    connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({places})'), columns)  # noqa: S608 (names of ours)


def test_what_the_first_version_wrote_gets_what_is_kept_and_survives_down_and_up(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    database.downgrade("0001")
    with database.engine.begin() as connection:
        head = {"workspace": workspace, "slug": "atelier", "title": "Évaluation", "question": "", "place": ""}
        said = {"language": "fr", "template": "plus-delta", "labels": "{}", "layer": "verbatim", "status": "collecting"}
        moments = dict.fromkeys(("created_at", "updated_at"), "2026-01-01 00:00:00")
        insert(connection, "workshop", id="w", **head, **said, **moments, revision="r", next_ref=5)
        insert(connection, "group", id="g", workshop="w", name="Table 1", position=0, **OLD)
        theme = {"workshop": "w", "definition": "", "color": None, "side": None, "revision": "r"}
        insert(connection, "category", id="c", name="Gouvernance", parent=None, position=0, **theme)
        insert(connection, "category", id="d", name="CA", parent="c", position=0, **theme)
        items = [
            {"id": "p", "ref": 1, "text": "Élan", "position": 4, "group": "g", "section": "keyword", "category": "d"},
            {"id": "q", "ref": 2, "text": "Œuvre", "position": 0, "parent": "p", "polarity": "positive"},
            {"id": "r", "ref": 3, "text": "Avant", "position": 1, "section": "point", "facets": '{"pole": "a"}'},
        ]
        for item in items:
            insert(connection, "proposal", workshop="w", **{**ITEM, **item})
    before: list[Any] = []
    for _ in range(2):
        database.upgrade()

        assert_kept(database, workspace)
        workshop = the_workshop(database, workspace)
        assert [one.text for one in workshop.proposals] == ["Avant", "Élan", "Œuvre"]
        with database.read() as session:
            page = list_proposals(session, workspace, "atelier", PageRequest(), q=("oeuvre",), group="Table 1")
            faceted = list_proposals(session, workspace, "atelier", PageRequest(), facet=("pole", "a"))
        assert [one.section for one in page.items] == ["keyword"]
        assert [one.text for one in faceted.items] == ["Avant"]
        assert before in ([], [workshop])
        before = [workshop]
        database.downgrade("0001")
    database.upgrade()
