"""The use cases: a function each, named by a verb; each takes the session and is one transaction of its caller."""

from synthgrid.services.categories import add_category, delete_category, update_category
from synthgrid.services.groups import add_group, delete_group, update_group
from synthgrid.services.imports import import_items
from synthgrid.services.keys import (
    add_key,
    authenticate,
    create_key,
    list_keys,
    note_use,
    revoke_key,
    rotate_key,
)
from synthgrid.services.proposals import add_proposal, delete_proposal, update_proposal
from synthgrid.services.shares import add_share, authenticate_share, revoke_share
from synthgrid.services.templates import PutTemplate, delete_template, put_template, words_for
from synthgrid.services.workshops import create_workshop, delete_workshop, put_workshop, update_workshop
from synthgrid.services.workspaces import ensure_workspace, open_principal, update_workspace

__all__ = [
    "PutTemplate",
    "add_category",
    "add_group",
    "add_key",
    "add_proposal",
    "add_share",
    "authenticate",
    "authenticate_share",
    "create_key",
    "create_workshop",
    "delete_category",
    "delete_group",
    "delete_proposal",
    "delete_template",
    "delete_workshop",
    "ensure_workspace",
    "import_items",
    "list_keys",
    "note_use",
    "open_principal",
    "put_template",
    "put_workshop",
    "revoke_key",
    "revoke_share",
    "rotate_key",
    "update_category",
    "update_group",
    "update_proposal",
    "update_workshop",
    "update_workspace",
    "words_for",
]
