"""Many workshops read together: the same as one by one, a page at a time, of one workspace."""

from pathlib import Path

import pytest

from synthgrid.errors import UnknownTemplateError
from synthgrid.services import delete_workshop, ensure_workspace
from synthgrid.storage import Database, PageRequest, find_seen, list_seen, load_snapshot, load_snapshots, stamp
from tests.builders import a_document, three_groups
from tests.databases import a_database, a_workspace, imported, traced

MIXED = [{"name": "Table 9", "composition": "mixed", "members": [{"actor": "élus", "count": 3}]}]


def some(database: Database, workspace: str, count: int) -> list[str]:
    """Import workshops that differ; return their slugs, oldest first."""
    for number in range(count):
        child = {"text": "dessous", "polarity": "improve"}
        item = {"text": f"Idée {number}", "group": "Table 1", "category": ["Lieux", "Dehors"], "children": [child]}
        groups = MIXED if number % 2 else three_groups()
        imported(database, workspace, a_document(item, *["plus"] * number, groups=groups), f"atelier-{number}")
    return [f"atelier-{number}" for number in range(count)]


def test_workshops_read_together_are_those_read_one_by_one(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    slugs = some(database, workspace, 5)

    with database.read() as session:
        found = load_snapshots(session, workspace, [*slugs, "absent"])

        assert found == {slug: load_snapshot(session, workspace, slug) for slug in slugs}
        assert found["atelier-3"].groups[0].members[0].actor == "élus"


@pytest.mark.sqlite
def test_many_take_as_many_queries_as_one(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    slugs = some(database, workspace, 5)

    def count(some: list[str]) -> int:
        with traced(database) as statements, database.read() as session:
            load_snapshots(session, workspace, some)
        return len(statements)

    assert count(slugs) == count(slugs[:1]) == 4


def test_what_is_there_is_listed_in_pages_oldest_first_with_stamp_and_size(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    slugs = some(database, workspace, 5)

    with database.read() as session:
        first = list_seen(session, workspace, PageRequest(2, total=True))
        second = list_seen(session, workspace, PageRequest(2, first.next))
        last = list_seen(session, workspace, PageRequest(2, second.next))
    found = [*first.items, *second.items, *last.items]

    assert ([one.slug for one in found], first.total, last.next) == (slugs, 5, None)
    assert [one.size for one in found] == [2, 3, 4, 5, 6]
    assert [one.stamp for one in found] == [stamp(database, workspace, slug) for slug in slugs]


def test_what_is_not_there_or_elsewhere_is_not_found(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    slugs = some(database, workspace, 3)
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))
    database.write(lambda session: delete_workshop(session, workspace, slugs[1]))

    with database.read() as session:
        assert set(find_seen(session, workspace, slugs)) == {slugs[0], slugs[2]}
        assert find_seen(session, foreign, slugs) == {}
        assert load_snapshots(session, foreign, slugs) == {}
        assert list_seen(session, foreign, PageRequest()).items == ()


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    slugs = some(database, workspace, 1)

    with database.read() as session, pytest.raises(UnknownTemplateError):
        find_seen(session, workspace, slugs, "ailleurs")
