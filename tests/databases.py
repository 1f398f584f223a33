"""Real databases for tests, SQLite files or PostgreSQL's, and workshops put into them the way every real one comes.

Which of the two it is, the fixture `backend` says (tests/conftest.py): what asks for a database here runs on both.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import NullPool, create_engine, event, text

from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Workshop
from synthgrid.services import import_items, open_principal
from synthgrid.settings import Limits
from synthgrid.storage import Database, load_snapshot
from synthgrid.storage.tables import Base
from tests.postgresql import Server

TEMPLATE: Final = "migrated"


class Backend(Protocol):
    """A kind of database, one for each folder."""

    name: str

    def address(self, folder: Path) -> str:
        """Return the URL of the database of a folder, which may be without any table."""

    def migrated(self, folder: Path) -> str:
        """Return the same, with all its tables."""

    def reclaim(self, folder: Path) -> None:
        """Take back what the databases of a folder, and of those in it, take."""

    def clean(self) -> None:
        """Take back what all of them take."""


class Sqlite:
    """Files, each in its folder.

    Args:
        folder: Where the empty database is kept that the others are copies of.
    """

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._template = folder / "migrated.db"
        _upgraded(f"sqlite:///{self._template}")

    def address(self, folder: Path) -> str:
        """Return the URL of the file."""
        return f"sqlite:///{folder / 'synthgrid.db'}"

    def migrated(self, folder: Path) -> str:
        """Return the same, after copying the empty database there if there is none."""
        if not (folder / "synthgrid.db").exists():
            shutil.copy(self._template, folder / "synthgrid.db")
        return self.address(folder)

    def reclaim(self, folder: Path) -> None:
        """Leave the files to pytest."""

    def clean(self) -> None:
        """Leave the files to pytest."""


class Postgresql:
    """Databases of a server. One with all tables is emptied after its test and used again: a new one takes longer."""

    name = "postgresql"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: dict[Path, str] = {}
        self._spare: list[str] = []
        self._count = 0
        self._engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        self._do(f"CREATE DATABASE {TEMPLATE}")
        _upgraded(server.url(TEMPLATE))

    def address(self, folder: Path) -> str:
        """Return the URL of the database of a folder, made empty if there is none."""
        if folder not in self._made:
            self._made[folder] = self._new("bare", "template1")
        return self._server.url(self._made[folder])

    def migrated(self, folder: Path) -> str:
        """Return the same, with all tables."""
        if folder not in self._made:
            self._made[folder] = self._spare.pop() if self._spare else self._new("whole", TEMPLATE)
        url = self._server.url(self._made[folder])
        if self._made[folder].startswith("bare"):
            _upgraded(url)
        return url

    def reclaim(self, folder: Path) -> None:
        """Take back the databases of a folder and of those in it."""
        for one in [one for one in self._made if one.is_relative_to(folder)]:
            name = self._made.pop(one)
            self._do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name", name=name)
            if name.startswith("whole"):
                self._empty(name)
                self._spare.append(name)
            else:
                self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def clean(self) -> None:
        """Take back all of them."""
        self.reclaim(Path("/"))

    def close(self) -> None:
        """Close the connection to the server."""
        self._engine.dispose()

    def _new(self, kind: str, template: str) -> str:
        self._count += 1
        self._do(f"CREATE DATABASE {kind}_{self._count} TEMPLATE {template}")
        return f"{kind}_{self._count}"

    def _empty(self, name: str) -> None:
        engine = create_engine(self._server.url(name), poolclass=NullPool)
        with engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())

    def _do(self, statement: str, **values: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement), values)


_current: list[Backend] = []
"""The kind in use, last."""


@contextmanager
def using(backend: Backend) -> Iterator[Backend]:
    """Make databases of a kind from here on."""
    _current.append(backend)
    try:
        yield backend
    finally:
        backend.clean()
        _current.pop()


def address(folder: Path) -> str:
    """Return the URL of the database of a folder."""
    return _current[-1].address(folder)


def migrated(folder: Path) -> str:
    """Return the URL of the database of a folder, with all its tables."""
    return _current[-1].migrated(folder)


def a_database(folder: Path) -> Database:
    """Return the database of a folder, with all its tables."""
    return Database(migrated(folder))


def _upgraded(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.dispose()


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
