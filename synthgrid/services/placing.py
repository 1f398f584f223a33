"""Where one thing stands among its siblings: beside one of them, or after all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from synthgrid.domain.positions import positions
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message

BEFORE: Final = "before"
AFTER: Final = "after"


@dataclass(frozen=True, slots=True)
class Beside:
    """The sibling that a body wants something to stand before, or after, as `word` says; the body says it there."""

    id: str
    word: str

    @property
    def pointer(self) -> str:
        """Where the body says it."""
        return f"/{self.word}"

    def refuse_itself(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        """Refuse to put something beside itself.

        Raises:
            InvalidDocumentError: It is itself.
        """
        if self.id == id:
            raise refused(self, N_("It cannot stand beside itself."))

    def refuse_elsewhere(self, fields: Mapping[str, Any], parent: str | None, theirs: str | None) -> None:
        """Refuse a body that names a parent which is not that of the sibling.

        Args:
            fields: Of the body.
            parent: Id of the parent that it names.
            theirs: Id of the parent of the sibling.

        Raises:
            InvalidDocumentError: They are two.
        """
        if "parent" in fields and parent != theirs:
            raise refused(self, N_("It stands under another one than “parent” says; leave “parent” out to follow it."))


def refused(beside: Beside, reason: str) -> InvalidDocumentError:
    """Return the error of a body that names a sibling which cannot be."""
    return InvalidDocumentError([Fault(beside.pointer, Message(reason))])


def apart(fields: Mapping[str, Any]) -> tuple[dict[str, Any], Beside | None]:
    """Return the fields of a body without those that say where it stands, and what these say.

    Raises:
        InvalidDocumentError: It says both.
    """
    rest = {name: value for name, value in fields.items() if name not in {BEFORE, AFTER}}
    given = [Beside(fields[word], word) for word in (BEFORE, AFTER) if fields.get(word) is not None]
    if len(given) > 1:
        raise refused(given[1], N_("Give “before” or “after”, not both."))
    return rest, given[0] if given else None


def places(siblings: Sequence[tuple[str, int]], id: str, beside: Beside | None) -> dict[str, int]:  # noqa: A002 (the same)
    """Return the positions that change when something is put beside a sibling, or after all, by id.

    Args:
        siblings: Ids and positions, in their order; what is put somewhere may be one of them.
        id: Of what is put somewhere.
        beside: One of the others; None for the end.
    """
    order = [one for one in siblings if one[0] != id]
    names = [key for key, _ in order]
    index = len(order) if beside is None else names.index(beside.id) + (beside.word == AFTER)
    if [*names[:index], id, *names[index:]] == [key for key, _ in siblings]:
        return {}
    kept: list[tuple[str, int | None]] = [*order[:index], (id, None), *order[index:]]
    found = positions([position for _, position in kept])
    return {key: new for (key, old), new in zip(kept, found, strict=True) if new != old}
