"""Lists: narrowed, ordered, page by page while others write."""

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.search import terms
from synthgrid.errors import InvalidOptionError
from synthgrid.services import add_category, add_group, add_proposal, delete_proposal, update_proposal
from synthgrid.storage import (
    Database,
    PageRequest,
    categories,
    groups,
    list_categories,
    list_groups,
    list_proposals,
    list_workshops,
    proposals,
)
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

WORDS = a_document(
    {
        "text": "L’ÉVALUATION partagée",
        "group": "Table 1",
        "polarity": "positive",
        "category": ["Gouvernance", "CA"],
        "voice": "on_behalf",
        "facets": {"pole": "équipe", "tour": 2, "mots": ["a", "b"], "sûr": True},
        "external_id": "r_1%",
        "also": ["Budget"],
        "children": [{"text": "Avec des habitants", "note": "main d’œuvre"}],
    },
    {"text": "Prendre le temps", "group": "Table 2", "section": "keyword", "actor": "élus"},
    {"text": "100 % à_soi", "facets": {"pole": "équipe 2"}},
    groups=[{"name": "Table 1", "actor": "parents"}, {"name": "Table 2", "actor": "élus", "composition": "mixed"}],
    categories=[{"name": "Gouvernance", "definition": "Qui décide"}, {"name": "Budget"}],
    question="À quoi voit-on que ça marche ?",
    date="2026-03-01",
)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, str]:
    """A stored workshop that the tests of this module only read."""
    database = a_database(tmp_path_factory.mktemp("words"))
    workspace = a_workspace(database)
    imported(database, workspace, WORDS)
    imported(database, workspace, a_document("Un", title="Élan", language="en", status="debated"), "elan")
    imported(database, workspace, a_document("Un", title="Zèle", date="2025-03-01"), "zele")
    return database, workspace


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": terms("evaluation")}, "L"),
        ({"q": terms("OEUVRE")}, "A"),
        ({"q": terms("r_1%")}, "L"),
        ({"q": terms("0 %")}, "1"),
        ({"q": terms("à_s")}, "1"),
        ({"q": terms("temps prendre")}, "P"),
        ({"q": terms('"temps prendre"')}, ""),
        ({"group": "Table 1"}, "LA"),
        ({"group": "none"}, "1"),
        ({"actor": "parents"}, "LA"),
        ({"actor": "élus"}, "P"),
        ({"section": "keyword"}, "P"),
        ({"polarity": "positive"}, "LA"),
        ({"polarity": "none"}, "P1"),
        ({"category": ("Gouvernance",)}, "LA"),
        ({"category": ("none",)}, "P1"),
        ({"also": ("Budget",)}, "L"),
        ({"facet": ("pole", "équipe")}, "L"),
        ({"facet": ("pole", "Équipe")}, ""),
        ({"facet": ("tour", "2")}, "L"),
        ({"facet": ("mots", "b")}, "L"),
        ({"facet": ("sûr", "true")}, "L"),
        ({"voice": "on_behalf"}, "L"),
        ({"parent": "none"}, "LP1"),
        ({"ref": 2}, "A"),
        ({"external_id": "r_1%"}, "L"),
        ({"archived": True}, ""),
        ({"polarity": "positive", "parent": "none"}, "L"),
    ],
)
def test_proposals_are_narrowed(words: tuple[Database, str], wanted: dict[str, Any], found: str) -> None:
    database, workspace = words
    with database.read() as session:
        page = list_proposals(session, workspace, "atelier", PageRequest(total=True), **wanted)

    assert "".join(one.text[0] for one in page.items) == found
    assert page.total == len(found)


def test_proposals_are_found_by_the_ids_of_what_they_name(words: tuple[Database, str]) -> None:
    database, workspace = words
    whole = the_workshop(database, workspace)
    group, budget, above = whole.groups[1].id, whole.categories[-1].id, whole.proposals[0].id
    with database.read() as session:

        def texts(**wanted: Any) -> str:
            return "".join(
                one.text[0] for one in list_proposals(session, workspace, "atelier", PageRequest(), **wanted).items
            )

        assert (texts(group=group), texts(also=(budget,)), texts(parent=above)) == ("P", "L", "A")


