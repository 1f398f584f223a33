"""What is archived: kept, shown nowhere, brought back."""

from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.report import Absent, ImportReport, Outcome
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Proposal
from synthgrid.errors import ExternalIdTakenError, HasDependentsError, InvalidDocumentError
from synthgrid.services import add_proposal, delete_group, import_items, put_workshop, update_proposal
from synthgrid.settings import Limits
from synthgrid.storage import Database, PageRequest, find_proposal, find_workshop, list_proposals
from synthgrid.storage.snapshot import load_stored
from synthgrid.writing import export_document
from tests.builders import a_document, checked
from tests.databases import a_database, a_workspace, the_workshop

FIRST = a_document(
    {"text": "A", "group": "Table 1", "external_id": "a", "children": [{"text": "a", "polarity": "positive"}]},
    {"text": "B", "group": "Table 2", "category": "Temps"},
    "C",
)
WITHOUT_A_AND_B = a_document("C")


class Office:
    """A stored workshop and imports into it."""

    def __init__(self, folder: Path) -> None:
        self.database: Database = a_database(folder)
        self.workspace = a_workspace(self.database)
        self.send(FIRST)

    def send(self, document: dict[str, Any], absent: Absent = Absent.KEEP) -> ImportReport:
        """Import a document."""
        unchecked = Unchecked(document)
        verdict = judge(unchecked, Limits(), Defaults(), title_required=False)
        return self.database.write(
            lambda it: import_items(it, self.workspace, "atelier", verdict, unchecked, absent=absent)
        )

    def texts(self, **wanted: Any) -> str:
        """Return the texts that are listed."""
        with self.database.read() as session:
            page = list_proposals(session, self.workspace, "atelier", PageRequest(), **wanted)
        return "".join(one.text for one in page.items)

    def put(self, document: dict[str, Any]) -> ImportReport:
        """Replace the workshop by a document."""
        whole = checked(document)
        return self.database.write(lambda it: put_workshop(it, self.workspace, "atelier", whole)).report

    def stored(self, text: str) -> Proposal:
        """Return a proposal, archived or not, with what it says itself."""
        with self.database.read() as session:
            stored = load_stored(session, self.workspace, "atelier").proposals
        return next(one for one in stored if one.text == text)

    def id(self, text: str) -> str:
        """Return the id of a proposal, archived or not."""
        return self.stored(text).id

    def change(self, text: str, **fields: Any) -> None:
        """Change a proposal."""
        key = self.id(text)
        self.database.write(lambda it: update_proposal(it, self.workspace, "atelier", key, fields))


def test_what_an_import_lacks_is_kept_unless_it_is_to_be_archived(tmp_path: Path) -> None:
    office = Office(tmp_path)

    kept = office.send(WITHOUT_A_AND_B)
    assert (kept.absent, office.texts()) == (3, "AaBC")

    report = office.send(WITHOUT_A_AND_B, Absent.ARCHIVE)

    assert (report.absent, report.unchanged, office.texts(), office.texts(archived=True)) == (3, 1, "C", "AaB")
    archived = [(one.index, one.id, one.external_id) for one in report.items if one.status is Outcome.ARCHIVED]
    assert archived == [(None, office.id("A"), "a"), (None, office.id("a"), None), (None, office.id("B"), None)]
    again = office.send(WITHOUT_A_AND_B, Absent.ARCHIVE)
    assert (again.absent, len(again.items)) == (0, 1)


