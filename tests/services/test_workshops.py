"""Workshops: made, replaced as a whole, changed, deleted."""

from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.preconditions import IfMatch
from synthgrid.domain.report import Put
from synthgrid.domain.values import Layer, Polarity, Workshop
from synthgrid.errors import InvalidDocumentError, PreconditionError, SlugTakenError, WorkshopNotFoundError
from synthgrid.services import (
    add_proposal,
    create_workshop,
    delete_proposal,
    delete_workshop,
    ensure_workspace,
    put_workshop,
    update_proposal,
    update_workshop,
)
from synthgrid.storage import Database, find_workshop
from synthgrid.writing.document import export_document
from tests.builders import a_document, checked, three_groups
from tests.databases import a_database, a_workspace, imported, the_workshop

A_MEETING = a_document(
    {"text": "Un comité", "group": "Table 1", "category": ["Gouvernance", "CA"], "children": [{"text": "Mixte"}]},
    *[{"text": "Communication", "group": "Table 2"}] * 3,
    groups=three_groups(),
    categories=[{"name": "Lieux", "side": "left"}, {"name": "CA", "parent": ["Gouvernance"], "color": "#1f6f8b"}],
)


def put(database: Database, workspace: str, document: dict[str, Any], slug: str = "atelier", **options: Any) -> Put:
    """Replace a workshop by a document."""
    return database.write(lambda session: put_workshop(session, workspace, slug, checked(document), **options))


def outline(workshop: Workshop) -> list[tuple[str, int]]:
    """Return text and number of each proposal in reading order."""
    return [(proposal.text, proposal.ref) for proposal in workshop.proposals]