def test_what_changed_since_a_moment_is_found_with_what_inherits_it(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, WORDS)
    before = the_workshop(database, workspace).proposals
    database.write(lambda one: update_proposal(one, workspace, "atelier", before[0].id, {"polarity": "improve"}))
    changed = the_workshop(database, workspace).proposals[0].updated_at

    with database.read() as session:
        page = list_proposals(session, workspace, "atelier", PageRequest(sort="-updated_at"), updated_since=changed)

    assert {one.text[0] for one in page.items} == {"L", "A"}


@pytest.mark.parametrize(
    ("listing", "wanted", "sort", "found"),
    [
        (list_groups, {}, "-position", ["Table 2", "Table 1"]),
        (list_groups, {"q": terms("ELUS")}, None, ["Table 2"]),
        (list_groups, {"name": "Table 1"}, None, ["Table 1"]),
        (list_groups, {"actor": "élus", "composition": "mixed"}, None, ["Table 2"]),
        (list_categories, {}, None, ["Gouvernance", "CA", "Budget"]),
        (list_categories, {}, "name", ["Budget", "CA", "Gouvernance"]),
        (list_categories, {"parent": ("none",)}, None, ["Gouvernance", "Budget"]),
        (list_categories, {"parent": ("Gouvernance",)}, None, ["CA"]),
        (list_categories, {"depth": 1}, None, ["Gouvernance", "Budget"]),
        (list_categories, {"q": terms("decide")}, None, ["Gouvernance"]),
    ],
)
def test_groups_and_categories_are_narrowed_and_ordered(
    words: tuple[Database, str], listing: Callable[..., Any], wanted: dict[str, Any], sort: str | None, found: list[str]
) -> None:
    database, workspace = words
    with database.read() as session:
        page = listing(session, workspace, "atelier", PageRequest(sort=sort), **wanted)

    assert [one.name for one in page.items] == found


@pytest.mark.parametrize(
    ("wanted", "sort", "found"),
    [
        ({}, None, ["zele", "elan", "atelier"]),
        ({}, "created_at", ["atelier", "elan", "zele"]),
        ({}, "title", ["elan", "atelier", "zele"]),
        ({}, "-slug", ["zele", "elan", "atelier"]),
        ({}, "date", ["zele", "atelier", "elan"]),
        ({}, "-date", ["atelier", "zele", "elan"]),
        ({"q": terms("ca marche")}, None, ["atelier"]),
        ({"language": "en"}, None, ["elan"]),
        ({"status": "debated"}, None, ["elan"]),
        ({"template": "plus-delta", "layer": "synthesis"}, None, []),
        ({"from": WORDS["date"]}, None, ["atelier"]),
        ({"to": WORDS["date"]}, None, ["zele", "atelier"]),
    ],
)
def test_workshops_are_narrowed_and_ordered(
    words: tuple[Database, str], wanted: dict[str, Any], sort: str | None, found: list[str]
) -> None:
    database, workspace = words
    days = {name: dt.date.fromisoformat(value) if name in {"from", "to"} else value for name, value in wanted.items()}
    with database.read() as session:
        slugs: list[str] = []
        cursor = None
        while cursor or not slugs:
            page = list_workshops(session, workspace, PageRequest(1, cursor, sort=sort), **days)
            slugs, cursor = [*slugs, *(one.slug for one in page.items)], page.next
            if not page.items:
                break

    assert slugs == found


@pytest.mark.parametrize("sort", [*proposals.ORDERS, *(f"-{name}" for name in proposals.ORDERS)])
def test_what_stays_is_neither_repeated_nor_skipped_whatever_others_add_and_delete(tmp_path: Path, sort: str) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    dice = random.Random(sort)
    texts = [dice.choice(["Élan", "Zèle", "abc", "Temps"]) for _ in range(40)]
    nested = [{"text": text, "children": [{"text": "Enfant"}]} for text in texts[:5]]
    imported(database, workspace, a_document(*nested, *texts[5:]))
    staying = {one.id for one in the_workshop(database, workspace).proposals}
    seen: list[str] = []
    cursor = None
    while cursor or not seen:
        with database.read() as session:
            page = list_proposals(session, workspace, "atelier", PageRequest(7, cursor, sort=sort))
        seen, cursor = [*seen, *(one.id for one in page.items)], page.next
        there = the_workshop(database, workspace).proposals
        beside = dice.choice(there).id
        database.write(lambda one: add_proposal(one, workspace, "atelier", {"text": "Neuf", "before": beside}))  # noqa: B023 (run at once)
        gone = dice.choice([one for one in there if not any(other.parent == one.id for other in there)]).id
        database.write(lambda one: delete_proposal(one, workspace, "atelier", gone))  # noqa: B023 (the same)
        staying.discard(gone)

    assert len(seen) == len(set(seen))
    assert staying <= set(seen)


