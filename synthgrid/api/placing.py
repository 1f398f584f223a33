"""Proposals beside the groups and categories that their ids name."""

from synthgrid.api.schemas.answers import Placed
from synthgrid.domain.values import Proposal
from synthgrid.storage import Page, Session
from synthgrid.storage.paging import with_items
from synthgrid.storage.snapshot import categories_named, groups_named


def placed(session: Session, proposal: Proposal) -> Placed:
    """Return a proposal with what it names."""
    return placed_page(session, Page((proposal,))).items[0]


def placed_page(session: Session, page: Page[Proposal]) -> Page[Placed]:
    """Return a page of proposals with what they name: two queries, however long it and their workshop are."""
    themes = {one.category for one in page.items if one.category}.union(*(one.also for one in page.items))
    named = groups_named(session, {one.group for one in page.items if one.group})
    groups = {group.id: {"id": group.id, "name": group.name} for group in named.values()}
    paths = categories_named(session, themes)
    categories = {theme.id: {"id": theme.id, "path": list(theme.path)} for theme in paths.values()}
    return with_items(page, [Placed(one, groups, categories) for one in page.items], page.revision)
