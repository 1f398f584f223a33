"""The history of the schema leads to the tables, and back."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text

from synthgrid.storage import Database, PageRequest, list_proposals
from synthgrid.storage.tables import Base
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop
from tests.storage.test_kept import assert_kept


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
    database = Database(f"sqlite:///{tmp_path / 'synthgrid.db'}")
    before = database.current()

    database.upgrade()
    up = database.current()
    database.downgrade("base")
    down = database.current()
    left = inspect(database.engine).get_table_names()
    database.upgrade()

    assert (before, up, down, database.current()) == (None, database.newest(), None, database.newest())
    assert left == ["alembic_version"]


def test_an_upgrade_keeps_what_is_there(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Prendre le temps"))

    Database(f"sqlite:///{tmp_path / 'synthgrid.db'}").upgrade()

    assert the_workshop(database, workspace).proposals[0].text == "Prendre le temps"


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