@pytest.mark.parametrize(
    ("listing", "orders"),
    [(list_groups, groups.ORDERS), (list_categories, categories.ORDERS), (list_proposals, proposals.ORDERS)],
)
def test_a_cursor_is_good_for_the_order_and_the_filters_it_was_given_for(
    words: tuple[Database, str], listing: Callable[..., Any], orders: dict[str, Any]
) -> None:
    database, workspace = words
    with database.read() as session:
        for sort in orders:
            cursor = listing(session, workspace, "atelier", PageRequest(1, sort=sort)).next
            for other in (f"-{sort}", *(name for name in orders if name != sort)):
                with pytest.raises(InvalidOptionError, match="cursor"):
                    listing(session, workspace, "atelier", PageRequest(1, cursor, sort=other))
            with pytest.raises(InvalidOptionError, match="cursor"):
                listing(session, workspace, "atelier", PageRequest(1, cursor, sort=sort), q=("a",))


def test_an_order_that_there_is_not_is_refused_with_those_there_are(words: tuple[Database, str]) -> None:
    database, workspace = words
    with database.read() as session, pytest.raises(InvalidOptionError, match="-updated_at"):
        list_workshops(session, workspace, PageRequest(sort="size"))


def steps(database: Database, read: Callable[[Any], Any]) -> int:
    """Count the steps of SQLite's machine, by hundreds, that a read takes."""
    seen = 0

    def step() -> int:
        nonlocal seen
        seen += 1
        return 0

    with database.read() as session:
        connection = session.connection().connection.dbapi_connection
        assert connection is not None
        read(session)
        connection.set_progress_handler(step, 100)
        read(session)
        connection.set_progress_handler(None, 0)
    return seen


@pytest.mark.sqlite
def test_a_page_of_a_large_workshop_takes_as_many_steps_as_one_of_a_small_one(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    for slug, size in (("petit", 60), ("grand", 3_000)):
        items = [
            {
                "text": f"Idée {n}",
                "group": f"Table {n % 7}",
                "category": f"Thème {n % 5}",
                "children": [{"text": "Oui"}],
            }
            for n in range(size)
        ]
        imported(database, workspace, a_document(*items), slug)

    def page(slug: str, cursor: str | None = None) -> Callable[[Any], Any]:
        return lambda session: list_proposals(session, workspace, slug, PageRequest(50, cursor))

    cursor = None
    for _ in range(60):
        with database.read() as session:
            cursor = page("grand", cursor)(session).next
    small = steps(database, page("petit"))

    assert steps(database, page("grand")) <= 1.1 * small
    assert steps(database, page("grand", cursor)) <= 1.1 * small
    summaries = steps(database, lambda session: list_workshops(session, workspace, PageRequest()))
    assert summaries <= small


def test_groups_and_categories_come_page_by_page_while_others_add_some(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, WORDS)
    with database.read() as session:
        one = list_groups(session, workspace, "atelier", PageRequest(1))
        theme = list_categories(session, workspace, "atelier", PageRequest(1))
    database.write(lambda it: add_group(it, workspace, "atelier", {"name": "Avant", "before": one.items[0].id}))
    database.write(lambda it: add_category(it, workspace, "atelier", {"name": "Juste", "after": theme.items[0].id}))

    with database.read() as session:
        rest = list_groups(session, workspace, "atelier", PageRequest(9, one.next))
        themes = list_categories(session, workspace, "atelier", PageRequest(9, theme.next))

    assert [group.name for group in rest.items] == ["Table 2"]
    assert [category.name for category in themes.items] == ["CA", "Juste", "Budget"]
