"""The database as the rest of synthgrid uses it: short reads, whole writes, migrations."""

import logging
import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as Waited
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from synthgrid.errors import N_, Fault, Message, NotReadyError, SettingsError, WriteConflictError
from synthgrid.storage.engine import SETTING, connect, for_reading, for_writing, told_by, unusable
from synthgrid.storage.looks import Look, Query

T = TypeVar("T")

ATTEMPTS: Final = 4
PAUSE: Final = 0.05
"""Seconds, at most, before the second attempt; twice as long before each further one."""

RACES: Final = frozenset({"40001", "40P01", "55P03", "23503", "23505"})
"""PostgreSQL's serialization_failure, deadlock_detected, lock_not_available, foreign_key_ and unique_violation."""

SQLITE_RACES: Final = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    }
)
"""A name that another writer took, a row that another one deleted: what a use case looked at is not so any more."""

UNDEFINED: Final = frozenset({"42P01", "42703"})
"""PostgreSQL's undefined_table and undefined_column."""

OUTDATED: Final = N_("The database is not up to date; run “synthgrid db upgrade”.")
TOO_NEW: Final = N_(
    "The database was made by a newer version of synthgrid (tables: %(revision)s); install that version, "
    "or restore a backup."
)
MAY_NOT: Final = N_(
    "%(url)s: its user may not make tables (%(reason)s); let it, or run “synthgrid db upgrade” as one who may"
)

REFUSED: Final = frozenset({"42501", "25006"})
"""PostgreSQL's insufficient_privilege and read_only_sql_transaction."""

logger = logging.getLogger("synthgrid.storage")


class Pool(NamedTuple):
    """Connections of a process: those in use, and those that are open."""

    used: int
    open: int


