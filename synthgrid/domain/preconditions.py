"""What a caller believes to be true of what it changes: If-Match and If-None-Match without their syntax."""

from dataclasses import dataclass
from typing import Final

from synthgrid.errors import PreconditionError

WHATEVER_EXISTS: Final = "*"


@dataclass(frozen=True, slots=True)
class IfMatch:
    """The revisions a caller accepts to change.

    Attributes:
        revisions: Revisions as answers gave them, strong, without quotes and without a `:gzip` suffix; `*` stands for
            any that exists. None is no condition at all.
        new: Whether it must not exist yet (`If-None-Match: *`).
    """

    revisions: frozenset[str] | None = None
    new: bool = False

    def allows(self, revision: str | None) -> bool:
        """Tell whether something with this revision (None: it does not exist) may be changed."""
        if self.new:
            return revision is None
        if self.revisions is None:
            return True
        return revision is not None and (WHATEVER_EXISTS in self.revisions or revision in self.revisions)

    def require(self, revision: str | None) -> None:
        """Refuse to go on with a revision that is not allowed.

        Raises:
            PreconditionError: It is not.
        """
        if not self.allows(revision):
            raise PreconditionError


ANY: Final = IfMatch()
"""No condition."""
