"""What is archived and that a document leaves out: nothing said is lost, so it stays, with what it names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from synthgrid.domain.document import Document, DocumentCategory, DocumentGroup
from synthgrid.domain.tree import TREE_DEPTH_MAX, hidden, inheriting
from synthgrid.domain.values import POINT, Proposal, Workshop
from synthgrid.errors import N_, ExternalIdTakenError, Fault, InvalidDocumentError, Message, together
from synthgrid.services.columns import INHERITED, differences
from synthgrid.services.matching import Matches

Kept = Mapping[str, Proposal]
"""Id -> a proposal as it stays, each after its parent."""


def kept_apart(stored: Workshop, matches: Matches) -> Kept:
    """Return what is archived and that a document does not have, as it stays.

    Where its parent goes, it stands at the top with what it inherited; where that comes back, it stays archived.

    Args:
        stored: The workshop.
        matches: Which proposals the items of the document are.
    """
    away, there = hidden(stored.proposals), {proposal.id for proposal in matches.values()}
    if not away:
        return {}
    whole = {proposal.id: proposal for proposal in inheriting(stored.proposals)}
    kept: dict[str, Proposal] = {}
    for proposal in stored.proposals:
        if proposal.id not in away or proposal.id in there:
            continue
        archived = proposal.archived or proposal.parent not in kept
        if proposal.parent is None or proposal.parent in kept or proposal.parent in there:
            kept[proposal.id] = proposal._replace(archived=archived)
        else:
            alone = whole[proposal.id]
            kept[proposal.id] = alone._replace(parent=None, section=alone.section or POINT, archived=archived)
    return kept


def with_names(document: Document, stored: Workshop, kept: Kept) -> Document:
    """Add to a document the groups and categories that it leaves out and that what stays names."""
    names, paths = {group.name for group in document.groups}, {category.path for category in document.categories}
    said = {proposal.group for proposal in kept.values()}
    themes = {key for proposal in kept.values() for key in (proposal.category, *proposal.also)}
    named = [category.path for category in stored.categories if category.id in themes]
    above = {path[:length] for path in named for length in range(1, len(path) + 1)}
    groups = (
        DocumentGroup(group.name, group.actor, group.composition, group.members, group.size)
        for group in stored.groups
        if group.id in said and group.name not in names
    )
    categories = (
        DocumentCategory(category.path, category.definition, category.color, category.side)
        for category in stored.categories
        if category.path in above and category.path not in paths
    )
    return replace(document, groups=(*document.groups, *groups), categories=(*document.categories, *categories))


def kept_names(document: Document, whole: Document) -> tuple[Message, ...]:
    """Return what the sender should know of the groups and categories that were added to its document."""
    groups, categories = len(whole.groups) - len(document.groups), len(whole.categories) - len(document.categories)
    if not groups and not categories:
        return ()
    text = N_("Left out, and kept since archived items are in them: groups %(groups)d, themes %(categories)d.")
    return (Message(text, {"groups": groups, "categories": categories}),)


def kept_changes(stored: Workshop, kept: Kept, places: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the columns that change of what stays, by id.

    Args:
        stored: The workshop.
        kept: What stays.
        places: The parent and the position of each, by id.
    """
    changed = {}
    for proposal in stored.proposals:
        if staying := kept.get(proposal.id):
            said = {name: getattr(staying, name) for name in ("archived", *INHERITED)}
            changed[proposal.id] = differences({**said, **places[proposal.id]}, proposal)
    return {key: columns for key, columns in changed.items() if columns}


def refuse_against(document: Document, matches: Matches, kept: Kept) -> None:
    """Refuse a document that cannot stand beside what stays.

    Raises:
        InvalidDocumentError: What stays below one of its items would stand too deep.
        ExternalIdTakenError: What stays has the external_id of one of its items.
    """
    if faults := _too_deep(document, matches, kept):
        raise InvalidDocumentError(faults)
    held = {proposal.external_id for proposal in kept.values() if proposal.external_id is not None}
    taken = [
        ExternalIdTakenError(item.external_id, f"{item.pointer}/external_id")
        for item in document.items
        if item.external_id in held
    ]
    if taken:
        raise together(taken)


def _too_deep(document: Document, matches: Matches, kept: Kept) -> list[Fault]:
    levels: dict[int, int] = {}
    stands: dict[str, tuple[int, str]] = {}
    for item in document.items:
        levels[item.index] = 1 + (0 if item.parent is None else levels[item.parent])
        if item.index in matches:
            stands[matches[item.index].id] = levels[item.index], item.pointer
    found = {}
    for key, proposal in kept.items():
        level, pointer = stands.get(proposal.parent or "", (0, ""))
        stands[key] = level + 1, pointer
        if level >= TREE_DEPTH_MAX:
            message = Message(
                N_("What is archived below it would stand deeper than %(most)d levels."), {"most": TREE_DEPTH_MAX}
            )
            found[pointer] = Fault(pointer, message)
    return list(found.values())
