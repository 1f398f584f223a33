"""Columns that follow from the others of their row, kept so that a list need not fold every text it looks through."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.orm import Session

from synthgrid.domain.search import searched
from synthgrid.storage import tables
from synthgrid.storage.bulk import Kind

PARAMETERS: Final = 10_000
"""Values in one statement; SQLite takes 32,766."""

WORKSHOP: Final = ("title", "question", "place", "slug")
SEARCHED: Final[Mapping[Kind, tuple[str, ...]]] = {
    tables.Group: ("name", "actor"),
    tables.Category: ("name", "definition"),
    tables.Proposal: ("text", "note", "external_id", "actor"),
}
"""What `q` looks through. The first is also what a list in alphabetical order is ordered by."""


def search_of(names: Iterable[str], row: Mapping[str, Any]) -> str:
    """Return what a row is looked through as."""
    return searched(row[name] or "" for name in names)


def facet_keys(facets: Mapping[str, Any]) -> str:
    """Return the facets of a proposal as a text in which `facet_key` finds each of them, "" for none."""
    listed = ((name, value if isinstance(value, list) else [value]) for name, value in facets.items())
    keys = [f"{name}	{said(value)}" for name, values in listed for value in values]
    return "\n".join(["", *keys, ""]) if keys else ""


def facet_key(name: str, value: str) -> str:
    """Return what stands in the `facet_keys` of a proposal that has this value, alone or among others, of a facet."""
    return f"\n{name}\t{value}\n"


def said(value: Any) -> str:
    """Return the value of a facet as people write it in an address: `true`, `3`, `3.5`, a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def complete(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new row with what is kept of its own columns."""
    found = {**row, "search": search_of(SEARCHED[kind], row)}
    if kind is tables.Proposal:
        found["facet_keys"] = facet_keys(row["facets"])
    return found


def changed(session: Session, kind: Kind, changes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return changes of rows, id -> columns, with what changes of that which is kept.

    Args:
        session: A transaction that has not written the changes yet.
        kind: Of the rows.
        changes: Id -> the columns that change.
    """
    names = SEARCHED[kind]
    found = {key: dict(columns) for key, columns in changes.items()}
    concerned = [key for key, columns in changes.items() if not columns.keys().isdisjoint(names)]
    for row in rows_of(session, kind, ("id", *names), concerned):
        found[row["id"]]["search"] = search_of(names, {**row, **changes[row["id"]]})
    for key, columns in changes.items():
        if "facets" in columns:
            found[key]["facet_keys"] = facet_keys(columns["facets"])
    return found


def rows_of(session: Session, kind: Kind, names: Iterable[str], ids: Collection[str]) -> Iterator[RowMapping]:
    """Yield some columns of rows with some ids, a statement for each `PARAMETERS` of them."""
    table = kind.__table__
    query: Select[Any] = select(*(table.c[name] for name in names))
    ordered = list(ids)
    for start in range(0, len(ordered), PARAMETERS):
        some = ordered[start : start + PARAMETERS]
        yield from session.connection().execute(query.where(table.c.id.in_(some))).mappings()
