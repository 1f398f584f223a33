"""The database: tables, transactions, queries. Rows stay in here; what leaves are the domain's frozen values."""

from sqlalchemy.orm import Session

from synthgrid.storage.access import find_key, list_keys, page_keys
from synthgrid.storage.categories import find_category, list_categories
from synthgrid.storage.database import Database
from synthgrid.storage.groups import find_group, list_groups
from synthgrid.storage.idempotency import Answer, claim, remember
from synthgrid.storage.many import Seen, find_seen, list_seen, load_snapshots
from synthgrid.storage.paging import Page, PageRequest
from synthgrid.storage.proposals import find_proposal, list_proposals
from synthgrid.storage.shares import find_share, list_shares, page_shares
from synthgrid.storage.snapshot import load_snapshot, stamp
from synthgrid.storage.templates import find_template, list_templates, own_templates, templates_for
from synthgrid.storage.workshops import find_workshop, list_workshops
from synthgrid.storage.workspaces import find_workspace, list_workspaces, load_workspace

__all__ = [
    "Answer",
    "Database",
    "Page",
    "PageRequest",
    "Seen",
    "Session",
    "claim",
    "find_category",
    "find_group",
    "find_key",
    "find_proposal",
    "find_seen",
    "find_share",
    "find_template",
    "find_workshop",
    "find_workspace",
    "list_categories",
    "list_groups",
    "list_keys",
    "list_proposals",
    "list_seen",
    "list_shares",
    "list_templates",
    "list_workshops",
    "list_workspaces",
    "load_snapshot",
    "load_snapshots",
    "load_workspace",
    "own_templates",
    "page_keys",
    "page_shares",
    "remember",
    "stamp",
    "templates_for",
]
