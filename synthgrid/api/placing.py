"""Proposals beside the groups and categories that their ids name."""

from synthgrid.api.schemas.answers import Placed
from synthgrid.domain.values import Proposal
from synthgrid.storage import Page, Session
from synthgrid.storage.snapshot import load_categories, load_groups
from synthgrid.storage.workshops import workshop_id


def placed(session: Session, workspace: str, slug: str, proposal: Proposal) -> Placed:
    """Return a proposal of a workshop with what it names."""
    page = placed_page(session, workspace, slug, Page((proposal,)))
    return page.items[0]


def placed_page(session: Session, workspace: str, slug: str, page: Page[Proposal]) -> Page[Placed]:
    """Return a page of proposals of a workshop with what they name: two queries, whatever its length."""
    workshop = workshop_id(session, workspace, slug)
    groups = {group.id: group for group in load_groups(session, workshop)}
    categories = {category.id: category for category in load_categories(session, workshop)}
    return Page(tuple(Placed(one, groups, categories) for one in page.items), page.next, page.total)
