"""A body imported into a workshop: what it brings is added, what it repeats is left as it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from synthgrid.domain.check import Verdict
from synthgrid.domain.document import Document, DocumentCategory, DocumentGroup, Item, Path, Unchecked
from synthgrid.domain.report import Absent, ImportReport, Outcome, ReportItem
from synthgrid.domain.tree import hidden
from synthgrid.domain.values import Proposal, Workshop
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message, WorkshopNotFoundError
from synthgrid.services.answers import match_answers, origin_of, settled
from synthgrid.services.columns import differences, head_columns, item_columns, missing, stored_columns
from synthgrid.services.contents import Changes, ids_for, new_places, numbered
from synthgrid.services.corrections import corrections
from synthgrid.services.filling import fill_names
from synthgrid.services.matching import Matches, match, named
from synthgrid.services.names import Names, make_names, names_of, positions_at_end
from synthgrid.services.refusing import refusals
from synthgrid.services.saved import as_sent
from synthgrid.services.templates import settle_templates
from synthgrid.services.workshops import check_slug
from synthgrid.storage import Session
from synthgrid.storage.snapshot import load_stored
from synthgrid.storage.workshops import insert_workshop, touch_workshop

REASON: Final = "import"
"""Why a text changed, when it did so by a body that was imported."""


def import_items(
    session: Session,
    workspace: str,
    slug: str,
    verdict: Verdict,
    unchecked: Unchecked,
    *,
    atomic: bool = False,
    absent: Absent = Absent.KEEP,
) -> ImportReport:
    """Import a body into a workshop, which is made when there is none.

    An item that matches a proposal by origin leaves it as it is, whatever became of it here; one that names it by id
    or external_id, or an answer to a form that was reworded there, changes the fields that the body gives and that
    differ. Nothing is moved and nothing deleted. What
    the workshop and its groups and categories have empty is filled. An archived proposal that the body has comes back.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        verdict: What the judge found in the body.
        unchecked: The body as its format read it.
        atomic: Whether one item that is refused refuses the whole.
        absent: What becomes of proposals that the body does not have.

    Raises:
        InvalidDocumentError: `atomic`, and an item is refused; or the slug cannot be one.
        UnknownTemplateError: The body names a template that is neither here nor in it.
    """
    settled = settle_templates(session, workspace, verdict.document)
    stored, created = _workshop(session, workspace, slug, verdict.document)
    reading, refused = _meet(stored, verdict, unchecked)
    if atomic and (verdict.rejected or refused):
        raise InvalidDocumentError([*(f for one in verdict.rejected for f in one.faults), *refused.values()])
    groups, categories = _needed(reading)
    names = make_names(session, stored, groups, categories, positions_at_end(stored, groups, categories))
    filled = fill_names(session, stored, reading.document)
    changes, items = _changes(session, reading, names)
    missed = _missed(reading)
    # Where a row was refused, or there is none, nobody can tell what the body lacks.
    sure = bool(reading.document.items) and not (verdict.rejected or refused)
    archived = _without_any_left(missed, reading) if absent is Absent.ARCHIVE and sure else []
    notes = (Message(N_("Some items were refused, or there is none: nothing was archived.")),)
    unsure = notes if absent is Absent.ARCHIVE and not sure else ()
    changes.aside |= {proposal.id: {"archived": True} for proposal in archived}
    changes.write(session, stored.stamp.workshop, REASON)
    head = missing(reading.document, stored)
    if head or changes or filled or names.created_groups or names.created_categories:
        numbers = {} if changes.next_ref is None else {"next_ref": changes.next_ref}
        touch_workshop(session, stored.stamp.workshop, **head, **numbers)
    items.extend(_rejected(verdict, refused))
    items.sort(key=lambda one: -1 if one.index is None else one.index)
    items.extend(ReportItem(None, Outcome.ARCHIVED, None, None, one.id, one.external_id) for one in archived)
    statuses = Counter(one.status for one in items)
    return ImportReport(
        slug=slug,
        created_workshop=created,
        created=statuses[Outcome.CREATED],
        unchanged=statuses[Outcome.UNCHANGED],
        updated=statuses[Outcome.UPDATED],
        rejected=statuses[Outcome.REJECTED],
        absent=len(missed),
        items=tuple(items),
        headings=unchecked.headings,
        created_groups=names.created_groups,
        created_categories=names.created_categories,
        notes=(*unchecked.notes, *settled, *unsure),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A body as it meets a workshop.

    Attributes:
        stored: The workshop.
        document: The body without the items that are refused.
        unchecked: The body as its format read it.
        matches: Which proposals its items are.
        reworded: Indices of the answers to a form that are no longer read as they were.
        updates: The columns that an item changes, by its index.
        present: Ids of the proposals that the body has, those of refused items too.
        away: Ids of the proposals that were archived.
    """

    stored: Workshop
    document: Document
    unchecked: Unchecked
    matches: Matches
    reworded: frozenset[int]
    updates: Mapping[int, frozenset[str]]
    present: frozenset[str]
    away: frozenset[str]


