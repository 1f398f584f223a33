"""Filling what groups and categories have empty with what a document says of them."""

from collections.abc import Mapping
from typing import Any

from synthgrid.domain.document import Document, DocumentCategory, DocumentGroup
from synthgrid.domain.values import Category, Group, Workshop
from synthgrid.services.names import category_columns, group_columns
from synthgrid.storage import Session
from synthgrid.storage.categories import update_categories
from synthgrid.storage.groups import update_groups


def fill_names(session: Session, stored: Workshop, document: Document) -> bool:
    """Fill what the groups and categories of a workshop have empty; tell whether anything was."""
    groups = {group.name: group for group in stored.groups}
    categories = {category.path: category for category in stored.categories}
    filled_groups = {
        groups[one.name].id: _filled(group_columns(one), group_columns(DocumentGroup(one.name)), groups[one.name])
        for one in document.groups
        if one.name in groups
    }
    filled_categories = {
        categories[one.path].id: _filled(
            category_columns(one), category_columns(DocumentCategory(one.path)), categories[one.path]
        )
        for one in document.categories
        if one.path in categories
    }
    update_groups(session, {key: columns for key, columns in filled_groups.items() if columns})
    update_categories(session, {key: columns for key, columns in filled_categories.items() if columns})
    return any(filled_groups.values()) or any(filled_categories.values())


def _filled(wanted: Mapping[str, Any], empty: Mapping[str, Any], kept: Group | Category) -> dict[str, Any]:
    """Return the columns that say something where what is kept says nothing."""
    return {
        name: value for name, value in wanted.items() if value != empty[name] and getattr(kept, name) == empty[name]
    }
