"""A judge of values within values: each is read where it stands, and what is wrong is told with its pointer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from synthgrid.domain.fields import Reader, Refused, UnknownField, escaped
from synthgrid.domain.objects import fault_of
from synthgrid.errors import N_, Fault, Message

T = TypeVar("T")
At = Callable[[Any, str], T | None]
"""Reads the value that stands at a pointer; None when it is refused."""


class Judge:
    """Reads objects and lists, and keeps what is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self._faults = faults

    def fault(self, pointer: str, text: str, **facts: Any) -> None:
        """Keep a fault."""
        self._faults.append(Fault(pointer, Message(text, facts)))

    def plain(self, read: Reader) -> At[Any]:
        """Return the reader of a value that holds no others."""

        def at(value: Any, pointer: str) -> Any:
            try:
                return read(value)
            except Refused as refused:
                self._faults.append(fault_of(refused, pointer, len(self._faults)))
                return None

        return at

    def members(
        self, value: Any, pointer: str, readers: Mapping[str, At[Any]], required: Sequence[str] = ()
    ) -> dict[str, Any] | None:
        """Read an object; null is absent. None when anything in it is refused.

        Args:
            value: The JSON value.
            pointer: Where it stands.
            readers: The fields it may have.
            required: Those that it must have.
        """
        if not isinstance(value, dict):
            self.fault(pointer, N_("It must be an object."))
            return None
        before, found = len(self._faults), {}
        for name, member in value.items():
            if name not in readers:
                self._faults.append(fault_of(UnknownField(name, readers), pointer, len(self._faults)))
            elif member is not None:
                found[name] = readers[name](member, f"{pointer}/{name}")
        for name in required:
            if value.get(name) is None:
                self.fault(f"{pointer}/{name}", N_("It is required."))
        return found if len(self._faults) == before else None

    def each(
        self, value: Any, pointer: str, most: int, read: Callable[[Any, str], T | None], least: int = 0
    ) -> list[T]:
        """Read a list; null is empty, and so is one in which anything is refused.

        Args:
            value: The JSON value.
            pointer: Where it stands.
            most: Entries it may have.
            read: Reads one.
            least: Entries it must have.
        """
        listed = [] if value is None else value
        if not isinstance(listed, list):
            self.fault(pointer, N_("It must be a list."))
        elif len(listed) > most:
            self.fault(pointer, N_("It has %(length)d entries; at most %(most)d."), length=len(listed), most=most)
        elif len(listed) < least:
            self.fault(pointer, N_("It must not be empty."))
        else:
            found = [read(one, f"{pointer}/{number}") for number, one in enumerate(listed)]
            whole = [one for one in found if one is not None]
            return whole if len(whole) == len(found) else []
        return []

    def entries(self, value: Any, pointer: str, most: int, read: At[T]) -> dict[str, T] | None:
        """Read an object whose names are the sender's own.

        Args:
            value: The JSON value.
            pointer: Where it stands.
            most: Entries it may have.
            read: Reads one.
        """
        if not isinstance(value, dict):
            self.fault(pointer, N_("It must be an object."))
            return None
        if len(value) > most:
            self.fault(pointer, N_("It has %(length)d entries; at most %(most)d."), length=len(value), most=most)
            return None
        found = {name: read(one, f"{pointer}/{escaped(name)}") for name, one in value.items() if one is not None}
        return {name: one for name, one in found.items() if one is not None}

    def once(self, names: Sequence[str], pointer: str, below: str = "") -> None:
        """Refuse what stands in a list twice.

        Args:
            names: What tells the entries apart.
            pointer: Where the list stands.
            below: Where the name stands in an entry.
        """
        for number, name in enumerate(names):
            if name in names[:number]:
                self.fault(f"{pointer}/{number}{below}", N_("“%(name)s” stands here twice."), name=name)
