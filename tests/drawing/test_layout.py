import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgrid.domain.arrangement import Kind, MindMap, Node
from synthgrid.domain.values import Polarity, Side
from synthgrid.drawing.gridmap import picture_of as grid_picture
from synthgrid.drawing.mindmap import picture_of
from synthgrid.drawing.picture import Box, Link, Picture
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_pen, a_theme, an_item


def drawn(arranged: MindMap, **options: object) -> Picture:
    return picture_of(arranged, a_pen(**options))


def of(picture: Picture, text: str) -> Box:
    return next(box for box in picture.boxes if box.title == text)


def link_to(picture: Picture, text: str) -> Link:
    return next(link for link in picture.links if picture.boxes[link.head].title == text)


def overlapping(picture: Picture) -> Iterator[tuple[str, str]]:
    """Sweep over tops; surfaces of a grid lie under everything and are left out."""
    boxes = sorted((box for box in picture.boxes if "cell" not in box.classes), key=lambda box: box.y - box.height / 2)
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other.y - other.height / 2 >= box.y + box.height / 2 - 0.5:
                break
            apart = abs(box.x - other.x) >= (box.width + other.width) / 2 - 0.5
            # A number or a mark stands inside the box of its text, beside the lines.
            if not apart and box.owner is None and other.owner is None:
                yield box.title, other.title


@pytest.mark.parametrize("count", [5, 20, 35, 91, 200, 300, 1_000])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_boxes_of_a_map_overlap(count: int, seed: int) -> None:
    assert not list(overlapping(drawn(a_generated_map(count, seed=seed, groups=3))))


@pytest.mark.parametrize("count", [20, 35, 60, 91, 150, 200, 300])
@pytest.mark.parametrize("most", [3, 18, 40])
def test_a_map_of_20_to_300_items_is_landscape(count: int, most: int) -> None:
    for branches in (3, 6, 9):
        picture = drawn(a_generated_map(count, branches, most=most))
        aspect = (picture.right - picture.left) / (picture.bottom - picture.top)

        assert 1.25 <= aspect <= 1.8, (branches, aspect)


def test_branches_go_down_the_right_side_then_down_the_left() -> None:
    themes = [
        a_theme(f"Thème {n}", *(an_item(n * 10 + i, "Un point parmi d'autres") for i in range(4))) for n in range(6)
    ]

    picture = drawn(a_map(*themes))

    boxes = [of(picture, f"Thème {n}") for n in range(6)]
    assert [box.x > 0 for box in boxes] == [True, True, True, False, False, False]
    assert boxes[0].y < boxes[1].y < boxes[2].y
    assert boxes[3].y < boxes[4].y < boxes[5].y


def test_a_pinned_branch_stays_on_its_side() -> None:
    pinned = a_theme("Épinglé", an_item(1, "Un point"), side=Side.LEFT)

    picture = drawn(a_map(pinned, *(a_theme(f"Thème {n}", an_item(n + 2, "Un point")) for n in range(3))))

    assert of(picture, "Épinglé").x < 0
    assert of(picture, "Thème 0").x > 0


@given(st.lists(st.integers(1, 12), min_size=3, max_size=8), st.data())
@settings(deadline=None, max_examples=25)
def test_one_more_leaf_moves_at_most_one_branch_to_the_other_side(sizes: list[int], data: st.DataObject) -> None:
    grown = data.draw(st.integers(0, len(sizes) - 1))

    def sides(counts: list[int]) -> list[bool]:
        themes = (
            a_theme(f"T{n}", *(an_item(i, "Un point de trois mots") for i in range(c))) for n, c in enumerate(counts)
        )
        picture = drawn(a_map(*themes))
        return [of(picture, f"T{n}").x > 0 for n in range(len(counts))]

    before, after = sides(sizes), sides([count + (n == grown) for n, count in enumerate(sizes)])

    assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1


def test_a_parent_stands_at_the_middle_of_its_first_and_last_child() -> None:
    texts = ["Un", "Deux mots", "Trois petits mots", "Quatre"]
    theme = a_theme("Thème", *(an_item(n, text) for n, text in enumerate(texts)))

    picture = drawn(a_map(theme))

    first, last = (link_to(picture, text).points[-1][1] for text in (texts[0], texts[-1]))
    assert of(picture, "Thème").y == pytest.approx((first + last) / 2)


