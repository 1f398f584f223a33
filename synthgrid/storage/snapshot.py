"""Reading a whole workshop at one moment, and the stamp that tells whether it changed."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from sqlalchemy import CTE, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from synthgrid.domain.templates import find_template
from synthgrid.domain.tree import in_preorder, inheriting
from synthgrid.domain.values import Category, Group, Member, Proposal, Stamp, Workshop
from synthgrid.errors import WorkshopNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.database import Database

_GROUP: Final = tuple(getattr(tables.Group, one.name) for one in fields(Group))
_CATEGORY: Final = tuple(
    getattr(tables.Category, "name" if one.name == "path" else one.name) for one in fields(Category)
)
_PROPOSAL: Final = tuple(one.name for one in fields(Proposal))
"""What is selected stands in the order of the fields of the values: rows become values by position."""

_ALSO: Final = _PROPOSAL.index("also")

_STAMP: Final = select(tables.Workshop.id, tables.Workshop.revision, tables.Workshop.template).where(
    tables.Workshop.workspace == bindparam("workspace"), tables.Workshop.slug == bindparam("slug")
)


def stamp(database: Database, workspace: str, slug: str, template: str | None = None) -> Stamp:
    """Return what a drawing of a workshop rests on at this moment, in one small query.

    Args:
        database: Where it is stored.
        workspace: Id of the workspace.
        slug: Of the workshop.
        template: Key of the template drawn with; the workshop's own by default.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        TemplateNotFoundError: There is no such template.
    """
    found = database.look(_STAMP, workspace=workspace, slug=slug)
    if found is None:
        raise WorkshopNotFoundError(slug)
    workshop, revision, own = found
    return _stamp(workshop, revision, template or own)


def load_snapshot(session: Session, workspace: str, slug: str, template: str | None = None) -> Workshop:
    """Return a whole workshop, children with what they inherit, with its own stamp.

    Args:
        session: An open transaction; one of `Database.read` shows one moment.
        workspace: Id of the workspace.
        slug: Of the workshop.
        template: Key of the template drawn with, for the stamp; the workshop's own by default.

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
        TemplateNotFoundError: There is no such template.
    """
    workshop = load_stored(session, workspace, slug)
    return replace(
        workshop,
        proposals=inheriting(workshop.proposals),
        stamp=_stamp(workshop.stamp.workshop, workshop.stamp.revision, template or workshop.template),
    )


def load_stored(session: Session, workspace: str, slug: str, *, lock: bool = False) -> Workshop:
    """Return a whole workshop as `load_snapshot`, but each proposal with only what it says itself.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        slug: Of the workshop.
        lock: Whether other writers of this workshop wait until the transaction ends (on SQLite they do anyway).

    Raises:
        WorkshopNotFoundError: There is no such workshop in the workspace.
    """
    workshop = load_head(session, workspace, slug, lock=lock)
    id = workshop.stamp.workshop  # noqa: A001 (the contract's own word)
    return replace(
        workshop,
        groups=load_groups(session, id),
        categories=load_categories(session, id),
        proposals=in_preorder(map(proposal_of, session.execute(proposals_of(id)))),
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
    query = select(tables.Workshop.__table__).where(
        tables.Workshop.workspace == workspace, tables.Workshop.slug == slug
    )
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
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
    query = select(*_GROUP).where(tables.Group.workshop == workshop)
    rows = session.execute(query.order_by(tables.Group.position, tables.Group.id))
    return tuple(replace(Group(*row), members=tuple(Member(**member) for member in row.members)) for row in rows)


def load_categories(session: Session, workshop: str) -> tuple[Category, ...]:
    """Return the categories of a workshop (its id) in pre-order."""
    rows = session.execute(select(*_CATEGORY).where(tables.Category.workshop == workshop).order_by(tables.Category.id))
    paths: dict[str, tuple[str, ...]] = {}
    found = []
    for category in in_preorder(Category(row[0], (row[1],), *row[2:]) for row in rows):
        paths[category.id] = (*paths.get(category.parent or "", ()), category.name)
        found.append(replace(category, path=paths[category.id]))
    return tuple(found)


def proposals_of(workshop: str, tree: CTE | None = None) -> Select[Any]:
    """Return the query of the proposals of a workshop (its id), for `proposal_of`.

    Args:
        workshop: Id of the workshop.
        tree: Its `storage.tree`, to select the proposals with what they inherit.
    """
    table = tables.Proposal.__table__
    if tree is None:
        columns = {**table.c, "section": func.coalesce(tables.Proposal.section, "")}
        return select(*(columns[name] for name in _PROPOSAL)).where(tables.Proposal.workshop == workshop)
    columns = {**table.c, **{name: tree.c[name] for name in ("group", "section", "polarity", "category")}}
    return select(*(columns[name] for name in _PROPOSAL)).join(tree, tree.c.id == tables.Proposal.id)


def proposal_of(row: Sequence[Any]) -> Proposal:
    """Return the proposal of a row."""
    values = list(row)
    values[_ALSO] = tuple(values[_ALSO])
    return Proposal(*values)


def _stamp(workshop: str, revision: str, template: str) -> Stamp:
    return Stamp(workshop, revision, f"{template}/{find_template(template).revision}")
