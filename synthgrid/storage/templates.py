"""Templates of a workspace's own: found, listed, counted by their use, written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from synthgrid.domain.forms import Composite, Template
from synthgrid.domain.template_bodies import body_of, template_of
from synthgrid.domain.templates import KEY_PATTERN, TEMPLATES
from synthgrid.domain.text import shown
from synthgrid.errors import TemplateNotFoundError
from synthgrid.storage import tables
from synthgrid.storage.marks import new_revision, now
from synthgrid.storage.paging import Page, PageRequest, page_of_values

_ROW: Final = tables.Template.__table__.c
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_OWN: Final = select(_ROW.key, _ROW.body, _ROW.revision).where(_ROW.workspace == bindparam("workspace"))
_SOME: Final = _OWN.where(_ROW.key.in_(_KEYS))


def find_template(session: Session, workspace: str, key: str) -> Template:
    """Return a template that synthgrid ships, or one of a workspace's own.

    Raises:
        TemplateNotFoundError: There is none.
    """
    # A key that no template can have is not looked for: a database may refuse what stands in it.
    possible = [key] if re.match(KEY_PATTERN, key) else []
    found = TEMPLATES.get(key) or _some(session, workspace, possible).get(key)
    if found is None:
        raise TemplateNotFoundError(shown(key))
    return found


def own_templates(session: Session, workspace: str, *, lock: bool = False) -> dict[str, Template]:
    """Return the templates of a workspace's own by their key, in the order of their keys.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        lock: Whether others who write templates of this workspace wait until the transaction ends.
    """
    if lock:
        # Not as those who add workshops to it, who only need it to stay.
        row = tables.Workspace
        session.execute(select(row.id).where(row.id == workspace).with_for_update(key_share=True))
    rows = session.execute(_OWN, {"workspace": workspace})
    return {key: template_of(key, body, revision) for key, body, revision in sorted(rows, key=lambda row: row.key)}


def list_templates(
    session: Session, workspace: str, page: PageRequest, *, form: str | None = None, own: bool | None = None
) -> Page[Template]:
    """Return a page of the templates that there are: those that synthgrid ships, then the workspace's own.

    Args:
        session: An open transaction.
        workspace: Id of the workspace.
        page: Which part.
        form: Only those of this form.
        own: Only the workspace's own, or only the others.

    Raises:
        InvalidOptionError: The cursor is not one of this list.
    """
    shipped = {f"0{number:03d}": template for number, template in enumerate(TEMPLATES.values())}
    others = {f"1{key}": template for key, template in own_templates(session, workspace).items()}
    every = {} if own else shipped
    every |= {} if own is False else others
    chosen = {place: one for place, one in every.items() if form in {None, one.form}}
    return page_of_values(chosen, page, {"form": form, "own": own})


def templates_for(session: Session, workspace: str, keys: Iterable[str]) -> dict[str, Template]:
    """Return those of a workspace's own templates that are named, with those that they show as parts; by key.

    What synthgrid ships is not looked for: where nothing else is named, nothing is asked.
    """
    found = _some(session, workspace, keys)
    parts = (part for one in found.values() if isinstance(one, Composite) for part in one.parts)
    return found | _some(session, workspace, (part for part in parts if part not in found))


def _some(session: Session, workspace: str, keys: Iterable[str]) -> dict[str, Template]:
    wanted = sorted(set(keys).difference(TEMPLATES))
    if not wanted:
        return {}
    rows = session.execute(_SOME, {"workspace": workspace, "keys": wanted})
    return {key: template_of(key, body, revision) for key, body, revision in rows}


def keep_template(session: Session, workspace: str, key: str) -> bool:
    """Keep a workspace's own template from being deleted before the transaction ends; tell whether there is one."""
    query = select(_ROW.key).where(_ROW.workspace == workspace, _ROW.key == key).with_for_update(read=True)
    return session.scalar(query) is not None


def insert_template(session: Session, workspace: str, template: Template) -> None:
    """Add a template to a workspace, under a new revision."""
    moment = now()
    row = {"workspace": workspace, "key": template.key, "body": body_of(template), "revision": new_revision()}
    session.execute(insert(tables.Template), [row | {"created_at": moment, "updated_at": moment}])


def update_templates(session: Session, workspace: str, changed: Mapping[str, Template | None]) -> None:
    """Renew the revisions of templates by their key, as every change of them or of their parts does.

    Args:
        session: A transaction that writes.
        workspace: Id of the workspace.
        changed: What each shall be; None where only a part of it is another one.
    """
    for key, template in changed.items():
        body = {} if template is None else {"body": body_of(template)}
        query = update(tables.Template).where(_ROW.workspace == workspace, _ROW.key == key)
        session.execute(query.values(revision=new_revision(), updated_at=now(), **body))


def delete_template(session: Session, workspace: str, key: str) -> None:
    """Delete a template of a workspace."""
    session.execute(delete(tables.Template).where(_ROW.workspace == workspace, _ROW.key == key))


def workshops_with(session: Session, workspace: str, key: str) -> int:
    """Count the workshops of a workspace that use a template, which stays until the transaction ends."""
    session.execute(select(_ROW.key).where(_ROW.workspace == workspace, _ROW.key == key).with_for_update())
    table = tables.Workshop
    query = select(func.count()).select_from(table).where(table.workspace == workspace, table.template == key)
    return session.scalars(query).one()


def move_workshops(session: Session, workspace: str, key: str, to: str) -> None:
    """Let the workshops that use a template use another; each changes by that."""
    table = tables.Workshop
    query = update(table).where(table.workspace == workspace, table.template == key)
    session.execute(query.values(template=to, revision=new_revision(), updated_at=now()))
