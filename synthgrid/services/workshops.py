"""Workshops: made, replaced, changed, deleted."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from synthgrid.domain.document import Document
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.report import Put
from synthgrid.domain.slug import SLUG_MAX, is_slug, slug_of
from synthgrid.domain.values import Status, Workshop, WorkshopSummary
from synthgrid.errors import (
    N_,
    Fault,
    InvalidDocumentError,
    Message,
    PublishedError,
    SlugTakenError,
    WorkshopNotFoundError,
)
from synthgrid.services.columns import differences, head_columns, merged
from synthgrid.services.defaults import with_defaults
from synthgrid.services.replacing import fill_new, replace_contents
from synthgrid.services.templates import require_template, settle_templates
from synthgrid.storage import Session, find_workshop
from synthgrid.storage import workshops as rows
from synthgrid.storage.snapshot import load_head, load_stored


def create_workshop(session: Session, workspace: str, document: Document) -> WorkshopSummary:
    """Make a workshop from a document, at the slug it asks for, else at a free one made from its title.

    Raises:
        SlugTakenError: The slug asked for is another workshop's.
        UnknownTemplateError: The document names a template that is neither here nor in it.
    """
    settle_templates(session, workspace, document)
    slug = document.slug or _free_slug(session, workspace, document.title)
    if slug in rows.slugs_from(session, workspace, slug):
        raise SlugTakenError(slug)
    fill_new(session, workspace, slug, document)
    return find_workshop(session, workspace, slug)


def put_workshop(session: Session, workspace: str, slug: str, document: Document, *, if_match: IfMatch = ANY) -> Put:
    """Make a workshop equal to a document, or make it.

    Items that match a proposal (by id, external_id, origin, or where they stand) take all fields of the document and
    keep id, number and origin; what the document does not have is deleted, but what is archived stays with what it
    names. An equal document writes nothing.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        document: What it shall be.
        if_match: The revisions that may be replaced.

    Raises:
        InvalidDocumentError: The document asks for another slug, the slug cannot be one, or what is archived below an
            item would stand too deep.
        UnknownTemplateError: It names a template that is neither here nor in it.
        PreconditionError: The workshop has another revision, or is not there.
        ExternalIdTakenError: What is archived and stays has the external_id of an item.
    """
    check_slug(slug)
    if document.slug not in {None, slug}:
        message = Message(N_("It is sent to “%(slug)s”; leave it out or make them equal."), {"slug": slug})
        raise InvalidDocumentError([Fault("/slug", message)])
    notes = settle_templates(session, workspace, document)
    try:
        stored = load_stored(session, workspace, slug, lock=True)
    except WorkshopNotFoundError:
        if_match.require(None)
        report = fill_new(session, workspace, slug, document)
        return Put(
            find_workshop(session, workspace, slug), created=True, report=replace(report, notes=(*notes, *report.notes))
        )
    if_match.require(stored.stamp.revision)
    report = replace_contents(session, stored, document, differences(head_columns(document), stored))
    return Put(
        find_workshop(session, workspace, slug), created=False, report=replace(report, notes=(*notes, *report.notes))
    )


def update_workshop(
    session: Session, workspace: str, slug: str, fields: Mapping[str, Any], *, if_match: IfMatch = ANY
) -> WorkshopSummary:
    """Change what a workshop says of itself.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        fields: What `domain.check_one` read of a partial body; None resets.
        if_match: The revisions that may be changed.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        PreconditionError: It has another revision.
        UnknownTemplateError: There is no such template.
    """
    workshop = load_head(session, workspace, slug, lock=True)
    if_match.require(workshop.stamp.revision)
    require_template(session, workspace, fields.get("template"))
    if changed := differences(with_defaults(Workshop, merged(fields, workshop)), workshop):
        rows.touch_workshop(session, workshop.stamp.workshop, **changed)
    return find_workshop(session, workspace, slug)


def delete_workshop(
    session: Session, workspace: str, slug: str, *, force: bool = False, if_match: IfMatch = ANY
) -> None:
    """Delete a workshop and all that stands in it.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        slug: Of the workshop.
        force: Whether a published one goes too.
        if_match: The revisions that may be deleted.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        PreconditionError: It has another revision.
        PublishedError: It is published, and `force` is not said.
    """
    workshop = load_head(session, workspace, slug, lock=True)
    if_match.require(workshop.stamp.revision)
    if workshop.status is Status.PUBLISHED and not force:
        raise PublishedError(slug)
    rows.delete_workshop(session, workshop.stamp.workshop)


def check_slug(slug: str) -> None:
    """Refuse an address that cannot be one.

    Raises:
        InvalidDocumentError: It cannot.
    """
    if not is_slug(slug):
        message = Message(
            N_("“%(slug)s” cannot be an address: use lower-case letters, digits and single hyphens, %(most)d at most."),
            {"slug": slug[:SLUG_MAX], "most": SLUG_MAX},
        )
        raise InvalidDocumentError([Fault("/slug", message)])


def _free_slug(session: Session, workspace: str, title: str) -> str:
    # Room for a number of five digits: ten thousand workshops may have one title.
    slug = slug_of(title)[: SLUG_MAX - 6].strip("-")
    taken = rows.slugs_from(session, workspace, slug)
    return next(free for number in count(1) if (free := slug if number == 1 else f"{slug}-{number}") not in taken)
