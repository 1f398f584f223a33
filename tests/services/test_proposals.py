"""Proposals, one at a time."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from synthgrid.domain.check_one import PROPOSAL, ById, check_one
from synthgrid.domain.preconditions import IfMatch
from synthgrid.domain.values import Polarity, Proposal, Voice, Workshop
from synthgrid.errors import (
    ExternalIdTakenError,
    HasDependentsError,
    InvalidDocumentError,
    PreconditionError,
    ProposalNotFoundError,
    UnknownReferenceError,
)
from synthgrid.services import add_proposal, delete_proposal, update_proposal
from synthgrid.storage import Database, tables
from tests.builders import a_document, three_groups
from tests.databases import a_database, a_workspace, imported, the_workshop

A_TREE = a_document(
    {
        "text": "Un comité",
        "group": "Table 1",
        "category": ["Gouvernance", "CA"],
        "polarity": "positive",
        "children": [{"text": "Mixte", "children": [{"text": "Tiré au sort"}]}],
    },
    {"text": "Prendre le temps", "group": "Table 2", "section": "keyword"},
    groups=three_groups(),
)


class Meeting:
    """A stored workshop and the shortest way to change its proposals."""

    def __init__(self, folder: Path) -> None:
        self.database: Database = a_database(folder)
        self.workspace = a_workspace(self.database)
        imported(self.database, self.workspace, A_TREE)

    @property
    def workshop(self) -> Workshop:
        """What is stored."""
        return the_workshop(self.database, self.workspace)

    def called(self, text: str) -> Proposal:
        """The proposal with a text."""
        return next(proposal for proposal in self.workshop.proposals if proposal.text == text)

    def add(self, **fields: Any) -> Proposal:
        """Add a proposal."""
        return self.database.write(lambda one: add_proposal(one, self.workspace, "atelier", fields))

    def update(self, text: str, fields: dict[str, Any], **options: Any) -> Proposal:
        """Change the proposal with a text."""
        key = self.called(text).id
        return self.database.write(lambda one: update_proposal(one, self.workspace, "atelier", key, fields, **options))

    def delete(self, text: str, **options: Any) -> None:
        """Delete the proposal with a text."""
        key = self.called(text).id
        self.database.write(lambda one: delete_proposal(one, self.workspace, "atelier", key, **options))


def test_a_proposal_is_added_last_with_the_next_number(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    group = meeting.workshop.groups[2]

    added = meeting.add(
        text="Un lieu",
        group="Table 3",
        voice=Voice.ON_BEHALF,
        category=("Gouvernance",),
        also=(("Gouvernance", "CA"), ("Gouvernance", "CA")),
        facets={"pole": "équipe"},
    )

    assert meeting.workshop.proposals[-1] == added
    assert (added.ref, added.group, added.section, added.voice) == (5, group.id, "point", Voice.ON_BEHALF)
    assert added.also == (meeting.workshop.categories[1].id,)
    assert (added.facets, added.origin) == ({"pole": "équipe"}, None)


def test_a_child_is_added_below_its_parent_and_follows_it(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    parent = meeting.called("Un comité")

    added = meeting.add(text="Élu", parent=parent.id, polarity=Polarity.POSITIVE)
    meeting.update("Un comité", {"polarity": Polarity.IMPROVE, "group": "Table 2"})

    assert [one.text for one in meeting.workshop.proposals][:4] == ["Un comité", "Mixte", "Tiré au sort", "Élu"]
    assert added.polarity == Polarity.POSITIVE
    followed = meeting.called("Élu")
    assert (followed.polarity, followed.group) == (Polarity.IMPROVE, meeting.workshop.groups[1].id)


def test_what_children_inherit_changes_their_revision(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = {one.text: one.revision for one in meeting.workshop.proposals}

    meeting.update("Un comité", {"polarity": Polarity.IMPROVE})

    after = {one.text: one.revision for one in meeting.workshop.proposals}
    assert {text for text in after if after[text] != before[text]} == {"Un comité", "Mixte", "Tiré au sort"}


@pytest.mark.parametrize(
    ("fields", "pointer", "nearest"),
    [
        ({"group": "Table"}, "/group", "Table 1"),
        ({"group": ById("x")}, "/group", None),
        ({"category": ("Gouvernances",)}, "/category", "Gouvernance"),
        ({"also": (("Gouvernance",), ("Lieux",))}, "/also/1", None),
        ({"parent": "x"}, "/parent", None),
    ],
)
def test_what_is_not_in_the_workshop_is_refused_with_the_nearest_that_is(
    tmp_path: Path, fields: dict[str, Any], pointer: str, nearest: str | None
) -> None:
    meeting = Meeting(tmp_path)

    with pytest.raises(UnknownReferenceError) as raised:
        meeting.add(text="Un lieu", **fields)

    assert (raised.value.pointer, raised.value.nearest) == (pointer, nearest)
    assert len(meeting.workshop.proposals) == 4


def test_a_corrected_text_keeps_the_earlier_one_and_why(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)

    changed = meeting.update("Prendre le temps", {"text": "Prendre son temps", "reason": "coquille"})

    columns = (tables.Correction.proposal, tables.Correction.text, tables.Correction.reason)
    with meeting.database.read() as session:
        found = session.execute(select(*columns)).all()
    assert found == [(changed.id, "Prendre le temps", "coquille")]
    assert changed.text == "Prendre son temps"


def test_a_change_that_changes_nothing_leaves_the_revisions(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.workshop

    meeting.update("Prendre le temps", {"text": "Prendre le temps", "section": "keyword", "note": None})

    assert meeting.workshop == before


def test_null_resets_a_field_and_a_child_inherits_again(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    meeting.update("Mixte", {"polarity": Polarity.IMPROVE, "note": "à voir", "section": "essential"})

    changed = meeting.update("Mixte", {"polarity": None, "note": None, "section": None})
    top = meeting.update("Prendre le temps", {"section": None, "group": None})

    assert (changed.polarity, changed.note, changed.section) == (Polarity.POSITIVE, "", "point")
    assert (top.section, top.group) == ("point", None)


def test_what_an_item_inherited_stays_with_it_when_it_moves(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.called("Mixte")

    meeting.update("Mixte", {"parent": meeting.called("Prendre le temps").id})
    below = meeting.called("Mixte")
    meeting.update("Mixte", {"parent": None})
    top = meeting.called("Mixte")

    assert [one.text for one in meeting.workshop.proposals] == [
        "Un comité",
        "Prendre le temps",
        "Mixte",
        "Tiré au sort",
    ]
    for moved in (below, top, meeting.called("Tiré au sort")):
        assert (moved.group, moved.section, moved.polarity, moved.category) == (
            before.group,
            before.section,
            before.polarity,
            before.category,
        )


def test_a_proposal_cannot_stand_below_itself(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.workshop

    for text in ("Un comité", "Tiré au sort"):
        with pytest.raises(InvalidDocumentError) as raised:
            meeting.update("Un comité", {"parent": meeting.called(text).id})
        assert [fault.pointer for fault in raised.value.faults] == ["/parent"]

    assert meeting.workshop == before


def test_a_tree_of_proposals_has_32_levels_at_most(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    parent = meeting.called("Prendre le temps").id
    for _ in range(31):
        parent = meeting.add(text="x", parent=parent).id

    with pytest.raises(InvalidDocumentError):
        meeting.add(text="x", parent=parent)
    with pytest.raises(InvalidDocumentError):
        meeting.update("Prendre le temps", {"parent": meeting.called("Un comité").id})


def test_an_external_id_is_one_proposals(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    meeting.add(text="Un", external_id="r1")

    with pytest.raises(ExternalIdTakenError):
        meeting.add(text="Deux", external_id="r1")
    with pytest.raises(ExternalIdTakenError):
        meeting.update("Mixte", {"external_id": "r1"})
    assert meeting.update("Un", {"external_id": "r1", "note": "à voir"}).note == "à voir"


def test_a_proposal_with_children_is_deleted_only_with_them(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)

    with pytest.raises(HasDependentsError) as raised:
        meeting.delete("Un comité")
    assert raised.value.facts == {"count": 2, "way_out": "cascade"}
    meeting.delete("Un comité", cascade=True)

    assert [one.text for one in meeting.workshop.proposals] == ["Prendre le temps"]
    assert meeting.add(text="Un lieu").ref == 5


def test_a_change_is_made_only_to_the_revision_that_was_read(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    read = IfMatch(frozenset({meeting.called("Mixte").revision}))
    meeting.update("Mixte", {"note": "à voir"}, if_match=read)

    with pytest.raises(PreconditionError):
        meeting.update("Mixte", {"note": "vu"}, if_match=read)
    with pytest.raises(PreconditionError):
        meeting.delete("Mixte", cascade=True, if_match=read)

    assert meeting.called("Mixte").note == "à voir"


def test_a_proposal_of_another_workshop_is_not_found(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    imported(meeting.database, meeting.workspace, a_document("Ailleurs"), "autre")
    key = meeting.called("Mixte").id

    with pytest.raises(ProposalNotFoundError):
        meeting.database.write(lambda one: update_proposal(one, meeting.workspace, "autre", key, {"note": "x"}))
    with pytest.raises(ProposalNotFoundError):
        meeting.database.write(lambda one: delete_proposal(one, meeting.workspace, "autre", key))
    with pytest.raises(UnknownReferenceError):
        meeting.database.write(lambda one: add_proposal(one, meeting.workspace, "autre", {"text": "x", "parent": key}))


def test_a_patch_changes_the_members_it_gives_and_null_takes_one_away(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    facets = {"pole": "équipe", "tour": 1}
    meeting.update(
        "Mixte", check_one({"facets": facets, "source": {"app": "a", "line": 3}}, PROPOSAL, "text", partial=True)
    )

    patch = {"facets": {" pole ": None, "lieu": "Agen"}, "source": {"line": None}}
    changed = meeting.update("Mixte", check_one(patch, PROPOSAL, "text", partial=True))
    assert (changed.facets, changed.source) == ({"tour": 1, "lieu": "Agen"}, {"app": "a"})

    cleared = meeting.update("Mixte", check_one({"facets": None}, PROPOSAL, "text", partial=True))
    assert (cleared.facets, cleared.source) == ({}, {"app": "a"})


def test_a_patch_cannot_give_more_entries_than_there_may_be(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    meeting.update("Mixte", {"facets": {f"f{number}": "x" for number in range(50)}})

    with pytest.raises(InvalidDocumentError) as raised:
        meeting.update("Mixte", {"facets": {"un de plus": "x"}})
    assert [fault.pointer for fault in raised.value.faults] == ["/facets"]
    assert meeting.update("Mixte", {"facets": {"un de plus": "x", "f0": None}}).facets["un de plus"] == "x"
