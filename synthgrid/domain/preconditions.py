"""What a caller believes to be true of what it changes: If-Match and If-None-Match without their syntax."""

from dataclasses import dataclass
from typing import Final

from synthgrid.errors import PreconditionError

WHATEVER_EXISTS: Final = "*"


@dataclass(frozen=True, slots=True)
class IfMatch:
    """The revisions a caller accepts to change.

    Revisions are as answers gave them, without quotes and without a `:gzip` suffix; `*` stands for any that exists.

    Attributes:
        revisions: One of these, strong ones; None is no condition.
        none_of: None of these (`If-None-Match`): `*` is only what does not exist yet.
    """

    revisions: frozenset[str] | None = None
    none_of: frozenset[str] = frozenset()

    def allows(self, revision: str | None) -> bool:
        """Tell whether something with this revision (None: it does not exist) may be changed."""
        return self._is_wanted(revision) and not self._is_excluded(revision)

    def require(self, revision: str | None) -> None:
        """Refuse to go on with a revision that is not allowed.

        Raises:
            PreconditionError: It is not.
        """
        if not self.allows(revision):
            raise PreconditionError(excluded=self._is_wanted(revision))

    def _is_wanted(self, revision: str | None) -> bool:
        return self.revisions is None or not self.revisions.isdisjoint(_named(revision))

    def _is_excluded(self, revision: str | None) -> bool:
        return not self.none_of.isdisjoint(_named(revision))


def _named(revision: str | None) -> frozenset[str]:
    """Return what names a revision."""
    return frozenset() if revision is None else frozenset((revision, WHATEVER_EXISTS))


ANY: Final = IfMatch()
"""No condition."""
