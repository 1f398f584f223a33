"""What holds in every layout of a map: nothing covers anything, lines end on their boxes, reading order is kept."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from synthgrid.domain.arrangement import Kind, MindMap, Node, Tie
from synthgrid.domain.options import Layout, Paper
from synthgrid.domain.values import RelationKind
from synthgrid.drawing.picture import Picture
from tests.drawing.builders import a_generated_map, a_map, a_theme, an_item
from tests.drawing.geometry import covered, crossings, loose_ends
from tests.drawing.test_layout import drawn, of, overlapping
from tests.drawing.test_uneven_trees import an_uneven_map

LAYOUTS: Final = [pytest.param(layout, id=layout.value) for layout in Layout]
SHAPES: Final[dict[str, Callable[[], MindMap]]] = {
    "empty": a_map,
    "one-item": lambda: a_generated_map(1, 1),
    "five": lambda: a_generated_map(5, 3, groups=2),
    "one-branch": lambda: a_generated_map(40, 1),
    "ninety-one": lambda: a_generated_map(91, groups=3),
    "three-hundred": lambda: a_generated_map(300, 8, groups=3),
    "forty-themes": lambda: a_generated_map(280, 40, groups=3),
    "forty-empty-themes": lambda: a_map(*(a_theme(f"Thème {number}") for number in range(40))),
    "one-word-texts": lambda: a_generated_map(90, 7, most=1),
    "a-giant-theme": lambda: a_map(
        *(a_theme(f"Thème {n}", *(an_item(n * 500 + i, "Un point") for i in range(n**3))) for n in range(7))
    ),
    **{f"uneven-{seed}": lambda seed=seed: an_uneven_map(seed, 5) for seed in range(12)},  # type: ignore[misc]  # a default
}


def aspect(picture: Picture) -> float:
    return (picture.right - picture.left) / (picture.bottom - picture.top)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_covers_anything_and_no_line_crosses_another(layout: Layout, shape: str) -> None:
    picture = drawn(SHAPES[shape](), layout=layout)

    on_card = {box.title for box in picture.boxes if box.classes == "subtitle"}
    assert not [pair for pair in overlapping(picture) if not on_card.intersection(pair)]
    assert not list(loose_ends(picture))
    assert not list(covered(picture))
    assert not list(crossings(picture))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_boxes_come_in_reading_order(layout: Layout) -> None:
    picture = drawn(a_generated_map(60), layout=layout)

    refs = [int(box.entity[1:]) for box in picture.boxes if box.entity.startswith("p")]
    themes = [int(box.classes.rsplit("branch-", 1)[1]) for box in picture.boxes if "theme" in box.classes]
    assert picture.boxes[0].classes == "node root depth-0"
    assert sorted(refs) == list(range(1, 61))
    assert themes == sorted(themes)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [20, 91, 300])
def test_every_layout_is_a_landscape(layout: Layout, count: int) -> None:
    for branches in (3, 6, 9, 40):
        assert 1.1 <= aspect(drawn(a_generated_map(count, branches), layout=layout)) <= 2.0, branches


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("paper", "wanted"), [(Paper.A4, 1.414), (Paper.SCREEN, 16 / 9)])
def test_a_map_has_the_shape_of_its_paper(layout: Layout, paper: Paper, wanted: float) -> None:
    assert aspect(drawn(a_generated_map(91, 7), layout=layout, paper=paper)) == pytest.approx(wanted, rel=0.2)


def tied_at_random(arranged: MindMap, count: int) -> MindMap:
    chance = random.Random(count)
    items = [node.id for branch in arranged.root.children for node in branch.children]
    pairs = [chance.sample(items, 2) for _ in range(count)]
    return replace(arranged, ties=tuple(Tie(one, other, RelationKind.LEADS_TO, "mène à") for one, other in pairs))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", ["five", "ninety-one", "three-hundred", "one-word-texts", "uneven-3"])
def test_the_curve_of_a_relation_joins_its_items_and_touches_no_text(layout: Layout, shape: str) -> None:
    picture = drawn(tied_at_random(SHAPES[shape](), 6), layout=layout)

    curves = [link for link in picture.links if link.dashed]
    assert curves
    assert {link.classes for link in curves} == {"edge tie leads_to"}
    assert not list(covered(picture, curves, margin=-0.5))
    assert not list(loose_ends(picture))


def test_relations_between_a_parent_and_its_child_and_both_ways_share_a_curve() -> None:
    child = an_item(2, "Un détail")
    arranged = a_map(a_theme("Thème", an_item(1, "Un point", child)))
    both = (Tie("p1", "p2", RelationKind.DEVELOPS, "développe"), Tie("p2", "p1", RelationKind.LEADS_TO, "mène à"))

    picture = drawn(replace(arranged, ties=both))

    [curve] = [link for link in picture.links if link.dashed]
    assert curve.classes == "edge tie develops leads_to"
    assert curve.title == "Un point → Un détail : développe\nUn détail → Un point : mène à"
    assert len({(link.tail, link.head) for link in picture.links}) == len(picture.links)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_folded_items_and_notes_are_marked_in_every_layout(layout: Layout) -> None:
    item = Node("p1", Kind.ITEM, "Un point", ref=1, marks=("A",), note="dit deux fois", hidden=4)
    folded = Node("c1", Kind.THEME, "Thème", count=9, hidden=9, note="ce qui touche à tout")

    picture = drawn(a_map(folded, a_theme("Autre", item)), layout=layout)

    assert [box.lines[0] for box in picture.boxes if box.owner is not None] == ["1", "A", "*", "+4"]
    assert of(picture, "Thème\nce qui touche à tout").aside == "+9\u00a0*"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_reference_is_drawn_small_with_what_it_refers_to_as_its_title(layout: Layout) -> None:
    reference = Node("p7", Kind.REFERENCE, "↗\u00a07", whole="Un point qui touche à tout")

    box = of(drawn(a_map(a_theme("Thème", reference)), layout=layout), "Un point qui touche à tout")

    assert box.lines == ("↗\u00a07",)
    assert "node reference" in box.classes


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_question_place_and_date_stand_at_the_title(layout: Layout) -> None:
    picture = drawn(a_generated_map(20), layout=layout)

    title, subtitles = picture.boxes[0], [box for box in picture.boxes if box.classes == "subtitle"]
    assert [box.title for box in subtitles] == ["Que changer dès demain ?", "Cahors, 12 mai 2025"]
    assert all(abs(box.x - title.x) < 1 and title.y < box.y < title.y + title.height for box in subtitles)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ten_thousand_items_are_laid_out_in_every_layout(layout: Layout) -> None:
    picture = drawn(a_generated_map(10_000, 40, most=8), layout=layout)

    assert len(picture.links) == 10_000 + 40
