"""Groups and categories, one at a time."""

from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.check_one import ById
from synthgrid.domain.preconditions import IfMatch
from synthgrid.domain.values import Category, Composition, Group, Member, Side, Workshop
from synthgrid.errors import (
    CategoryNotFoundError,
    CategoryRuleError,
    GroupNotFoundError,
    HasDependentsError,
    NameTakenError,
    PreconditionError,
    UnknownReferenceError,
)
from synthgrid.services import (
    add_category,
    add_group,
    delete_category,
    delete_group,
    update_category,
    update_group,
)
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

A_MEETING = a_document(
    {"text": "Un comité", "group": "Table 1", "category": ["Gouvernance", "CA"], "children": [{"text": "Mixte"}]},
    {"text": "Un lieu", "group": "Table 2", "category": "Lieux", "also": [["Gouvernance"], ["Lieux"]]},
    {"text": "Autre", "group": "Table 2"},
)


class Meeting:
    """A stored workshop and the shortest way to change its groups and categories."""

    def __init__(self, folder: Path) -> None:
        self.database = a_database(folder)
        self.workspace = a_workspace(self.database)
        imported(self.database, self.workspace, A_MEETING)

    @property
    def workshop(self) -> Workshop:
        """What is stored."""
        return the_workshop(self.database, self.workspace)

    def group(self, name: str) -> Group:
        """The group with a name."""
        return next(group for group in self.workshop.groups if group.name == name)

    def category(self, *path: str) -> Category:
        """The category with a path."""
        return next(category for category in self.workshop.categories if category.path == path)

    def revisions(self) -> dict[str, str]:
        """The revision of each proposal and category."""
        proposals = {proposal.text: proposal.revision for proposal in self.workshop.proposals}
        return proposals | {category.name: category.revision for category in self.workshop.categories}

    def do(self, use_case: Any, *arguments: Any, **options: Any) -> Any:
        """Run a use case on the workshop."""
        return self.database.write(lambda one: use_case(one, self.workspace, "atelier", *arguments, **options))


