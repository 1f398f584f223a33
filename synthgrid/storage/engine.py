"""The engine: one way to SQLite and PostgreSQL, with the transactions that lose no write."""

import json
import sqlite3
from collections.abc import Mapping
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

CONNECT_SECONDS: Final = 5
"""How long a request waits for a server that does not answer, or for one of the connections to come free."""

CONNECTIONS: Final = 8
"""Kept open by one process: one for each of its threads; as many again while they are needed."""

POOL: Final[Mapping[str, Any]] = {
    "pool_size": CONNECTIONS,
    "max_overflow": CONNECTIONS,
    "pool_timeout": CONNECT_SECONDS,
}

POSTGRESQL: Final[Mapping[str, Any]] = {
    "application_name": "synthgrid",
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 30,
}
"""What libpq is told, where the address does not say otherwise."""

TIMEOUTS: Final = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'; "
    "SET statement_timeout = '60s'; "
    "SET idle_in_transaction_session_timeout = '60s'"
)
"""No request may hold the others up for longer; migrations have their own."""


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
    facts = {"url": url.render_as_string(hide_password=True), "reason": told_by(reason)}
    return SettingsError(SETTING, Message(N_("%(url)s cannot be used: %(reason)s"), facts))


def told_by(reason: object) -> str:
    """Return the words of a driver in one line; PostgreSQL's without the statement that they are about."""
    primary = getattr(getattr(reason, "diag", None), "message_primary", None)
    return " ".join(str(primary or reason).split())


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
            # What people said is not for everybody who has an account here.
            Path(url.database).touch(0o600)
    except OSError as error:
        raise unusable(url, error) from error
    engine = create_engine(url, json_deserializer=_json, hide_parameters=True, **POOL)
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
    told = {name: value for name, value in POSTGRESQL.items() if name not in url.query}
    try:
        engine = create_engine(
            url, pool_pre_ping=True, json_deserializer=_json, hide_parameters=True, connect_args=told, **POOL
        )
    except ModuleNotFoundError as error:
        raise SettingsError(SETTING, N_("PostgreSQL needs a driver: pip install 'synthgrid[postgresql]'")) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.execute(TIMEOUTS)
    # The driver opened a transaction, and what is set in one goes when it is rolled back.
    connection.commit()


def for_reading(engine: Engine) -> Engine:
    """Return the engine for transactions that read: each sees one moment, whatever is written meanwhile."""
    if engine.dialect.name == "sqlite":
        return engine
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


def for_writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write."""
    return engine.execution_options(**{WRITES: True})
