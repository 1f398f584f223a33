"""What a document says, as the columns that keep it; and what differs from what is kept."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain.check_one import MERGED
from synthgrid.domain.document import Document, Item
from synthgrid.domain.fields import ENTRIES_MAX
from synthgrid.domain.values import TEMPLATE, Layer, Proposal, Status, Workshop
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.i18n import LANGUAGE
from synthgrid.services.names import Names

SAID: Final = (
    "text",
    "external_id",
    "group",
    "actor",
    "voice",
    "section",
    "polarity",
    "category",
    "also",
    "facets",
    "note",
    "source",
)
"""Columns of a proposal that an item of a document fills."""

INHERITED: Final = frozenset({"group", "section", "polarity", "category"})


def item_columns(item: Item, names: Names) -> dict[str, Any]:
    """Return what an item says."""
    said = {name: getattr(item, name) for name in SAID}
    also = [names.category(path) for path in item.also]
    return said | {"group": names.group(item.group), "category": names.category(item.category), "also": also}


def stored_columns(proposal: Proposal) -> dict[str, Any]:
    """Return what a stored proposal says itself (not what it inherits)."""
    said = {name: getattr(proposal, name) for name in SAID}
    return said | {"section": proposal.section or None, "also": list(proposal.also)}


def head_columns(document: Document) -> dict[str, Any]:
    """Return what a document says of the workshop itself, with what an absent field means."""
    return {
        "title": document.title,
        "question": document.question,
        "date": document.date,
        "place": document.place,
        "language": document.language or LANGUAGE,
        "template": document.template or TEMPLATE,
        "labels": document.labels,
        "layer": document.layer or Layer.VERBATIM,
        "status": document.status or Status.COLLECTING,
    }


def differences(wanted: Mapping[str, Any], kept: Any) -> dict[str, Any]:
    """Return the columns of `wanted` that are otherwise in `kept`, a mapping or a value with such fields."""
    if isinstance(kept, Mapping):
        return {name: value for name, value in wanted.items() if value != kept[name]}
    return {name: value for name, value in wanted.items() if value != getattr(kept, name)}


def merged(fields: Mapping[str, Any], kept: Any) -> dict[str, Any]:
    """Return the fields of a partial body with its objects put into those that are kept (RFC 7396).

    Args:
        fields: What `domain.check_one` read.
        kept: The value that has such fields.

    Raises:
        InvalidDocumentError: An object would get more entries than it may have.
    """
    found = dict(fields)
    for name in MERGED & fields.keys():
        if fields[name] is not None:
            both = {**getattr(kept, name), **fields[name]}
            found[name] = {member: value for member, value in both.items() if value is not None}
            if len(found[name]) > ENTRIES_MAX:
                facts = {"length": len(found[name]), "most": ENTRIES_MAX}
                message = Message(N_("It has %(length)d entries; at most %(most)d."), facts)
                raise InvalidDocumentError([Fault(f"/{name}", message)])
    return found


def missing(document: Document, kept: Workshop) -> dict[str, Any]:
    """Return what a document says of the workshop itself where the stored one says nothing.

    Labels are filled one by one; the layer is that of the first items.
    """
    filled = {
        name: getattr(document, name)
        for name in ("title", "question", "date", "place")
        if getattr(document, name) and not getattr(kept, name)
    }
    labels = {**document.labels, **kept.labels}
    if labels != kept.labels:
        filled["labels"] = labels
    if document.layer not in {None, kept.layer} and not kept.proposals:
        filled["layer"] = document.layer
    return filled
