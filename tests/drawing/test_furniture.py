"""What stands around a drawing, and how its parts look."""

from itertools import pairwise

import pytest

from synthgrid.domain.arrangement import Column, Grid, GridItem, Kind, LegendEntry, Node, Row, Strip
from synthgrid.domain.options import Theme
from synthgrid.drawing import themes
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.gridmap import picture_of as grid_picture
from synthgrid.drawing.mindmap import picture_of
from synthgrid.drawing.picture import Box, Picture, Shape
from tests.drawing.builders import a_map, a_pen, a_theme, an_item

LIGHT = themes.PALETTES[Theme.LIGHT]
LEGEND = tuple(
    LegendEntry(mark, f"Table {mark} des habitants du quartier", "habitants", number)
    for number, mark in enumerate("ABCDEFGH", 3)
)


def of(picture: Picture, classes: str) -> list[Box]:
    return [box for box in picture.boxes if classes in box.classes]


def test_the_legend_says_who_each_mark_is_and_can_be_left_out() -> None:
    arranged = a_map(a_theme("Accueil", an_item(1, "Un point", marks=("A",))), legend=LEGEND)

    entries = of(picture_of(arranged, a_pen()), "legend")

    assert entries[0].title == "Table A des habitants du quartier · habitants\u00a0(3)"
    assert len(entries) == 8
    assert not of(picture_of(arranged, a_pen(legend=False)), "legend")


def test_a_long_legend_goes_on_in_further_lines_without_overlap() -> None:
    picture = picture_of(a_map(a_theme("Accueil", an_item(1, "Un point")), legend=LEGEND), a_pen())

    entries = of(picture, "legend")
    assert len({box.y for box in entries}) > 1
    for one, other in pairwise(entries):
        assert one.y < other.y or one.x + one.width / 2 < other.x - other.width / 2


def test_footers_are_the_last_lines() -> None:
    footers = ("3 contributions dans d’autres rubriques", "Tirage du 12 mai")
    picture = picture_of(a_map(a_theme("Accueil", an_item(1, "Un point")), footers=footers), a_pen())

    found = of(picture, "footer")
    assert [box.title for box in found] == list(footers)
    assert found[0].y > max(box.y for box in picture.boxes if "footer" not in box.classes)
    assert picture.outline.endswith("\n".join(footers))


@pytest.mark.parametrize("chosen", ["#ffee00", "#fff3b0", "#ffffff"])
@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.CONTRAST])
def test_a_theme_is_filled_with_the_users_colour_inside_an_edge_that_shows(theme: Theme, chosen: str) -> None:
    palette = themes.PALETTES[theme]
    grid = Grid("Titre", (Column("a", "A", 1, color=chosen),), (Row("", "", ((GridItem("p1", "Un point", 1),),)),))
    on_map = picture_of(a_map(a_theme("A", an_item(1, "Un point"), color=chosen)), a_pen(theme=theme))

    for heading in (of(on_map, "node theme")[0], of(grid_picture(grid, a_pen(theme=theme)), "heading column-1")[0]):
        assert heading.look.fill == chosen
        assert themes.contrast(heading.look.color, chosen) >= palette.text_contrast
        assert heading.look.stroke is not None
        assert themes.contrast(heading.look.stroke, palette.background) >= palette.line_contrast
    assert themes.contrast(on_map.links[0].color, palette.background) >= palette.line_contrast


def test_links_that_run_together_have_the_colour_of_their_heading() -> None:
    own = Node("c2", Kind.THEME, "Horaires", color="#884400", count=1, children=(an_item(2, "Ouvrir plus tôt"),))
    picture = picture_of(a_map(a_theme("Accueil", an_item(1, "Un point"), own, color="#004488")), a_pen())

    colors = {picture.boxes[link.head].title: link.color for link in picture.links}
    assert colors["Horaires"] == colors["Un point"] == "#004488"
    assert colors["Ouvrir plus tôt"] == "#884400"