def _meet(stored: Workshop, verdict: Verdict, unchecked: Unchecked) -> tuple[_Reading, dict[int, Fault]]:
    """Find what the items of a body are in a workshop, and why which of them cannot be imported into it."""
    items, matches, reworded = _matched(verdict.document.items, unchecked, stored)
    items = tuple(as_sent(items, matches, unchecked, stored))
    refused = refusals(items, matches, stored, verdict.levels)
    document = replace(verdict.document, items=tuple(item for item in items if item.index not in refused))
    left = {index: proposal for index, proposal in matches.items() if index not in refused}
    given = _given(document, left, unchecked, names_of(stored), reworded)
    updates = {index: frozenset(found) for index, found in given if found}
    present = frozenset(proposal.id for proposal in matches.values())
    return _Reading(stored, document, unchecked, left, reworded, updates, present, hidden(stored.proposals)), refused


def _matched(
    items: tuple[Item, ...], unchecked: Unchecked, stored: Workshop
) -> tuple[tuple[Item, ...], Matches, frozenset[int]]:
    """Return the items with the external_ids that hold, the proposals that they are, and which are reworded answers."""
    made = {
        item.index
        for item in items
        if item.id is None and (place := unchecked.places.get(item.pointer)) is not None and place.made_id
    }
    matches = match([item for item in items if item.index not in made], stored.proposals)
    if not made:
        return items, matches, frozenset()
    answers = match_answers(
        [item for item in items if item.index in made], stored.proposals, {one.id for one in matches.values()}
    )
    matches |= answers.matches
    taken = {one.id for one in matches.values()}
    rest = [item for item in items if item.index in made and item.index not in matches]
    matches |= match(rest, [one for one in stored.proposals if one.id not in taken])
    return tuple(settled(items, made, matches, stored.proposals)), matches, answers.reworded


def _workshop(session: Session, workspace: str, slug: str, document: Document) -> tuple[Workshop, bool]:
    """Return the workshop as it is stored, and whether it had to be made."""
    try:
        return load_stored(session, workspace, slug, lock=True), False
    except WorkshopNotFoundError:
        check_slug(slug)
        head = head_columns(document)
        insert_workshop(session, workspace, {**head, "slug": slug, "title": document.title or slug})
        return load_stored(session, workspace, slug), True


def _rejected(verdict: Verdict, refused: Mapping[int, Fault]) -> Iterator[ReportItem]:
    found = [(one.index, one.external_id, one.faults[0]) for one in verdict.rejected]
    items = {item.index: item for item in verdict.document.items}
    found.extend((index, items[index].external_id, fault) for index, fault in refused.items())
    for index, external_id, fault in found:
        yield ReportItem(
            index, Outcome.REJECTED, fault.pointer, fault.line, external_id=external_id, message=fault.message
        )


