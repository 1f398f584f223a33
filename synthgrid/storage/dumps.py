"""Backups of PostgreSQL, made and put back by its own programs."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine, inspect

from synthgrid.errors import N_, BackupError

__all__ = ["Engine", "check", "dump", "put_back"]

NO_BACKUP: Final = N_("%(path)s is not a backup of synthgrid that is whole: %(reason)s")
MISSING: Final = N_("“%(program)s” is not installed; PostgreSQL’s client programs are needed (postgresql-client).")
TOO_OLD: Final = N_("“%(program)s” is older than the server; install the client programs of its version (%(reason)s)")
FAILED: Final = N_("“%(program)s” failed, and nothing was changed: %(reason)s")
PLAIN: Final = ("--no-owner", "--no-privileges")
"""A backup may be put back by another user than who made it."""


def dump(engine: Engine, path: Path) -> None:
    """Write a database to a file, in PostgreSQL's custom format.

    Raises:
        BackupError: `pg_dump` is missing, too old, or failed.
    """
    with _telling("pg_dump"):
        _run(engine, "pg_dump", *PLAIN, "--format=custom", "--no-sync", f"--file={path}")


def check(path: Path) -> None:
    """Refuse a file that is no dump of synthgrid.

    Raises:
        BackupError: It is not, or `pg_restore` is missing.
    """
    try:
        listed = _run(None, "pg_restore", "--list", str(path))
    except subprocess.CalledProcessError as error:
        raise BackupError(NO_BACKUP, path=str(path), reason=_said(error)) from error
    if " alembic_version " not in listed:
        raise BackupError(NO_BACKUP, path=str(path), reason="alembic_version")


def put_back(engine: Engine, path: Path) -> None:
    """Put a dump in the place of all tables, in one transaction.

    Raises:
        BackupError: A program of PostgreSQL is missing, too old, or failed.
    """
    quoted = engine.dialect.identifier_preparer.quote
    names = ", ".join(quoted(name) for name in sorted(inspect(engine).get_table_names()))
    with tempfile.TemporaryDirectory() as folder, _telling("psql"):
        script = Path(folder) / "restore.sql"
        _run(None, "pg_restore", *PLAIN, f"--file={script}", str(path))
        drop = [f"--command=DROP TABLE {names} CASCADE"] if names else []
        quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(engine, "psql", *quiet, *drop, f"--file={script}")


def _run(engine: Engine | None, program: str, *arguments: str) -> str:
    """Run a program, in a database where one is given; return what it says."""
    variables = {**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5", "PGOPTIONS": "-c lock_timeout=60s"}
    command = [program, *arguments]
    if engine is not None:
        # What stands in the command everybody on the machine can read.
        url = engine.url
        password = url.password or url.query.get("password")
        if password:
            variables["PGPASSWORD"] = str(password)
        query = {name: value for name, value in url.query.items() if name != "password"}
        address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
        command.append(f"--dbname={address.render_as_string(hide_password=False)}")
    try:
        # S603: PostgreSQL's own programs, as found on PATH; no shell.
        done = subprocess.run(command, env=variables, capture_output=True, text=True, errors="replace", check=True)  # noqa: S603
    except FileNotFoundError:
        raise BackupError(MISSING, program=program) from None
    return done.stdout


@contextmanager
def _telling(program: str) -> Iterator[None]:
    try:
        yield
    except subprocess.CalledProcessError as error:
        reason = _said(error)
        raise BackupError(
            TOO_OLD if "version mismatch" in reason else FAILED, program=program, reason=reason
        ) from error


def _said(error: subprocess.CalledProcessError) -> str:
    return " ".join(str(error.stderr).split())
