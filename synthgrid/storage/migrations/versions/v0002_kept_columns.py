"""What lists need is kept beside what was said; room between siblings; items that are archived."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from synthgrid.domain.positions import SPACE
from synthgrid.domain.search import searched

revision = "0002"
down_revision = "0001"

WIDTH = 10
HANDED_DOWN = ("group", "section", "polarity", "category")
SEARCHED = {
    "workshop": ("title", "question", "place", "slug"),
    "group": ("name", "actor"),
    "category": ("name", "definition"),
    "proposal": ("text", "note", "external_id", "actor"),
}
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS: Mapping[str, tuple[tuple[str, Any, Any], ...]] = {
    "workshop": (("search", SORTED, ""), ("counts", sa.JSON(), "{}")),
    "group": (("search", SORTED, ""),),
    "category": (("search", SORTED, ""), ("place", SORTED, "")),
    "proposal": (
        ("archived", sa.Boolean(), sa.false()),
        ("search", SORTED, ""),
        ("facet_keys", sa.Text(), ""),
        ("place", SORTED, ""),
        ("shown_group", sa.String(length=36), None),
        ("shown_section", sa.Text(), "point"),
        ("shown_polarity", sa.String(length=16), None),
        ("shown_category", sa.String(length=36), None),
        ("shown_archived", sa.Boolean(), sa.false()),
    ),
}
INDEXES = (
    ("ix_category_workshop_place", "category", ["workshop", "place"]),
    ("ix_proposal_workshop_place", "proposal", ["workshop", "place"]),
    ("ix_proposal_workshop_updated_at", "proposal", ["workshop", "updated_at"]),
)


def upgrade() -> None:
    """Add the columns and fill them."""
    for table, columns in COLUMNS.items():
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    _sort_slugs(sa.Text(collation="C"))
    for workshop in op.get_bind().execute(sa.select(_table("workshop", "id").c.id)).scalars().all():
        _fill(workshop)
    for name, table, on in INDEXES:
        op.create_index(name, table, on, unique=False)


def downgrade() -> None:
    """Take them away; siblings stand close together again, and what was archived is shown."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for workshop in op.get_bind().execute(sa.select(_table("workshop", "id").c.id)).scalars().all():
        for table in ("group", "category", "proposal"):
            rows = _rows(table, workshop, "id", "position", *(() if table == "group" else ("parent",)))
            _write(table, [{"id": row["id"], "position": rank} for row, rank in _ranked(rows)])
    _sort_slugs(sa.Text())
    for table, columns in COLUMNS.items():
        for name, _, _ in columns:
            op.drop_column(table, name)


def _sort_slugs(kind: sa.Text) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("workshop", "slug", type_=kind)


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, sa.JSON() if one in {"facets", "counts"} else None) for one in columns))


def _rows(name: str, workshop: str, *columns: str) -> list[dict[str, Any]]:
    table = _table(name, "workshop", *columns)
    query = sa.select(*(table.c[one] for one in columns)).where(table.c.workshop == workshop).order_by(table.c.id)
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


def _write(name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [one for one in rows[0] if one != "id"]
        table = _table(name, "id", *names)
        statement = sa.update(table).where(table.c.id == sa.bindparam("key"))
        values = [{"key": row["id"], **{f"new_{one}": row[one] for one in names}} for row in rows]
        op.get_bind().execute(statement.values({one: sa.bindparam(f"new_{one}") for one in names}), values)


def _ranked(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield rows with their number among their siblings."""

    def parent(row: Mapping[str, Any]) -> str:
        return row.get("parent") or ""

    ordered = sorted(rows, key=lambda row: (parent(row), row["position"], row["id"]))
    for _, siblings in groupby(ordered, key=parent):
        yield from ((row, rank) for rank, row in enumerate(siblings))


def _fill(workshop: str) -> None:
    groups = _spaced(_rows("group", workshop, "id", "position", *SEARCHED["group"]))
    categories = _placed(_spaced(_rows("category", workshop, "id", "position", "parent", *SEARCHED["category"])))
    names = ("id", "position", "parent", "facets", *HANDED_DOWN, *SEARCHED["proposal"])
    proposals = _placed(_spaced(_rows("proposal", workshop, *names)))
    for one in proposals:
        one["facet_keys"] = _facet_keys(one["facets"] or {})
    _keep("group", groups, "position")
    _keep("category", categories, "position", "place")
    shown = tuple(f"shown_{name}" for name in HANDED_DOWN)
    _keep("proposal", proposals, "position", "place", "facet_keys", *shown)
    table = _table("workshop", "id", *SEARCHED["workshop"])
    head = op.get_bind().execute(sa.select(table).where(table.c.id == workshop)).mappings().one()
    counts = _counts(proposals, len(groups), len(categories))
    search = searched(head[one] or "" for one in SEARCHED["workshop"])
    _write("workshop", [{"id": workshop, "search": search, "counts": counts}])


def _keep(name: str, rows: list[dict[str, Any]], *columns: str) -> None:
    searches = [searched(row[one] or "" for one in SEARCHED[name]) for row in rows]
    kept = [{one: row[one] for one in ("id", *columns)} for row in rows]
    _write(name, [{**row, "search": search} for row, search in zip(kept, searches, strict=True)])


def _spaced(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "position": (rank + 1) * SPACE} for row, rank in _ranked(rows)]


def _placed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with what is kept of where they stand, each after its parent."""
    below: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    done: dict[str | None, dict[str, Any]] = {None: {"place": ""}}
    waiting: list[str | None] = [None]
    for parent in waiting:
        above = done[parent]
        for row in below.get(parent, ()):
            handed = {f"shown_{one}": row.get(one) or above.get(f"shown_{one}") for one in HANDED_DOWN}
            handed["shown_section"] = handed["shown_section"] or "point"
            done[row["id"]] = {**row, **handed, "place": f"{above['place']}{row['position']:0{WIDTH}d}"}
            waiting.append(row["id"])
    return [row for key, row in done.items() if key is not None]


def _facet_keys(facets: Mapping[str, Any]) -> str:
    listed = ((name, value if isinstance(value, list) else [value]) for name, value in facets.items())
    keys = [
        f"{name}\t{str(value).lower() if isinstance(value, bool) else value}"
        for name, values in listed
        for value in values
    ]
    return "\n".join(["", *keys, ""]) if keys else ""


def _counts(proposals: list[dict[str, Any]], groups: int, categories: int) -> dict[str, Any]:
    sections: dict[str, int] = {}
    polarities: dict[str, int] = {}
    for one in proposals:
        sections[one["shown_section"]] = sections.get(one["shown_section"], 0) + 1
        if one["shown_polarity"]:
            polarities[one["shown_polarity"]] = polarities.get(one["shown_polarity"], 0) + 1
    return {
        "groups": groups,
        "categories": categories,
        "proposals": len(proposals),
        "sections": sections,
        "polarities": polarities,
    }
