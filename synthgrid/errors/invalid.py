"""What can be read and is against a rule."""

from collections.abc import Iterable

from synthgrid.errors.base import N_, Fault, Message, SynthgridError


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


class IdempotencyMismatchError(InvalidError):
    """The same Idempotency-Key came with another body."""

    code = "idempotency-mismatch"
    message = N_("This Idempotency-Key was already used for another request; use a new one.")
