"""Reading a whole workshop at one moment, and the stamp that tells whether it changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from sqlalchemy import CTE, BindParameter, Row, Select, Text, and_, bindparam, false, func, select
from sqlalchemy.orm import Session, aliased

from synthgrid.domain.forms import Template
from synthgrid.domain.templates import TEMPLATES, unknown_template
from synthgrid.domain.tree import in_preorder
from synthgrid.domain.values import Category, Group, Member, Proposal, Stamp, Workshop
from synthgrid.errors import WorkshopNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.database import Database
from synthgrid.storage.templates import own_templates, templates_for
from synthgrid.storage.tree import HANDED_DOWN

_GROUPS_TABLE: Final = tables.Group.__table__.c
_CATEGORIES_TABLE: Final = tables.Category.__table__.c
_PROPOSALS_TABLE: Final = tables.Proposal.__table__.c
_GROUP: Final = tuple(_GROUPS_TABLE[one.name] for one in fields(Group))
_CATEGORY: Final = tuple(_CATEGORIES_TABLE["name" if one.name == "path" else one.name] for one in fields(Category))
_PROPOSAL: Final = Proposal._fields
"""What is selected stands in the order of the fields of the values: rows become values by position."""

_SAID: Final = tuple(
    func.coalesce(_PROPOSALS_TABLE[name], "") if name == "section" else _PROPOSALS_TABLE[name] for name in _PROPOSAL
)
"""What a proposal says itself."""

_SHOWN: Final = tuple(_PROPOSALS_TABLE[f"shown_{name}" if name in HANDED_DOWN else name] for name in _PROPOSAL)
"""What a proposal says or inherits."""

_MEMBERS: Final = [one.name for one in fields(Group)].index("members")

DRAWN_WITH: Final = func.coalesce(bindparam("template", type_=Text), tables.Workshop.template).label("template")
"""The key of the template that a workshop is drawn with: the one asked for, else its own."""
OWN_TEMPLATE: Final = and_(tables.Template.workspace == tables.Workshop.workspace, tables.Template.key == DRAWN_WITH)
"""Joins that template, where it is one of the workspace's own."""
_STAMP: Final = (
    select(tables.Workshop.id, tables.Workshop.revision, DRAWN_WITH, tables.Template.revision.label("own"))
    .outerjoin(tables.Template, OWN_TEMPLATE)
    .where(tables.Workshop.workspace == bindparam("workspace"), tables.Workshop.slug == bindparam("slug"))
)

# Written once: a query takes longer to build than the rows of a workshop to read.
_SOME: Final[BindParameter[Any]] = bindparam("workshops", expanding=True)
_HEAD: Final = select(tables.Workshop.__table__).where(
    tables.Workshop.workspace == bindparam("workspace"), tables.Workshop.slug == bindparam("slug")
)
_GROUPS: Final = (
    select(_GROUPS_TABLE.workshop, *_GROUP)
    .where(_GROUPS_TABLE.workshop.in_(_SOME))
    .order_by(_GROUPS_TABLE.position, _GROUPS_TABLE.id)
)
_CATEGORIES: Final = (
    select(_CATEGORIES_TABLE.workshop, *_CATEGORY)
    .where(_CATEGORIES_TABLE.workshop.in_(_SOME))
    .order_by(_CATEGORIES_TABLE.id)
)
# Lists: what stands in one workshop, the id first.
LISTED_GROUPS: Final = select(*_GROUP).where(_GROUPS_TABLE.workshop == bindparam("workshop"))
LISTED_PROPOSALS: Final = select(*_SHOWN).where(_PROPOSALS_TABLE.workshop == bindparam("workshop"))
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_NAMED_GROUPS: Final = select(*_GROUP).where(_GROUPS_TABLE.id.in_(_IDS))


def _and_above() -> CTE:
    own, above = tables.Category, aliased(tables.Category)
    known = select(own.id, own.parent).where(own.id.in_(_IDS)).cte("known", recursive=True)
    return known.union(select(above.id, above.parent).join(known, above.id == known.c.parent))


_NAMED_CATEGORIES: Final = select(*_CATEGORY).where(_CATEGORIES_TABLE.id.in_(select(_and_above().c.id)))