class Database:
    """One database. It is opened at first use, and anew in a process that was forked: no connection is shared.

    Args:
        url: `sqlite:///…` or `postgresql+psycopg://…`.

    Attributes:
        retries: How often a unit of work was run again since another writer came between.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._process = 0
        self.retries = 0
        self._closing: Callable[[], object] | None = None
        self._looks: dict[Query, Look] = {}
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine of this process.

        Raises:
            SettingsError: The database cannot be opened.
        """
        with self._lock:
            if self._process != os.getpid():
                self._close()
            if self._engine is None:
                self._engine, self._process = connect(self._url), os.getpid()
                self._closing = weakref.finalize(self, _dispose, self._engine, self._process)
            return self._engine

    def _opened(self) -> Engine:
        """Return the engine for a transaction: that it cannot be had concerns who runs the service, not who asks."""
        try:
            return self.engine
        except SettingsError as error:
            logger.error("%s", error)
            raise _not_ready(N_("The database cannot be used.")) from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a short transaction that reads one moment of the database; nothing it does is kept.

        Raises:
            NotReadyError: The database cannot be opened, is gone, or its tables are.
        """
        engine = for_reading(self._opened())
        with _telling(), Session(engine) as session:
            yield session

    def look(self, query: Query, **values: Any) -> tuple[Any, ...] | None:
        """Return the one row of a query that every request runs, None where there is none; it sees its own moment.

        Args:
            query: A constant of its module, its values named by `bindparam`: it is prepared once and kept.
            values: Those values.

        Raises:
            NotReadyError: The database cannot be opened, is gone, or its tables are.
        """
        engine = self._opened()
        look = self._looks.get(query) or self._looks.setdefault(query, Look(query, engine.dialect))
        with _telling():
            return look(engine, values)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run a unit of work in one transaction, again from its start when another writer came between.

        Args:
            work: Does it; must have no effect but on its session.

        Raises:
            WriteConflictError: Others came between at every attempt.
            NotReadyError: The database cannot be opened, is gone, or its tables are.
        """
        return self._attempt(work, keep=True)

    def rehearse(self, work: Callable[[Session], T]) -> T:
        """Run a unit of work as `write` does, and undo all of it."""
        return self._attempt(work, keep=False)

    def _attempt(self, work: Callable[[Session], T], *, keep: bool) -> T:
        engine = for_writing(self._opened())
        for attempt in range(ATTEMPTS):
            if attempt:
                with self._lock:
                    self.retries += 1
                time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311 (spreads writers, guards nothing)
            with _telling():
                try:
                    with Session(engine) as session:
                        result = work(session)
                        if keep:
                            session.commit()
                        return result
                except DBAPIError as error:
                    if not _came_between(error):
                        raise
                    conflict = error
        raise WriteConflictError from conflict

    def upgrade(self) -> None:
        """Bring the schema to the newest revision; of several servers that start at once, one does it.

        Raises:
            SettingsError: The database cannot be written, or a newer version of synthgrid made its tables.
        """
        engine = self.engine
        try:
            if _is_newer(current := self.current()):
                raise SettingsError(SETTING, Message(TOO_NEW, {"revision": current}))
            _migrate().upgrade(engine)
        except DBAPIError as error:
            if _sqlstate(error) in REFUSED:
                facts = {"url": self.address, "reason": told_by(error.orig)}
                raise SettingsError(SETTING, Message(MAY_NOT, facts)) from error
            raise unusable(engine.url, error.orig) from error

    def downgrade(self, revision: str) -> None:
        """Take the schema back to a revision; `base` is before the first."""
        _migrate().downgrade(self.engine, revision)

    def current(self) -> str | None:
        """Return the revision of the schema, None where there is none yet."""
        found: str | None = _migrate().current(self.engine)
        return found

    def pool(self) -> Pool:
        """Return how many connections of this process are in use."""
        pool = None if self._engine is None else self._engine.pool
        if not isinstance(pool, QueuePool):
            return Pool(0, 0)
        used = pool.checkedout()
        return Pool(used, used + pool.checkedin())

    def outdated(self) -> Message | None:
        """Return what is wrong with the tables, None when they are those that this version works with."""
        current = self.current()
        if _is_newer(current):
            return Message(TOO_NEW, {"revision": current})
        return None if current == self.newest() else Message(OUTDATED)

    @property
    def address(self) -> str:
        """The URL without its password, to be shown."""
        return self.engine.url.render_as_string(hide_password=True)

    @staticmethod
    def newest() -> str | None:
        """Return the revision of the schema that this version of synthgrid works with."""
        found: str | None = _migrate().newest()
        return found

    def dispose(self) -> None:
        """Close the connections of this process."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._closing is not None:
            self._closing()
        self._engine = self._closing = None


def _dispose(engine: Engine, process: int) -> None:
    """Close the connections of a process; those of its parent stay open when it was forked."""
    engine.dispose(close=process == os.getpid())


def _migrate() -> ModuleType:
    from synthgrid.storage import migrate  # noqa: PLC0415 (Alembic takes longer to load than most commands to run)

    return migrate


def _is_newer(revision: str | None) -> bool:
    return revision is not None and revision not in _migrate().revisions()


@contextmanager
def _telling() -> Iterator[None]:
    """Raise the errors of a database that cannot be used as such, others as they are; the driver's words are logged."""
    try:
        yield
    except Waited as error:
        logger.error("The database cannot be used: %s", error)
        raise _not_ready(N_("The database cannot be used.")) from error
    except DBAPIError as error:
        outdated = _sqlstate(error) in UNDEFINED or str(error.orig).startswith("no such ")
        unusable_ = isinstance(error, OperationalError) or _sqlstate(error) in REFUSED
        if not (outdated or unusable_):
            raise
        logger.error("The database cannot be used: %s", told_by(error.orig))
        if outdated:
            raise _not_ready(OUTDATED) from error
        raise _not_ready(N_("The database cannot be used.")) from error


def _sqlstate(error: DBAPIError) -> str | None:
    """Return PostgreSQL's code of an error."""
    return getattr(error.orig, "sqlstate", None)


def _not_ready(reason: str) -> NotReadyError:
    return NotReadyError([Fault("/database", Message(reason))])


def _came_between(error: DBAPIError) -> bool:
    """Tell whether an error may go away when the whole unit of work is run again."""
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        # The low byte is the error; what stands above it says more about its cause.
        return code in SQLITE_RACES or code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return _sqlstate(error) in RACES