def test_a_workshop_takes_the_slug_it_asks_for_and_refuses_one_that_is_taken(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    document = checked(a_document("Un", slug="ma-reunion"))

    made = database.write(lambda session: create_workshop(session, workspace, document))

    assert made.slug == "ma-reunion"
    with pytest.raises(SlugTakenError):
        database.write(lambda session: create_workshop(session, workspace, document))


def test_a_workshop_without_slug_gets_one_from_its_title_that_is_free(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    slugs = [
        database.write(lambda session: create_workshop(session, workspace, checked(a_document()))).slug
        for _ in range(3)
    ]

    assert slugs == ["reunion-de-rentree", "reunion-de-rentree-2", "reunion-de-rentree-3"]


def test_two_workspaces_may_have_the_same_slug(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))

    put(database, workspace, a_document("Ici"))
    put(database, foreign, a_document("Là"))

    assert outline(the_workshop(database, workspace)) == [("Ici", 1)]
    assert outline(the_workshop(database, foreign)) == [("Là", 1)]


def test_an_equal_document_changes_nothing_not_even_the_revision(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    first = put(database, workspace, A_MEETING)
    before = the_workshop(database, workspace)

    again = put(database, workspace, A_MEETING)

    assert (first.created, first.report.created) == (True, 5)
    assert (again.created, again.report.unchanged, again.report.updated) == (False, 5, 0)
    assert again.summary == first.summary
    assert the_workshop(database, workspace) == before


def test_an_edited_document_keeps_ids_and_numbers_and_deletes_what_it_leaves_out(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, A_MEETING)
    before = {one.ref: one.id for one in the_workshop(database, workspace).proposals}

    edited = a_document(
        {"text": "Communication", "group": "Table 2", "polarity": "improve"},
        {"text": "Nouveau"},
        {"text": "Un comité", "group": "Table 1", "category": "Lieux", "children": [{"text": "Mixte"}]},
        groups=three_groups()[:2],
        categories=[{"name": "Lieux"}],
    )
    report = put(database, workspace, edited).report

    workshop = the_workshop(database, workspace)
    assert outline(workshop) == [("Communication", 3), ("Nouveau", 6), ("Un comité", 1), ("Mixte", 2)]
    assert {one.ref: one.id for one in workshop.proposals if one.ref != 6} == {ref: before[ref] for ref in (1, 2, 3)}
    assert (report.created, report.updated, report.unchanged, report.absent) == (1, 2, 1, 2)
    assert [group.name for group in workshop.groups] == ["Table 1", "Table 2"]
    assert [(category.path, category.side) for category in workshop.categories] == [(("Lieux",), None)]
    assert workshop.proposals[0].polarity == Polarity.IMPROVE
    assert workshop.proposals[3].category == workshop.categories[0].id


def test_the_order_is_that_of_the_document_wherever_something_is_new(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    def named(*names: str) -> dict[str, Any]:
        listed = [{"name": name} for name in names]
        return a_document(*names, groups=listed, categories=listed)

    for names in (("B", "D"), ("A", "B", "C", "D"), ("D", "E", "A"), ("A", "E")):
        put(database, workspace, named(*names))
        workshop = the_workshop(database, workspace)
        assert tuple(one.text for one in workshop.proposals) == names
        assert tuple(one.name for one in workshop.groups) == names
        assert tuple(one.name for one in workshop.categories) == names


def test_a_document_may_turn_its_trees_around(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    up = a_document({"text": "A", "external_id": "a", "children": [{"text": "B", "external_id": "b"}]})
    down = a_document({"text": "B", "external_id": "b", "children": [{"text": "A", "external_id": "a"}]})
    put(database, workspace, up)

    report = put(database, workspace, down).report

    assert (report.updated, report.created, report.absent) == (2, 0, 0)
    assert outline(the_workshop(database, workspace)) == [("B", 2), ("A", 1)]


def test_external_ids_may_change_hands(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, a_document({"text": "A", "external_id": "1"}, {"text": "B", "external_id": "2"}, "C"))
    a, b, c = the_workshop(database, workspace).proposals

    put(
        database,
        workspace,
        a_document(
            {"text": "A", "id": a.id, "external_id": "2"},
            {"text": "C", "id": c.id, "external_id": "1"},
            {"text": "B", "id": b.id},
        ),
    )

    found = the_workshop(database, workspace).proposals
    assert [(one.id, one.external_id) for one in found] == [(a.id, "2"), (c.id, "1"), (b.id, None)]


def test_a_document_put_elsewhere_keeps_numbers_and_origins(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Un", "Deux", "Trois"))
    first = the_workshop(database, workspace).proposals[0]
    database.write(lambda session: delete_proposal(session, workspace, "atelier", first.id))
    stored = the_workshop(database, workspace)
    exported = [{"id": one.id, "ref": one.ref, "origin": one.origin, "text": one.text} for one in stored.proposals]

    put(database, workspace, a_document(*exported), "copie")
    copied = the_workshop(database, workspace, "copie")
    again = put(database, workspace, a_document(*exported), "copie")
    added = database.write(lambda session: add_proposal(session, workspace, "copie", {"text": "Quatre"}))

    assert outline(copied) == [("Deux", 2), ("Trois", 3)]
    assert [one.origin for one in copied.proposals] == [one.origin for one in stored.proposals]
    assert {one.id for one in copied.proposals}.isdisjoint(one.id for one in stored.proposals)
    assert (again.report.unchanged, again.summary.revision) == (2, copied.stamp.revision)
    assert added.ref == 4


def test_items_that_bring_the_same_origin_are_both_kept(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document("Communication"))
    first = the_workshop(database, workspace).proposals[0]
    reclassified = {"text": "Communication", "section": "keyword", "origin": first.origin}

    document = a_document(reclassified, "Communication")
    put(database, workspace, document, "copie")
    again = put(database, workspace, document, "copie").report

    assert outline(the_workshop(database, workspace, "copie")) == [("Communication", 1), ("Communication", 2)]
    assert again.unchanged == 2


def test_what_a_document_does_not_say_is_reset(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, a_document("Un", place="Agen", layer="synthesis", labels={"positive": "Plus"}))

    put(database, workspace, a_document("Un"))

    workshop = the_workshop(database, workspace)
    assert (workshop.place, workshop.layer, workshop.labels) == ("", Layer.VERBATIM, {})


def test_children_of_what_changes_have_new_revisions(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    parent: dict[str, Any] = {"text": "Un comité", "external_id": "r1", "children": [{"text": "Mixte"}]}
    put(database, workspace, a_document(parent, "Autre"))
    before = the_workshop(database, workspace).proposals

    put(database, workspace, a_document({**parent, "polarity": "positive"}, "Autre"))

    after = the_workshop(database, workspace).proposals
    assert [new.revision != old.revision for new, old in zip(after, before, strict=True)] == [True, True, False]


def test_a_child_that_says_what_it_would_inherit_anyway_goes_on_saying_it(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, a_document({"text": "Un comité", "children": [{"text": "Mixte", "polarity": "improve"}]}))
    parent = the_workshop(database, workspace).proposals[0].id
    improve, positive = {"polarity": Polarity.IMPROVE}, {"polarity": Polarity.POSITIVE}
    database.write(lambda session: update_proposal(session, workspace, "atelier", parent, improve))
    before = the_workshop(database, workspace)

    put(database, workspace, export_document(before))
    after = the_workshop(database, workspace)
    database.write(lambda session: update_proposal(session, workspace, "atelier", parent, positive))

    assert after == before
    found = the_workshop(database, workspace).proposals
    assert [one.polarity for one in found] == [Polarity.POSITIVE, Polarity.IMPROVE]


def test_a_document_for_another_address_is_refused(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    for document, slug in ((a_document(slug="ailleurs"), "atelier"), (a_document(), "Ma Réunion")):
        with pytest.raises(InvalidDocumentError) as raised:
            put(database, workspace, document, slug)
        assert [fault.pointer for fault in raised.value.faults] == ["/slug"]


def test_a_change_is_made_only_to_the_revision_that_was_read(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    missing = IfMatch(frozenset({"*"}))
    with pytest.raises(PreconditionError):
        put(database, workspace, A_MEETING, if_match=missing)
    read = IfMatch(frozenset({put(database, workspace, A_MEETING).summary.revision}))
    put(database, workspace, a_document("Un"), if_match=read)

    with pytest.raises(PreconditionError):
        put(database, workspace, A_MEETING, if_match=read)
    with pytest.raises(PreconditionError):
        database.write(lambda one: update_workshop(one, workspace, "atelier", {"place": "Agen"}, if_match=read))
    with pytest.raises(PreconditionError):
        database.write(lambda one: delete_workshop(one, workspace, "atelier", if_match=read))

    assert outline(the_workshop(database, workspace)) == [("Un", 6)]


def test_a_workshop_is_changed_field_by_field_and_null_resets(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, a_document(place="Agen", question="Quoi ?", labels={"positive": "Plus"}))
    fields = {"title": "Bilan", "question": None, "labels": None, "date": None}

    changed = database.write(lambda session: update_workshop(session, workspace, "atelier", fields))
    again = database.write(lambda session: update_workshop(session, workspace, "atelier", fields))

    assert (changed.title, changed.question, changed.labels, changed.place) == ("Bilan", "", {}, "Agen")
    assert again.revision == changed.revision


def test_every_change_inside_renews_the_revision(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    revisions = [put(database, workspace, A_MEETING).summary.revision]

    def revision() -> str:
        with database.read() as session:
            return find_workshop(session, workspace, "atelier").revision

    added = database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": "Un"}))
    revisions.append(revision())
    database.write(lambda session: update_proposal(session, workspace, "atelier", added.id, {"note": "à voir"}))
    revisions.append(revision())
    database.write(lambda session: update_proposal(session, workspace, "atelier", added.id, {"note": "à voir"}))
    assert revision() == revisions[-1]
    database.write(lambda session: delete_proposal(session, workspace, "atelier", added.id))
    revisions.append(revision())

    assert len(set(revisions)) == 4


def test_a_deleted_workshop_leaves_nothing_and_its_slug_is_free(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    put(database, workspace, A_MEETING)
    put(database, workspace, a_document({"text": "Un comité", "group": "Table 1", "id": "x"}, groups=three_groups()))

    database.write(lambda session: delete_workshop(session, workspace, "atelier"))

    with pytest.raises(WorkshopNotFoundError):
        the_workshop(database, workspace)
    put(database, workspace, a_document("Un"))
    assert outline(the_workshop(database, workspace)) == [("Un", 1)]


def test_a_workshop_of_another_workspace_is_neither_changed_nor_deleted(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))
    put(database, workspace, A_MEETING)
    before = the_workshop(database, workspace)

    with pytest.raises(WorkshopNotFoundError):
        database.write(lambda session: update_workshop(session, foreign, "atelier", {"title": "Pris"}))
    with pytest.raises(WorkshopNotFoundError):
        database.write(lambda session: delete_workshop(session, foreign, "atelier"))
    with pytest.raises(WorkshopNotFoundError):
        database.write(lambda session: delete_proposal(session, foreign, "atelier", before.proposals[0].id))

    assert the_workshop(database, workspace) == before
