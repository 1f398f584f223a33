"""What stands in a workshop, replaced as a whole by a document."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from synthgrid.domain.document import Document
from synthgrid.domain.positions import positions, siblings
from synthgrid.domain.report import ImportReport, Outcome, ReportItem
from synthgrid.domain.tree import hidden
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.services.columns import INHERITED, differences, head_columns, item_columns, stored_columns
from synthgrid.services.contents import Changes, all_places, ids_for, numbered
from synthgrid.services.keeping import Kept, kept_apart, kept_changes, kept_names, refuse_against, with_names
from synthgrid.services.matching import Matches, match, match_places
from synthgrid.services.names import Names, Positions, category_columns, group_columns, make_names, names_of
from synthgrid.storage import Session
from synthgrid.storage.categories import delete_categories, update_categories
from synthgrid.storage.groups import delete_groups, update_groups
from synthgrid.storage.snapshot import load_stored
from synthgrid.storage.workshops import insert_workshop, touch_workshop

Key = TypeVar("Key", bound=Hashable)

REASON = "put"
"""Why a text changed, when it did so by a document that replaced the workshop."""

Columns = dict[str, dict[str, Any]]
"""Id of a row -> the columns that change."""


def fill_new(session: Session, workspace: str, slug: str, document: Document) -> ImportReport:
    """Make a workshop from a document, at a slug that is free."""
    insert_workshop(session, workspace, {**head_columns(document), "slug": slug})
    return replace_contents(session, load_stored(session, workspace, slug), document, {}, created=True)


def replace_contents(
    session: Session, stored: Workshop, document: Document, head: Mapping[str, Any], *, created: bool = False
) -> ImportReport:
    """Make what stands in a workshop equal to a document, and write nothing when it is.

    Args:
        session: A transaction that writes.
        stored: The workshop.
        document: What shall stand in it.
        head: Columns of the workshop itself that change.
        created: Whether it was made just now.
    """
    matches = match(document.items, stored.proposals)
    away = hidden(stored.proposals)
    seen = [proposal for proposal in stored.proposals if proposal.id not in away]
    matches = match_places(document.items, seen, matches, names_of(stored).groups)
    kept = kept_apart(stored, matches)
    refuse_against(document, matches, kept)
    whole = with_names(document, stored, kept)
    there = _positions(stored, document, whole)
    names = make_names(session, stored, whole.groups, whole.categories, there)
    changed_groups, absent_groups = _groups(stored, whole, there)
    changed_categories, absent_categories = _categories(stored, whole, there)
    changes = _changes(session, stored, document, matches, names, kept=kept)
    update_groups(session, changed_groups)
    update_categories(session, changed_categories)
    changes.write(session, stored.stamp.workshop, REASON)
    delete_categories(session, absent_categories)
    delete_groups(session, absent_groups)
    named = changed_groups or absent_groups or changed_categories or absent_categories
    if head or changes or named or names.created_groups or names.created_categories:
        numbers = {} if changes.next_ref is None else {"next_ref": changes.next_ref}
        touch_workshop(session, stored.stamp.workshop, **head, **numbers)
    report = _report(stored, document, matches, names, changes, created=created)
    return replace(report, notes=kept_names(document, whole))


def _positions(stored: Workshop, document: Document, whole: Document) -> Positions:
    """Return the positions that the document gives, so that few of the stored ones change.

    Args:
        stored: The workshop.
        document: What shall stand in it.
        whole: The same with the groups and categories that stay although it leaves them out.
    """
    known = {group.name: group.position for group in stored.groups}
    listed = {group.name: () for group in document.groups}
    staying = {group.name: () for group in whole.groups if group.name not in listed}
    groups = _numbered(siblings(listed, known, staying), known)
    there = {category.path: category.position for category in stored.categories}
    above = {one.path: one.path[:-1] for one in document.categories}
    kept = {one.path: one.path[:-1] for one in whole.categories if one.path not in above}
    return Positions(groups, _numbered(siblings(above, there, kept), there))


def _numbered(below: Mapping[Any, list[Key]], known: Mapping[Key, int]) -> dict[Key, int]:
    """Return the position of each sibling, given those that are known."""
    return {
        key: position
        for keys in below.values()
        for key, position in zip(keys, positions([known.get(key) for key in keys]), strict=True)
    }


def _groups(stored: Workshop, document: Document, there: Positions) -> tuple[Columns, list[str]]:
    """Return what changes of the groups that stay, by id, and the ids of those that go."""
    known = {group.name: group for group in stored.groups}
    changed: Columns = {}
    for group in document.groups:
        if kept := known.pop(group.name, None):
            wanted = {**group_columns(group), "position": there.groups[group.name]}
            changed[kept.id] = differences(wanted, kept)
    return {key: columns for key, columns in changed.items() if columns}, [group.id for group in known.values()]


def _categories(stored: Workshop, document: Document, there: Positions) -> tuple[Columns, list[str]]:
    """Return what changes of the categories that stay, by id, and the ids of those that go."""
    known = {category.path: category for category in stored.categories}
    changed: Columns = {}
    for category in document.categories:
        if kept := known.pop(category.path, None):
            wanted = {**category_columns(category), "position": there.categories[category.path]}
            changed[kept.id] = differences(wanted, kept)
    return {key: columns for key, columns in changed.items() if columns}, [one.id for one in known.values()]


def _changes(
    session: Session, stored: Workshop, document: Document, matches: Matches, names: Names, *, kept: Kept
) -> Changes:
    changes = Changes()
    new = [item for item in document.items if item.index not in matches]
    numbers = numbered(session, stored, new, changes)
    ids = ids_for(document.items, matches)
    places = all_places(document.items, ids, stored.proposals, kept)
    shown: dict[str | None, dict[str, Any]] = {None: dict.fromkeys(INHERITED)}
    for item in document.items:
        place = places[ids[item.index]]
        wanted = {**item_columns(item, names), **place, "archived": False}
        above = shown[place["parent"]]
        shown[ids[item.index]] = {name: wanted[name] or above[name] for name in INHERITED}
        if known := matches.get(item.index):
            # A child that says what it would inherit anyway goes on saying it: documents leave that out.
            wanted |= {
                name: above[name] for name in INHERITED if not wanted[name] and above[name] == getattr(known, name)
            }
            changes.update(known, differences(wanted, _there(known)))
        else:
            changes.created.append({**wanted, "id": ids[item.index], **next(numbers)})
    staying = {*kept, *(proposal.id for proposal in matches.values())}
    changes.deleted = [proposal.id for proposal in stored.proposals if proposal.id not in staying]
    changes.aside = kept_changes(stored, kept, places)
    return changes


def _there(kept: Proposal) -> dict[str, Any]:
    place = {"archived": kept.archived, "parent": kept.parent, "position": kept.position}
    return {**stored_columns(kept), **place}


def _report(
    stored: Workshop, document: Document, matches: Matches, names: Names, changes: Changes, *, created: bool
) -> ImportReport:
    created_ids = iter(row["id"] for row in changes.created)
    items = []
    for item in document.items:
        if kept := matches.get(item.index):
            id, status = kept.id, Outcome.UPDATED if kept.id in changes.updated else Outcome.UNCHANGED  # noqa: A001
        else:
            id, status = next(created_ids), Outcome.CREATED  # noqa: A001
        items.append(ReportItem(item.index, status, item.pointer, item.line, id, item.external_id))
    return ImportReport(
        slug=stored.slug,
        created_workshop=created,
        created=len(changes.created),
        unchanged=len(matches) - len(changes.updated),
        updated=len(changes.updated),
        rejected=0,
        absent=len(changes.deleted),
        items=tuple(items),
        created_groups=names.created_groups,
        created_categories=names.created_categories,
    )
