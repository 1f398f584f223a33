import base64
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import uharfbuzz as hb

from synthgrid.domain.arrangement import Arrangement, MindMap
from synthgrid.domain.outline import outline_of
from synthgrid.domain.text import without_bidi_controls
from synthgrid.drawing.mindmap import picture_of
from synthgrid.drawing.spacing import LEADINGS, set_out, spacing_of
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_pen, a_sheet_of, a_theme, an_item
from tests.drawing.engines import drawn, laid_out, needs_system, parsed

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg": {"width", "height", "viewBox", "role", "aria-labelledby", "lang", "id", "font-family"},
    "title": {"id"},
    "desc": {"id"},
    "style": set(),
    "g": {"id", "class", "data-id", "transform", "role", "aria-level", "aria-label", "aria-hidden"},
    "path": {"fill", "stroke", "stroke-width", "d"},
    "polygon": {"fill", "stroke", "stroke-width", "points"},
    "rect": {"x", "y", "width", "height", "rx", "fill"},
    "text": {"x", "y", "font-size", "font-weight", "font-style", "fill", "text-anchor"},
}
PAYLOAD = "<script>alert(1)</script>\"' onload=alert(1) ]]> <!-- &quot; javascript:alert(1)"


def the_svg(arranged: MindMap) -> Element:
    return parsed(drawn(laid_out(arranged)))


def the_group(root: Element, data_id: str) -> Element:
    return next(group for group in root.iter(f"{SVG}g") if group.get("data-id") == data_id)


def the_levels(arranged: Arrangement) -> list[int]:
    found = (group.get("aria-level") for group in parsed(drawn(laid_out(arranged))).iter(f"{SVG}g"))
    return [int(level) for level in found if level]


def test_the_svg_says_its_title_its_outline_and_its_language() -> None:
    root = the_svg(a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt")), title="Mieux accueillir"))

    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (root.get("role"), root.get("lang")) == ("graphics-document document", "fr")
    assert title is not None
    assert desc is not None
    assert title.text == "Mieux accueillir"
    assert desc.text == "Mieux accueillir\nAccueil\n  - 1. Ouvrir plus tôt"
    assert root.get("aria-labelledby") == title.get("id")


def test_a_grid_says_the_same_words_as_its_text() -> None:
    grid = a_grid_of(a_generated_map(20, groups=2))

    desc = parsed(drawn(laid_out(grid))).find(f"{SVG}desc")

    assert desc is not None
    assert desc.text == outline_of(grid).text


def test_an_item_is_one_group_with_its_classes_its_id_and_its_whole_text() -> None:
    text = "Un texte assez long pour tenir sur plusieurs lignes du dessin, et qui n'est pas coupé pour autant"
    group = the_group(the_svg(a_map(a_theme("Accueil", an_item(12, text, marks=("A", "B"))))), "p12")

    assert group.get("class") == "node item depth-2 branch-1"
    assert group[0].text == text
    texts = [one.text or "" for one in group.iter(f"{SVG}text")]
    assert (texts[0], texts[-2:]) == ("12", ["A", "B"])
    assert " ".join(texts[1:-2]) == text


@pytest.mark.parametrize("info", ["bundled", pytest.param("system", marks=needs_system)])
def test_every_text_is_written_where_graphviz_draws_it(info: str) -> None:
    command = [sys.executable, "-m", "tests.drawing.places", info]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    found = json.loads(done.stdout)

    # Headings with a count after them are HTML-like labels, whose middle Graphviz finds a little elsewhere.
    assert max(found.values()) < 2
    assert max(found["grid"], found["sheet"]) < 0.7


@pytest.mark.parametrize("seed", [1, 2])
def test_only_allowed_elements_and_attributes_are_written(seed: int) -> None:
    hostile = a_map(a_theme(PAYLOAD, an_item(1, PAYLOAD), color="#123456"), title=PAYLOAD, subtitle=(PAYLOAD,))
    generated = a_generated_map(40, seed=seed, groups=3)

    for picture in (laid_out(hostile), laid_out(generated), laid_out(a_grid_of(generated))):
        svg = drawn(picture)
        assert "<!" not in svg
        for element in parsed(svg).iter():
            name = element.tag.removeprefix(SVG)
            assert name in ALLOWED
            attributes = {key for key in element.attrib if not key.startswith("{http://www.w3.org/XML/")}
            assert attributes <= ALLOWED[name]


def test_two_drawings_fit_in_one_page() -> None:
    one, other = (the_svg(a_map(a_theme(name, an_item(1, "Un point")))) for name in ("Accueil", "Horaires"))

    ids = [{element.get("id") for element in root.iter() if element.get("id")} for root in (one, other)]
    assert not ids[0] & ids[1]
    assert len(ids[0]) == len([element for element in one.iter() if element.get("id")])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert drawn(laid_out(a_generated_map(30))) == drawn(laid_out(a_generated_map(30)))


def test_the_embedded_fonts_have_the_glyphs_that_are_drawn() -> None:
    svg = drawn(laid_out(a_map(a_theme("Thème", an_item(1, "Où ça ? « là »")))))

    faces = re.findall(r"font-weight:(\d+);font-style:normal;src:url\(data:font/ttf;base64,([^)]+)\)", svg)
    fonts = {weight: hb.Face(hb.Blob(base64.b64decode(data))).unicodes for weight, data in faces}
    assert {ord(char) for char in "Où ça ? « là »"} <= set(fonts["400"])
    assert {ord(char) for char in "Thème"} <= set(fonts["600"])
    assert len(svg) < 60_000


def test_a_script_without_a_font_of_ours_is_drawn_all_the_same() -> None:
    texts = ["中文文字在这里", "العربية نص", "👩\u200d👧 🎉", "Ελληνικά", "Русский текст"]
    root = the_svg(a_map(a_theme("Langues", *(an_item(n, text) for n, text in enumerate(texts, 1)))))

    for number, text in enumerate(texts, 1):
        written = [without_bidi_controls(one.text or "") for one in the_group(root, f"p{number}").iter(f"{SVG}text")]
        assert written == [str(number), text]


def test_lines_that_another_font_draws_stand_as_far_apart_as_ours() -> None:
    text = "我覺得既然出了北中高，台灣其他鄉鎮市的計程車幾乎都是白牌車，搭車時常常是坐地起價，不如立法全數納入規範"
    picture = picture_of(a_map(a_theme("Langues", an_item(1, text))), a_pen())
    (laid,) = (box for box in picture.boxes if box.title == text)

    set_ = [box for box in set_out(picture, LEADINGS).boxes if set(box.lines) & set(laid.lines)]

    assert [box.lines for box in set_] == [(line,) for line in laid.lines]
    steps = {round(after.y - before.y, 3) for before, after in pairwise(set_)}
    assert len(set_) == len(laid.lines) > 1
    assert steps == {round(spacing_of(laid.look.size).leading, 3)}


def test_a_text_of_ten_thousand_characters_is_whole() -> None:
    text = "mot " * 2_499 + "fin."
    group = the_group(the_svg(a_map(a_theme("Thème", an_item(1, text)))), "p1")

    lines = [one.text or "" for one in group.iter(f"{SVG}text")]
    assert " ".join(lines[1:]) == text


def test_no_level_of_headings_is_left_out() -> None:
    grid = a_grid_of(a_generated_map(12, 3))
    on_grid = the_levels(grid)
    on_sheet = the_levels(a_sheet_of(12, rows=True))

    assert list(dict.fromkeys(on_grid)) == [1, 2, 3]
    for levels in (on_grid, on_sheet, the_levels(a_generated_map(12, 3))):
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
