"""What an import adds, leaves, changes and refuses."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from synthgrid.domain.check import judge
from synthgrid.domain.document import Unchecked
from synthgrid.domain.report import ImportReport, Outcome
from synthgrid.domain.values import Layer, Polarity
from synthgrid.errors import InvalidDocumentError, WorkshopNotFoundError
from synthgrid.services import (
    delete_proposal,
    import_items,
    update_category,
    update_group,
    update_proposal,
    update_workshop,
)
from synthgrid.settings import Limits
from synthgrid.storage import Database, tables
from synthgrid.writing import export_document
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop


def counts(report: ImportReport) -> dict[str, int]:
    """Return the counts of a report that are not 0."""
    names = ("created", "unchanged", "updated", "rejected", "absent")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def test_the_same_word_five_times_at_one_table_is_five_items_and_posting_again_adds_none(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    document = a_document(*[{"text": "Communication", "group": "Table 1"}] * 5)

    first = imported(database, workspace, document)
    second = imported(database, workspace, document)

    assert (counts(first), counts(second)) == ({"created": 5}, {"unchanged": 5})
    assert [proposal.ref for proposal in the_workshop(database, workspace).proposals] == [1, 2, 3, 4, 5]


def test_posting_again_changes_nothing_not_even_the_revision(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    document = a_document({"text": "Un comité", "group": "Table 1", "category": "Gouvernance"}, place="Agen")
    imported(database, workspace, document)
    before = the_workshop(database, workspace)

    imported(database, workspace, document)

    assert the_workshop(database, workspace) == before


def test_what_was_reclassified_here_is_unchanged_when_posted_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    document = a_document(
        {"text": "Un comité", "group": "Table 1", "children": [{"text": "Mixte"}]},
        {"text": "Prendre le temps", "group": "Table 1"},
        groups=[{"name": "Table 1"}, {"name": "Table 2"}],
        categories=[{"name": "Gouvernance"}],
    )
    imported(database, workspace, document)
    workshop = the_workshop(database, workspace)
    moved = {"polarity": Polarity.IMPROVE, "section": "keyword", "category": ("Gouvernance",), "group": "Table 2"}
    database.write(lambda one: update_proposal(one, workspace, "atelier", workshop.proposals[0].id, moved))
    database.write(lambda one: update_group(one, workspace, "atelier", workshop.groups[0].id, {"name": "T1"}))
    before = the_workshop(database, workspace)

    report = imported(database, workspace, document)

    assert counts(report) == {"unchanged": 3}
    assert report.created_groups == ()
    assert the_workshop(database, workspace) == before


def test_an_item_named_by_its_external_id_takes_the_fields_that_the_body_gives_and_no_other(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Un comité", "external_id": "r1", "note": "au tableau"}))
    id = the_workshop(database, workspace).proposals[0].id  # noqa: A001 (the contract's own word)
    fields = {"section": "essential", "actor": "parents"}
    database.write(lambda session: update_proposal(session, workspace, "atelier", id, fields))

    report = imported(
        database, workspace, a_document({"text": "Un comité mixte", "external_id": "r1", "category": "Gouvernance"})
    )

    workshop = the_workshop(database, workspace)
    (proposal,) = workshop.proposals
    assert counts(report) == {"updated": 1}
    assert (proposal.id, proposal.text, proposal.note, proposal.section, proposal.actor) == (
        id,
        "Un comité mixte",
        "au tableau",
        "essential",
        "parents",
    )
    assert proposal.category == workshop.categories[0].id


def corrections(database: Database) -> list[tuple[str, str, str]]:
    """Return proposal, text and reason of every correction."""
    columns = (tables.Correction.proposal, tables.Correction.text, tables.Correction.reason)
    with database.read() as session:
        return list(session.execute(select(*columns).order_by(tables.Correction.id)).all())


def test_a_text_changed_by_an_import_keeps_the_earlier_one(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Un comitée", "external_id": "r1"}))

    imported(database, workspace, a_document({"text": "Un comité", "external_id": "r1"}))
    imported(database, workspace, a_document({"text": "Un comité", "external_id": "r1"}))

    assert corrections(database) == [(the_workshop(database, workspace).proposals[0].id, "Un comitée", "import")]


def test_the_same_text_under_another_external_id_is_another_item(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Communication", "external_id": "r1"}))
    body = a_document({"text": "Communication", "external_id": "r2"})

    first = imported(database, workspace, body)
    second = imported(database, workspace, body)

    assert counts(first) == {"created": 1, "absent": 1}
    assert counts(second) == {"unchanged": 1, "absent": 1}


def test_an_item_that_wants_the_external_id_of_another_one_is_rejected_and_the_rest_lands(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    two = a_document({"text": "Un", "external_id": "r1"}, {"text": "Deux", "external_id": "r2"})
    imported(database, workspace, two)
    first, second = the_workshop(database, workspace).proposals

    report = imported(
        database,
        workspace,
        a_document({"text": "Un", "id": first.id, "external_id": "r2"}, "Trois"),
    )

    assert counts(report) == {"created": 1, "rejected": 1, "absent": 1}
    assert report.items[0].pointer == "/proposals/0/external_id"
    assert the_workshop(database, workspace).proposals[:2] == (first, second)


def test_a_new_item_that_wants_the_external_id_of_one_named_by_its_id_is_rejected_with_its_children(
    tmp_path: Path,
) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "A", "external_id": "1"}))
    (one,) = the_workshop(database, workspace).proposals

    report = imported(
        database,
        workspace,
        a_document(
            {"text": "A", "id": one.id}, {"text": "B", "external_id": "1", "children": [{"text": "b"}]}, {"text": "C"}
        ),
    )

    assert (report.unchanged, report.created, report.rejected) == (1, 1, 2)
    assert [item.pointer for item in report.items if item.status is Outcome.REJECTED] == [
        "/proposals/1/external_id",
        "/proposals/1/children/0",
    ]
    assert [proposal.text for proposal in the_workshop(database, workspace).proposals] == ["A", "C"]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("left_out", [(), ("origin",)])
def test_an_item_added_by_hand_to_an_export_that_says_what_another_says_is_added_once(
    tmp_path: Path, place: int, left_out: tuple[str, ...]
) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Communication", "Communication"))
    document = export_document(the_workshop(database, workspace))
    document["proposals"] = [
        {name: value for name, value in one.items() if name not in left_out} for one in document["proposals"]
    ]
    document["proposals"].insert(place, {"text": "Communication"})

    first, second = imported(database, workspace, document), imported(database, workspace, document)

    assert (first.created, first.unchanged, second.created, second.unchanged) == (1, 2, 0, 3)
    assert len(the_workshop(database, workspace).proposals) == 3


def test_good_items_land_and_bad_ones_are_reported_in_their_place(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    report = imported(
        database,
        workspace,
        a_document("Un", {"text": "", "external_id": "vide", "children": [{"text": "Orpheline"}]}, "Deux"),
    )

    assert [(item.index, item.status, item.pointer, item.external_id) for item in report.items] == [
        (0, Outcome.CREATED, "/proposals/0", None),
        (1, Outcome.REJECTED, "/proposals/1/text", "vide"),
        (2, Outcome.REJECTED, "/proposals/1/children/0", None),
        (3, Outcome.CREATED, "/proposals/2", None),
    ]
    assert str(report.items[1].message) == "It must not be empty."
    assert [proposal.text for proposal in the_workshop(database, workspace).proposals] == ["Un", "Deux"]


def test_an_atomic_import_with_a_bad_item_writes_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    unchecked = Unchecked(a_document("Un", {"text": ""}))
    verdict = judge(unchecked, Limits())

    with pytest.raises(InvalidDocumentError) as raised:
        database.write(lambda one: import_items(one, workspace, "atelier", verdict, unchecked, atomic=True))

    assert [fault.pointer for fault in raised.value.faults] == ["/proposals/1/text"]
    with pytest.raises(WorkshopNotFoundError):
        the_workshop(database, workspace)


def test_an_import_makes_the_workshop_with_its_title_or_its_slug(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    titled = imported(database, workspace, a_document("Un", layer="synthesis", date="2026-11-20"), "un")
    untitled = imported(database, workspace, {"proposals": [{"text": "Deux"}]}, "deux")

    assert (titled.created_workshop, untitled.created_workshop) == (True, True)
    workshop = the_workshop(database, workspace, "un")
    assert (workshop.title, workshop.layer, workshop.date) == (
        "Réunion de rentrée",
        Layer.SYNTHESIS,
        date(2026, 11, 20),
    )
    assert the_workshop(database, workspace, "deux").title == "deux"


def test_an_address_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    database = a_database(tmp_path)

    with pytest.raises(InvalidDocumentError, match="document: 1"):
        imported(database, a_workspace(database), a_document("Un"), "Ma Réunion")


def test_an_import_fills_what_is_empty_and_overwrites_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    table = {"name": "Table 1", "size": 8}
    imported(database, workspace, a_document(place="Agen", labels={"positive": "Ce qui va"}, groups=[table]))

    imported(
        database,
        workspace,
        a_document(
            title="Autre titre",
            question="Quoi ?",
            place="Auch",
            labels={"positive": "Les plus", "improve": "Les moins"},
            groups=[{"name": "Table 1", "size": 3, "actor": "parents"}],
        ),
    )

    workshop = the_workshop(database, workspace)
    assert (workshop.title, workshop.question, workshop.place) == ("Réunion de rentrée", "Quoi ?", "Agen")
    assert workshop.labels == {"positive": "Ce qui va", "improve": "Les moins"}
    assert (workshop.groups[0].size, workshop.groups[0].actor) == (8, "parents")


def test_the_first_items_of_a_workshop_say_which_layer_it_is(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document())

    imported(database, workspace, a_document("Un", layer="synthesis"))
    imported(database, workspace, a_document("Deux", layer="verbatim"))

    assert the_workshop(database, workspace).layer == Layer.SYNTHESIS


def test_a_new_name_is_reported_with_the_nearest_that_was_there(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Un", "group": "Table 1", "category": ["Gouvernance", "CA"]}))

    report = imported(
        database, workspace, a_document({"text": "Deux", "group": "Table 11", "category": ["Gouvernances", "CA"]})
    )

    assert [(one.name, one.nearest) for one in report.created_groups] == [("Table 11", "Table 1")]
    assert [(one.path, one.nearest) for one in report.created_categories] == [
        (("Gouvernances",), ("Gouvernance",)),
        (("Gouvernances", "CA"), ("Gouvernance", "CA")),
    ]


def test_a_listed_group_without_items_is_made_too(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    imported(database, workspace, a_document("Un", groups=[{"name": "Table 4"}], categories=[{"name": "Lieux"}]))

    workshop = the_workshop(database, workspace)
    assert [group.name for group in workshop.groups] == ["Table 4"]
    assert [category.path for category in workshop.categories] == [("Lieux",)]


def test_an_item_that_is_refused_leaves_no_group_and_no_category_behind(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(
        database, workspace, a_document({"text": "Un", "external_id": "r1"}, {"text": "Deux", "external_id": "r2"})
    )
    first = the_workshop(database, workspace).proposals[0]
    refused = {"text": "Un", "id": first.id, "external_id": "r2", "group": "Table 1", "category": ["Lieux", "Salle"]}
    listed = {"groups": [{"name": "Table 4"}], "categories": [{"name": "Budget", "parent": "Moyens"}]}

    report = imported(database, workspace, a_document(refused, **listed))

    workshop = the_workshop(database, workspace)
    assert counts(report) == {"rejected": 1, "absent": 1}
    assert [group.name for group in workshop.groups] == ["Table 4"]
    assert [category.path for category in workshop.categories] == [("Moyens",), ("Moyens", "Budget")]


def test_a_theme_that_was_renamed_here_is_not_made_again_for_what_stands_below_it(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    categories = [{"name": "Lieux"}, {"name": "Salle", "parent": "Lieux"}]
    document = a_document({"text": "Un", "category": ["Lieux", "Salle"]}, categories=categories)
    imported(database, workspace, document)
    top = the_workshop(database, workspace).categories[0].id
    database.write(lambda session: update_category(session, workspace, "atelier", top, {"name": "Espaces"}))

    imported(database, workspace, document)

    paths = [category.path for category in the_workshop(database, workspace).categories]
    assert paths == [("Espaces",), ("Espaces", "Salle")]


def test_a_new_child_of_a_known_item_stands_below_it_after_its_siblings(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    parent: dict[str, Any] = {"text": "Un comité", "external_id": "r1", "children": [{"text": "Mixte"}]}
    imported(database, workspace, a_document(parent, "Dernier"))
    parent["children"].append({"text": "Élu"})

    report = imported(database, workspace, a_document(parent))

    assert counts(report) == {"created": 1, "unchanged": 2, "absent": 1}
    proposals = the_workshop(database, workspace).proposals
    assert [(one.text, one.ref) for one in proposals] == [("Un comité", 1), ("Mixte", 2), ("Élu", 4), ("Dernier", 3)]


def test_items_cannot_be_chained_deeper_by_one_body_after_another(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def chain(first: int, length: int) -> dict[str, Any]:
        item: dict[str, Any] = {"text": "x", "external_id": f"r{first + length - 1}"}
        for number in reversed(range(first, first + length - 1)):
            item = {"text": "x", "external_id": f"r{number}", "children": [item]}
        return a_document(item)

    imported(database, workspace, chain(1, 20))

    report = imported(database, workspace, chain(20, 20))

    assert counts(report) == {"created": 12, "unchanged": 1, "rejected": 7, "absent": 19}


def test_the_number_of_a_deleted_item_is_not_given_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Un", "Deux"))
    last = the_workshop(database, workspace).proposals[-1]
    database.write(lambda session: delete_proposal(session, workspace, "atelier", last.id))

    imported(database, workspace, a_document("Un", "Trois", {"text": "Neuf", "ref": 9}))
    imported(database, workspace, a_document("Dix", {"text": "Encore neuf", "ref": 9}))

    assert {one.text: one.ref for one in the_workshop(database, workspace).proposals} == {
        "Un": 1,
        "Trois": 3,
        "Neuf": 9,
        "Dix": 10,
        "Encore neuf": 11,
    }


def test_a_body_may_bring_more_items_than_one_statement_has_values(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    many = [{"text": f"Idée {n}", "group": f"Table {n % 9}", "category": ["Thème", f"{n % 40}"]} for n in range(10_000)]

    report = imported(database, workspace, a_document(*many))
    database.write(lambda session: update_workshop(session, workspace, "atelier", {"place": "Agen"}))

    assert counts(report) == {"created": 10_000}
    assert [one.ref for one in the_workshop(database, workspace).proposals] == list(range(1, 10_001))


def test_a_name_that_only_an_item_uses_is_reported_with_the_nearest_that_the_body_lists(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    listed = a_document(
        {"text": "Un", "group": "Tabel 1", "category": "Gouvernence"},
        groups=[{"name": "Table 1"}],
        categories=[{"name": "Gouvernance"}],
    )

    report = imported(database, a_workspace(database), listed)

    assert {one.name: one.nearest for one in report.created_groups} == {"Table 1": None, "Tabel 1": "Table 1"}
    assert {one.path: one.nearest for one in report.created_categories} == {
        ("Gouvernance",): None,
        ("Gouvernence",): ("Gouvernance",),
    }
