"""What every error has: a code, a sentence and its facts, and the places concerned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, TypeVar

FAULTS_TOLD: Final = 100
"""Faults of one error that people are told; the others are only counted."""


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for a marker)
    """Mark a message for the catalogue without translating it."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for people: an English gettext id and what fills its places."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.facts if self.facts else self.text


def joined(sentences: Iterable[Message]) -> Message:
    """Join sentences into one message; each is translated by itself."""
    facts = {str(number): sentence for number, sentence in enumerate(sentences)}
    return Message(" ".join(f"%({number})s" for number in facts), facts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place of a document.

    Attributes:
        pointer: JSON pointer (RFC 6901) into the document, "" for the whole.
        message: What is wrong and the way out.
        line: Line of the body, counted from 1, for formats that have lines.
    """

    pointer: str
    message: Message
    line: int | None = None


class SynthgridError(Exception):
    """The root of what synthgrid raises on purpose."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something went wrong.")
    more: tuple[Fault, ...] = ()
    """Places of further errors of the kind, told with this one."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(str(self.sentence))

    @property
    def sentence(self) -> Message:
        """The message with its facts, ready to be translated."""
        return Message(self.message, self.facts)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The places concerned; empty when the sentence says all."""
        return ()


E = TypeVar("E", bound=SynthgridError)


def together(errors: Sequence[E]) -> E:
    """Return the first of some errors of a kind, which tells the places of all."""
    errors[0].more = tuple(fault for error in errors[1:] for fault in error.faults)
    return errors[0]
