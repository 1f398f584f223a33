"""The two databases under torture: made, broken where they can be, and looked through afterwards."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

import psycopg

from tests import postgresql

DATABASE: Final = "postgres"


class Kind(Protocol):
    """A database under torture."""

    url: str

    def crash(self) -> bool:
        """End its server at once and start it again; tell whether it has one."""

    def faults(self) -> list[str]:
        """Return what is wrong with it."""


class Sqlite:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "synthgrid.db"
        self.url = f"sqlite:///{self._file}"

    def crash(self) -> bool:
        """Do nothing: there is no server."""
        return False

    def faults(self) -> list[str]:
        """Return what `PRAGMA integrity_check` and `foreign_key_check` say, and keys that have no answer."""
        with closing(sqlite3.connect(self._file)) as opened:
            found = [str(row[0]) for row in opened.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"foreign key {row}" for row in opened.execute("PRAGMA foreign_key_check")]
            found += [f"key {row}" for row in opened.execute(UNANSWERED)]
        return found


UNANSWERED: Final = "SELECT key FROM idempotency WHERE status IS NULL"
CONSTRAINTS: Final = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace
"""


class Postgresql:
    """A server that syncs what it writes."""

    def __init__(self, server: postgresql.Server) -> None:
        self._server = server
        self._crashes = 0
        self.url = server.url(DATABASE)

    def crash(self) -> bool:
        """Kill all its processes, or stop it without a word to them in turns; start it again."""
        self._crashes += 1
        if self._crashes % 2:
            self._server.kill()
        else:
            self._server.stop()
        self._server.start()
        return True

    def faults(self) -> list[str]:
        """Return what amcheck finds in tables and indexes, rows that break a constraint, and keys without an answer."""
        found = self._server.damage(DATABASE)
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as opened:
            for table, name, definition in opened.execute(CONSTRAINTS).fetchall():
                found += _broken(opened, table, name, definition)
            found += [f"key {row}" for row in opened.execute(UNANSWERED)]
        return found


def _broken(opened: psycopg.Connection, table: str, name: str, definition: str) -> list[str]:
    """Check a constraint on every row again: PostgreSQL does when it is added."""
    try:
        with opened.transaction(force_rollback=True):
            # S608, below: names and definitions are the database's own.
            opened.execute(f"ALTER TABLE {table} ADD CONSTRAINT again_{name} {definition}".encode())
    except psycopg.errors.IntegrityError as error:
        return [str(error)]
    return []


@contextmanager
def _sqlite() -> Iterator[Kind]:
    with tempfile.TemporaryDirectory() as folder:
        yield Sqlite(Path(folder))


@contextmanager
def _postgresql() -> Iterator[Kind]:
    with postgresql.a_server() as server:
        yield Postgresql(server)


KINDS: Final = {"sqlite": _sqlite, "postgresql": _postgresql}


def a_database(kind: str) -> AbstractContextManager[Kind]:
    """Make an empty database of a kind; it goes with the block."""
    return KINDS[kind]()
