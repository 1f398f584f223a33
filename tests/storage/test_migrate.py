"""The history of the schema leads to the tables, and back."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect

from synthgrid.storage import Database
from synthgrid.storage.tables import Base
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop


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
