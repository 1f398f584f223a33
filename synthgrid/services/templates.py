"""Templates of a workspace's own: put, deleted, brought by documents, named by workshops."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from synthgrid.domain.document import Document
from synthgrid.domain.forms import Composite, Template, shows
from synthgrid.domain.own_words import OwnWords, reading_of, words_of
from synthgrid.domain.preconditions import ANY, IfMatch
from synthgrid.domain.template_bodies import body_of
from synthgrid.domain.templates import OWN_MAX, TEMPLATES, unknown_template
from synthgrid.domain.text import shown
from synthgrid.errors import (
    N_,
    BuiltInTemplateError,
    Fault,
    InvalidDocumentError,
    InvalidOptionError,
    Message,
    TemplateInUseError,
    TemplateNotFoundError,
    TooManyTemplatesError,
    WorkshopNotFoundError,
)
from synthgrid.storage import Session, find_template, find_workshop
from synthgrid.storage import templates as rows

Own = Mapping[str, Template]


def words_for(session: Session, workspace: str, slug: str) -> OwnWords:
    """Return the words that the headings of an import may have besides those that are always known.

    Those of the workshop, if it is there, come first: its own labels, and its template's.
    """
    own = rows.own_templates(session, workspace)
    try:
        workshop = find_workshop(session, workspace, slug)
    except WorkshopNotFoundError:
        return OwnWords(last=words_of(own.values()))
    used = own.get(workshop.template)
    parts = [own[key] for key in used.parts if key in own] if isinstance(used, Composite) else []
    first = [used, *parts] if used else []
    labels = {label: reading_of(key) for key, label in workshop.labels.items() if label}
    return OwnWords({**words_of(first), **labels}, words_of(one for one in own.values() if one not in first))


@dataclass(frozen=True, slots=True)
class PutTemplate:
    """A template as it was left, and whether it is new."""

    template: Template
    created: bool


def put_template(session: Session, workspace: str, template: Template, *, if_match: IfMatch = ANY) -> PutTemplate:
    """Add a template to a workspace, or replace it; an equal one changes nothing.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        template: What it shall be; its revision is not looked at.
        if_match: The revisions that may be replaced.

    Raises:
        BuiltInTemplateError: It is one that synthgrid ships.
        PreconditionError: It has another revision, or is not there.
        InvalidDocumentError: It shows one of several parts as a part, or becomes one that is shown as a part.
        TooManyTemplatesError: There are as many as there may be.
    """
    _refuse_built_in(template.key)
    own = rows.own_templates(session, workspace, lock=True)
    kept = own.get(template.key)
    if_match.require(kept.revision if kept else None)
    if kept and body_of(kept) == body_of(template):
        return PutTemplate(kept, created=False)
    _write(session, workspace, template, own)
    return PutTemplate(find_template(session, workspace, template.key), created=kept is None)


def delete_template(
    session: Session, workspace: str, key: str, *, move_to: str | None = None, if_match: IfMatch = ANY
) -> None:
    """Delete a template; one that is in use only with the key of the template that takes its place.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        key: Of the template.
        move_to: Key of the template that workshops use, and templates show, in its place.
        if_match: The revisions that may be deleted.

    Raises:
        BuiltInTemplateError: It is one that synthgrid ships.
        TemplateNotFoundError: There is no such template.
        PreconditionError: It has another revision.
        UnknownTemplateError: There is no other template with the key `move_to`.
        InvalidOptionError: Templates show it, and `move_to` cannot be shown.
        TemplateInUseError: It is in use, and `move_to` is None.
    """
    _refuse_built_in(key)
    own = rows.own_templates(session, workspace, lock=True)
    if key not in own:
        raise TemplateNotFoundError(shown(key))
    if_match.require(own[key].revision)
    showing = {one.key: one for one in own.values() if isinstance(one, Composite) and key in one.parts}
    used = rows.workshops_with(session, workspace, key)
    if move_to is not None:
        place = TEMPLATES.get(move_to) or own.get(move_to)
        if place is None or move_to == key:
            raise unknown_template(move_to, [one for one in own if one != key], "/move_to")
        if showing and isinstance(place, Composite):
            raise InvalidOptionError("move_to", N_("Templates show this one as a part; name one of a single part."))
        rows.move_workshops(session, workspace, key, move_to)
        rows.update_templates(session, workspace, {one: _moved(shown, key, move_to) for one, shown in showing.items()})
    elif used or showing:
        raise TemplateInUseError(key, used, len(showing))
    rows.delete_template(session, workspace, key)


def settle_templates(session: Session, workspace: str, document: Document) -> tuple[Message, ...]:
    """Add the templates that a document carries where the workspace has none of their key; require the one it names.

    Returns:
        What the sender should know: which were added, and which are others here.

    Raises:
        UnknownTemplateError: The document names one that is neither here nor in it.
        InvalidDocumentError: One that it carries shows one of several parts as a part.
        TooManyTemplatesError: There are as many as there may be.
    """
    notes = tuple(_carried(session, workspace, document.templates)) if document.templates else ()
    require_template(session, workspace, document.template)
    return notes


def require_template(session: Session, workspace: str, key: str | None) -> None:
    """Refuse a key that no template has; the template stays until the transaction ends.

    Raises:
        UnknownTemplateError: None has.
    """
    if key is None or key in TEMPLATES or rows.keep_template(session, workspace, key):
        return
    raise unknown_template(key, rows.own_templates(session, workspace))


def _carried(session: Session, workspace: str, carried: tuple[Template, ...]) -> list[Message]:
    own, notes = rows.own_templates(session, workspace, lock=True), []
    # What is shown as a part comes before what shows it.
    for number, template in sorted(enumerate(carried), key=lambda one: isinstance(one[1], Composite)):
        kept = own.get(template.key)
        if kept is None:
            _write(session, workspace, template, own, f"/templates/{number}")
            own[template.key] = template
            notes.append(Message(N_("The template “%(key)s” was added to the workspace."), {"key": template.key}))
        elif body_of(kept) != body_of(template):
            text = N_("The template “%(key)s” is another one in this workspace; it stays as it is.")
            notes.append(Message(text, {"key": template.key}))
    return notes


def _write(session: Session, workspace: str, template: Template, own: Own, pointer: str = "") -> None:
    """Add or replace a template, and renew those that show it."""
    showing = [one.key for one in own.values() if shows(one, template.key)]
    _check_parts(template, own, showing, pointer)
    if template.key in own:
        rows.update_templates(session, workspace, {template.key: template})
    elif len(own) >= OWN_MAX:
        raise TooManyTemplatesError(OWN_MAX)
    else:
        rows.insert_template(session, workspace, template)
    rows.update_templates(session, workspace, dict.fromkeys(showing))


def _check_parts(template: Template, own: Own, showing: list[str], pointer: str) -> None:
    """Refuse a template of several parts within another."""
    if not isinstance(template, Composite):
        return
    faults = [
        Fault(
            f"{pointer}/parts/{number}",
            Message(N_("“%(key)s” is made of several parts itself; name one of a single part."), {"key": part}),
        )
        for number, part in enumerate(template.parts)
        if part == template.key or isinstance(own.get(part), Composite)
    ]
    if others := [one for one in showing if one != template.key]:
        text = N_("“%(others)s” shows it as a part, so it cannot have several itself.")
        faults.append(Fault(f"{pointer}/form", Message(text, {"others": "”, “".join(others)})))
    if faults:
        raise InvalidDocumentError(faults)


def _moved(template: Composite, key: str, to: str) -> Composite:
    """Return a template that shows another one in the place of one of its parts."""
    parts = tuple(dict.fromkeys(to if part == key else part for part in template.parts))
    known = {part for part, _ in template.labels}
    labels = tuple((part, label) for part, label in template.labels if part != key)
    moved = tuple((to, label) for part, label in template.labels if part == key and to not in known)
    closings = tuple((part, closing) for part, closing in template.closings if part != key)
    return replace(template, parts=parts, closings=closings, labels=(*labels, *moved))


def _refuse_built_in(key: str) -> None:
    if key in TEMPLATES:
        raise BuiltInTemplateError(key)
