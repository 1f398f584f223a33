"""Proposals: added, changed, moved, deleted, one at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from synthgrid.domain.check_one import ById
from synthgrid.domain.document import Path
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
from synthgrid.services.columns import INHERITED, SAID, differences, stored_columns
from synthgrid.services.defaults import with_defaults
from synthgrid.services.references import category_named, group_named
from synthgrid.services.refusing import too_deep
from synthgrid.storage import Session, find_proposal
from synthgrid.storage import proposals as rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_categories, load_groups, load_head
from synthgrid.storage.workshops import next_ref, touch_workshop


def add_proposal(session: Session, workspace: str, slug: str, fields: Mapping[str, Any]) -> Proposal:
    """Add a proposal to a workshop, after its siblings; it gets a number that none ever had.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read; `group`, `category` and `also` are names, paths or ids.

    Returns:
        The proposal with what it inherits.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownReferenceError: There is no such group, category or parent.
        InvalidDocumentError: It would stand too deep.
        ExternalIdTakenError: Another proposal has its external_id.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    parent = fields.get("parent")
    above = _lineage_of_parent(session, workshop, parent)
    _refuse_depth(above, 1)
    _refuse_taken(session, workshop, fields.get("external_id"))
    nothing = with_defaults(Proposal, dict.fromkeys(name for name in SAID if name != "text"))
    said = {**nothing, "section": None, **_said(session, workshop, fields)}
    ref = next_ref(session, workshop)
    row = {
        **_own(said, above, INHERITED),
        "id": new_id(),
        "ref": ref,
        "origin": None,
        "parent": parent,
        "position": rows.next_position(session, workshop, parent),
    }
    rows.insert_proposals(session, workshop, [row])
    touch_workshop(session, workshop, next_ref=ref + 1)
    return find_proposal(session, workspace, slug, row["id"])


def update_proposal(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    fields: Mapping[str, Any],
    *,
    if_match: IfMatch = ANY,
) -> Proposal:
    """Change fields of a proposal, or move it with all below it; None resets a field.

    A new text is a correction: the earlier one is kept with the moment. What an item inherited stays
    with it when it is moved below another one, or to the top.

    Returns:
        The proposal with what it inherits.

    Raises:
        WorkshopNotFoundError, ProposalNotFoundError: There is no such proposal in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no such group, category or parent.
        InvalidDocumentError: It would stand too deep, or below itself.
        ExternalIdTakenError: Another proposal has its external_id.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    lineage = rows.lineage(session, workshop, id)
    if not lineage:
        raise ProposalNotFoundError(id)
    kept = lineage[-1]
    if_match.require(kept.revision)
    there = {**stored_columns(kept), "parent": kept.parent, "position": kept.position}
    said = _said(session, workshop, fields)
    parent = fields.get("parent", kept.parent)
    if parent == kept.parent:
        wanted = _own({**there, **said}, lineage[:-1], INHERITED & said.keys())
    else:
        above = _lineage_of_parent(session, workshop, parent)
        _refuse_below_itself(session, id, above)
        inherited = {name: getattr(inheriting(lineage)[-1], name) for name in INHERITED}
        place = {"parent": parent, "position": rows.next_position(session, workshop, parent)}
        wanted = {**_own({**there, **inherited, **said}, above, INHERITED), **place}
    changed = differences(wanted, there)
    if "external_id" in changed:
        _refuse_taken(session, workshop, changed["external_id"])
    if changed:
        rows.update_proposals(session, {id: changed}, {id: kept.text} if "text" in changed else {})
        touch_workshop(session, workshop)
    if changed.keys() & {*INHERITED, "parent"}:
        rows.renew_below(session, [id])
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


def _said(session: Session, workshop: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as columns: None is what an absent field means, and names are ids."""
    said = {name: value for name, value in fields.items() if name != "parent"}
    columns = {**with_defaults(Proposal, said), **({"section": said["section"]} if "section" in said else {})}
    if columns.get("group") is not None:
        columns["group"] = group_named(load_groups(session, workshop), columns["group"], "/group").id
    if columns.get("category") is not None or columns.get("also"):
        categories = load_categories(session, workshop)

        def known(wanted: Path | ById, pointer: str) -> str:
            return category_named(categories, wanted, pointer).id

        if columns.get("category") is not None:
            columns["category"] = known(columns["category"], "/category")
        also = [known(one, f"/also/{number}") for number, one in enumerate(columns.get("also", ()))]
        columns |= {"also": list(dict.fromkeys(also))} if "also" in columns else {}
    elif "also" in columns:
        columns["also"] = []
    return columns


def _own(said: dict[str, Any], above: Sequence[Proposal], names: frozenset[str] | set[str]) -> dict[str, Any]:
    """Leave out what an item would inherit anyway, so that it follows its parent; one without parent has a section."""
    if not above:
        return {**said, "section": said["section"] or POINT}
    parent = inheriting(above)[-1]
    return {**said, **{name: None for name in names if said[name] in {getattr(parent, name), ""}}}


def _lineage_of_parent(session: Session, workshop: str, parent: str | None) -> Sequence[Proposal]:
    lineage = rows.lineage(session, workshop, parent) if parent is not None else ()
    if parent is not None and not lineage:
        raise UnknownReferenceError("/parent", parent)
    return lineage


def _refuse_depth(above: Sequence[Proposal], levels: int) -> None:
    if len(above) + levels > TREE_DEPTH_MAX:
        raise InvalidDocumentError([too_deep()])


def _refuse_below_itself(session: Session, id: str, above: Sequence[Proposal]) -> None:  # noqa: A002 (the contract's word)
    if any(one.id == id for one in above):
        raise InvalidDocumentError([Fault("/parent", Message(N_("It would stand below itself.")))])
    _refuse_depth(above, 1 + max(rows.levels_below(session, [id]).values(), default=0))


def _refuse_taken(session: Session, workshop: str, external_id: str | None) -> None:
    if external_id is not None and rows.holder_of(session, workshop, external_id):
        raise ExternalIdTakenError(external_id)
