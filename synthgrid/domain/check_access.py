"""The judge of keys, share links and workspaces as people ask for them."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.access import Scope
from synthgrid.domain.fields import Reader, Refused
from synthgrid.domain.slug import SLUG_PATTERN
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message

MOMENT_PATTERN: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$"
DAYS_MAX: Final = 36_500
OVERLAP_MAX: Final = 30 * 24 * 3600
"""Seconds."""


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(N_("It must be true or false."))
    return value


def _moment(value: Any) -> dt.datetime:
    """Read a moment with its offset (RFC 3339); return it in UTC."""
    found = fields.line(value)
    try:
        if not re.match(MOMENT_PATTERN, found):
            raise ValueError(found)
        return dt.datetime.fromisoformat(found).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        expected = Message(N_("a moment such as 2026-11-20T18:00:00Z"))
        raise Refused(N_("It must be %(expected)s."), expected=expected) from None


ENDING: Final[Mapping[str, Reader]] = {
    "label": fields.line,
    "expires_at": _moment,
    "days": fields.whole(1, DAYS_MAX),
}
KEY: Final[Mapping[str, Reader]] = {"scope": fields.choice(Scope), **ENDING}
SHARE: Final[Mapping[str, Reader]] = {
    "workshop": fields.matching(SLUG_PATTERN, N_("the slug of a workshop")),
    **ENDING,
}
WORKSPACE: Final[Mapping[str, Reader]] = {"require_if_match": _switch}


def end_of(now: dt.datetime, expires_at: dt.datetime | None = None, days: int | None = None) -> dt.datetime | None:
    """Return when something made now ends; None for never.

    Args:
        now: This moment, aware.
        expires_at: The moment asked for.
        days: The days asked for.

    Raises:
        InvalidDocumentError: Both are asked for, or a moment that is past.
    """
    if expires_at is not None and days is not None:
        raise InvalidDocumentError([Fault("/days", Message(N_("Give “expires_at” or “days”, not both.")))])
    if days is not None:
        return now + dt.timedelta(days=days)
    if expires_at is not None and expires_at <= now:
        raise InvalidDocumentError([Fault("/expires_at", Message(N_("This moment is past.")))])
    return expires_at
