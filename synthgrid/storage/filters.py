"""What lists can be narrowed to: a name of an option -> the condition that it stands for.

A name, a path or an id that stands for nothing here is a mistake and no empty list, as where something is drawn.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from synthgrid.domain.axes import NONE
from synthgrid.domain.document import Path
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.paths import written
from synthgrid.domain.templates import TEMPLATES, unknown_template
from synthgrid.errors import InvalidOptionError, UnknownReferenceError
from synthgrid.storage import tables
from synthgrid.storage.kept import facet_key
from synthgrid.storage.snapshot import load_categories
from synthgrid.storage.templates import own_templates
from synthgrid.storage.tree import WIDTH

_AFTER_DIGITS: Final = ":"
"""Comes after every digit: what begins with a place ends before the place and this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a list is asked for: an open transaction and the id of a workshop, or of a workspace for workshops."""

    session: Session
    within: str


Filter = Callable[[Asked, Any], ColumnElement[bool]]

_group, _category, _proposal, _workshop = tables.Group, tables.Category, tables.Proposal, tables.Workshop


def conditions(asked: Asked, filters: Mapping[str, Filter], wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Return the conditions of a list.

    Raises:
        InvalidOptionError: One names what is not there.
        UnknownTemplateError: It is a template.
    """
    return [filters[name](asked, value) for name, value in wanted.items()]


def _finding(search: Any) -> Filter:
    return lambda _, words: and_(*(search.contains(word, autoescape=True) for word in words))


def _equal(column: Any) -> Filter:
    return lambda _, value: column == value


def _equal_or_none(column: Any) -> Filter:
    return lambda _, value: column.is_(None) if value == NONE else column == value


def _since(column: Any) -> Filter:
    return lambda _, moment: column >= moment


def _until(column: Any) -> Filter:
    return lambda _, day: column <= day


def _drawn_with(asked: Asked, key: str) -> ColumnElement[bool]:
    """Return the workshops with a template: one that synthgrid ships, or one of the workspace's own."""
    if key not in TEMPLATES and key not in (own := own_templates(asked.session, asked.within)):
        raise unknown_template(key, own)
    return _workshop.template == key


def _of_group(asked: Asked, wanted: str) -> ColumnElement[bool]:
    """Return what is of a group, by its name or id, or of none."""
    if wanted == NONE:
        return _proposal.shown_group.is_(None)
    named = (_group.name == wanted) | (_group.id == wanted)
    found = asked.session.scalars(select(_group.id).where(_group.workshop == asked.within, named)).all()
    if not found:
        names = asked.session.scalars(select(_group.name).where(_group.workshop == asked.within))
        raise _not_here("group", wanted, names)
    return _proposal.shown_group.in_(found)


def _of_actor(asked: Asked, wanted: str) -> ColumnElement[bool]:
    """Return what an actor said: as it says itself, else as its group says."""
    groups = select(_group.id).where(_group.workshop == asked.within, _group.actor == wanted)
    return or_(_proposal.actor == wanted, and_(_proposal.actor == "", _proposal.shown_group.in_(groups)))


def _of_category(asked: Asked, wanted: Path) -> ColumnElement[bool]:
    """Return what is of a category, or of one below it, or of none."""
    if wanted == (NONE,):
        return _proposal.shown_category.is_(None)
    place = _category_at(asked, "category", wanted)[1]
    branch = (_category.place >= place) & (_category.place < place + _AFTER_DIGITS)
    return _proposal.shown_category.in_(select(_category.id).where(_category.workshop == asked.within, branch))


def _also(asked: Asked, wanted: Path) -> ColumnElement[bool]:
    return cast(_proposal.also, Text).contains(f'"{_category_at(asked, "also", wanted)[0]}"', autoescape=True)


def _facet(_: Asked, wanted: tuple[str, str]) -> ColumnElement[bool]:
    # Unlike LIKE, it is exact in both databases.
    return func.replace(_proposal.facet_keys, facet_key(*wanted), "") != _proposal.facet_keys


def _below_proposal(asked: Asked, wanted: str) -> ColumnElement[bool]:
    if wanted == NONE:
        return _proposal.parent.is_(None)
    here = select(_proposal.place).where(_proposal.workshop == asked.within, _proposal.id == wanted)
    place = asked.session.scalar(here)
    if place is None:
        raise _not_here("parent", wanted)
    # That they stand in its branch, too, spares the database to look through the workshop in its order.
    return and_(_proposal.parent == wanted, _proposal.place >= place, _proposal.place < place + _AFTER_DIGITS)


def _below_category(asked: Asked, wanted: Path) -> ColumnElement[bool]:
    if wanted == (NONE,):
        return _category.parent.is_(None)
    return _category.parent == _category_at(asked, "parent", wanted)[0]


def _category_at(asked: Asked, option: str, wanted: Path) -> tuple[str, str]:
    """Return the id and the place of a category of a workshop, by its path, or by its id as a path of one name."""
    own = _category
    named = own.name.in_(wanted) | (own.id == wanted[0])
    query = select(own.id, own.parent, own.name, own.place).where(own.workshop == asked.within, named)
    rows = asked.session.execute(query).all()
    parent, found = None, None
    for name in wanted:
        found = next((row for row in rows if row.name == name and row.parent == parent), None)
        if found is None:
            found = next((row for row in rows if row.id == name), None) if len(wanted) == 1 else None
            break
        parent = found.id
    if found is None:
        known = load_categories(asked.session, asked.within)
        raise _not_here(option, written(wanted), (written(category.path) for category in known))
    return found.id, found.place


def _not_here(option: str, name: str, known: Iterable[str] = ()) -> InvalidOptionError:
    error = UnknownReferenceError(f"/{option}", name, nearest_of(name, known))
    return InvalidOptionError(option, error.faults[0].message)


WORKSHOPS: Final[Mapping[str, Filter]] = {
    "q": _finding(_workshop.search),
    "status": _equal(_workshop.status),
    "language": _equal(_workshop.language),
    "template": _drawn_with,
    "layer": _equal(_workshop.layer),
    "from": _since(_workshop.date),
    "to": _until(_workshop.date),
    "updated_since": _since(_workshop.updated_at),
}
GROUPS: Final[Mapping[str, Filter]] = {
    "q": _finding(_group.search),
    "name": _equal(_group.name),
    "actor": _equal(_group.actor),
    "composition": _equal(_group.composition),
}
CATEGORIES: Final[Mapping[str, Filter]] = {
    "q": _finding(_category.search),
    "parent": _below_category,
    "depth": lambda _, depth: func.length(_category.place) <= depth * WIDTH,
}
PROPOSALS: Final[Mapping[str, Filter]] = {
    "q": _finding(_proposal.search),
    "group": _of_group,
    "actor": _of_actor,
    "section": _equal(_proposal.shown_section),
    "polarity": _equal_or_none(_proposal.shown_polarity),
    "category": _of_category,
    "also": _also,
    "facet": _facet,
    "voice": _equal_or_none(_proposal.voice),
    "parent": _below_proposal,
    "ref": _equal(_proposal.ref),
    "external_id": _equal(_proposal.external_id),
    "updated_since": _since(_proposal.updated_at),
    "archived": _equal(_proposal.shown_archived),
}
