"""Groups: added, changed, deleted, one at a time."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain.check_one import ById
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.values import Group
from synthgrid.errors import GroupNotFoundError, HasDependentsError, NameTakenError
from synthgrid.services.columns import differences
from synthgrid.services.defaults import with_defaults
from synthgrid.services.references import after_all, group_named
from synthgrid.storage import Session, find_group
from synthgrid.storage import groups as rows
from synthgrid.storage import proposals as proposal_rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_groups, load_head
from synthgrid.storage.workshops import touch_workshop

FIELDS: Final = ("name", "actor", "composition", "members", "size")


def add_group(session: Session, workspace: str, slug: str, fields: Mapping[str, Any]) -> Group:
    """Add a group to a workshop, after the others.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        NameTakenError: Another group has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    groups = load_groups(session, workshop)
    _refuse_taken(fields["name"], groups)
    id = new_id()  # noqa: A001 (the contract's own word)
    said = with_defaults(Group, {**dict.fromkeys(FIELDS), **fields})
    rows.insert_groups(session, workshop, [{**said, "id": id, "position": after_all(groups)}])
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
    """Change fields of a group; None resets one.

    Raises:
        WorkshopNotFoundError, GroupNotFoundError: There is no such group in the workshop.
        PreconditionError: It has another revision.
        NameTakenError: Another group has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    groups = load_groups(session, workshop)
    group = _find(groups, id)
    if_match.require(group.revision)
    changed = differences(with_defaults(Group, fields), group)
    if not changed:
        return group
    if "name" in changed:
        _refuse_taken(changed["name"], groups)
        proposal_rows.renew_saying(session, workshop, groups=[id])
    rows.update_groups(session, {id: changed})
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
    proposal_rows.renew_below(session, inside)
    rows.delete_groups(session, [id])
    touch_workshop(session, workshop)


def _find(groups: tuple[Group, ...], id: str) -> Group:  # noqa: A002 (the contract's own word)
    for group in groups:
        if group.id == id:
            return group
    raise GroupNotFoundError(id)


def _refuse_taken(name: str, groups: tuple[Group, ...]) -> None:
    if any(group.name == name for group in groups):
        raise NameTakenError(name)
