"""Everything that can go wrong, as facts. No HTTP here: `api.problems` maps kinds to statuses.

```
SynthgridError
├── MalformedError            the bytes cannot be read at all
│   └── MalformedBodyError
├── InvalidError              readable, but against a rule
│   ├── InvalidDocumentError  a document, with one fault per place
│   ├── InvalidOptionError    an option of a request or a command
│   ├── UnknownReferenceError a group, category or parent that is not there
│   ├── UnknownTemplateError  a template that is neither synthgrid's nor the workspace's
│   ├── CategoryRuleError     a category tree that would break its rules
│   ├── IdempotencyMismatchError  the same Idempotency-Key with another body
│   └── TooComplexError       more than can be drawn
│       └── RenderTooComplexError
├── TooLargeError             a body over its limit
├── SlowRequestError          a body that stopped coming
├── UnsupportedFormatError    a content type that no format has
├── NotFoundError
│   ├── WorkshopNotFoundError, GroupNotFoundError, CategoryNotFoundError,
│   ├── ProposalNotFoundError, TemplateNotFoundError, WorkspaceNotFoundError, KeyNotFoundError
│   └── ShareNotFoundError
├── ConflictError             the request meets a state that forbids it
│   ├── SlugTakenError, NameTakenError, ExternalIdTakenError, HasDependentsError
│   ├── BuiltInTemplateError, TemplateInUseError, TooManyTemplatesError
│   ├── LastAdminKeyError, KeyEndedError, PublishedError
│   ├── IdempotencyInFlightError
│   └── WriteConflictError    still racing after every retry
├── PreconditionError         If-Match names another revision, or If-None-Match this one
├── PreconditionRequiredError the workspace asks for If-Match
├── AccessError               who is asking
│   ├── MissingKeyError, UnknownKeyError, UnknownShareError, TwoKeysError
│   └── ScopeError, ForbiddenOriginError, NotLoopbackError
├── RateLimitError            too many requests of one key or address
├── BusyError                 too many renders waiting
├── NotReadyError             the database or Graphviz cannot be used
├── RenderingError            a drawing that did not pass its check
├── BackupError               a backup that cannot be made or put back
└── SettingsError             a setting that cannot be used
```

Every class has a stable `code` and a `message`: an English gettext id with `%(name)s` places, filled from `facts`.
"""

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


class MalformedError(SynthgridError):
    """The bytes cannot be read at all."""

    code = "malformed"


class MalformedBodyError(MalformedError):
    """A body that is not what its content type says."""

    code = "malformed-body"
    message = N_("The body cannot be read: %(reason)s")

    def __init__(self, reason: Message | str, pointer: str = "", line: int | None = None) -> None:
        self.fault = Fault(pointer, reason if isinstance(reason, Message) else Message(reason), line)
        super().__init__(reason=self.fault.message)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return (self.fault,)


class InvalidError(SynthgridError):
    """Readable, but against a rule."""

    code = "invalid"


class InvalidDocumentError(InvalidError):
    """A document with at least one fault."""

    code = "invalid-document"
    message = N_("Faults in the document: %(count)d; nothing was written.")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        super().__init__(count=len(self._faults))

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return self._faults


class InvalidOptionError(InvalidError):
    """An option that is unknown, repeated or has a value out of its range."""

    code = "invalid-option"
    message = N_("Option “%(option)s”: %(reason)s")

    def __init__(self, option: str, reason: Message | str, at: str = "") -> None:
        self.option = option
        self.at = at
        self.reason = reason if isinstance(reason, Message) else Message(reason)
        super().__init__(option=option, reason=self.reason)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return (Fault(f"/{self.option}{self.at}", self.reason),)