@pytest.mark.parametrize("count", [35, 300])
def test_links_start_and_end_on_their_boxes(count: int) -> None:
    picture = drawn(a_generated_map(count, groups=2))

    for link in picture.links:
        tail, head = picture.boxes[link.tail], picture.boxes[link.head]
        for box, (x, y) in ((tail, link.points[0]), (head, link.points[-1])):
            # On the right an inner end may lie at the end of the line, before the marks: inside the box all the same.
            assert abs(abs(x - box.x) - box.width / 2) < 0.01
            assert abs(y - box.y) <= box.height / 2 + 0.01


def test_links_are_level_at_both_ends() -> None:
    for link in drawn(a_generated_map(60)).links:
        assert link.points[0][1] == link.points[1][1]
        assert link.points[-2][1] == pytest.approx(link.points[-1][1])


def test_texts_stand_against_their_parent_on_both_sides() -> None:
    for box in drawn(a_generated_map(40)).boxes:
        if "item" in box.classes:
            assert box.look.align == ("l" if box.x > 0 else "r")


def test_numbers_can_be_left_out() -> None:
    arranged = a_map(a_theme("Thème", an_item(12, "Un point")))

    assert ("12",) in [box.lines for box in drawn(arranged).boxes]
    assert ("12",) not in [box.lines for box in drawn(arranged, numbers=False).boxes]


def test_a_polarity_has_the_same_colour_and_sign_on_map_and_grid() -> None:
    item = an_item(7, "Prendre le temps", polarity=Polarity.IMPROVE)
    heading = Node("", Kind.THEME, "Points à améliorer", polarity=Polarity.IMPROVE, count=1, children=(item,))
    plain = a_theme("Accueil", item)

    on_map = of(drawn(a_map(heading)), "Points à améliorer")
    on_grid = of(grid_picture(a_grid_of(a_map(plain)), a_pen()), "Points à améliorer")
    sign = next(box for box in drawn(a_map(plain)).boxes if box.lines == ("△\u00a0\u00a07",))

    assert on_map.look.fill == on_grid.look.fill == sign.look.color
    assert on_map.lines[0][0] == on_grid.lines[0][0] == "△"


def test_a_sub_item_has_the_sign_and_the_colour_of_its_polarity() -> None:
    child = an_item(2, "par quartier", polarity=Polarity.IMPROVE)
    item = an_item(1, "Tout rassembler", child, polarity=Polarity.IMPROVE)
    heading = Node("", Kind.THEME, "À améliorer", polarity=Polarity.IMPROVE, count=2, children=(item,))
    signed = [("△\u00a0\u00a01",), ("△\u00a0\u00a02",)]

    boxes = drawn(a_map(a_theme("Accueil", item))).boxes
    below = drawn(a_map(heading)).boxes

    assert [box.lines for box in boxes if box.lines in signed] == signed
    assert {box.look.color for box in boxes if box.lines in signed} == {a_pen().palette.polarity[Polarity.IMPROVE]}
    assert [box.lines for box in below if box.lines[0].startswith("△")] == [("△\u00a0À améliorer",)]


def test_folded_items_are_counted() -> None:
    folded = Node("p1", Kind.ITEM, "Un point", ref=1, hidden=4)

    assert ("+4",) in [box.lines for box in drawn(a_map(a_theme("Thème", folded))).boxes]


def test_ten_thousand_nodes_are_laid_out() -> None:
    picture = drawn(a_generated_map(10_000, 40, most=8))

    assert len(picture.links) == 10_000 + 40
    assert math.isfinite(picture.right - picture.left)


@pytest.mark.parametrize("count", [5, 35, 200])
def test_no_two_boxes_of_a_grid_overlap(count: int) -> None:
    picture = grid_picture(a_grid_of(a_generated_map(count, groups=3)), a_pen())

    assert not list(overlapping(picture))


def test_every_item_of_a_grid_is_drawn_once() -> None:
    grid = a_grid_of(a_generated_map(60))

    drawn_ids = [box.entity for box in grid_picture(grid, a_pen()).boxes if box.entity]

    assert sorted(drawn_ids) == sorted(f"p{ref}" for ref in range(1, 61))


@pytest.mark.parametrize("count", [91, 300])
def test_links_to_a_further_column_run_through_no_box(count: int) -> None:
    picture = drawn(a_generated_map(count, groups=2))
    straight = [link for link in picture.links if len(link.points) > 7]

    assert straight
    for link in straight:
        (x0, y), (x1, _) = link.points[0], link.points[3]
        for index, box in enumerate(picture.boxes):
            crossed = min(x0, x1) + 1 < box.x < max(x0, x1) - 1 and abs(box.y - y) < box.height / 2 + 3
            assert not crossed or index in {link.tail, link.head}