def _given(
    document: Document, matches: Matches, unchecked: Unchecked, names: Names, reworded: frozenset[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the columns that the body gives and that differ from what is stored, with the index of each named item."""
    items = {item.index: item for item in document.items}
    for item in document.items:
        kept, place = matches.get(item.index), unchecked.places.get(item.pointer)
        made = place is not None and place.made_id and item.id is None
        if kept is not None and named(item, kept) and (item.index in reworded or not made):
            given = corrections(item, kept, items, unchecked, names)
            yield item.index, differences(given, stored_columns(kept))


def _missed(reading: _Reading) -> list[Proposal]:
    """Return the proposals that are shown, also those brought back, and that the body does not have."""
    back = _revived(reading)
    there = (one._replace(archived=one.archived and one.id not in back) for one in reading.stored.proposals)
    known = reading.present | (hidden(there) if back else reading.away)
    return [proposal for proposal in reading.stored.proposals if proposal.id not in known]


def _without_any_left(missed: Iterable[Proposal], reading: _Reading) -> list[Proposal]:
    """Leave out those above what the body has."""
    above: set[str | None] = set()
    for proposal in reversed(reading.stored.proposals):
        if proposal.id in reading.present or proposal.id in above:
            above.add(proposal.parent)
    return [proposal for proposal in missed if proposal.id not in above]


def _revived(reading: _Reading) -> dict[str, dict[str, Any]]:
    """Return the columns that bring back what the body has and what stands above it, by id."""
    stored = {proposal.id: proposal for proposal in reading.stored.proposals}
    back: dict[str, dict[str, Any]] = {}
    for proposal in reading.matches.values():
        one: Proposal | None = proposal
        while one is not None and one.id in reading.away and one.id not in back:
            back[one.id] = {"archived": False} if one.archived else {}
            one = stored.get(one.parent or "")
    return back


def _needed(reading: _Reading) -> tuple[list[DocumentGroup], list[DocumentCategory]]:
    """Return the groups and categories that must be there: those of the items written, and those listed for no item.

    The others stand only on items that are refused, or that are here already, under names that may have been changed
    since.
    """
    document = reading.document
    writing = [one for one in document.items if one.index in reading.updates or one.index not in reading.matches]
    groups = {item.group for item in writing}
    groups |= {group.name for group in document.groups if group.listed} - {item.group for item in document.items}
    listed = {one.path for one in document.categories if one.listed} - _with_ancestors(_paths(document.items))
    paths = _with_ancestors({*_paths(writing), *listed})
    return (
        [group for group in document.groups if group.name in groups],
        [category for category in document.categories if category.path in paths],
    )


def _paths(items: Iterable[Item]) -> set[Path]:
    return {path for item in items for path in (item.category or (), *item.also)}


def _with_ancestors(paths: Iterable[Path]) -> set[Path]:
    return {path[:length] for path in paths for length in range(1, len(path) + 1)}


def _changes(session: Session, reading: _Reading, names: Names) -> tuple[Changes, list[ReportItem]]:
    changes = Changes()
    all_items, matches = reading.document.items, reading.matches
    new = [item for item in all_items if item.index not in matches]
    ids = ids_for(all_items, matches)
    there = zip(
        numbered(session, reading.stored, new, changes), new_places(new, ids, reading.stored.proposals), strict=True
    )
    items = []
    by_index = {item.index: item for item in all_items}
    back = _revived(reading)
    origins = {one.origin for one in reading.stored.proposals}
    for item in all_items:
        status = Outcome.UNCHANGED
        kept = matches.get(item.index)
        read = {"origin": origin_of(item, kept, origins)} if kept and item.index in reading.reworded else {}
        if kept and (item.index in reading.updates or kept.id in back):
            given = reading.updates.get(item.index, frozenset())
            wanted = corrections(item, kept, by_index, reading.unchecked, names) if given else {}
            changes.update(kept, {name: wanted[name] for name in given} | back.pop(kept.id, {}) | read)
            status = Outcome.UPDATED
        elif kept:
            changes.update(kept, read)
        else:
            number, place = next(there)
            changes.created.append({**item_columns(item, names), **number, **place, "id": ids[item.index]})
            status = Outcome.CREATED
        items.append(ReportItem(item.index, status, item.pointer, item.line, ids[item.index], item.external_id))
    changes.aside = {key: columns for key, columns in back.items() if columns}
    return changes, items
