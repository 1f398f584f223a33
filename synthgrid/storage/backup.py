"""Backups: a whole database in one file, made while others write, and put back."""

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text

from synthgrid.errors import N_, BackupError, Message
from synthgrid.storage import dumps
from synthgrid.storage.database import Database
from synthgrid.storage.dumps import NO_BACKUP

TAKEN: Final = N_("%(path)s is there already; choose another name, or add --force to replace it.")
NOT_EMPTY: Final = N_("The database holds data, which would be lost; add --force to replace it (it is kept aside).")


def back_up(database: Database, path: Path, *, force: bool = False) -> None:
    """Write a database to a file, as it is at one moment; others go on writing meanwhile.

    Args:
        database: Which one.
        path: The file; it is there whole or not at all.
        force: Whether a file of that name is replaced.

    Raises:
        BackupError: The file is there already, or the database cannot be copied.
    """
    if path.exists() and not force:
        raise BackupError(TAKEN, path=str(path))
    if database.current() is None:
        raise BackupError(N_("There is no database at %(address)s yet."), address=database.address)
    _copy(database, path)


def restore(database: Database, path: Path, *, force: bool = False) -> Path | None:
    """Put a backup in the place of what a database holds, all at once, and bring its tables up to date.

    Args:
        database: Which one; servers may go on using it.
        path: What `back_up` wrote, from the same kind of database.
        force: Whether data may be replaced; it is kept in a file of its own.

    Returns:
        That file, None where there was no data.

    Raises:
        BackupError: The database holds data, or the file is no backup that is whole.
        SettingsError: A newer version of synthgrid wrote the backup.
    """
    if not path.is_file():
        raise BackupError(NO_BACKUP, path=str(path), reason=Message(N_("there is no such file")))
    sqlite = database.engine.dialect.name == "sqlite"
    (_check if sqlite else dumps.check)(path)
    aside = None
    if _holds_data(database):
        if not force:
            raise BackupError(NOT_EMPTY)
        aside = _aside(database, path)
        _copy(database, aside)
    (_put_back if sqlite else dumps.put_back)(database.engine, path)
    database.upgrade()
    return aside


def _copy(database: Database, path: Path) -> None:
    with _whole(path) as part:
        if database.engine.dialect.name == "sqlite":
            _copy_sqlite(Path(database.engine.url.database or ""), part)
        else:
            dumps.dump(database.engine, part)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a file to write, for who runs this alone; it takes its name when it is whole and on the disk."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        yield part
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
        # The copy is one file, whatever the database keeps beside its own.
        there.execute("PRAGMA journal_mode=DELETE").close()
        _refuse_broken(there, source)


def _check(path: Path) -> None:
    """Refuse a file that is no SQLite database of synthgrid, or not a whole one."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        _refuse_broken(opened, path)


def _refuse_broken(opened: sqlite3.Connection, path: Path) -> None:
    try:
        opened.execute("SELECT version_num FROM alembic_version").fetchone()
        (found,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
        if found == "ok" and opened.execute("PRAGMA foreign_key_check").fetchone():
            found = "foreign keys"
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BackupError(NO_BACKUP, path=str(path), reason=found)


def _put_back(engine: dumps.Engine, path: Path) -> None:
    """Copy a file into the database itself: servers that have it open see the new one, and never half of it."""
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(engine.url.database or "")) as there:
        here.backup(there)
        _refuse_broken(there, path)


def _holds_data(database: Database) -> bool:
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("workspace"):
            return False
        return connection.execute(text("SELECT 1 FROM workspace")).first() is not None


def _aside(database: Database, backup: Path) -> Path:
    """Return where what is replaced is kept: beside SQLite's file, else beside the backup."""
    engine, moment = database.engine, f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"
    beside = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else backup
    return beside.with_name(f"{beside.stem}.before-restore-{moment}{beside.suffix}")
