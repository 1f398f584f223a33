"""Migrations: Alembic, configured here and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from synthgrid.storage.engine import for_writing

MIGRATIONS: Final = Path(__file__).parent / "migrations"
WAIT_SECONDS: Final = 60
"""How long one migration waits for another one, which another server started, and for who uses its tables."""

ADVISORY_LOCK: Final = 0x73_79_6E_74_68_67
"""The number of the lock of all migrations of synthgrid on a PostgreSQL database."""

TURN: Final = (
    f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; "
    "SET LOCAL statement_timeout = 0; "
    f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"
)


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest revision, in one transaction; of several at once, the first does it."""
    _run(engine, lambda config: command.upgrade(config, "head"))


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database back to a revision; `base` is before the first."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """Return the revision of a database, None where there is none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision that this version of synthgrid works with."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def revisions() -> list[str]:
    """Return every revision that this version of synthgrid knows, the first one first."""
    return [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _alone(for_writing(engine)) as connection:
        config.attributes["connection"] = connection
        step(config)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which no other migration of this database runs."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.exec_driver_sql(TURN)
                yield connection
            return
        # A table that is rebuilt is dropped, and with foreign keys on, what hangs below its rows would go too.
        _say(connection, "foreign_keys=OFF", f"busy_timeout={WAIT_SECONDS * 1000}")
        # Nobody else gets this connection afterwards.
        connection.detach()
        with connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise RuntimeError(broken)


def _say(connection: Connection, *pragmas: str) -> None:
    """Say what SQLite hears outside of transactions only; SQLAlchemy would begin one."""
    driver: Any = connection.connection.driver_connection
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}").close()
