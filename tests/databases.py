"""Real SQLite files for tests, and workshops put into them the way every real one comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Workshop
from synthgrid.services import import_items, open_principal
from synthgrid.settings import Limits
from synthgrid.storage import Database, load_snapshot


def a_database(folder: Path) -> Database:
    """Return a new database with all its tables."""
    database = Database(f"sqlite:///{folder / 'synthgrid.db'}")
    database.upgrade()
    return database


def a_workspace(database: Database) -> str:
    """Return the id of the workspace of everybody."""
    return open_principal(database).workspace


def imported(
    database: Database, workspace: str, document: dict[str, Any], slug: str = "atelier", **defaults: Any
) -> ImportReport:
    """Import a document into a workshop."""
    unchecked = Unchecked(document)
    verdict = judge(unchecked, Limits(), Defaults(**defaults), title_required=False)
    return database.write(lambda session: import_items(session, workspace, slug, verdict, unchecked))


def the_workshop(database: Database, workspace: str, slug: str = "atelier") -> Workshop:
    """Return a workshop as it is stored."""
    with database.read() as session:
        return load_snapshot(session, workspace, slug)


@contextmanager
def traced(database: Database) -> Iterator[list[str]]:
    """Collect what SQLite itself is asked, by SQLAlchemy or past it; not what begins and ends transactions."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"}:
            seen.append(statement)

    def trace(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(note)

    event.listen(database.engine, "checkout", trace)
    try:
        yield seen
    finally:
        event.remove(database.engine, "checkout", trace)
