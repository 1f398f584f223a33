"""Moves: before or after a sibling."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgrid import services
from synthgrid.domain.check_one import ById
from synthgrid.errors import CategoryRuleError, InvalidError, UnknownReferenceError
from synthgrid.storage import Database
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop

A_WORKSHOP = a_document(
    {"text": "A", "group": "1", "polarity": "positive", "children": [{"text": "a"}, {"text": "b"}, {"text": "c"}]},
    "B",
    "C",
    groups=[{"name": "1"}, {"name": "2"}, {"name": "3"}],
    categories=[{"name": "X"}, {"name": "x", "parent": ["X"]}, {"name": "y", "parent": ["X"]}, {"name": "Y"}],
)
KINDS = {"group": "groups", "category": "categories", "proposal": "proposals"}


class Board:
    """A stored workshop, its things called by their names or texts."""

    def __init__(self, folder: Path) -> None:
        self.database: Database = a_database(folder)
        self.workspace = a_workspace(self.database)
        imported(self.database, self.workspace, A_WORKSHOP)

    def order(self, kind: str) -> str:
        """Return all of a kind in their order."""
        return "".join(_called(one) for one in getattr(the_workshop(self.database, self.workspace), KINDS[kind]))

    def the(self, kind: str, name: str) -> Any:
        """Return one of a kind."""
        every = getattr(the_workshop(self.database, self.workspace), KINDS[kind])
        return next(one for one in every if _called(one) == name)

    def move(self, kind: str, name: str, **fields: Any) -> Any:
        """Change one of a kind."""
        return self._do(f"update_{kind}", self.the(kind, name).id, fields)

    def add(self, kind: str, name: str, **fields: Any) -> Any:
        """Add one of a kind."""
        return self._do(f"add_{kind}", {"text" if kind == "proposal" else "name": name, **fields})

    def _do(self, name: str, *arguments: Any) -> Any:
        use_case: Callable[..., Any] = getattr(services, name)
        return self.database.write(lambda session: use_case(session, self.workspace, "atelier", *arguments))


def _called(one: Any) -> str:
    return str(getattr(one, "text", "") or one.name)


@pytest.mark.parametrize(
    ("kind", "name", "beside", "order"),
    [
        ("group", "3", ("before", "1"), "312"),
        ("group", "1", ("after", "2"), "213"),
        ("group", "1", ("before", "2"), "123"),
        ("category", "Y", ("before", "X"), "YXxy"),
        ("category", "y", ("before", "x"), "XyxY"),
        ("category", "x", ("after", "Y"), "XyYx"),
        ("category", "Y", ("after", "x"), "XxYy"),
        ("proposal", "C", ("before", "A"), "CAabcB"),
        ("proposal", "c", ("after", "a"), "AacbBC"),
        ("proposal", "b", ("before", "C"), "AacBbC"),
        ("proposal", "B", ("after", "a"), "AaBbcC"),
    ],
)
def test_one_stands_where_it_was_put(tmp_path: Path, kind: str, name: str, beside: tuple[str, str], order: str) -> None:
    board = Board(tmp_path)
    word, sibling = beside
    there = board.the(kind, sibling)

    moved = board.move(kind, name, **{word: there.id})

    assert board.order(kind) == order
    assert getattr(moved, "parent", None) == getattr(there, "parent", None)
    assert moved == board.the(kind, name)


@pytest.mark.parametrize(
    ("kind", "sibling", "order"), [("group", "2", "1N23"), ("category", "y", "XxNyY"), ("proposal", "a", "ANabcBC")]
)
def test_one_is_added_beside_a_sibling(tmp_path: Path, kind: str, sibling: str, order: str) -> None:
    board = Board(tmp_path)

    board.add(kind, "N", before=board.the(kind, sibling).id)

    assert board.order(kind) == order


def test_a_move_within_reach_writes_one_row_and_none_when_nothing_moves(tmp_path: Path) -> None:
    board = Board(tmp_path)
    before = {one.id: one.revision for one in the_workshop(board.database, board.workspace).proposals}

    board.move("proposal", "B", after=board.the("proposal", "A").id)
    assert {one.id: one.revision for one in the_workshop(board.database, board.workspace).proposals} == before

    board.move("proposal", "C", before=board.the("proposal", "B").id)
    after = {one.id: one.revision for one in the_workshop(board.database, board.workspace).proposals}
    assert [key for key in after if after[key] != before[key]] == [board.the("proposal", "C").id]


def test_many_moves_at_one_place_keep_their_order(tmp_path: Path) -> None:
    board = Board(tmp_path)
    for _ in range(40):
        board.move("group", board.order("group")[-1], after=board.the("group", board.order("group")[0]).id)
        board.move("proposal", "C", before=board.the("proposal", "B").id)
        board.move("proposal", "B", before=board.the("proposal", "C").id)

    assert board.order("group") == "123"
    assert board.order("proposal") == "AabcBC"


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_cannot_stand_beside_is_refused_and_named(tmp_path: Path, kind: str) -> None:
    board = Board(tmp_path)
    first, second = {"group": ("1", "2"), "category": ("X", "Y"), "proposal": ("A", "B")}[kind]
    it, other = board.the(kind, first).id, board.the(kind, second).id
    imported(board.database, board.workspace, A_WORKSHOP, "autre")
    foreign = getattr(the_workshop(board.database, board.workspace, "autre"), KINDS[kind])[0].id
    order = board.order(kind)

    for fields, pointer in (
        ({"before": other, "after": other}, "/after"),
        ({"before": it}, "/before"),
        ({"after": foreign}, "/after"),
    ):
        with pytest.raises(InvalidError) as raised:
            board.move(kind, first, **fields)
        assert [fault.pointer for fault in raised.value.faults] == [pointer]
    with pytest.raises(UnknownReferenceError):
        board.add(kind, "N", before=foreign)
    assert board.order(kind) == order


@pytest.mark.parametrize(("kind", "below"), [("category", "x"), ("proposal", "a")])
def test_one_cannot_stand_beside_what_is_below_it_nor_elsewhere_than_its_parent_says(
    tmp_path: Path, kind: str, below: str
) -> None:
    board = Board(tmp_path)
    first, other = {"category": ("X", "Y"), "proposal": ("A", "B")}[kind]
    child = board.the(kind, below)
    parent: Any = ById(child.parent) if kind == "category" else child.parent

    with pytest.raises((InvalidError, CategoryRuleError)) as raised:
        board.move(kind, first, before=child.id)
    assert [fault.pointer for fault in raised.value.faults] == ["/before"]
    with pytest.raises(InvalidError) as raised:
        board.move(kind, below, after=board.the(kind, other).id, parent=parent)
    assert [fault.pointer for fault in raised.value.faults] == ["/after"]


def test_a_moved_item_takes_what_it_inherited_with_it(tmp_path: Path) -> None:
    board = Board(tmp_path)
    before = board.the("proposal", "b")

    moved = board.move("proposal", "b", after=board.the("proposal", "B").id)

    assert (moved.group, moved.polarity, moved.parent) == (before.group, before.polarity, None)
