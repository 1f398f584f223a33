"""The proposals of workshops as trees: what each one says with what it inherits, in reading order."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import CTE, ColumnElement, Text, cast, func, select
from sqlalchemy.orm import aliased

from synthgrid.storage import tables

STEP: Final = 1_000_000
"""Added to a position, it makes a step of the key: seven digits wide, so that keys sort as trees are read."""

STEP_WIDTH: Final = 7


def tree_of(workshops: Sequence[str]) -> CTE:
    """Return every proposal of some workshops (ids), to select from.

    Columns: `id`, `workshop`, `group`, `section`, `polarity` and `category` with what is inherited, and `key`: the
    positions from the root down, `STEP_WIDTH` digits each. Ordered by it, each item follows its parent.
    """
    root, child = tables.Proposal, aliased(tables.Proposal)
    tree = (
        select(root.id, root.workshop, root.group, root.section, root.polarity, root.category, _step(root).label("key"))
        .where(root.workshop.in_(workshops), root.parent.is_(None))
        .cte("tree", recursive=True)
    )
    return tree.union_all(
        select(
            child.id,
            child.workshop,
            func.coalesce(child.group, tree.c.group),
            func.coalesce(child.section, tree.c.section),
            func.coalesce(child.polarity, tree.c.polarity),
            func.coalesce(child.category, tree.c.category),
            tree.c.key + _step(child),
        ).join(tree, child.parent == tree.c.id)
    )


def _step(proposal: type[tables.Proposal]) -> ColumnElement[str]:
    return cast(STEP + proposal.position, Text)
