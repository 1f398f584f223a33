"""Proposals: added, changed, moved, deleted, one at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from synthgrid.domain.check_one import REASON, ById
from synthgrid.domain.document import Path
from synthgrid.domain.positions import LAST, SPACE
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.tree import TREE_DEPTH_MAX, inheriting
from synthgrid.domain.values import POINT, Proposal
from synthgrid.errors import (
    N_,
    ExternalIdTakenError,
    Fault,
    HasDependentsError,
    InvalidDocumentError,
    Message,
    ProposalNotFoundError,
    UnknownReferenceError,
)
from synthgrid.services.columns import INHERITED, SAID, differences, merged, stored_columns
from synthgrid.services.defaults import with_defaults
from synthgrid.services.placing import Beside, apart, places
from synthgrid.services.references import References, category_named, group_named
from synthgrid.services.refusing import too_deep
from synthgrid.storage import Session, find_proposal
from synthgrid.storage import proposals as rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_categories, load_groups, load_head
from synthgrid.storage.workshops import next_ref, touch_workshop


def add_proposal(
    session: Session, workspace: str, slug: str, fields: Mapping[str, Any], *, levels: int = TREE_DEPTH_MAX
) -> Proposal:
    """Add a proposal to a workshop, beside the one it names, else after its siblings; it gets a number none ever had.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read; `group`, `category` and `also` are names, paths or ids.
        levels: How many may stand below each other, this one being the last.

    Returns:
        The proposal with what it inherits.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownReferenceError: There is no such group, category or parent, or none to stand beside.
        InvalidDocumentError: It would stand too deep, below what is archived, or beside what is elsewhere.
        ExternalIdTakenError: Another proposal has its external_id.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    own, beside = apart(fields)
    named = References()
    parent = named.find(lambda: _parent_wanted(session, workshop, own, beside, None))
    above = named.find(lambda: _lineage_of_parent(session, workshop, parent)) or ()
    nothing = with_defaults(Proposal, dict.fromkeys(name for name in SAID if name != "text"))
    said = {**nothing, "section": None, **_said(session, workshop, own, named)}
    named.require()
    _refuse_depth(above, 1, levels)
    _refuse_archived(above, beside)
    _refuse_taken(session, workshop, own.get("external_id"))
    id, ref = new_id(), next_ref(session, workshop)  # noqa: A001 (the contract's own word)
    moving = _places(session, workshop, parent, id, beside)
    place = {"parent": parent, "position": moving.pop(id)}
    row = {**_own(said, above, INHERITED), "id": id, "ref": ref, "origin": None, **place}
    rows.insert_proposals(session, workshop, [row])
    rows.update_proposals(session, {key: {"position": position} for key, position in moving.items()})
    touch_workshop(session, workshop, next_ref=ref + 1)
    return find_proposal(session, workspace, slug, id)


def update_proposal(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    fields: Mapping[str, Any],
    *,
    if_match: IfMatch = ANY,
    levels: int = TREE_DEPTH_MAX,
) -> Proposal:
    """Change fields of a proposal, or move it with all below it, or archive it; None resets a field.

    A new text is a correction: the earlier one is kept with the moment and the `reason`. What an item inherited stays
    with it when it is moved below another one, or to the top.

    Returns:
        The proposal with what it inherits.

    Raises:
        WorkshopNotFoundError, ProposalNotFoundError: There is no such proposal in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no such group, category or parent, or none to stand beside.
        InvalidDocumentError: It would stand too deep, below or beside itself, below what is archived, or beside what
            is elsewhere.
        ExternalIdTakenError: Another proposal has its external_id.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    lineage = rows.lineage(session, workshop, id)
    if not lineage:
        raise ProposalNotFoundError(id)
    kept = lineage[-1]
    if_match.require(kept.revision)
    there = {**stored_columns(kept), "archived": kept.archived, "parent": kept.parent, "position": kept.position}
    reason = fields.get(REASON) or ""
    own, beside = apart({name: value for name, value in fields.items() if name != REASON})
    named = References()
    said = _said(session, workshop, merged(own, kept), named)
    parent = named.find(lambda: _parent_wanted(session, workshop, own, beside, kept.parent))
    above: Sequence[Proposal] = lineage[:-1]
    if parent != kept.parent:
        above = named.find(lambda: _lineage_of_parent(session, workshop, parent)) or ()
    named.require()
    if beside:
        beside.refuse_itself(id)
    if parent == kept.parent:
        wanted = _own({**there, **said}, above, INHERITED & said.keys())
    else:
        _refuse_below_itself(id, above, beside)
        _refuse_depth(above, 1 + max(rows.levels_below(session, [id]).values(), default=0), levels)
        _refuse_archived(above, beside)
        inherited = {name: getattr(inheriting(lineage)[-1], name) for name in INHERITED}
        wanted = {**_own({**there, **inherited, **said}, above, INHERITED), "parent": parent}
    if said.get("archived") is False and any(one.archived for one in above):
        raise InvalidDocumentError(
            [Fault("/archived", Message(N_("What it belongs to is archived: bring that back.")))]
        )
    moving = _places(session, workshop, parent, id, beside) if beside or parent != kept.parent else {}
    wanted["position"] = moving.pop(id, kept.position)
    changed = differences(wanted, there)
    if "external_id" in changed:
        _refuse_taken(session, workshop, changed["external_id"])
    if changed or moving:
        moved: dict[str, dict[str, Any]] = {key: {"position": position} for key, position in moving.items()}
        mine = {id: changed} if changed else {}
        rows.update_proposals(session, {**moved, **mine}, {id: kept.text} if "text" in changed else {}, reason)
        touch_workshop(session, workshop)
    return find_proposal(session, workspace, slug, id)


def delete_proposal(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    *,
    cascade: bool = False,
    if_match: IfMatch = ANY,
) -> None:
    """Delete a proposal; one with children only with `cascade`, and then with all below it.

    Raises:
        WorkshopNotFoundError, ProposalNotFoundError: There is no such proposal in the workshop.
        PreconditionError: It has another revision.
        HasDependentsError: Others are below it, and `cascade` is false.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    lineage = rows.lineage(session, workshop, id)
    if not lineage:
        raise ProposalNotFoundError(id)
    if_match.require(lineage[-1].revision)
    below = rows.levels_below(session, [id])
    if below and not cascade:
        raise HasDependentsError(len(below), "cascade")
    rows.delete_proposals(session, [id])
    touch_workshop(session, workshop)


