"""Requests that meet a state that forbids them."""

from synthgrid.errors.base import N_, Fault, Message, SynthgridError


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
