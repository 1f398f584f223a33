"""Groups: added, changed, deleted, one at a time."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain.check_one import ById
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.values import Group
from synthgrid.errors import GroupNotFoundError, HasDependentsError, NameTakenError
from synthgrid.services.columns import differences
from synthgrid.services.defaults import with_defaults
from synthgrid.services.placing import Beside, apart, places
from synthgrid.services.references import group_named
from synthgrid.storage import Session, find_group
from synthgrid.storage import groups as rows
from synthgrid.storage import proposals as proposal_rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_groups, load_head
from synthgrid.storage.workshops import touch_workshop

FIELDS: Final = ("name", "actor", "composition", "members", "size")


def add_group(session: Session, workspace: str, slug: str, fields: Mapping[str, Any]) -> Group:
    """Add a group to a workshop, beside the one it names, else after the others.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownReferenceError: There is no such group to stand beside.
        NameTakenError: Another group has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    groups = load_groups(session, workshop)
    own, beside = apart(fields)
    _refuse_taken(own["name"], groups)
    id = new_id()  # noqa: A001 (the contract's own word)
    said = with_defaults(Group, {**dict.fromkeys(FIELDS), **own})
    moving = _places(groups, id, beside)
    rows.insert_groups(session, workshop, [{**said, "id": id, "position": moving.pop(id)}])
    rows.update_groups(session, {key: {"position": position} for key, position in moving.items()})
    touch_workshop(session, workshop)
    return find_group(session, workspace, slug, id)


def update_group(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    fields: Mapping[str, Any],
    *,
    if_match: IfMatch = ANY,
) -> Group:
    """Change fields of a group, or move it; None resets a field.

    Raises:
        WorkshopNotFoundError, GroupNotFoundError: There is no such group in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no such group to stand beside.
        InvalidDocumentError: It would stand beside itself.
        NameTakenError: Another group has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    groups = load_groups(session, workshop)
    group = _find(groups, id)
    if_match.require(group.revision)
    own, beside = apart(fields)
    changed = differences(with_defaults(Group, own), group)
    moving = _places(groups, id, beside) if beside else {}
    if not changed and not moving:
        return group
    if "name" in changed:
        _refuse_taken(changed["name"], groups)
        proposal_rows.renew_saying(session, workshop, groups=[id])
    moved = {key: {"position": position} for key, position in moving.items()}
    rows.update_groups(session, {**moved, id: {**changed, **moved.get(id, {})}})
    touch_workshop(session, workshop)
    return find_group(session, workspace, slug, id)


def delete_group(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    *,
    move_to: str | None = None,
    if_match: IfMatch = ANY,
) -> None:
    """Delete a group; one with proposals only with the id of the group that they move to.

    Raises:
        WorkshopNotFoundError, GroupNotFoundError: There is no such group in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no other group with the id `move_to`.
        HasDependentsError: Proposals are in it, and `move_to` is None.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    groups = load_groups(session, workshop)
    if_match.require(_find(groups, id).revision)
    if move_to is not None:
        group_named((group for group in groups if group.id != id), ById(move_to), "/move_to")
    inside = proposal_rows.in_group(session, workshop, id)
    if inside and move_to is None:
        raise HasDependentsError(len(inside), "move_to")
    proposal_rows.update_proposals(session, {one: {"group": move_to} for one in inside})
    rows.delete_groups(session, [id])
    touch_workshop(session, workshop)


def _places(groups: tuple[Group, ...], id: str, beside: Beside | None) -> dict[str, int]:  # noqa: A002 (the contract's word)
    """Return the positions that change when a group is put beside another, or after all, by id."""
    if beside:
        group_named(groups, ById(beside.id), beside.pointer)
        beside.refuse_itself(id)
    return places([(group.id, group.position) for group in groups], id, beside)


def _find(groups: tuple[Group, ...], id: str) -> Group:  # noqa: A002 (the contract's own word)
    for group in groups:
        if group.id == id:
            return group
    raise GroupNotFoundError(id)


def _refuse_taken(name: str, groups: tuple[Group, ...]) -> None:
    if any(group.name == name for group in groups):
        raise NameTakenError(name)
