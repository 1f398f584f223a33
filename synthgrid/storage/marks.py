"""What is new on each row: its id, its revision, its moment."""

import datetime as dt
import secrets

from uuid6 import uuid7


def new_id() -> str:
    """Return a new id, a UUIDv7: ids made later sort after."""
    return str(uuid7())


def new_revision() -> str:
    """Return a new revision: random, since a counter repeats after a delete or a restore."""
    return secrets.token_urlsafe(12)


def now() -> dt.datetime:
    """Return this moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)
