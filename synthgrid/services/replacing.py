"""What stands in a workshop, replaced as a whole by a document."""

from collections.abc import Collection, Mapping
from typing import Any

from synthgrid.domain.document import Document, Path
from synthgrid.domain.positions import positions
from synthgrid.domain.report import ImportReport, Outcome, ReportItem
from synthgrid.domain.tree import hidden
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.services.columns import INHERITED, differences, head_columns, item_columns, stored_columns
from synthgrid.services.contents import Changes, all_places, ids_for, numbered
from synthgrid.services.matching import Matches, match, match_places
from synthgrid.services.names import Names, Positions, category_columns, group_columns, make_names, names_of
from synthgrid.storage import Session
from synthgrid.storage.categories import delete_categories, update_categories
from synthgrid.storage.groups import delete_groups, update_groups
from synthgrid.storage.snapshot import load_stored
from synthgrid.storage.workshops import insert_workshop, touch_workshop

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
    there = _positions(stored, document)
    names = make_names(session, stored, document.groups, document.categories, there)
    changed_groups, absent_groups = _groups(stored, document, there)
    changed_categories, absent_categories = _categories(stored, document, there)
    aside = away - {proposal.id for proposal in matches.values()}
    changes = _changes(session, stored, document, matches, names, aside=aside)
    _let_go(stored, changes, aside, {*absent_groups, *absent_categories})
    update_groups(session, changed_groups)
    update_categories(session, changed_categories)
    changes.write(session, stored.stamp.workshop, REASON)
    delete_categories(session, absent_categories)
    delete_groups(session, absent_groups)
    named = changed_groups or absent_groups or changed_categories or absent_categories
    if head or changes or named or names.created_groups or names.created_categories:
        numbers = {} if changes.next_ref is None else {"next_ref": changes.next_ref}
        touch_workshop(session, stored.stamp.workshop, **head, **numbers)
    return _report(stored, document, matches, names, changes, created=created)


def _positions(stored: Workshop, document: Document) -> Positions:
    """Return the positions that the document gives, so that few of the stored ones change."""
    known = {group.name: group.position for group in stored.groups}
    groups = positions([known.get(group.name) for group in document.groups])
    there = {category.path: category.position for category in stored.categories}
    below: dict[Path, list[Path]] = {}
    for one in document.categories:
        below.setdefault(one.path[:-1], []).append(one.path)
    categories = {
        path: position
        for siblings in below.values()
        for path, position in zip(siblings, positions([there.get(path) for path in siblings]), strict=True)
    }
    return Positions(dict(zip((group.name for group in document.groups), groups, strict=True)), categories)


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
    session: Session, stored: Workshop, document: Document, matches: Matches, names: Names, *, aside: Collection[str]
) -> Changes:
    changes = Changes()
    new = [item for item in document.items if item.index not in matches]
    numbers = numbered(session, stored, new, changes)
    ids = ids_for(document.items, matches)
    places = all_places(document.items, ids, stored.proposals, aside)
    shown: dict[str | None, dict[str, Any]] = {None: dict.fromkeys(INHERITED)}
    for item in document.items:
        place = places[ids[item.index]]
        wanted = {**item_columns(item, names), **place, "archived": False}
        above = shown[place["parent"]]
        shown[ids[item.index]] = {name: wanted[name] or above[name] for name in INHERITED}
        if kept := matches.get(item.index):
            # A child that says what it would inherit anyway goes on saying it: documents leave that out.
            wanted |= {
                name: above[name] for name in INHERITED if not wanted[name] and above[name] == getattr(kept, name)
            }
            changes.update(kept, differences(wanted, _there(kept)))
        else:
            changes.created.append({**wanted, "id": ids[item.index], **next(numbers)})
    staying = {*aside, *(proposal.id for proposal in matches.values())}
    changes.deleted = [proposal.id for proposal in stored.proposals if proposal.id not in staying]
    moved = {one.id: differences(places[one.id], _there(one)) for one in stored.proposals if one.id in aside}
    changes.aside = {key: columns for key, columns in moved.items() if columns}
    return changes


def _there(kept: Proposal) -> dict[str, Any]:
    place = {"archived": kept.archived, "parent": kept.parent, "position": kept.position}
    return {**stored_columns(kept), **place}


def _let_go(stored: Workshop, changes: Changes, aside: Collection[str], going: Collection[str]) -> None:
    """Take the groups and categories that go out of what is archived: it stays, and does not keep them."""
    for proposal in stored.proposals:
        if proposal.id in aside:
            own = {name: getattr(proposal, name) for name in ("group", "category") if getattr(proposal, name) in going}
            left = [one for one in proposal.also if one not in going]
            also = {"also": left} if len(left) < len(proposal.also) else {}
            if own or also:
                changes.aside[proposal.id] = {**changes.aside.get(proposal.id, {}), **dict.fromkeys(own), **also}


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
