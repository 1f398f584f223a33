"""Objects and lists of a document, read by the readers of their fields; what is refused becomes a fault."""

from collections.abc import Iterable, Mapping
from typing import Any

from synthgrid.domain.fields import Reader, Refused, UnknownField
from synthgrid.errors import FAULTS_TOLD, N_, Fault, Message
from synthgrid.settings import Limits


def read_fields(
    data: dict[str, Any],
    readers: Mapping[str, Reader],
    pointer: str,
    faults: list[Fault],
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """Read the fields of an object; null is absent; what is refused or unknown is added to `faults`.

    Args:
        data: The object.
        readers: The fields it may have.
        pointer: Where the object stands.
        faults: Receives the faults.
        also: Fields that someone else reads.
    """
    found: dict[str, Any] = {}
    known = {*readers, *also}
    for name, value in data.items():
        try:
            if name not in known:
                raise UnknownField(name, known)
            if value is not None and name in readers:
                found[name] = readers[name](value)
        except Refused as refused:
            at = pointer if name not in known else f"{pointer}/{name}"
            faults.append(fault_of(refused, at, len(faults)))
    return found


def fault_of(refused: Refused, pointer: str, before: int, line: int | None = None) -> Fault:
    """Return the fault of a value that its reader refused.

    Args:
        refused: The refusal.
        pointer: Where the value stands.
        before: How many faults there are already: looking for the nearest name takes time, and only few are told.
        line: Line of the body, counted from 1, for formats that have lines.
    """
    message = refused.helpful() if before < FAULTS_TOLD else refused.message
    return Fault(pointer + refused.at, message, line)


def too_many(pointer: str, line: int | None, limits: Limits) -> Fault:
    """Return the fault of a list with more items than one body may have."""
    return Fault(
        pointer, Message(N_("More than %(limit)d items; send them in several parts."), {"limit": limits.items}), line
    )


def read_list(
    data: dict[str, Any], name: str, limits: Limits, faults: list[Fault]
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Return the objects of a list of the document, each with its pointer; as many as one body may have."""
    values = data.get(name)
    if values is None:
        return
    if not isinstance(values, list):
        faults.append(Fault(f"/{name}", Message(N_("It must be a list."))))
        return
    if len(values) > limits.items:
        faults.append(too_many(f"/{name}/{limits.items}", None, limits))
    for index, value in enumerate(values[: limits.items]):
        if isinstance(value, dict):
            yield f"/{name}/{index}", value
        else:
            faults.append(Fault(f"/{name}/{index}", Message(N_("It must be an object."))))