def _said(session: Session, workshop: str, fields: Mapping[str, Any], named: References) -> dict[str, Any]:
    """Return fields as columns: None is what an absent field means, and names are ids."""
    said = {name: value for name, value in fields.items() if name != "parent"}
    columns = {**with_defaults(Proposal, said), **({"section": said["section"]} if "section" in said else {})}
    wanted, also = columns.get("category"), columns.get("also", ())
    if (group := columns.get("group")) is not None:
        groups = load_groups(session, workshop)
        columns["group"] = named.find(lambda: group_named(groups, group, "/group").id)
    categories = load_categories(session, workshop) if wanted is not None or also else ()

    def known(one: Path | ById, pointer: str) -> str | None:
        return named.find(lambda: category_named(categories, one, pointer).id)

    if wanted is not None:
        columns["category"] = known(wanted, "/category")
    if "also" in columns:
        columns["also"] = list(dict.fromkeys(known(one, f"/also/{number}") for number, one in enumerate(also)))
    return columns


def _own(said: dict[str, Any], above: Sequence[Proposal], names: frozenset[str] | set[str]) -> dict[str, Any]:
    """Leave out what an item would inherit anyway, so that it follows its parent; one without parent has a section."""
    if not above:
        return {**said, "section": said["section"] or POINT}
    parent = inheriting(above)[-1]
    return {**said, **{name: None for name in names if said[name] in {getattr(parent, name), ""}}}


def _parent_wanted(
    session: Session, workshop: str, fields: Mapping[str, Any], beside: Beside | None, now: str | None
) -> str | None:
    """Return the id of the proposal that one shall stand below: that of its sibling, where it names one."""
    parent: str | None = fields.get("parent", now)
    if beside is None:
        return parent
    lineage = rows.lineage(session, workshop, beside.id)
    if not lineage:
        raise UnknownReferenceError(beside.pointer, beside.id)
    beside.refuse_elsewhere(fields, parent, lineage[-1].parent)
    return lineage[-1].parent


def _places(
    session: Session,
    workshop: str,
    parent: str | None,
    id: str,  # noqa: A002 (the contract's own word)
    beside: Beside | None,
) -> dict[str, int]:
    """Return the positions that change when a proposal is put beside another, or after all, by id."""
    last = rows.last_position(session, workshop, parent) or 0
    if beside is None and last <= LAST - SPACE:
        return {id: last + SPACE}
    return places(rows.siblings(session, workshop, parent), id, beside)


def _lineage_of_parent(session: Session, workshop: str, parent: str | None) -> Sequence[Proposal]:
    lineage = rows.lineage(session, workshop, parent) if parent is not None else ()
    if parent is not None and not lineage:
        raise UnknownReferenceError("/parent", parent)
    return lineage


def _refuse_depth(above: Sequence[Proposal], moving: int, levels: int) -> None:
    if len(above) + moving > levels:
        raise InvalidDocumentError([too_deep(levels)])


def _refuse_below_itself(
    id: str,  # noqa: A002 (the contract's own word)
    above: Sequence[Proposal],
    beside: Beside | None,
) -> None:
    if any(one.id == id for one in above):
        pointer = beside.pointer if beside else "/parent"
        raise InvalidDocumentError([Fault(pointer, Message(N_("It would stand below itself.")))])


def _refuse_archived(above: Sequence[Proposal], beside: Beside | None) -> None:
    """Refuse to put something below what is archived: it would not be shown."""
    if any(one.archived for one in above):
        pointer = beside.pointer if beside else "/parent"
        raise InvalidDocumentError([Fault(pointer, Message(N_("It would stand below what is archived.")))])


def _refuse_taken(session: Session, workshop: str, external_id: str | None) -> None:
    if external_id is not None and rows.holder_of(session, workshop, external_id):
        raise ExternalIdTakenError(external_id)
