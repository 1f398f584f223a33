"""Sheets: every word once, under its heading, on pages that can be read."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from synthgrid.domain.arrangement import GridItem, Part, Sheet
from synthgrid.domain.options import Options, Pages, Paper, Theme
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.paper import PAGES, smallest
from synthgrid.drawing.picture import Box, Picture
from synthgrid.drawing.sheetmap import pages_of, picture_of
from synthgrid.synthesis import sheet
from tests.builders import a_workshop
from tests.drawing.builders import a_pen, a_sheet_of
from tests.drawing.engines import drawn
from tests.drawing.test_grid_pages import of
from tests.drawing.test_layout import overlapping

SHEETS = [
    pytest.param(a_sheet_of(5), id="5"),
    pytest.param(a_sheet_of(91), id="91"),
    pytest.param(a_sheet_of(60, groups=3, rows=True), id="60-by-theme"),
    pytest.param(a_sheet_of(300, groups=3), id="300"),
]


def outside(picture: Picture) -> list[Box]:
    return [
        box
        for box in picture.boxes
        if box.x - box.width / 2 < picture.left
        or box.x + box.width / 2 > picture.right
        or box.y - box.height / 2 < picture.top
        or box.y + box.height / 2 > picture.bottom
    ]


@pytest.mark.parametrize("arranged", SHEETS)
@pytest.mark.parametrize("paper", [None, *Paper])
def test_every_item_of_a_sheet_stands_on_one_page(arranged: Sheet, paper: Paper | None) -> None:
    pictures = pages_of(arranged, a_pen(paper=paper))

    found = Counter(box.entity for picture in pictures for box in of(picture, "item"))
    assert set(found.values()) == {1}
    assert sorted(found) == sorted(box.entity for box in of(picture_of(arranged, a_pen()), "item"))
    assert not [box for picture in pictures for box in outside(picture)]
    assert not [pair for picture in pictures for pair in overlapping(picture)]


@pytest.mark.parametrize("arranged", SHEETS)
@pytest.mark.parametrize("paper", [None, Paper.A3, Paper.SCREEN])
def test_pages_of_a_sheet_stand_upright_and_can_be_read(arranged: Sheet, paper: Paper | None) -> None:
    page = PAGES[paper or Paper.A4]
    wide, tall = (page.width, page.height) if paper is Paper.SCREEN else (page.height, page.width)

    for number, picture in enumerate(pictures := pages_of(arranged, a_pen(paper=paper)), 1):
        assert (picture.right - picture.left) * picture.scale == pytest.approx(wide)
        assert (picture.bottom - picture.top) * picture.scale == pytest.approx(tall)
        assert smallest(picture.boxes) * picture.scale >= page.floor - 0.001
        assert of(picture, "foot")[-1].lines == (f"{number}/{len(pictures)}",)
        assert of(picture, "foot")[0].title == "Mieux accueillir les familles · Cahors · 12 mai 2025"


@pytest.mark.parametrize("arranged", SHEETS)
def test_no_heading_stands_alone_at_the_foot_of_a_page(arranged: Sheet) -> None:
    for picture in pages_of(arranged, a_pen()):
        headings = [box.y for box in of(picture, "heading")]
        assert all(any(item.y > y for item in of(picture, "item") + of(picture, "empty")) for y in headings)


def test_a_part_that_goes_on_says_so_on_the_next_page() -> None:
    pictures = pages_of(a_sheet_of(300), a_pen())

    for picture in pictures[1:]:
        first = next(box for box in picture.boxes if "heading" in box.classes)
        assert "suite" in " ".join(first.lines) or "continued" in " ".join(first.lines) or first.y < 20


def test_boxes_come_in_reading_order() -> None:
    boxes = picture_of(a_sheet_of(60), a_pen()).boxes

    words = ("title", "subtitle", "part", "quoted")
    said = [word for box in boxes for word in words if word in (*box.classes.split(), box.entity)]
    assert said == ["title", "subtitle", "subtitle", "part", "part", "part", "quoted"]
    below = {box.title: boxes[number + 3].entity for number, box in enumerate(boxes) if "part" in box.classes.split()}
    assert below["POINTS SAILLANTS"] == "p1"


def test_a_quotation_closes_its_part_as_a_callout_between_quotation_marks() -> None:
    picture = picture_of(a_sheet_of(20), a_pen())

    quoted = next(box for box in picture.boxes if box.entity == "quoted")
    assert quoted.look.face is Face.ITALIC
    assert " ".join(quoted.lines) == "«\u00a0On nous écoute, puis plus rien\u00a0»"
    [bar] = of(picture, "bar")
    assert bar.y - bar.height / 2 < quoted.y < bar.y + bar.height / 2
    own = GridItem("quoted", "« Déjà dit »", quotation=True)
    sheet = Sheet("Fiche", (Part("essential", "Points essentiels", 1, (own,)),))
    assert "« Déjà dit »" in [" ".join(box.lines) for box in picture_of(sheet, a_pen()).boxes]


def test_one_picture_of_a_sheet_has_the_width_of_a4() -> None:
    picture = picture_of(a_sheet_of(91), a_pen())

    assert (picture.right - picture.left) * picture.scale == pytest.approx(PAGES[Paper.A4].height)
    assert picture.bottom - picture.top > picture.right - picture.left


def test_on_a_screen_one_picture_of_a_sheet_is_wider_than_tall() -> None:
    picture = picture_of(a_sheet_of(91), a_pen(paper=Paper.SCREEN))

    assert picture.right - picture.left > picture.bottom - picture.top
    assert not list(overlapping(picture))


def test_each_part_can_start_a_page() -> None:
    arranged = a_sheet_of(20)

    pictures = pages_of(arranged, a_pen(pages=Pages.CATEGORY))

    assert len(pictures) == len(arranged.parts)


@pytest.mark.parametrize("theme", Theme)
def test_a_sheet_is_drawn_in_every_theme(theme: Theme) -> None:
    assert "On nous écoute" in drawn(picture_of(a_sheet_of(20, groups=2), a_pen(theme=theme)))


@pytest.mark.parametrize(
    "text", ["Un texte très long. " * 400, "参与决策的居民需要时间和培训，" * 90, "W" * 5_000, "Oui"]
)
def test_long_texts_and_other_scripts_keep_within_their_pages(text: str) -> None:
    items = tuple(GridItem(f"p{n}", text, n) for n in range(1, 4))
    arranged = replace(a_sheet_of(10), parts=(Part("keyword", "Mots clés", 3, items),))

    pictures = pages_of(arranged, a_pen())

    shown = "".join("".join(box.lines) for picture in pictures for box in of(picture, "item"))
    assert shown.replace(" ", "") == text.replace(" ", "") * 3
    assert not [box for picture in pictures for box in outside(picture)]


def test_an_empty_sheet_and_an_empty_part_are_drawn() -> None:
    assert len(pages_of(Sheet("Vide", ()), a_pen())) == 1
    [picture] = pages_of(Sheet("Vide", (Part("keyword", "Mots clés", 0),)), a_pen())
    assert [box.lines for box in of(picture, "empty")] == [("—",)]


@pytest.mark.parametrize("draw", [lambda sheet: (picture_of(sheet, a_pen()),), lambda sheet: pages_of(sheet, a_pen())])
def test_no_word_of_a_table_with_many_fields_is_broken(draw: Callable[[Sheet], tuple[Picture, ...]]) -> None:
    item = {"text": "Refaire", "section": "recommendation", "facets": {"to": "le département", "horizon": "décembre"}}
    template = {"key": "fiche", "form": "composite", "label": {"fr": "Fiche"}, "parts": ["recommendations"]}
    arranged = sheet(a_workshop(item, template="fiche", templates=[template]), Options(lang="fr"))

    boxes = [box for picture in draw(arranged) for box in picture.boxes if box.title]

    assert [" ".join(box.lines) for box in boxes] == [box.title.replace("\u00a0", " ") for box in boxes]
    assert "Marge de manœuvre" in [box.title for box in boxes]
