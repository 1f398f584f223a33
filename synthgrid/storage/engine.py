"""The engine: one way to SQLite and PostgreSQL, with the transactions that lose no write."""

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from synthgrid.errors import N_, Message, SettingsError

SETTING: Final = "SYNTHGRID_DATABASE_URL"
WRITES: Final = "synthgrid_writes"
"""The execution option of connections whose transactions are going to write."""

LOCK_SECONDS: Final = 5
"""How long a writer waits for another one."""


def connect(text: str) -> Engine:
    """Open a database.

    Args:
        text: Its URL, `sqlite:///…` (a file; its folder is made) or `postgresql+psycopg://…`.

    Raises:
        SettingsError: There is no way to it.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise SettingsError(SETTING, N_("this is not the address of a database")) from error
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        engine.connect().close()
    except DBAPIError as error:
        raise unusable(url, error.orig) from error
    return engine


def unusable(url: URL, reason: object) -> SettingsError:
    """Return the error of a database that cannot be opened or written; passwords are not in it."""
    facts = {"url": url.render_as_string(hide_password=True), "reason": " ".join(str(reason).split())}
    return SettingsError(SETTING, Message(N_("%(url)s cannot be used: %(reason)s"), facts))


def _json(text: str) -> Any:
    """Read a JSON column; most are empty, and the parser takes ten times as long to say so."""
    if text == "{}":
        return {}
    return [] if text == "[]" else json.loads(text)


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError(SETTING, N_("name a file, as in sqlite:///folder/synthgrid.db: memory keeps nothing"))
    try:
        # A URI (`file:…?mode=ro`) is not a path, and names a file that is there.
        if not url.database.startswith("file:"):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(url, error) from error
    engine = create_engine(url, json_deserializer=_json, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # With the driver's own transactions, begun at the first write only, read-modify-writes get lost (safety.md).
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={LOCK_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True, json_deserializer=_json, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise SettingsError(SETTING, N_("PostgreSQL needs a driver: pip install 'synthgrid[postgresql]'")) from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")


def for_reading(engine: Engine) -> Engine:
    """Return the engine for transactions that read: each sees one moment, whatever is written meanwhile."""
    if engine.dialect.name == "sqlite":
        return engine
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


def for_writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write."""
    return engine.execution_options(**{WRITES: True})