class UnknownReferenceError(InvalidError):
    """A name, path or id that no group, category or proposal of the workshop has."""

    code = "unknown-reference"
    message = N_("“%(name)s” is not in this workshop.")

    def __init__(self, pointer: str, name: str, nearest: str | None = None) -> None:
        self.pointer = pointer
        self.nearest = nearest
        super().__init__(name=name, nearest=nearest)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        if self.nearest is None:
            return (Fault(self.pointer, self.sentence), *self.more)
        text = N_("“%(name)s” is not in this workshop; the nearest is “%(nearest)s”.")
        return (Fault(self.pointer, Message(text, self.facts)), *self.more)


class UnknownTemplateError(InvalidError):
    """A template that is neither one of synthgrid's nor one of the workspace's own."""

    code = "unknown-template"
    message = N_("There is no template “%(key)s”; there are: %(known)s.")

    def __init__(self, key: str, known: Iterable[str], nearest: str | None = None, pointer: str = "/template") -> None:
        self.key, self.pointer, self.nearest = key, pointer, nearest
        super().__init__(key=key, known=", ".join(known), nearest=nearest)

    @property
    def sentence(self) -> Message:  # noqa: D102 (as in SynthgridError)
        if self.nearest is None:
            return Message(self.message, self.facts)
        return Message(N_("There is no template “%(key)s”; the nearest is “%(nearest)s”."), self.facts)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return (Fault(self.pointer, self.sentence),)


class CategoryRuleError(InvalidError):
    """A category tree that would be cyclic or too deep."""

    code = "category-rule"
    message = N_("%(reason)s")

    def __init__(self, reason: Message, pointer: str = "/parent") -> None:
        self.fault = Fault(pointer, reason)
        super().__init__(reason=reason)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return (self.fault,)


class TooComplexError(InvalidError):
    """More than can be drawn."""

    code = "too-many-to-draw"
    message = N_(
        "%(count)d items are more than the %(limit)d that can be drawn at once; "
        "draw one branch with “category”, or fold a map with “depth”."
    )

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(count=count, limit=limit)


class RenderTooComplexError(TooComplexError):
    """A drawing that did not end within its time, memory or output."""

    code = "render-too-complex"
    message = N_(
        "This drawing needs more time, memory or space than one drawing may take; "
        "draw one branch with “category”, or fold a map with “depth”."
    )

    def __init__(self) -> None:
        SynthgridError.__init__(self)


class TooLargeError(SynthgridError):
    """A body over its limit."""

    code = "body-too-large"
    message = N_("The body is larger than the %(limit)d bytes allowed; send it in several parts.")

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class SlowRequestError(SynthgridError):
    """A request whose head or body stopped coming."""

    code = "request-timeout"
    message = N_("The request stopped coming before its end; nothing was written, send it again.")


class UnsupportedFormatError(SynthgridError):
    """A body whose content type is of none of the formats."""

    code = "unsupported-format"
    message = N_("“%(content_type)s” cannot be read here; send one of: %(formats)s.")

    def __init__(self, content_type: str, formats: Iterable[str]) -> None:
        super().__init__(content_type=content_type, formats=", ".join(formats))


class NotFoundError(SynthgridError):
    """There is no such thing, or none that the caller may see."""

    code = "not-found"
    message = N_("There is nothing at this address.")


class WorkshopNotFoundError(NotFoundError):
    """There is no workshop with this slug."""

    code = "workshop-not-found"
    message = N_("There is no workshop “%(slug)s”.")

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug=slug)


