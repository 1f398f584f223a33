"""The judge of single resources: the bodies of POST and PATCH of one workshop, group, category or proposal.

References to groups and categories stay as they were sent (a name, a path, an id); services find what they name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.check import DOCUMENT_FIELDS
from synthgrid.domain.check_items import ITEM_FIELDS
from synthgrid.domain.check_names import CATEGORY_FIELDS, GROUP_FIELDS
from synthgrid.domain.document import Path
from synthgrid.domain.fields import Reader, Refused
from synthgrid.domain.objects import read_fields
from synthgrid.domain.text import normal
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message


@dataclass(frozen=True, slots=True)
class ById:
    """A group or category named by its id: `{"id": "…"}`."""

    id: str


_an_id: Final = fields.matching(fields.ID_PATTERN, N_("an id that synthgrid gave"))


def _or_id(read: Reader) -> Reader:
    def reader(value: Any) -> Any:
        if not isinstance(value, dict):
            return read(value)
        if list(value) != ["id"]:
            raise Refused(N_("It must be a name, a path or {“id”: …}."))
        return ById(_an_id(value["id"]))

    return reader


def _also(value: Any) -> tuple[Path | ById, ...]:
    if not isinstance(value, list) or len(value) > fields.ENTRIES_MAX:
        raise Refused(N_("It must be a list."))
    return tuple(dict.fromkeys(map(_or_id(fields.path), value)))


_BESIDE: Final[Mapping[str, Reader]] = {"before": _an_id, "after": _an_id}
"""The sibling that something is put before, or after."""

REASON: Final = "reason"
"""Why a text is corrected: a field of a change, not of the proposal."""
PROPOSAL: Final[Mapping[str, Reader]] = {
    **{name: read for name, read in ITEM_FIELDS.items() if name not in {"id", "ref", "origin"}},
    "group": _or_id(ITEM_FIELDS["group"]),
    "category": _or_id(fields.path),
    "also": _also,
    "parent": _an_id,
    "archived": fields.truth,
    **_BESIDE,
}
CHANGES: Final[Mapping[str, Reader]] = {**PROPOSAL, REASON: fields.line}
CATEGORY: Final[Mapping[str, Reader]] = {**CATEGORY_FIELDS, "parent": _or_id(fields.path), **_BESIDE}
GROUP: Final[Mapping[str, Reader]] = {**GROUP_FIELDS, **_BESIDE}
MERGED: Final = frozenset({"facets", "labels", "source"})
"""Objects of which a PATCH changes the members that it gives, null taking one away (RFC 7396)."""

WORKSHOP: Final[Mapping[str, Reader]] = {name: read for name, read in DOCUMENT_FIELDS.items() if name != "slug"}


def check_one(data: Any, readers: Mapping[str, Reader], required: str, *, partial: bool = False) -> dict[str, Any]:
    """Judge the body of one resource.

    Args:
        data: The JSON value sent.
        readers: `PROPOSAL`, `CATEGORY`, `GROUP` or `WORKSHOP`.
        required: The field that cannot be missing, nor null: `text`, `name` or `title`.
        partial: Whether absent fields are left alone and null resets a field (PATCH, RFC 7396).

    Returns:
        The fields read; in a partial body a field that was null is None, and so is a member that was null.

    Raises:
        InvalidDocumentError: With a fault for each field refused.
    """
    if not isinstance(data, dict):
        raise InvalidDocumentError([Fault("", Message(N_("It must be an object.")))])
    faults: list[Fault] = []
    found = read_fields(data, readers, "", faults)
    if data.get(required) is None and (required in data or not partial):
        faults.append(Fault(f"/{required}", Message(N_("It is required."))))
    if faults:
        raise InvalidDocumentError(faults)
    if partial:
        found |= {name: _members(data[name], found[name]) for name in MERGED & found.keys()}
        found |= {name: None for name, value in data.items() if value is None}
    return found


def _members(given: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that a partial body gives, None for those that say nothing (any more)."""
    return {normal(name): read.get(normal(name)) for name in given}
