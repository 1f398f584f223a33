"""Grids on pages: nothing lost, nothing twice, headings on each, letters that can be read."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from synthgrid.domain.arrangement import Column, Grid, GridItem, Row, Strip
from synthgrid.domain.options import Options, Pages, Paper, Theme
from synthgrid.domain.values import Polarity
from synthgrid.drawing.gridmap import pages_of, picture_of
from synthgrid.drawing.paper import PAGES, smallest
from synthgrid.drawing.picture import Box, Picture
from synthgrid.synthesis import grid
from tests.builders import a_workshop
from tests.drawing.builders import a_generated_map, a_grid_of, a_pen, a_text
from tests.drawing.test_layout import overlapping

ITEMS = [5, 35, 91, 300]


def of(picture: Picture, word: str) -> list[Box]:
    return [box for box in picture.boxes if word in box.classes.split()]


def a_long_grid(count: int, *, branches: int = 6) -> Grid:
    return a_grid_of(a_generated_map(count, branches, groups=3))


def a_grid_by_group(count: int, groups: int) -> Grid:
    chance = random.Random(7)
    items = (
        {"text": a_text(chance), "group": f"Table {chance.randint(1, groups)}", "category": chance.choice("ABCD")}
        for _ in range(count)
    )
    return grid(a_workshop(*items), Options(by="group"))


def a_table(count: int) -> Grid:
    chance = random.Random(8)
    items = (
        {
            "text": a_text(chance),
            "section": "recommendation",
            "category": chance.choice(["Formation", "Territoire"]),
            "facets": {"finding": a_text(chance), "to": ["élus", "professionnels"], "horizon": "2027"},
        }
        for _ in range(count)
    )
    return grid(a_workshop(*items), Options(template="recommendations", rows="category"))


def outside(picture: Picture) -> Iterator[str]:
    """Name the boxes that leave the page, and the texts of items that leave the cells."""
    cells = of(picture, "cell")
    for box in picture.boxes:
        sides = (box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2)
        if sides[0] < picture.left or sides[1] < picture.top or sides[2] > picture.right or sides[3] > picture.bottom:
            yield f"{box.classes}: {box.lines}"
        if "item" in box.classes.split() and not any(
            abs(cell.x - box.x) <= (cell.width - box.width) / 2 + 0.01
            and abs(cell.y - box.y) <= (cell.height - box.height) / 2 + 0.01
            for cell in cells
        ):
            yield box.title


ARRANGED = [
    *(pytest.param(a_long_grid(count), id=f"plus-delta-{count}") for count in ITEMS),
    pytest.param(a_long_grid(200, branches=40), id="40-themes"),
    pytest.param(a_grid_by_group(120, 12), id="12-groups"),
    pytest.param(a_table(30), id="table"),
]


@pytest.mark.parametrize("arranged", ARRANGED)
@pytest.mark.parametrize("paper", [None, *Paper])
@pytest.mark.parametrize("pages", [None, Pages.CATEGORY])
def test_every_item_stands_on_one_page_inside_its_cell(
    arranged: Grid, paper: Paper | None, pages: Pages | None
) -> None:
    pictures = pages_of(arranged, a_pen(paper=paper, pages=pages))

    found = Counter(box.entity for picture in pictures for box in of(picture, "item"))
    assert found
    assert set(found.values()) <= ({1} if not arranged.tabled else {1, found[""]})
    assert not [wrong for picture in pictures for wrong in outside(picture)]
    assert not [pair for picture in pictures for pair in overlapping(picture)]


@pytest.mark.parametrize("arranged", ARRANGED)
@pytest.mark.parametrize("paper", [None, *Paper])
def test_pages_have_the_size_of_their_paper_and_letters_that_can_be_read(arranged: Grid, paper: Paper | None) -> None:
    page = PAGES[paper or Paper.A4]

    for picture in pages_of(arranged, a_pen(paper=paper)):
        size = ((picture.right - picture.left) * picture.scale, (picture.bottom - picture.top) * picture.scale)
        assert size in [pytest.approx((page.width, page.height)), pytest.approx((page.height, page.width))]
        assert smallest(picture.boxes) * picture.scale >= page.floor - 0.001


def test_headings_stand_on_each_page_and_are_counted_on_the_first() -> None:
    pictures = pages_of(replace(a_long_grid(300), strip=None, legend=()), a_pen())

    assert len(pictures) > 3
    for number, picture in enumerate(pictures, 1):
        headings = of(picture, "heading")
        said = [" ".join(box.lines) for box in headings if "column-" in box.classes]
        assert len(said) == 2
        assert all("suite" in text or "continued" in text for text in said) is (number > 1)
        counts = [box for box in picture.boxes if box.owner is not None and picture.boxes[box.owner] in headings]
        assert len(counts) == (2 if number == 1 else 0)
        assert of(picture, "foot")[-1].lines == (f"{number}/{len(pictures)}",)
    assert len(of(pictures[0], "title")) == 1
    assert not of(pictures[1], "title")


def test_a_short_row_is_not_cut() -> None:
    arranged = a_long_grid(60, branches=20)

    labels = [box.title for picture in pages_of(arranged, a_pen()) for box in of(picture, "row")]

    assert labels == [row.label for row in arranged.rows]


@pytest.mark.parametrize(("more", "fewer"), [(15, 12), (17, 12), (12, 17), (20, 14)])
def test_columns_that_hold_more_are_wider_until_all_end_together(more: int, fewer: int) -> None:
    chance = random.Random(more)
    counts = {Polarity.POSITIVE: more, Polarity.IMPROVE: fewer}
    items = ({"text": a_text(chance), "polarity": one.value} for one, count in counts.items() for _ in range(count))
    arranged = grid(a_workshop(*items), Options(rows="none"))

    [picture] = pages_of(arranged, a_pen(paper=Paper.A4))

    ends = [
        max(box.y + box.height / 2 for box in of(picture, f"column-{number}") if "item" in box.classes)
        for number in (1, 2)
    ]
    first, second = (box.width for box in of(picture, "heading"))
    assert (first > second) is (more > fewer)
    assert abs(ends[0] - ends[1]) < 0.12 * max(ends)


def test_a_row_begins_in_all_its_columns_or_on_the_next_page() -> None:
    arranged = replace(a_long_grid(91), strip=None)

    for picture in pages_of(arranged, a_pen(paper=Paper.A3)):
        for label in of(picture, "row"):
            row = next((row for row in arranged.rows if row.label == label.title), None)
            begun = {box.entity for box in of(picture, "item")}
            assert row is None or all(cell[0].id in begun for cell in row.cells if cell)


def test_no_row_begins_with_a_line_or_two_at_the_foot_of_a_page() -> None:
    begun = []
    for count in range(160, 480, 40):
        for picture in pages_of(a_long_grid(count), a_pen())[:-1]:
            last = max(of(picture, "cell"), key=lambda box: box.y)
            begun.append(last.height / (picture.bottom - picture.top))

    assert len(begun) > 50
    assert min(begun) > 0.1


def test_an_item_taller_than_a_page_goes_on_on_the_next() -> None:
    text = "Un texte qui n’en finit pas. " * 300
    columns = (Column("a", "A", 1), Column("b", "B", 1))
    cells = ((GridItem("p1", text, 1),), (GridItem("p2", "Court", 2),))

    pictures = pages_of(Grid("Long", columns, (Row("r", "Accueil", cells),)), a_pen())

    parts = [box for picture in pictures for box in of(picture, "item") if box.entity == "p1"]
    assert len(parts) == len(pictures) > 1
    assert " ".join(line for part in parts for line in part.lines) == text.strip()
    assert [box.lines for picture in pictures for box in picture.boxes if box.lines == ("1",) and box.owner] == [
        ("1",)
    ] * 3
    assert not [wrong for picture in pictures for wrong in outside(picture)]


def test_pages_of_themes_follow_an_overview_with_the_counts() -> None:
    items = [GridItem(f"p{n}", f"Point {n}", n) for n in range(1, 41)]
    columns = (Column("positive", "Plus", 31, Polarity.POSITIVE), Column("improve", "Delta", 10, Polarity.IMPROVE))
    both = items[0]
    rows = (
        Row("g", "Gouvernance", (tuple(items[:28]), (*items[28:35], both))),
        Row("a", "Accueil", ((items[35], items[36]), (items[37], GridItem("p1", "↗ 1", whole="Point 1")))),
    )
    strip = Strip("Sans avis exprimé (2)", (items[38], items[39]), 2)

    overview, *pages = pages_of(Grid("Bilan", columns, rows, "Thème", strip=strip), a_pen(pages=Pages.CATEGORY))

    assert [box.lines[0] for box in of(overview, "count")] == ["28", "8", "35", "2", "1", "3", "30", "9", "38"]
    assert [box.title for picture in pages for box in of(picture, "row")] == [
        "Gouvernance\u00a01/2",
        "Gouvernance\u00a02/2",
        "Accueil",
    ]
    assert all(0 < len(of(picture, "item")) <= 24 for picture in pages)
    assert len(of(pages[-1], "item")) == 2


def test_a_few_items_have_larger_letters_than_many_on_the_same_paper() -> None:
    few, many = (pages_of(a_long_grid(count), a_pen())[0] for count in (3, 300))

    assert few.scale > many.scale


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3, Paper.SCREEN])
def test_one_picture_takes_the_shape_of_its_paper(paper: Paper) -> None:
    page = PAGES[paper]
    for arranged in (a_long_grid(35), a_grid_by_group(120, 12)):
        chosen, free = (picture_of(arranged, a_pen(paper=asked)) for asked in (paper, None))

        def letters(picture: Picture) -> float:
            width, height = picture.right - picture.left, picture.bottom - picture.top
            shapes = [(page.width, page.height)] + ([] if paper is Paper.SCREEN else [(page.height, page.width)])
            return max(min(wide / width, tall / height) for wide, tall in shapes)

        assert letters(chosen) >= letters(free) * 0.97
        assert not list(overlapping(chosen))


def test_printed_cells_have_borders_and_signs() -> None:
    picture = picture_of(a_long_grid(20), a_pen(theme=Theme.PRINT))

    assert {box.look.stroke for box in of(picture, "cell") if not box.lines} == {"#000000"}
    signs = [box.lines[0] for box in picture.boxes if box.owner is not None and box.lines[0][0] in "+△"]
    assert len(signs) == len([box for box in of(picture, "item") if "polarity-" in box.classes])


def test_a_column_takes_the_users_colour() -> None:
    columns = (Column("a", "A", 1, color="#884400"), Column("b", "B", 0))
    arranged = Grid("Couleurs", columns, (Row("", "", ((GridItem("p1", "Un point", 1),), ())),))

    picture = picture_of(arranged, a_pen())

    first, second = of(picture, "heading")
    assert first.look.fill == "#884400"
    assert second.look.fill != first.look.fill
    assert [box.lines for box in of(picture, "empty")] == [("—",)]
    assert (
        len(
            {box.height for box in of(picture, "column-1") + of(picture, "column-2") if "cell" in box.classes.split()}
            - {of(picture, "empty")[0].height}
        )
        == 1
    )


def test_sub_items_are_indented_bullets_with_their_numbers_in_the_margin() -> None:
    child = GridItem("p2", "Un détail", 2)
    arranged = Grid(
        "Grille", (Column("a", "A", 2),), (Row("", "", ((GridItem("p1", "Un point", 1, children=(child,)),),)),)
    )

    boxes = picture_of(arranged, a_pen()).boxes

    first, second = (box.x - box.width / 2 for box in boxes if "item" in box.classes)
    assert second > first
    [bullet] = [box for box in boxes if box.lines == ("•",)]
    assert first <= bullet.x < second
    one, two = (next(box for box in boxes if box.lines == (text,) and box.owner and not box.look.fill) for text in "12")
    assert abs(one.x + one.width / 2 - two.x - two.width / 2) < 0.01


def test_values_of_fields_have_neither_number_nor_bullet() -> None:
    picture = picture_of(a_table(3), a_pen())

    owners = {box.owner for box in picture.boxes if box.owner is not None and not box.look.fill}
    assert {picture.boxes[owner].entity for owner in owners} == {"1", "2", "3"} or all(
        picture.boxes[o].entity for o in owners
    )
    assert len(of(picture, "row")) == 2


@pytest.mark.parametrize("arranged", [Grid("Vide", (), ()), Grid("Vide", (), (), strip=Strip("Rien", (), 0))])
@pytest.mark.parametrize("pages", [None, Pages.CATEGORY])
def test_an_empty_grid_has_one_page(arranged: Grid, pages: Pages | None) -> None:
    assert len(pages_of(arranged, a_pen(pages=pages))) >= 1


def test_a_row_without_items_is_counted_but_has_no_page() -> None:
    item = GridItem("p1", "Un point", 1)
    rows = (Row("a", "Vide", ((),)), Row("b", "Accueil", ((item,),)))
    grid = Grid("Grille", (Column("x", "X", 1),), rows, "Thème")

    pages = pages_of(grid, a_pen(pages=Pages.CATEGORY))

    titles = [[box.title for box in of(page, "row")] for page in pages]
    assert titles == [["Vide", "Accueil", "Total"], ["Accueil"]]