class GroupNotFoundError(NotFoundError):
    """There is no group with this id in the workshop."""

    code = "group-not-found"
    message = N_("There is no group “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class CategoryNotFoundError(NotFoundError):
    """There is no category with this id in the workshop."""

    code = "category-not-found"
    message = N_("There is no category “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class ProposalNotFoundError(NotFoundError):
    """There is no proposal with this id in the workshop."""

    code = "proposal-not-found"
    message = N_("There is no proposal “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class TemplateNotFoundError(NotFoundError):
    """There is no template with this key."""

    code = "template-not-found"
    message = N_("There is no template “%(key)s”.")

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class WorkspaceNotFoundError(NotFoundError):
    """There is no workspace with this name."""

    code = "workspace-not-found"
    message = N_("There is no workspace “%(name)s”.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class KeyNotFoundError(NotFoundError):
    """There is no key with this id."""

    code = "key-not-found"
    message = N_("There is no key “%(id)s”.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class ShareNotFoundError(NotFoundError):
    """There is no share link with this id."""

    code = "share-not-found"
    message = N_("There is no share link “%(id)s”.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class ConflictError(SynthgridError):
    """The request meets a state that forbids it."""

    code = "conflict"


class SlugTakenError(ConflictError):
    """Another workshop of the workspace has this slug."""

    code = "slug-taken"
    message = N_("There is already a workshop “%(slug)s”; choose another slug, or PUT to replace it.")

    def __init__(self, slug: str) -> None:
        super().__init__(slug=slug)


class NameTakenError(ConflictError):
    """Another group, or a sibling category, has this name."""

    code = "name-taken"
    message = N_("“%(name)s” is already the name of another one here.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class ExternalIdTakenError(ConflictError):
    """Another proposal of the workshop has this external_id."""

    code = "external-id-taken"
    message = N_("Another proposal of this workshop has the external_id “%(external_id)s”.")

    def __init__(self, external_id: str, pointer: str = "/external_id") -> None:
        self.pointer = pointer
        super().__init__(external_id=external_id)

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return (Fault(self.pointer, self.sentence), *self.more)


class HasDependentsError(ConflictError):
    """Something still hangs on what would be deleted."""

    code = "has-dependents"
    message = N_("Proposals that depend on it: %(count)d; give “%(way_out)s” to say what becomes of them.")

    def __init__(self, count: int, way_out: str) -> None:
        super().__init__(count=count, way_out=way_out)


class PublishedError(ConflictError):
    """What others may rest on would be deleted."""

    code = "published"
    message = N_("“%(slug)s” is published; add “force=true” to delete it all the same.")

    def __init__(self, slug: str) -> None:
        super().__init__(slug=slug)


class BuiltInTemplateError(ConflictError):
    """One of synthgrid's own templates would be replaced or deleted."""

    code = "built-in-template"
    message = N_("“%(key)s” is one of synthgrid's own templates, which stay as they are; PUT yours under another key.")

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class TemplateInUseError(ConflictError):
    """A template would be deleted that workshops, or other templates, still use."""

    code = "template-in-use"
    message = N_(
        "“%(key)s” is used by workshops (%(workshops)d) and shown by other templates (%(templates)d); "
        "give “move_to”, the key of the template that takes its place."
    )

    def __init__(self, key: str, workshops: int, templates: int) -> None:
        super().__init__(key=key, workshops=workshops, templates=templates)


class TooManyTemplatesError(ConflictError):
    """The workspace has as many templates as it may have."""

    code = "too-many-templates"
    message = N_("A workspace has at most %(most)d templates of its own; delete one first.")

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class LastAdminKeyError(ConflictError):
    """Without this key nobody could make another."""

    code = "last-admin-key"
    message = N_("This is the last admin key of the workspace that works; make another one first, or rotate it.")


class KeyEndedError(ConflictError):
    """A key that has ended is to be rotated."""

    code = "key-ended"
    message = N_("The key “%(id)s” has ended; make a new one.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class IdempotencyInFlightError(ConflictError):
    """A request with the same Idempotency-Key is still being answered."""

    code = "idempotency-in-flight"
    message = N_("A request with this Idempotency-Key is still being answered; try again in a moment.")


class WriteConflictError(ConflictError):
    """Other writers came first at every retry."""

    code = "write-conflict"
    message = N_("Others are writing at the same moment; nothing was written, try again.")


class IdempotencyMismatchError(InvalidError):
    """The same Idempotency-Key came with another body."""

    code = "idempotency-mismatch"
    message = N_("This Idempotency-Key was already used for another request; use a new one.")


class PreconditionError(SynthgridError):
    """If-Match names another revision than the present one, or If-None-Match this one (`excluded`)."""

    code = "precondition-failed"
    message = N_("This has changed since you read it; read it again and repeat the change.")

    def __init__(self, *, excluded: bool = False) -> None:
        self.excluded = excluded
        super().__init__()

    @property
    def sentence(self) -> Message:  # noqa: D102 (as in SynthgridError)
        if self.excluded:
            return Message(
                N_("This is there already, and “If-None-Match” says not to change it; leave that out to do so.")
            )
        return super().sentence


class PreconditionRequiredError(SynthgridError):
    """The workspace asks for If-Match where something is changed."""

    code = "precondition-required"
    message = N_(
        "This workspace asks for If-Match: send the ETag of what you have read, or “If-None-Match: *” for what is new."
    )


class AccessError(SynthgridError):
    """Who is asking is not known, or may not do this."""

    code = "access"


class MissingKeyError(AccessError):
    """The request carries no key."""

    code = "missing-key"
    message = N_("A key is needed: send “Authorization: Bearer sg_…”.")


class UnknownKeyError(AccessError):
    """The key is unknown, expired or revoked."""

    code = "unknown-key"
    message = N_("This key is unknown, expired or revoked.")


class UnknownShareError(AccessError):
    """The token of a share link is unknown, expired or revoked."""

    code = "unknown-share"
    message = N_("This link is unknown, expired or revoked; ask for a new one.")


class TwoKeysError(AccessError):
    """A request says twice who is asking."""

    code = "two-keys"
    message = N_("The request carries more than one key or share link; send one.")


class ScopeError(AccessError):
    """The key is good, but not for this."""

    code = "scope"
    message = N_("This key may not do that: the scope “%(scope)s” is needed.")

    def __init__(self, scope: str) -> None:
        super().__init__(scope=scope)


class ForbiddenOriginError(AccessError):
    """A page of another site tries to write."""

    code = "forbidden-origin"
    message = N_("Requests that write are not accepted from the origin “%(origin)s”.")

    def __init__(self, origin: str) -> None:
        super().__init__(origin=origin)


class NotLoopbackError(AccessError):
    """ACCESS=open serves this machine only."""

    code = "not-loopback"
    message = N_("Without keys (ACCESS=open) this service answers requests of its own machine only.")


class RateLimitError(SynthgridError):
    """More requests than one key or one address may send."""

    code = "rate-limit"
    message = N_("Too many requests: %(limit)d a minute are answered; try again in %(retry_after)d s.")

    def __init__(self, limit: int, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(limit=limit, retry_after=retry_after)


class BusyError(SynthgridError):
    """Too many drawings are waiting."""

    code = "busy"
    message = N_("Too many drawings are being made; try again in %(retry_after)d s.")

    def __init__(self, retry_after: int = 2) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after)


class NotReadyError(SynthgridError):
    """A part without which nothing can be served does not work."""

    code = "not-ready"
    message = N_("The service cannot answer now: %(reasons)s")
    retry_after = 5

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        super().__init__(reasons=joined(fault.message for fault in self._faults))

    @property
    def faults(self) -> tuple[Fault, ...]:  # noqa: D102 (as in SynthgridError)
        return self._faults


class RenderingError(SynthgridError):
    """A drawing did not pass its check; it was neither sent nor kept."""

    code = "rendering"
    message = N_("The drawing did not pass its check and was thrown away: %(reason)s")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class BackupError(SynthgridError):
    """A backup cannot be made or put back; nothing was changed."""

    code = "backup"
    message = N_("%(reason)s")

    def __init__(self, reason: str, /, **facts: Any) -> None:
        super().__init__(reason=Message(reason, facts))


class SettingsError(SynthgridError):
    """A setting cannot be used."""

    code = "settings"
    message = N_("%(name)s: %(reason)s")

    def __init__(self, name: str, reason: Message | str) -> None:
        self.name = name
        super().__init__(name=name, reason=reason if isinstance(reason, Message) else Message(reason))