def test_what_is_archived_is_not_drawn_counted_or_exported(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.send(WITHOUT_A_AND_B, Absent.ARCHIVE)
    workshop = the_workshop(office.database, office.workspace)

    with office.database.read() as session:
        counts = find_workshop(session, office.workspace, "atelier").counts
        kept = find_proposal(session, office.workspace, "atelier", office.id("A"))

    assert [one.text for one in workshop.proposals] == ["C"]
    assert (counts["proposals"], counts["polarities"]) == (1, {})
    assert [one["text"] for one in export_document(workshop)["proposals"]] == ["C"]
    assert kept.archived


def test_an_import_that_has_an_archived_item_again_brings_it_back_as_it_was(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = [(one.id, one.ref, one.text) for one in the_workshop(office.database, office.workspace).proposals]
    office.send(WITHOUT_A_AND_B, Absent.ARCHIVE)

    report = office.send(FIRST)

    assert (report.created, report.updated, report.unchanged) == (0, 3, 1)
    assert [(one.id, one.ref, one.text) for one in the_workshop(office.database, office.workspace).proposals] == before
    assert office.send(FIRST).updated == 0


def test_an_absent_item_stays_as_long_as_the_import_has_one_below_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    document = a_document("C", {"text": "a", "id": office.id("a")})

    report = office.send(document, Absent.ARCHIVE)

    assert (report.absent, office.texts()) == (2, "AaC")


def test_an_import_of_the_whole_that_brings_an_item_back_leaves_archived_what_it_lacks_below_it(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.change("A", archived=True)
    document = a_document(
        {"text": "A", "external_id": "a"}, {"text": "B", "group": "Table 2", "category": "Temps"}, "C"
    )

    report = office.send(document, Absent.ARCHIVE)

    assert (report.updated, report.absent, office.texts(), office.texts(archived=True)) == (1, 1, "ABC", "a")
    assert office.send(document, Absent.ARCHIVE).absent == 0


def test_an_item_is_archived_and_brought_back_by_hand_with_what_is_below_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("A", archived=True)
    assert (office.texts(), office.texts(archived=True)) == ("BC", "Aa")

    with pytest.raises(InvalidDocumentError) as raised:
        office.change("a", archived=False)
    assert [fault.pointer for fault in raised.value.faults] == ["/archived"]

    office.change("A", archived=False)
    assert office.texts() == "AaBC"


def test_nothing_is_put_below_what_is_archived(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("A", archived=True)
    above = office.id("A")

    with pytest.raises(InvalidDocumentError) as raised:
        office.change("B", parent=above)
    assert [fault.pointer for fault in raised.value.faults] == ["/parent"]
    with pytest.raises(InvalidDocumentError):
        office.database.write(lambda it: add_proposal(it, office.workspace, "atelier", {"text": "N", "parent": above}))


def test_a_put_of_the_export_leaves_what_is_archived_and_changes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("B", archived=True)
    before = the_workshop(office.database, office.workspace)

    document = checked(export_document(before))
    office.database.write(lambda it: put_workshop(it, office.workspace, "atelier", document))

    assert the_workshop(office.database, office.workspace) == before
    assert office.texts(archived=True) == "B"


def test_a_put_keeps_the_groups_and_categories_of_what_is_archived_in_their_place(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.send(a_document({"text": "D", "group": "Table 3", "category": "Lieux"}))
    office.change("B", archived=True)
    document = a_document({"text": "A", "group": "Table 1"}, {"text": "D", "group": "Table 3", "category": "Lieux"})

    report = office.put(document)

    workshop = the_workshop(office.database, office.workspace)
    with office.database.read() as session:
        kept = find_proposal(session, office.workspace, "atelier", office.id("B"))
        counts = find_workshop(session, office.workspace, "atelier").counts
    assert [group.name for group in workshop.groups] == ["Table 1", "Table 2", "Table 3"]
    assert [category.path for category in workshop.categories] == [("Temps",), ("Lieux",)]
    assert (kept.archived, kept.group, kept.category) == (True, workshop.groups[1].id, workshop.categories[0].id)
    assert (report.absent, counts["proposals"], counts["groups"], counts["categories"]) == (2, 2, 3, 2)
    assert [note.facts for note in report.notes] == [{"groups": 1, "categories": 1}]
    before = the_workshop(office.database, office.workspace)
    assert (office.put(document).updated, the_workshop(office.database, office.workspace)) == (0, before)


def test_a_put_keeps_what_is_archived_below_what_goes_with_what_it_inherited(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.send(
        a_document({"text": "B", "group": "Table 2", "category": "Temps", "children": [{"text": "b"}, {"text": "bb"}]})
    )
    office.change("bb", parent=office.id("b"))
    office.change("b", archived=True)
    before = office.stored("b")

    report = office.put(a_document("C"))

    workshop = the_workshop(office.database, office.workspace)
    assert (report.absent, office.texts(), office.texts(archived=True)) == (3, "C", "bbb")
    kept, below = office.stored("b"), office.stored("bb")
    assert (kept.id, kept.ref, kept.parent, below.parent) == (before.id, before.ref, None, kept.id)
    assert (kept.section, kept.group, kept.category) == ("point", workshop.groups[0].id, workshop.categories[0].id)
    assert [group.name for group in workshop.groups] == ["Table 2"]
    assert office.put(a_document("C")).absent == 0


def test_a_put_that_brings_an_item_back_leaves_archived_what_it_left_out_below_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("A", archived=True)

    office.put(a_document({"text": "A", "external_id": "a", "group": "Table 1"}, "C"))

    assert (office.texts(), office.texts(archived=True)) == ("AC", "a")
    assert office.stored("a").parent == office.id("A")


def test_a_put_refuses_the_external_id_of_what_stays_archived_and_names_each(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.send(a_document({"text": "D", "external_id": "d"}))
    office.change("A", archived=True)
    office.change("D", archived=True)
    document = a_document(
        {"text": "B", "id": office.id("B"), "external_id": "a"}, {"text": "C", "id": office.id("C"), "external_id": "d"}
    )

    with pytest.raises(ExternalIdTakenError) as raised:
        office.put(document)

    pointers = [fault.pointer for fault in raised.value.faults]
    assert pointers == ["/proposals/0/external_id", "/proposals/1/external_id"]
    assert office.texts() == "BC"


def test_a_put_brings_back_the_archived_item_that_has_the_external_id(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("A", archived=True)
    before = office.stored("A")

    report = office.put(a_document({"text": "Autre", "external_id": "a"}))

    assert (report.created, report.updated, office.texts()) == (0, 1, "Autre")
    assert (office.stored("Autre").id, office.stored("Autre").ref) == (before.id, before.ref)


def test_a_put_counts_the_levels_of_what_is_archived_below_its_items(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("a", archived=True)
    a_branch: dict[str, Any] = {"text": "A", "external_id": "a"}
    for level in range(TREE_DEPTH_MAX - 2):
        a_branch = {"text": str(level), "children": [a_branch]}
    office.put(a_document(a_branch))
    before = the_workshop(office.database, office.workspace)

    with pytest.raises(InvalidDocumentError) as raised:
        office.put(a_document({"text": "too much", "children": [a_branch]}))

    pointers = [fault.pointer for fault in raised.value.faults]
    assert pointers == ["/proposals/0" + "/children/0" * (TREE_DEPTH_MAX - 1)]
    assert the_workshop(office.database, office.workspace) == before
    assert office.stored("a").parent == office.id("A")


def test_a_group_with_archived_items_goes_only_when_they_are_moved(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.change("B", archived=True)
    one, other = the_workshop(office.database, office.workspace).groups

    with pytest.raises(HasDependentsError):
        office.database.write(lambda it: delete_group(it, office.workspace, "atelier", other.id))
    office.database.write(lambda it: delete_group(it, office.workspace, "atelier", other.id, move_to=one.id))

    assert office.texts(archived=True, group="Table 1") == "B"


def test_of_equal_items_one_that_is_shown_comes_before_one_that_is_archived(tmp_path: Path) -> None:
    office = Office(tmp_path)
    twins = a_document({"text": "D", "polarity": "positive"}, {"text": "D", "polarity": "positive"})
    office.send(twins)
    office.change("D", archived=True)
    first = office.id("D")

    report = office.send(a_document({"text": "D", "polarity": "positive"}))

    assert (report.unchanged, report.updated, report.created) == (1, 0, 0)
    assert report.items[0].id != first
    assert (office.texts(), office.texts(archived=True)) == ("AaBCD", "D")
    assert office.send(a_document({"text": "D", "polarity": "improve"})).created == 1
    assert (office.send(twins).updated, office.texts(archived=True)) == (1, "")
