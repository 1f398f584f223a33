"""Bodies that cannot be read: of no known kind, too large, too slow, broken."""

from collections.abc import Iterable

from synthgrid.errors.base import N_, Fault, Message, SynthgridError


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