def test_a_group_is_added_after_the_others(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    members = (Member("usagers", 3), Member("élus", 2))

    added = meeting.do(add_group, {"name": "Table 3", "composition": Composition.MIXED, "members": members, "size": 5})

    assert meeting.workshop.groups[-1] == added
    assert (added.members, added.composition, added.actor) == (members, Composition.MIXED, "")


def test_a_group_is_changed_field_by_field_and_null_resets(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    added = meeting.do(add_group, {"name": "Table 3", "size": 5, "members": (Member("usagers", 3),)})

    changed = meeting.do(update_group, added.id, {"actor": "parents", "size": None, "members": None})
    again = meeting.do(update_group, added.id, {"actor": "parents"})

    assert (changed.name, changed.actor, changed.size, changed.members) == ("Table 3", "parents", None, ())
    assert again == changed
    assert changed.revision != added.revision


def test_a_new_name_shows_on_the_proposals_of_a_group_and_on_no_others(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.revisions()

    meeting.do(update_group, meeting.group("Table 1").id, {"name": "Les parents"})

    after = meeting.revisions()
    assert {name for name in after if after[name] != before[name]} == {"Un comité", "Mixte"}


def test_two_groups_never_have_one_name(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)

    with pytest.raises(NameTakenError):
        meeting.do(add_group, {"name": "Table 2"})
    with pytest.raises(NameTakenError):
        meeting.do(update_group, meeting.group("Table 1").id, {"name": "Table 2"})


def test_a_group_with_proposals_is_deleted_only_when_they_move_to_another_one(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    gone, other = meeting.group("Table 1"), meeting.group("Table 2")

    with pytest.raises(HasDependentsError) as raised:
        meeting.do(delete_group, gone.id)
    assert raised.value.facts == {"count": 1, "way_out": "move_to"}
    for nowhere in (gone.id, "x"):
        with pytest.raises(UnknownReferenceError, match="not in this workshop"):
            meeting.do(delete_group, gone.id, move_to=nowhere)
    meeting.do(delete_group, gone.id, move_to=other.id)

    assert {proposal.group for proposal in meeting.workshop.proposals} == {other.id}
    assert [group.name for group in meeting.workshop.groups] == ["Table 2"]


def test_a_category_is_added_after_its_siblings(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)

    by_path = meeting.do(add_category, {"name": "Bureau", "parent": ("Gouvernance",), "side": Side.LEFT})
    by_id = meeting.do(add_category, {"name": "Trésor", "parent": ById(by_path.id)})
    meeting.do(add_category, {"name": "Temps"})

    assert (by_path.side, by_id.path) == (Side.LEFT, ("Gouvernance", "Bureau", "Trésor"))
    assert [category.path for category in meeting.workshop.categories] == [
        ("Gouvernance",),
        ("Gouvernance", "CA"),
        ("Gouvernance", "Bureau"),
        ("Gouvernance", "Bureau", "Trésor"),
        ("Lieux",),
        ("Temps",),
    ]


def test_siblings_never_have_one_name_and_cousins_may(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)

    for fields in ({"name": "Lieux"}, {"name": "CA", "parent": ("Gouvernance",)}):
        with pytest.raises(NameTakenError):
            meeting.do(add_category, fields)
    with pytest.raises(NameTakenError):
        meeting.do(update_category, meeting.category("Lieux").id, {"name": "Gouvernance"})
    cousin = meeting.do(add_category, {"name": "CA", "parent": ("Lieux",)})
    with pytest.raises(NameTakenError):
        meeting.do(update_category, cousin.id, {"parent": ("Gouvernance",)})


def test_a_category_moves_with_all_below_it(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.revisions()

    moved = meeting.do(update_category, meeting.category("Gouvernance").id, {"parent": ("Lieux",), "color": "#1f6f8b"})

    assert (moved.path, moved.color) == (("Lieux", "Gouvernance"), "#1f6f8b")
    assert [category.path for category in meeting.workshop.categories] == [
        ("Lieux",),
        ("Lieux", "Gouvernance"),
        ("Lieux", "Gouvernance", "CA"),
    ]
    after = meeting.revisions()
    assert {name for name in after if after[name] == before[name]} == {"Lieux", "Autre"}
    assert meeting.do(update_category, moved.id, {"parent": None, "color": None}).path == ("Gouvernance",)


def test_a_category_is_never_its_own_ancestor(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    before = meeting.workshop

    for path in (("Gouvernance",), ("Gouvernance", "CA")):
        with pytest.raises(CategoryRuleError, match="its own ancestor"):
            meeting.do(update_category, meeting.category("Gouvernance").id, {"parent": path})

    assert meeting.workshop == before


def test_categories_have_six_levels_at_most(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    path: tuple[str, ...] = ("Lieux",)
    for name in "bcdef":
        path = meeting.do(add_category, {"name": name, "parent": path}).path

    with pytest.raises(CategoryRuleError, match="7 levels"):
        meeting.do(add_category, {"name": "g", "parent": path})
    with pytest.raises(CategoryRuleError, match="7 levels"):
        meeting.do(update_category, meeting.category("Gouvernance").id, {"parent": path[:5]})


def test_a_category_with_proposals_is_deleted_with_its_branch_only_when_they_move(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    gone, other = meeting.category("Gouvernance"), meeting.category("Lieux")

    with pytest.raises(HasDependentsError) as raised:
        meeting.do(delete_category, gone.id)
    assert raised.value.facts == {"count": 2, "way_out": "move_to"}
    with pytest.raises(UnknownReferenceError):
        meeting.do(delete_category, gone.id, move_to=meeting.category("Gouvernance", "CA").id)
    meeting.do(delete_category, gone.id, move_to=other.id)

    assert [category.path for category in meeting.workshop.categories] == [("Lieux",)]
    assert {one.text: (one.category, one.also) for one in meeting.workshop.proposals} == {
        "Un comité": (other.id, ()),
        "Mixte": (other.id, ()),
        "Un lieu": (other.id, ()),
        "Autre": (None, ()),
    }


def test_a_category_without_proposals_is_simply_deleted(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    added = meeting.do(add_category, {"name": "Temps"})

    meeting.do(delete_category, added.id)

    assert ("Temps",) not in [category.path for category in meeting.workshop.categories]


def test_changes_are_made_only_to_the_revision_that_was_read(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    stale = IfMatch(frozenset({"stale"}))
    group, category = meeting.group("Table 1").id, meeting.category("Lieux").id
    before = meeting.workshop

    for use_case, key in ((update_group, group), (update_category, category)):
        with pytest.raises(PreconditionError):
            meeting.do(use_case, key, {"name": "Pris"}, if_match=stale)
    for deletion, key in ((delete_group, group), (delete_category, category)):
        with pytest.raises(PreconditionError):
            meeting.do(deletion, key, if_match=stale)

    assert meeting.workshop == before


def test_what_stands_in_another_workshop_is_not_found(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    imported(meeting.database, meeting.workspace, A_MEETING, "autre")
    other = the_workshop(meeting.database, meeting.workspace, "autre")

    with pytest.raises(GroupNotFoundError):
        meeting.do(update_group, other.groups[0].id, {"name": "Pris"})
    with pytest.raises(GroupNotFoundError):
        meeting.do(delete_group, other.groups[0].id)
    with pytest.raises(CategoryNotFoundError):
        meeting.do(update_category, other.categories[0].id, {"name": "Pris"})
    with pytest.raises(CategoryNotFoundError):
        meeting.do(delete_category, other.categories[0].id)
    with pytest.raises(UnknownReferenceError):
        meeting.do(delete_group, meeting.group("Table 1").id, move_to=other.groups[0].id)
