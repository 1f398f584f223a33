"""Categories: added, changed, moved, deleted, one at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from synthgrid.domain.check_one import ById
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.values import Category
from synthgrid.errors import (
    N_,
    CategoryNotFoundError,
    CategoryRuleError,
    HasDependentsError,
    Message,
    NameTakenError,
)
from synthgrid.services.columns import differences
from synthgrid.services.defaults import with_defaults
from synthgrid.services.references import after_all, category_named
from synthgrid.storage import Session, find_category
from synthgrid.storage import categories as rows
from synthgrid.storage import proposals as proposal_rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_categories, load_head
from synthgrid.storage.workshops import touch_workshop

FIELDS: Final = ("name", "definition", "color", "side")


def add_category(session: Session, workspace: str, slug: str, fields: Mapping[str, Any]) -> Category:
    """Add a category to a workshop, after its siblings.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read; `parent` is a path or an id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownReferenceError: There is no such parent.
        CategoryRuleError: It would stand too deep.
        NameTakenError: A sibling has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    categories = load_categories(session, workshop)
    parent = _parent(categories, fields.get("parent"))
    _refuse_depth(parent, 1)
    siblings = _below(categories, parent)
    _refuse_taken(fields["name"], siblings)
    said = with_defaults(Category, {name: fields.get(name) for name in FIELDS})
    row = {**said, "id": new_id(), "parent": parent.id if parent else None, "position": after_all(siblings)}
    rows.insert_categories(session, workshop, [row])
    touch_workshop(session, workshop)
    return find_category(session, workspace, slug, row["id"])


def update_category(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    fields: Mapping[str, Any],
    *,
    if_match: IfMatch = ANY,
) -> Category:
    """Change fields of a category, or move it with all below it; None resets a field.

    Raises:
        WorkshopNotFoundError, CategoryNotFoundError: There is no such category in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no such parent.
        CategoryRuleError: It would be its own ancestor, or what is below it would stand too deep.
        NameTakenError: A sibling has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    categories = load_categories(session, workshop)
    category = _find(categories, id)
    if_match.require(category.revision)
    plain = {name: value for name, value in fields.items() if name != "parent"}
    changed = differences(with_defaults(Category, plain), category)
    if "parent" in fields:
        changed |= _moved(categories, category, _parent(categories, fields["parent"]))
    if not changed:
        return category
    if "name" in changed or "parent" in changed:
        above = changed.get("parent", category.parent)
        siblings = [one for one in categories if one.parent == above and one.id != id]
        _refuse_taken(changed.get("name", category.name), siblings)
        _renew_branch(session, workshop, _branch(categories, category))
    rows.update_categories(session, {id: changed})
    touch_workshop(session, workshop)
    return find_category(session, workspace, slug, id)


def delete_category(
    session: Session,
    workspace: str,
    slug: str,
    id: str,  # noqa: A002 (the contract's own word)
    *,
    move_to: str | None = None,
    if_match: IfMatch = ANY,
) -> None:
    """Delete a category and those below it; with proposals only with the id of the category that they move to.

    Raises:
        WorkshopNotFoundError, CategoryNotFoundError: There is no such category in the workshop.
        PreconditionError: It has another revision.
        UnknownReferenceError: There is no category with the id `move_to` outside what is deleted.
        HasDependentsError: Proposals are in it or below it, and `move_to` is None.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    categories = load_categories(session, workshop)
    category = _find(categories, id)
    if_match.require(category.revision)
    going = {one.id for one in _branch(categories, category)}
    if move_to is not None:
        category_named((one for one in categories if one.id not in going), ById(move_to), "/move_to")
    inside = proposal_rows.in_categories(session, workshop, going)
    if inside and move_to is None:
        raise HasDependentsError(len(inside), "move_to")
    changes = {one: _without(category, also, going, move_to) for one, (category, also) in inside.items()}
    proposal_rows.update_proposals(session, changes)
    proposal_rows.renew_below(session, list(changes))
    rows.delete_categories(session, [id])
    touch_workshop(session, workshop)


def _without(category: str | None, also: Sequence[str], going: set[str], move_to: str | None) -> dict[str, Any]:
    """Return what a proposal names when `move_to` stands in the place of the categories that go, each once."""
    named = move_to if category in going else category
    others = dict.fromkeys(move_to if one in going else one for one in also)
    return {"category": named, "also": [one for one in others if one != named]}


def _parent(categories: Sequence[Category], wanted: tuple[str, ...] | ById | None) -> Category | None:
    return None if wanted is None else category_named(categories, wanted, "/parent")


def _moved(categories: Sequence[Category], category: Category, parent: Category | None) -> dict[str, Any]:
    """Return the columns of a category below another parent, or at the root."""
    if (parent.id if parent else None) == category.parent:
        return {}
    branch = _branch(categories, category)
    if parent in branch:
        message = Message(N_("“%(name)s” would be its own ancestor."), {"name": category.name})
        raise CategoryRuleError(message)
    _refuse_depth(parent, 1 + max(len(one.path) for one in branch) - len(category.path))
    return {"parent": parent.id if parent else None, "position": after_all(_below(categories, parent))}


def _renew_branch(session: Session, workshop: str, branch: Sequence[Category]) -> None:
    """Renew what shows the path of a category that is about to change: those below it, and proposals."""
    rows.update_categories(session, {one.id: {} for one in branch})
    proposal_rows.renew_saying(session, workshop, categories=[one.id for one in branch])


def _branch(categories: Sequence[Category], category: Category) -> list[Category]:
    return [one for one in categories if one.path[: len(category.path)] == category.path]


def _below(categories: Sequence[Category], parent: Category | None) -> list[Category]:
    return [one for one in categories if one.parent == (parent.id if parent else None)]


def _find(categories: Sequence[Category], id: str) -> Category:  # noqa: A002 (the contract's own word)
    for category in categories:
        if category.id == id:
            return category
    raise CategoryNotFoundError(id)


def _refuse_taken(name: str, siblings: Sequence[Category]) -> None:
    if any(one.name == name for one in siblings):
        raise NameTakenError(name)


def _refuse_depth(parent: Category | None, levels: int) -> None:
    """Refuse a branch of some levels below a parent, when it would stand too deep."""
    depth = levels + (len(parent.path) if parent else 0)
    if depth > CATEGORY_DEPTH_MAX:
        facts = {"depth": depth, "most": CATEGORY_DEPTH_MAX}
        raise CategoryRuleError(Message(N_("It has %(depth)d levels; at most %(most)d."), facts))
