"""Drawings on paper and on a screen: the whole page, in the middle, no smaller than can be read without saying so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, StreamObject

from synthgrid.domain.arrangement import Arrangement, Kind, LegendEntry
from synthgrid.domain.options import Options, Pages, Paper, Theme
from synthgrid.domain.values import Polarity
from synthgrid.drawing import Drawing, Format, Renderer
from synthgrid.drawing.drawings import SmallPrint
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.mindmap import picture_of
from synthgrid.drawing.pages import pictures_of
from synthgrid.drawing.paper import PAGES, best_turned, fitted, smallest
from synthgrid.drawing.picture import Align, Box
from synthgrid.settings import Rendering
from tests.drawing.builders import a_generated_map, a_map, a_pen, a_theme, an_item
from tests.drawing.engines import parsed

SMALL = a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt")))
PAPERS = pytest.mark.parametrize("paper", list(Paper))


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer(Rendering(engine="bundled", workers=1, timeout=30))
    yield made
    made.close()


def pages_of(drawing: Drawing) -> PdfReader:
    return PdfReader(BytesIO(drawing.data))


@PAPERS
def test_a_drawing_fills_its_page_in_the_middle(paper: Paper) -> None:
    picture = picture_of(a_generated_map(91), a_pen())
    page = best_turned(picture, paper)

    on_page = fitted(picture, page)

    width, height = on_page.right - on_page.left, on_page.bottom - on_page.top
    assert (width * on_page.scale, height * on_page.scale) == pytest.approx((page.width, page.height))
    assert picture.left - on_page.left == pytest.approx(on_page.right - picture.right)
    assert min(picture.left - on_page.left, picture.top - on_page.top) == pytest.approx(0)


def test_a_drawing_of_little_text_is_not_made_gigantic() -> None:
    picture = picture_of(SMALL, a_pen())

    on_page = fitted(picture, PAGES[Paper.A3])

    assert on_page.scale * smallest(picture.boxes) == pytest.approx(1.8 * PAGES[Paper.A3].floor)


def test_a_paper_is_turned_for_a_tall_drawing_a_screen_never() -> None:
    tall = picture_of(a_map(a_theme("Accueil", *(an_item(n, "Un point") for n in range(40)))), a_pen())
    tall = tall._replace(bottom=tall.top + 3 * (tall.right - tall.left))

    assert best_turned(tall, Paper.A4).height > best_turned(tall, Paper.A4).width
    assert best_turned(tall, Paper.SCREEN).width == 960


@PAPERS
def test_svg_and_pdf_have_the_size_of_the_paper(paper: Paper, renderer: Renderer) -> None:
    page = PAGES[paper]
    svg = parsed(renderer.draw(a_generated_map(60), Options(paper=paper), Format.SVG).data)
    [sheet] = pages_of(renderer.draw(a_generated_map(60), Options(paper=paper), Format.PDF)).pages

    assert [float((svg.get(side) or "").removesuffix("pt")) for side in ("width", "height")] == pytest.approx(
        [page.width, page.height], abs=0.01
    )
    for box in (sheet.mediabox, sheet.cropbox):
        assert tuple(map(float, box)) == pytest.approx((0, 0, page.width, page.height), abs=0.001)


def test_a_screen_is_1920_by_1080_pixels(renderer: Renderer) -> None:
    data = renderer.draw(a_generated_map(60), Options(paper=Paper.SCREEN), Format.PNG).data

    assert [int.from_bytes(data[at : at + 4], "big") for at in (16, 20)] == [1920, 1080]


@pytest.mark.parametrize("dpi", [72, 118, 300])
@pytest.mark.parametrize("paper", [None, Paper.A4])
def test_a_png_is_covered_up_to_its_edges(paper: Paper | None, dpi: int, renderer: Renderer) -> None:
    data = renderer.draw(SMALL, Options(paper=paper, dpi=dpi), Format.PNG).data

    colors, transparent = data[25], 6
    assert colors != transparent


def test_a_text_too_small_for_the_paper_is_told(renderer: Renderer) -> None:
    def small_print(arranged: Arrangement, paper: Paper | None) -> SmallPrint | None:
        return renderer.draw(arranged, Options(paper=paper), Format.SVG).small_print

    told = small_print(a_generated_map(200), Paper.A4)
    assert told is not None
    assert told.size < told.floor == 8
    assert small_print(SMALL, Paper.A4) is None
    assert small_print(a_generated_map(200), None) is None


@PAPERS
def test_pages_by_category_are_an_overview_then_branches_that_can_be_read(paper: Paper, renderer: Renderer) -> None:
    items = [an_item(n, f"Contribution numéro {n} des habitants du quartier") for n in range(1, 61)]
    arranged = a_map(
        a_theme("Accueil", *items[:50]),
        a_theme("Information", *items[50:]),
        subtitle=("Que changer ?", "Agen · 20 novembre 2026"),
    )
    drawing = renderer.draw(arranged, Options(paper=paper, pages=Pages.CATEGORY), Format.PDF)
    texts = [page.extract_text() for page in pages_of(drawing).pages]

    assert drawing.small_print is None
    assert "Contribution" not in texts[0]
    assert "50" in texts[0]
    assert all(1 <= text.count("Contribution") <= 24 for text in texts[1:])
    assert sum(text.count("Contribution") for text in texts) == 60
    parts = sum("Accueil" in text for text in texts[1:])
    assert all(f"Accueil {number}/{parts}" in texts[number].replace("\u00a0", " ") for number in range(1, parts + 1))
    assert all(f"{number}/{len(texts)}" in text for number, text in enumerate(texts, 1))
    assert all("Agen · 20 novembre 2026" in text and arranged.title in text for text in texts)


@PAPERS
def test_an_overview_of_more_themes_than_can_be_read_goes_on_on_further_pages(paper: Paper, renderer: Renderer) -> None:
    arranged = a_map(
        *(a_theme(f"Thème numéro {n:02} des habitants", an_item(n, "Une contribution")) for n in range(1, 61))
    )
    drawing = renderer.draw(arranged, Options(paper=paper, pages=Pages.CATEGORY), Format.PDF)
    overview = [text for page in pages_of(drawing).pages if "contribution" not in (text := page.extract_text())]

    assert f"familles 1/{len(overview)}" in " ".join(overview[0].replace("\u00a0", " ").split())
    told = sorted(re.findall(r"Thème numéro (\d\d)", " ".join(" ".join(overview).split())))
    assert drawing.small_print is None
    assert told == [f"{n:02}" for n in range(1, 61)]
    assert len(overview) > 1


def test_a_theme_has_the_same_hue_on_whichever_page_of_the_overview() -> None:
    arranged = a_map(
        *(a_theme(f"Thème numéro {n} des habitants", an_item(n, "Une contribution")) for n in range(1, 61))
    )
    pen = a_pen(paper=Paper.A4, pages=Pages.CATEGORY)

    whole = {box.title: box.look.fill for box in picture_of(arranged, pen).boxes if box.title.startswith("Thème")}
    paged = {
        box.title: box.look.fill for page in pictures_of(arranged, pen)[:2] for box in page.boxes if box.title in whole
    }

    assert paged == whole


def test_a_page_of_a_theme_has_its_hue_and_explains_just_what_it_shows() -> None:
    noted = replace(an_item(1, "Une contribution", polarity=Polarity.POSITIVE, marks=("A",)), note="Une note")
    child = an_item(3, "Une réponse")
    arranged = a_map(
        replace(a_theme("Accueil", noted), color="#7a3b00"),
        a_theme("Réseau", an_item(2, "Une autre", child, polarity=Polarity.IMPROVE, marks=("B",))),
        legend=(LegendEntry("A", "Table 1", "jeunes", 7), LegendEntry("B", "Table 2", "élus", 9)),
        signs=("* une note",),
    )
    pen = a_pen(paper=Paper.A4, pages=Pages.CATEGORY)

    _, first, second = ([" ".join(box.lines) for box in page.boxes] for page in pictures_of(arranged, pen))
    pages = pictures_of(arranged, pen)[1:]

    assert any("Table 1 · jeunes\u00a0(1)" in text for text in first)
    assert any("Table 2 · élus\u00a0(2)" in text for text in second)
    assert not any("Table 2" in text for text in first)
    assert ("* une note" in first, "* une note" in second) == (True, False)
    assert {link.color for link in pages[0].links} == {pen.palette.own("#7a3b00")}
    assert {link.color for link in pages[1].links} == {pen.palette.branch(1)}
    assert [page.boxes[0].look.fill for page in pages] == ["#7a3b00", pen.palette.branch(1)]


def test_the_page_of_what_is_left_over_is_grey_and_that_of_a_polarity_says_it_once() -> None:
    positive = replace(
        a_theme("Positifs", an_item(1, "Un accueil", polarity=Polarity.POSITIVE)), polarity=Polarity.POSITIVE
    )
    rest = replace(a_theme("À classer (1)", an_item(2, "Un reste")), kind=Kind.REST)
    pen = a_pen(paper=Paper.A4, pages=Pages.CATEGORY)

    _, first, last = pictures_of(a_map(a_theme("Thème", an_item(3, "Autre")), positive, rest), pen)[1:]

    assert (first.boxes[0].lines, first.boxes[0].look.fill) == (
        ("+\u00a0Positifs",),
        pen.palette.polarity[Polarity.POSITIVE],
    )
    assert ("1",) in [box.lines for box in first.boxes]
    assert {last.boxes[0].look.fill, *(link.color for link in last.links)} == {pen.palette.rest}


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_a_branch_that_is_wide_takes_no_more_pages_than_one_that_is_not(paper: Paper) -> None:
    inner = [
        a_theme(
            f"Sous-thème {n}", *(an_item(5 * n + m, "Une contribution des habitants du quartier") for m in range(5))
        )
        for n in range(4)
    ]
    chain = an_item(40, "Le début")
    for ref in range(39, 30, -1):
        chain = an_item(ref, "Une suite des habitants", chain)
    pen = a_pen(paper=paper, pages=Pages.CATEGORY)

    pages = pictures_of(a_map(a_theme("Accueil", *inner), a_theme("Réseau", chain)), pen)

    assert len(pages) == 3


def test_words_of_a_png_stand_apart_where_they_were_measured(renderer: Renderer) -> None:
    texts = ["Besoins des publics fragiles", "Lutter contre isolement"]
    arranged = a_map(a_theme("Accueil", *(an_item(n, texts[n % 2]) for n in range(1, 31))))
    pen = a_pen(dpi=72)
    picture = picture_of(arranged, pen)

    image = Image.open(BytesIO(renderer.draw(arranged, pen.options, Format.PNG).data)).convert("L")

    gaps = [gap for box in picture.boxes if box.title in texts for gap in _gaps(box, picture.left, picture.top)]
    inked = [sum(255 - level for level in image.crop(gap).tobytes()) for gap in gaps]
    assert len(gaps) == 15 * (3 + 2)
    # Less than one letter's stem in the column of pixels between two words.
    assert max(inked) < 200


def _gaps(box: Box, left: float, top: float) -> Iterator[tuple[int, int, int, int]]:
    """Yield the column of pixels between each two words of a line, at a pixel a point."""
    (line,), size = box.lines, box.look.size
    width = em_width(line, Face.REGULAR) * size
    start = box.x - left + (-box.width / 2 if box.look.align is Align.LEFT else box.width / 2 - width)
    rows = round(box.y - box.height / 2 - top) + 1, round(box.y + box.height / 2 - top) - 2
    for space in re.finditer(" ", line):
        column = int(start + em_width(line[: space.start()], Face.REGULAR) * size + 1.2)
        yield column, rows[0], column + 1, rows[1]


def test_a_heading_that_is_cut_has_its_first_items_with_it() -> None:
    family = an_item(100, "Parent", *(an_item(100 + number, "Enfant") for number in range(1, 21)))
    long = a_theme("Longue", family, *(an_item(number, "Autre") for number in range(30, 50)))
    arranged = a_map(a_theme("Accueil", *(an_item(number, "Avant") for number in range(1, 11)), long))

    pictures = pictures_of(arranged, a_pen(paper=Paper.A3, pages=Pages.CATEGORY))

    links = [{link.title for link in picture.links} for picture in pictures]
    assert any("→ Longue" in title for titles in links for title in titles)
    for titles in links:
        assert any(title.startswith("Longue → ") for title in titles) == any("→ Longue" in title for title in titles)


def test_what_graphviz_drew_is_put_on_a_page_unread(renderer: Renderer) -> None:
    drawing = renderer.draw(a_generated_map(40), Options(paper=Paper.A4, pages=Pages.CATEGORY), Format.PDF)

    for page in pages_of(drawing).pages:
        contents = page["/Contents"]
        assert isinstance(contents, ArrayObject)
        _, shown, _ = (one.get_object() for one in contents)
        assert isinstance(shown, StreamObject)
        assert str(shown["/Filter"]) == "/FlateDecode"


def test_a_deep_chain_is_not_repeated_on_the_pages_it_goes_on_on(renderer: Renderer) -> None:
    chain = an_item(30, "Niveau 30")
    for number in range(29, 9, -1):
        chain = an_item(number, f"Niveau {number}", chain)

    drawing = renderer.draw(a_map(a_theme("A", chain)), Options(paper=Paper.SCREEN, pages=Pages.CATEGORY), Format.PDF)

    texts = [page.extract_text() for page in pages_of(drawing).pages[1:]]
    levels = [[int(found) for found in re.findall(r"Niveau (\d+)", text)] for text in texts]
    assert [level for page in levels for level in sorted(page)] == list(range(10, 31))
    assert len(levels) < 10
    for before, after, text in zip(levels, levels[1:], texts[1:], strict=False):
        assert re.findall(r"(\d+)\s…", text) == [str(max(before))]
        assert min(after) == max(before) + 1


def test_a_page_that_goes_on_above_a_cut_keeps_everything_under_its_own() -> None:
    deep = an_item(3, "C", *(an_item(number, f"Suite {number}") for number in range(10, 60)))
    arranged = a_map(a_theme("A", an_item(1, "Un", an_item(2, "B", deep), an_item(60, "Après"))))
    pictures = pictures_of(arranged, a_pen(paper=Paper.A4, pages=Pages.CATEGORY))

    names = {link.title for picture in pictures for link in picture.links}

    assert {f"3 … → Suite {number}" for number in range(50, 60)} <= names
    assert {"1 … → Après", "1 … → 3 …"} <= names
    assert not any("2 …" in name for name in names)


def test_an_item_whose_sub_items_go_on_is_not_said_twice(renderer: Renderer) -> None:
    children = [an_item(n, f"Précision {n}") for n in range(2, 42)]
    arranged = a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt", *children)))

    texts = [
        page.extract_text()
        for page in pages_of(renderer.draw(arranged, Options(pages=Pages.CATEGORY), Format.PDF)).pages
    ]

    assert sum(text.count("Ouvrir plus tôt") for text in texts) == 1
    assert sum(text.count("Précision") for text in texts) == 40
    assert "1 …" in texts[2].replace("\u00a0", " ")


def test_every_theme_is_drawn_on_every_page(renderer: Renderer) -> None:
    for theme in Theme:
        drawing = renderer.draw(a_generated_map(40), Options(theme=theme, pages=Pages.CATEGORY), Format.PDF)
        assert len(pages_of(drawing).pages) > 3


def test_pages_of_a_branch_are_filled_evenly_and_sub_items_stay_with_their_parent(renderer: Renderer) -> None:
    families = [
        an_item(number, f"Parent {number}", *(an_item(number + n, f"Enfant {number}") for n in range(1, 5)))
        for number in range(100, 200, 10)
    ]
    arranged = a_map(a_theme("Accueil", *families))

    drawing = renderer.draw(arranged, Options(paper=Paper.SCREEN, pages=Pages.CATEGORY), Format.PDF)

    texts = [page.extract_text() for page in pages_of(drawing).pages[1:]]
    counts = [text.count("Parent") for text in texts]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == len(families)
    for text in texts:
        parents = [int(found) for found in re.findall(r"Parent (\d+)", text)]
        assert sorted(map(int, re.findall(r"Enfant (\d+)", text))) == sorted(4 * parents)


@PAPERS
def test_the_foot_of_every_page_has_letters_of_the_same_size(paper: Paper, renderer: Renderer) -> None:
    arranged = a_map(
        a_theme("Citation", an_item(1, "Tout court")), *a_generated_map(80).root.children, subtitle=("Agen",)
    )
    sizes = set()

    def note(text: str, matrix: list[float], place: list[float], _: object, size: float) -> None:
        if f"{arranged.title} · " in text:
            sizes.add(round(abs(size * matrix[0] * place[0]), 1))

    for page in pages_of(renderer.draw(arranged, Options(paper=paper, pages=Pages.CATEGORY), Format.PDF)).pages:
        page.extract_text(visitor_text=note)

    assert sizes == {PAGES[paper].floor}
