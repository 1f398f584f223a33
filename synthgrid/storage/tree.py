"""Trees in tables: what is kept on each row, so that no list walks through a tree.

`place` is the positions from the root down, `WIDTH` digits each: ordered by it, each row follows its parent. `shown_…`
is what a proposal says or inherits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, literal, select, update
from sqlalchemy.orm import Session, aliased

from synthgrid.domain.values import POINT
from synthgrid.storage import tables
from synthgrid.storage.kept import PARAMETERS, rows_of
from synthgrid.storage.marks import new_revision, now

Kind = type[tables.Category] | type[tables.Proposal]
Row = RowMapping | Mapping[str, Any]

WIDTH: Final = 10
"""Digits of a position: those of the largest there is."""

HANDED_DOWN: Final = ("group", "section", "polarity", "category", "archived")
"""What a proposal has of the one above it where it says nothing itself."""

SHOWN: Final = tuple(f"shown_{name}" for name in HANDED_DOWN)


def kept_columns(kind: Kind, row: Row, above: Row | None) -> dict[str, Any]:
    """Return what is kept of where a row stands.

    Args:
        kind: Of the row.
        row: Its own columns.
        above: What is kept of its parent.
    """
    kept: dict[str, Any] = {"place": f"{above['place'] if above else ''}{row['position']:0{WIDTH}d}"}
    if kind is tables.Proposal:
        for name, shown in zip(HANDED_DOWN, SHOWN, strict=True):
            kept[shown] = row[name] or (above[shown] if above else None)
        kept["shown_section"] = kept["shown_section"] or POINT
        kept["shown_archived"] = bool(kept["shown_archived"])
    return kept


def planted(session: Session, kind: Kind, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return new rows, each after its parent, with what is kept of where they stand."""
    rows = list(rows)
    new = {row["id"] for row in rows}
    done = _kept(session, kind, {row["parent"] for row in rows} - new)
    found = []
    for row in rows:
        above = None if row["parent"] is None else done[row["parent"]]
        done[row["id"]] = complete = {**row, **kept_columns(kind, row, above)}
        found.append(complete)
    return found


def settle(session: Session, kind: Kind, ids: Collection[str]) -> None:
    """Bring what is kept of some rows, and of all below them, up to date with where they stand and what they say.

    Those that show something else afterwards get another revision.
    """
    if not ids:
        return
    rows = _with_all_below(session, kind, ids)
    done: dict[str, Row] = _kept(session, kind, {row["parent"] for row in rows.values()} - rows.keys())
    below: dict[str | None, list[Row]] = {}
    for row in rows.values():
        below.setdefault(row["parent"], []).append(row)
    waiting = [row for row in rows.values() if row["parent"] not in rows]
    changed = []
    while waiting:
        row = waiting.pop()
        done[row["id"]] = kept = kept_columns(kind, row, None if row["parent"] is None else done[row["parent"]])
        if any(row[name] != value for name, value in kept.items()):
            changed.append((row, kept))
        waiting.extend(below.get(row["id"], ()))
    _write(session, kind, changed)


def below(session: Session, kind: Kind, ids: Collection[str]) -> dict[str, int]:
    """Return the rows below some, by id, with how many levels below: 1 for children."""
    own, child = kind, aliased(kind)
    levels: dict[str, int] = {}
    ordered = list(ids)
    for start in range(0, len(ordered), PARAMETERS):
        some = own.parent.in_(ordered[start : start + PARAMETERS])
        tree = select(own.id, literal(1).label("level")).where(some).cte("tree", recursive=True)
        tree = tree.union(select(child.id, tree.c.level + 1).join(tree, child.parent == tree.c.id))
        levels |= dict(session.execute(select(tree.c.id, tree.c.level).order_by(tree.c.level)).all())
    return levels


def _names(kind: Kind) -> tuple[str, ...]:
    return ("place", *SHOWN) if kind is tables.Proposal else ("place",)


def _kept(session: Session, kind: Kind, ids: Collection[str | None]) -> dict[str, Row]:
    wanted = [key for key in ids if key is not None]
    return {row["id"]: row for row in rows_of(session, kind, ("id", *_names(kind)), wanted)}


def _with_all_below(session: Session, kind: Kind, ids: Collection[str]) -> dict[str, Row]:
    own = HANDED_DOWN if kind is tables.Proposal else ()
    columns = ("id", "parent", "position", *own, *_names(kind))
    return {row["id"]: row for row in rows_of(session, kind, columns, {*ids, *below(session, kind, ids)})}


def _write(session: Session, kind: Kind, changed: Sequence[tuple[Row, Row]]) -> None:
    seen = [(row, kept) for row, kept in changed if any(row[name] != kept[name] for name in kept if name != "place")]
    moment, revision = now(), new_revision()
    renewed = {row["id"] for row, _ in seen}
    _update(
        session, kind, [{"id": row["id"], **kept, "revision": revision, "updated_at": moment} for row, kept in seen]
    )
    moved = [{"id": row["id"], "place": kept["place"]} for row, kept in changed if row["id"] not in renewed]
    _update(session, kind, moved)


def _update(session: Session, kind: Kind, rows: Sequence[Row]) -> None:
    """Write columns of rows, the same of each, in one statement."""
    if not rows:
        return
    table = kind.__table__
    names: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
    statement = update(kind).where(table.c.id == bindparam("key")).values(names)
    values = [{"key": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    session.connection().execute(statement, values)
