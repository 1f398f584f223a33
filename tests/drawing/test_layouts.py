"""What holds in every layout of a map: nothing covers anything, lines end on their boxes, reading order is kept."""

from collections.abc import Callable
from typing import Final

import pytest

from synthgrid.domain.arrangement import MindMap
from synthgrid.domain.options import Layout, Paper
from synthgrid.drawing.picture import Picture
from tests.drawing.builders import a_generated_map, a_map, a_theme, an_item
from tests.drawing.geometry import covered, crossings, loose_ends
from tests.drawing.test_layout import drawn, overlapping
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


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ten_thousand_items_are_laid_out_in_every_layout(layout: Layout) -> None:
    picture = drawn(a_generated_map(10_000, 40, most=8), layout=layout)

    assert len(picture.links) == 10_000 + 40
