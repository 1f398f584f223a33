"""What a server, an engine or a database cannot do now."""

from collections.abc import Iterable
from typing import Any

from synthgrid.errors.base import N_, Fault, Message, SynthgridError, joined


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
