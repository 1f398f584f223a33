"""Categories: added, changed, moved, deleted, one at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from synthgrid.domain.check_one import ById
from synthgrid.domain.document import Path
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
from synthgrid.services.placing import Beside, apart, places
from synthgrid.services.references import References, category_named
from synthgrid.storage import Session, find_category
from synthgrid.storage import categories as rows
from synthgrid.storage import proposals as proposal_rows
from synthgrid.storage.marks import new_id
from synthgrid.storage.snapshot import load_categories, load_head
from synthgrid.storage.workshops import touch_workshop

FIELDS: Final = ("name", "definition", "color", "side")


def add_category(session: Session, workspace: str, slug: str, fields: Mapping[str, Any]) -> Category:
    """Add a category to a workshop, beside the one it names, else after its siblings.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read; `parent` is a path or an id.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownReferenceError: There is no such parent, or none to stand beside.
        InvalidDocumentError: What it would stand beside is elsewhere.
        CategoryRuleError: It would stand too deep.
        NameTakenError: A sibling has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    categories = load_categories(session, workshop)
    own, beside = apart(fields)
    parent = _parent_wanted(categories, own, beside)
    _refuse_depth(parent, 1)
    siblings = _below(categories, parent)
    _refuse_taken(own["name"], siblings)
    said = with_defaults(Category, {name: own.get(name) for name in FIELDS})
    row = {**said, "id": new_id(), "parent": parent.id if parent else None}
    moving = _places(siblings, row["id"], beside)
    rows.insert_categories(session, workshop, [{**row, "position": moving.pop(row["id"])}])
    rows.update_categories(session, {key: {"position": position} for key, position in moving.items()})
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
        UnknownReferenceError: There is no such parent, or none to stand beside.
        InvalidDocumentError: It would stand beside itself, or beside what is elsewhere.
        CategoryRuleError: It would be its own ancestor, or what is below it would stand too deep.
        NameTakenError: A sibling has this name.
    """
    workshop = load_head(session, workspace, slug, lock=True).stamp.workshop
    categories = load_categories(session, workshop)
    category = _find(categories, id)
    if_match.require(category.revision)
    own, beside = apart(fields)
    plain = {name: value for name, value in own.items() if name != "parent"}
    changed = differences(with_defaults(Category, plain), category)
    moving: dict[str, dict[str, Any]] = {}
    if beside or "parent" in own:
        moving = _moved(categories, category, _parent_wanted(categories, own, beside), beside)
        changed |= moving.pop(id, {})
    if not changed and not moving:
        return category
    if "name" in changed or "parent" in changed:
        above = changed.get("parent", category.parent)
        siblings = [one for one in categories if one.parent == above and one.id != id]
        _refuse_taken(changed.get("name", category.name), siblings)
        _renew_branch(session, workshop, _branch(categories, category))
    rows.update_categories(session, {**moving, id: changed})
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
    rows.delete_categories(session, [id])
    touch_workshop(session, workshop)


def _without(category: str | None, also: Sequence[str], going: set[str], move_to: str | None) -> dict[str, Any]:
    """Return what a proposal names when `move_to` stands in the place of the categories that go, each once."""
    named = move_to if category in going else category
    others = dict.fromkeys(move_to if one in going else one for one in also)
    return {"category": named, "also": [one for one in others if one != named]}


def _parent_wanted(categories: Sequence[Category], fields: Mapping[str, Any], beside: Beside | None) -> Category | None:
    """Return the category that one shall stand below: that of its sibling, where it names one."""
    wanted: Path | ById | None = fields.get("parent")
    named = References()
    parent = named.find(lambda: None if wanted is None else category_named(categories, wanted, "/parent"))
    sibling = named.find(lambda: category_named(categories, ById(beside.id), beside.pointer) if beside else None)
    named.require()
    if beside is None or sibling is None:
        return parent
    beside.refuse_elsewhere(fields, parent.id if parent else None, sibling.parent)
    return next((one for one in categories if one.id == sibling.parent), None)


def _moved(
    categories: Sequence[Category], category: Category, parent: Category | None, beside: Beside | None
) -> dict[str, dict[str, Any]]:
    """Return the columns that change when a category goes below another parent, or elsewhere below its own, by id."""
    below = {} if (parent.id if parent else None) == category.parent else {"parent": parent.id if parent else None}
    if not below and beside is None:
        return {}
    if beside:
        beside.refuse_itself(category.id)
    branch = _branch(categories, category)
    if parent in branch:
        message = Message(N_("“%(name)s” would be its own ancestor."), {"name": category.name})
        raise CategoryRuleError(message, beside.pointer if beside else "/parent")
    _refuse_depth(parent, 1 + max(len(one.path) for one in branch) - len(category.path))
    moving = _places(_below(categories, parent), category.id, beside)
    changes: dict[str, dict[str, Any]] = {key: {"position": position} for key, position in moving.items()}
    changes[category.id] = {**changes.get(category.id, {}), **below}
    return changes


def _places(siblings: Sequence[Category], id: str, beside: Beside | None) -> dict[str, int]:  # noqa: A002 (the contract's word)
    return places([(one.id, one.position) for one in siblings], id, beside)


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