_IN_SOME: Final = _PROPOSALS_TABLE.workshop.in_(_SOME)
_IN_ORDER: Final = (_PROPOSALS_TABLE.workshop, _PROPOSALS_TABLE.place, _PROPOSALS_TABLE.id)
STORED: Final = select(_PROPOSALS_TABLE.workshop, *_SAID).where(_IN_SOME).order_by(*_IN_ORDER)
DRAWN: Final = (
    select(_PROPOSALS_TABLE.workshop, *_SHOWN)
    .where(_IN_SOME, _PROPOSALS_TABLE.shown_archived.is_(false()))
    .order_by(*_IN_ORDER)
)
"""Every proposal with what it says itself; and those that are shown, with what they inherit."""


def stamp(database: Database, workspace: str, slug: str, template: str | None = None) -> Stamp:
    """Return what a drawing of a workshop rests on at this moment, in one small query.

    Args:
        database: Where it is stored.
        workspace: Id of the workspace.
        slug: Of the workshop.
        template: Key of the template drawn with; the workshop's own by default.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownTemplateError: There is no such template.
    """
    found = database.look(_STAMP, workspace=workspace, slug=slug, template=template)
    if found is None:
        raise WorkshopNotFoundError(slug)
    workshop, revision, key, own = found
    if own is None and key not in TEMPLATES:
        with database.read() as session:
            raise unknown_template(key, own_templates(session, workspace))
    return stamp_of(workshop, revision, key, own)


def load_snapshot(session: Session, workspace: str, slug: str, template: str | None = None) -> Workshop:
    """Return a whole workshop, children with what they inherit, with its own stamp.

    Args:
        session: An open transaction; one of `Database.read` shows one moment.
        workspace: Id of the workspace.
        slug: Of the workshop.
        template: Key of the template drawn with, for the stamp; the workshop's own by default.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        UnknownTemplateError: There is no such template.
    """
    whole = filled(session, [load_head(session, workspace, slug)], DRAWN)
    return drawn_with(session, workspace, whole, template)[0]


def drawn_with(
    session: Session, workspace: str, workshops: Sequence[Workshop], template: str | None
) -> tuple[Workshop, ...]:
    """Return workshops with the templates that they are drawn with, and the stamps of all that.

    Raises:
        UnknownTemplateError: There is no such template.
    """
    own = templates_for(session, workspace, [template or one.template for one in workshops])
    for key in {template or one.template for one in workshops}.difference(TEMPLATES, own):
        raise unknown_template(key, own_templates(session, workspace))
    return tuple(_drawn_with(one, template or one.template, own) for one in workshops)


def _drawn_with(workshop: Workshop, key: str, own: Mapping[str, Template]) -> Workshop:
    revision = own[key].revision if key in own else None
    return replace(
        workshop,
        templates=own,
        stamp=stamp_of(workshop.stamp.workshop, workshop.stamp.revision, key, revision),
    )


def load_stored(session: Session, workspace: str, slug: str, *, lock: bool = False) -> Workshop:
    """Return a whole workshop with what is archived, each proposal with only what it says itself.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        lock: Whether other writers of this workshop wait until the transaction ends (on SQLite they do anyway).

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    return filled(session, [load_head(session, workspace, slug, lock=lock)], STORED)[0]


def filled(session: Session, heads: Sequence[Workshop], query: Select[Any]) -> tuple[Workshop, ...]:
    """Return workshops with what stands in them, three queries for all.

    Args:
        session: An open transaction.
        heads: The workshops with nothing in them.
        query: `STORED` or `DRAWN`.
    """
    ids = [head.stamp.workshop for head in heads]
    groups, categories = groups_of(session, ids), categories_of(session, ids)
    proposals = _grouped(session, query, ids)
    return tuple(
        replace(head, groups=groups[id], categories=categories[id], proposals=tuple(map(proposal_of, proposals[id])))
        for id, head in zip(ids, heads, strict=True)  # noqa: A001 (the contract's own word)
    )


def load_head(session: Session, workspace: str, slug: str, *, lock: bool = False) -> Workshop:
    """Return a workshop with nothing in it.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        lock: Whether other writers of this workshop wait until the transaction ends (on SQLite they do anyway).

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    query = _HEAD.with_for_update() if lock else _HEAD
    row = session.execute(query, {"workspace": workspace, "slug": slug}).one_or_none()
    if row is None:
        raise WorkshopNotFoundError(slug)
    return head_of(row)


