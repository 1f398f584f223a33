"""Every `code` that a problem can have, as the classes of errors and the table of refusals tell them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from synthgrid import errors, i18n
from synthgrid.api.problems import kind_of
from synthgrid.errors import SynthgridError
from synthgrid.refusals import REFUSALS

NEVER_ANSWERED: Final = {errors.BackupError, errors.SettingsError, errors.WorkspaceNotFoundError}
"""What stops a start or a command, and no request meets."""

_PLACE: Final = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its status, the title of its kind and its sentence, gettext ids; places are left to be filled."""

    code: str
    status: int
    title: str
    sentence: str

    def titled(self, language: str) -> str:
        """Return the title in a language."""
        return i18n.translate(self.title, language)

    def said(self, language: str) -> str:
        """Return the sentence in a language, each place as `{name}`."""
        return _PLACE.sub(r"{\1}", i18n.translate(self.sentence, language))


@cache
def entries() -> tuple[Entry, ...]:
    """Return every code, by status and name."""
    found = {
        refusal.code: Entry(refusal.code, status, refusal.title, refusal.sentence)
        for status, refusal in REFUSALS.items()
    }
    for error in answered():
        kind = kind_of(error)
        found[error.code] = Entry(error.code, int(kind.status), kind.title, error.message)
    return tuple(sorted(found.values(), key=lambda one: (one.status, one.code)))


def answered() -> Iterator[type[SynthgridError]]:
    """Yield the errors that requests are answered with: those with a sentence of their own."""
    waiting = SynthgridError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if "message" in vars(error) and error not in NEVER_ANSWERED:
            yield error
