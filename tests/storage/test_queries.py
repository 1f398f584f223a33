"""What is read: whole workshops, single ones, pages; always of one workspace."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from synthgrid.domain.values import Polarity, Proposal
from synthgrid.errors import InvalidOptionError, NotFoundError, UnknownTemplateError, WorkshopNotFoundError
from synthgrid.services import add_proposal, delete_proposal, ensure_workspace, put_workshop
from synthgrid.storage import (
    Database,
    PageRequest,
    Session,
    find_category,
    find_group,
    find_proposal,
    find_workshop,
    list_categories,
    list_groups,
    list_proposals,
    list_workshops,
    load_snapshot,
    stamp,
)
from tests.builders import a_document, checked, three_groups
from tests.databases import a_database, a_workspace, imported, the_workshop, traced

A_TREE = a_document(
    {
        "text": "Un comité",
        "group": "Table 1",
        "category": ["Gouvernance", "CA"],
        "polarity": "positive",
        "children": [
            {"text": "Avec des habitants", "children": [{"text": "Tirés au sort"}]},
            {"text": "Trop rare", "polarity": "improve"},
        ],
    },
    {"text": "Prendre le temps", "group": "Table 2", "section": "keyword"},
    groups=three_groups(),
    categories=[{"name": "Vie quotidienne"}, {"name": "CA", "parent": ["Gouvernance"]}],
)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_a_snapshot_is_in_reading_order_and_children_have_what_they_inherit(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    workshop = the_workshop(database, workspace)

    names = {group.id: group.name for group in workshop.groups}
    paths = {category.id: category.path for category in workshop.categories}
    assert [
        (one.text, names[one.group or ""], one.section, one.polarity, paths.get(one.category or ""))
        for one in workshop.proposals
    ] == [
        ("Un comité", "Table 1", "point", Polarity.POSITIVE, ("Gouvernance", "CA")),
        ("Avec des habitants", "Table 1", "point", Polarity.POSITIVE, ("Gouvernance", "CA")),
        ("Tirés au sort", "Table 1", "point", Polarity.POSITIVE, ("Gouvernance", "CA")),
        ("Trop rare", "Table 1", "point", Polarity.IMPROVE, ("Gouvernance", "CA")),
        ("Prendre le temps", "Table 2", "keyword", None, None),
    ]
    assert list(paths.values()) == [("Vie quotidienne",), ("Gouvernance",), ("Gouvernance", "CA")]
    assert list(names.values()) == ["Table 1", "Table 2", "Table 3"]


@pytest.mark.sqlite
def test_the_stamp_is_that_of_the_snapshot_and_takes_one_query(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    with traced(database) as seen:
        found = stamp(database, workspace, "atelier")

    assert len(seen) == 1
    assert found == the_workshop(database, workspace).stamp


def test_the_stamp_of_an_unknown_template_is_refused(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    with pytest.raises(UnknownTemplateError):
        stamp(database, workspace, "atelier", "ailleurs")


def test_reading_a_large_workshop_takes_as_many_queries_as_a_small_one(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    one = {"text": "Prendre le temps", "group": "Table 1", "category": "Thème 1"}
    imported(database, workspace, a_document(one), "petit")
    many = [{"text": f"Idée {n}", "group": f"Table {n % 7}", "category": f"Thème {n % 5}"} for n in range(300)]
    imported(database, workspace, a_document(*many), "grand")

    def count(slug: str) -> int:
        with statements(database) as seen, database.read() as session:
            load_snapshot(session, workspace, slug)
            find_workshop(session, workspace, slug)
            list_workshops(session, workspace, PageRequest())
            list_proposals(session, workspace, slug, PageRequest(), group="Table 1", category=("Thème 1",))
        return len(seen)

    assert count("grand") == count("petit")


def test_writing_many_items_takes_as_many_statements_as_few(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def count(slug: str, size: int) -> int:
        items = [{"text": f"Idée {n}", "group": f"Table {n}", "category": ["Thème", f"{n}"]} for n in range(size)]
        edited = [{**item, "polarity": "positive"} for item in items[: size // 2]]
        with statements(database) as seen:
            imported(database, workspace, a_document(*items), slug)
            imported(database, workspace, a_document(*items), slug)
            document = checked(a_document(*edited))
            database.write(lambda session: put_workshop(session, workspace, slug, document))
        return len(seen)

    assert count("grand", 200) == count("petit", 4)


def test_a_summary_counts_what_stands_in_a_workshop_with_what_is_inherited(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    with database.read() as session:
        summary = find_workshop(session, workspace, "atelier")

    assert summary.counts == {
        "groups": 3,
        "categories": 3,
        "proposals": 5,
        "sections": {"point": 4, "keyword": 1},
        "polarities": {"positive": 3, "improve": 1},
    }
    assert summary.revision == the_workshop(database, workspace).stamp.revision


def all_pages(database: Database, page: Callable[[Session, PageRequest], Any], limit: int) -> list[Any]:
    """Walk through the pages of a list."""
    items: list[Any] = []
    cursor = None
    while True:
        with database.read() as session:
            found = page(session, PageRequest(limit, cursor))
        assert len(found.items) <= limit
        items.extend(found.items)
        cursor = found.next
        if cursor is None:
            return items


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_give_each_thing_once_and_in_order(tmp_path: Path, limit: int) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)
    imported(database, workspace, a_document(title="Une autre"), "autre")
    workshop = the_workshop(database, workspace)

    def pages(query: Callable[..., Any]) -> list[Any]:
        return all_pages(database, lambda session, page: query(session, workspace, "atelier", page), limit)

    assert pages(list_proposals) == list(workshop.proposals)
    assert pages(list_groups) == list(workshop.groups)
    assert pages(list_categories) == list(workshop.categories)
    workshops = all_pages(database, lambda session, page: list_workshops(session, workspace, page), limit)
    assert [one.slug for one in workshops] == ["autre", "atelier"]


def test_a_cursor_neither_repeats_nor_skips_when_others_add_and_delete(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)
    before = the_workshop(database, workspace).proposals
    with database.read() as session:
        first = list_proposals(session, workspace, "atelier", PageRequest(2))

    database.write(lambda one: add_proposal(one, workspace, "atelier", {"text": "Avant", "parent": before[1].id}))
    database.write(lambda one: delete_proposal(one, workspace, "atelier", before[2].id))
    with database.read() as session:
        rest = list_proposals(session, workspace, "atelier", PageRequest(50, first.next))

    assert [proposal.text for proposal in rest.items] == ["Avant", "Trop rare", "Prendre le temps"]


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ({"group": "Table 2"}, ["Prendre le temps"]),
        ({"section": "point", "polarity": Polarity.IMPROVE}, ["Trop rare"]),
        ({"category": ("Gouvernance",)}, ["Un comité", "Avec des habitants", "Tirés au sort", "Trop rare"]),
        ({"category": ["Vie quotidienne"]}, []),
    ],
)
def test_a_list_holds_what_says_or_inherits_what_is_wanted(
    tmp_path: Path, wanted: dict[str, Any], texts: list[str]
) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    with database.read() as session:
        page = list_proposals(session, workspace, "atelier", PageRequest(1, total=True), **wanted)
    found = all_pages(
        database, lambda session, page: list_proposals(session, workspace, "atelier", page, **wanted), limit=2
    )

    assert [proposal.text for proposal in found] == texts
    assert page.total == len(texts)


@pytest.mark.parametrize("cursor", ["", "x", "é", "bnVsbA==", "WzFd", "WzEsMl0=", "W251bGxd", "WyJcdWQ4MDAiXQ=="])
def test_a_cursor_that_is_none_is_refused(tmp_path: Path, cursor: str) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    for query in (list_groups, list_categories, list_proposals):
        with database.read() as session, pytest.raises(InvalidOptionError, match="cursor"):
            query(session, workspace, "atelier", PageRequest(cursor=cursor))


def test_nothing_is_visible_from_another_workspace(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))
    imported(database, workspace, A_TREE)
    imported(database, foreign, a_document("Chez les voisins"), "voisin")
    workshop = the_workshop(database, workspace)

    with database.read() as session:
        assert [one.slug for one in list_workshops(session, foreign, PageRequest(total=True)).items] == ["voisin"]
        with pytest.raises(WorkshopNotFoundError):
            stamp(database, foreign, "atelier")
        for read in (load_snapshot, find_workshop):
            with pytest.raises(WorkshopNotFoundError):
                read(session, foreign, "atelier")
        for listing in (list_groups, list_categories, list_proposals):
            with pytest.raises(WorkshopNotFoundError):
                listing(session, foreign, "atelier", PageRequest())
        mine: list[tuple[Callable[..., Any], str]] = [
            (find_group, workshop.groups[0].id),
            (find_category, workshop.categories[0].id),
            (find_proposal, workshop.proposals[0].id),
        ]
        for find, key in mine:
            assert find(session, workspace, "atelier", key).id == key
            with pytest.raises(NotFoundError):
                find(session, foreign, "voisin", key)


def test_text_comes_back_exactly_as_it_was_let_through(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    texts = ["« L’élan »\u202f!", "a\tb\nc", "%s {x} \\ ' \" ; --", "\u202eabc", "👩‍👩‍👧 مرحبا", "0042", "null"]

    imported(database, workspace, a_document(*texts))

    assert [proposal.text for proposal in the_workshop(database, workspace).proposals] == texts


def test_moments_are_aware_and_in_utc(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, A_TREE)

    proposal: Proposal = the_workshop(database, workspace).proposals[0]

    assert proposal.created_at is not None
    assert proposal.created_at.isoformat().endswith("+00:00")