def head_of(row: Row[Any]) -> Workshop:
    """Return the workshop of a row of its table, with nothing in it."""
    return Workshop(
        slug=row.slug,
        title=row.title,
        question=row.question,
        date=row.date,
        place=row.place,
        language=row.language,
        template=row.template,
        labels=row.labels,
        layer=row.layer,
        status=row.status,
        stamp=Stamp(row.id, row.revision),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def load_groups(session: Session, workshop: str) -> tuple[Group, ...]:
    """Return the groups of a workshop (its id) in their order."""
    return groups_of(session, [workshop])[workshop]


def groups_of(session: Session, workshops: Sequence[str]) -> dict[str, tuple[Group, ...]]:
    """Return the groups of some workshops (their ids) in their order."""
    rows = _grouped(session, _GROUPS, workshops)
    return {id: tuple(map(group_of, rows[id])) for id in workshops}  # noqa: A001 (the same)


def group_of(row: Sequence[Any]) -> Group:
    """Return the group of a row."""
    values = list(row)
    values[_MEMBERS] = tuple(Member(**member) for member in values[_MEMBERS])
    return Group(*values)


def categories_named(session: Session, ids: Collection[str]) -> dict[str, Category]:
    """Return categories by their ids, and those above them: none of the others of a workshop is looked at."""
    rows = session.connection().execute(_NAMED_CATEGORIES, {"ids": list(ids)}) if ids else ()
    return {one.id: one for one in _with_paths(rows)}


def groups_named(session: Session, ids: Collection[str]) -> dict[str, Group]:
    """Return groups by their ids."""
    rows = session.connection().execute(_NAMED_GROUPS, {"ids": list(ids)}) if ids else ()
    return {row[0]: group_of(row) for row in rows}


def load_categories(session: Session, workshop: str) -> tuple[Category, ...]:
    """Return the categories of a workshop (its id) in pre-order."""
    return categories_of(session, [workshop])[workshop]


def categories_of(session: Session, workshops: Sequence[str]) -> dict[str, tuple[Category, ...]]:
    """Return the categories of some workshops (their ids) in pre-order."""
    rows = _grouped(session, _CATEGORIES, workshops)
    return {id: _with_paths(rows[id]) for id in workshops}  # noqa: A001 (the same)


def _with_paths(rows: Iterable[Sequence[Any]]) -> tuple[Category, ...]:
    paths: dict[str, tuple[str, ...]] = {}
    found = []
    for category in in_preorder(Category(row[0], (row[1],), *row[2:]) for row in rows):
        paths[category.id] = (*paths.get(category.parent or "", ()), category.name)
        found.append(replace(category, path=paths[category.id]))
    return tuple(found)


def _grouped(session: Session, query: Select[Any], workshops: Sequence[str]) -> dict[str, list[Sequence[Any]]]:
    """Return the rows of each workshop, without their first column, which tells it."""
    found: dict[str, list[Sequence[Any]]] = {id: [] for id in workshops}  # noqa: A001 (the same)
    # All at once: one after the other they take a third longer.
    for row in session.connection().execute(query, {"workshops": workshops}).all():
        found[row[0]].append(row[1:])
    return found


def proposals_of(workshop: str) -> Select[Any]:
    """Return the query of the proposals of a workshop (its id) with what they say themselves, for `proposal_of`."""
    return select(*_SAID).where(tables.Proposal.workshop == workshop)


def proposal_of(row: Sequence[Any]) -> Proposal:
    """Return the proposal of a row."""
    return Proposal._make(row)


def stamp_of(workshop: str, revision: str, template: str, own: str | None) -> Stamp:
    """Return the stamp of a workshop (its id) at a revision, drawn with a template.

    Args:
        workshop: Id of the workshop.
        revision: Its revision.
        template: Key of the template.
        own: Its revision, where it is one of the workspace's own.
    """
    return Stamp(workshop, revision, f"{template}/{own or TEMPLATES[template].revision}")