def test_what_is_left_over_is_grey() -> None:
    rest = Node("", Kind.REST, "À classer (1)", count=1, children=(an_item(1, "Un point"),))

    [heading] = of(picture_of(a_map(rest), a_pen()), "node rest")

    assert heading.look.fill == LIGHT.rest
    assert not heading.aside


def test_a_quotation_is_in_italics() -> None:
    said = Node("p1", Kind.ITEM, "« On nous écoute »", ref=1, quotation=True)

    [item] = of(picture_of(a_map(a_theme("Citation", said)), a_pen()), "node item")

    assert item.look.face is Face.ITALIC


def test_a_theme_inside_a_theme_is_a_lighter_pill_with_readable_text() -> None:
    inner = Node("c2", Kind.THEME, "Horaires", count=1, children=(an_item(1, "Ouvrir plus tôt"),))

    [pill] = of(picture_of(a_map(a_theme("Accueil", inner)), a_pen()), "depth-2 branch-1")

    assert pill.look.shape is Shape.PILL
    assert pill.look.fill is not None
    assert themes.contrast(pill.look.color, pill.look.fill) >= LIGHT.text_contrast


def test_a_theme_inside_a_theme_keeps_its_own_colour() -> None:
    own = Node("c2", Kind.THEME, "Horaires", color="#884400", count=1, children=(an_item(1, "Ouvrir plus tôt"),))

    picture = picture_of(a_map(a_theme("Accueil", own, color="#004488")), a_pen())

    [item] = of(picture, "node item")
    assert [link.color for link in picture.links if picture.boxes[link.head] is item] == ["#884400"]


def test_a_heading_says_how_many_items_it_holds() -> None:
    [heading] = of(picture_of(a_map(a_theme("Accueil", an_item(1, "A"), an_item(2, "B"))), a_pen()), "theme")

    assert heading.aside == "2"


def test_a_grid_of_one_column_and_no_rows_is_drawn() -> None:
    items = tuple(GridItem(f"p{n}", f"Point numéro {n}", n, ambivalent=n == 3) for n in range(1, 40))
    grid = Grid("Mots clés", (Column("keyword", "Mots clés", 39),), (Row("", "", (items,)),))

    picture = grid_picture(grid, a_pen())

    assert len(of(picture, "node item")) == 39
    assert [box.lines for box in picture.boxes if box.lines == ("+/△",)] == [("+/△",)]
    tracks = {round(box.x - box.width / 2) for box in of(picture, "node item")}
    assert len(tracks) > 1


def test_without_numbers_items_of_a_grid_have_bullets() -> None:
    grid = Grid("Grille", (Column("a", "A", 1),), (Row("", "", ((GridItem("p1", "Un point", 7),),)),))

    lines = [box.lines for box in grid_picture(grid, a_pen(numbers=False)).boxes]

    assert ("•",) in lines
    assert ("7",) not in lines


def test_an_empty_map_and_an_empty_grid_are_drawn() -> None:
    assert picture_of(a_map(), a_pen()).boxes
    assert grid_picture(Grid("Vide", (), ()), a_pen()).boxes
    strip = Strip("Sans avis exprimé (0)", (), 0)
    assert grid_picture(Grid("Vide", (), (), strip=strip), a_pen()).boxes


def test_a_note_is_marked_in_a_cell_as_on_the_map_and_explained() -> None:
    sign = "* une note l’accompagne"
    items = (GridItem("p1", "Un point", 1, marks=("A",), note="Dit deux fois"), GridItem("p2", "Sans note", 2))
    grid = Grid("Grille", (Column("a", "A", 2),), (Row("", "", (items,)),), signs=(sign,), footers=("Fin",))

    picture = grid_picture(grid, a_pen())

    marks = [picture.boxes[box.owner or 0].entity + "".join(box.lines) for box in picture.boxes if box.owner]
    assert [mark for mark in marks if mark.endswith(("A", "*"))] == ["p1A", "p1*"]
    assert of(picture, "node item")[0].title == "Un point\nDit deux fois"
    assert [box.title for box in of(picture, "footer")] == [sign, "Fin"]
    assert sign not in picture.outline
