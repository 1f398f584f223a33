"""The pivot of a grid."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Grid, Row
from synthgrid.domain.forms import AxisValue
from synthgrid.domain.options import Options
from synthgrid.domain.values import Polarity, Reading, Workshop
from synthgrid.errors import InvalidOptionError, TooComplexError, UnknownTemplateError
from synthgrid.synthesis import grid, mind_map
from synthgrid.synthesis.words import column_label
from tests.builders import a_workshop, three_groups


def texts(row: Row) -> list[list[str]]:
    return [[item.text for item in cell] for cell in row.cells]


def rows(arranged: Grid) -> dict[str, list[list[str]]]:
    return {row.label: texts(row) for row in arranged.rows}


def test_points_stand_in_the_column_of_their_polarity() -> None:
    arranged = grid(
        a_workshop(
            {"text": "a", "polarity": "positive", "children": [{"text": "a1"}]},
            {"text": "b", "polarity": "improve"},
            {"text": "c", "polarity": "positive"},
        ),
        Options(lang="fr"),
    )

    assert [(column.label, column.count) for column in arranged.columns] == [
        ("Points positifs", 3),
        ("Points à améliorer", 1),
    ]
    assert rows(arranged) == {"": [["a", "c"], ["b"]]}
    assert [item.text for item in arranged.rows[0].cells[0][0].children] == ["a1"]
    assert arranged.row_heading == ""


def test_rows_are_themes_when_items_have_them_with_what_is_left_over_last() -> None:
    workshop = a_workshop(
        {"text": "z", "polarity": "positive"},
        {"text": "a", "polarity": "improve", "category": ["Accueil", "Locaux"]},
        {"text": "b", "polarity": "positive", "category": "Accueil"},
    )

    assert rows(grid(workshop, Options(lang="fr"))) == {
        "Accueil": [["b"], []],
        "Accueil › Locaux": [[], ["a"]],
        "À classer (1)": [["z"], []],
    }
    assert rows(grid(workshop, Options(rows=axes.NONE))) == {"": [["z", "b"], ["a"]]}


def test_a_theme_in_which_nothing_stands_is_an_empty_row_where_no_filter_is() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "improve", "category": ["Accueil", "Locaux"]},
        {"text": "b", "section": "recommendation", "category": "Moyens"},
        categories=[{"name": "Vide"}, {"name": "Réseau"}, {"name": "Écoles", "parent": "Réseau"}],
    )

    assert rows(grid(workshop, Options())) == {
        "Vide": [[], []],
        "Réseau › Écoles": [[], []],
        "Accueil › Locaux": [[], ["a"]],
    }
    assert list(rows(grid(workshop, Options(polarity=Polarity.IMPROVE)))) == ["Accueil › Locaux"]


def test_themes_are_no_rows_where_no_item_has_one() -> None:
    workshop = a_workshop({"text": "a", "polarity": "improve"}, categories=[{"name": "Vide"}])

    assert list(rows(grid(workshop, Options()))) == [""]


def test_a_theme_inside_a_theme_has_its_colour_in_a_grid_too() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "improve", "category": ["Accueil", "Locaux"]},
        categories=[{"name": "Accueil", "color": "#123456"}],
    )

    assert [column.color for column in grid(workshop, Options(by=axes.CATEGORY)).columns] == ["#123456"]


def test_the_sign_of_a_note_is_explained_in_drawings_of_a_grid_only() -> None:
    strip = grid(a_workshop({"text": "a", "note": "dit deux fois"}), Options(lang="en"))
    below = grid(
        a_workshop({"text": "a", "polarity": "improve", "children": [{"text": "b", "note": "non"}]}), Options(lang="en")
    )

    for noted in (strip, below):
        assert noted.signs == ("* a note goes with it; the text version has it.",)
        assert noted.footers == ()
    assert grid(a_workshop("a"), Options()).signs == ()


def test_points_without_polarity_stand_in_a_strip() -> None:
    arranged = grid(a_workshop("a", {"text": "b", "children": [{"text": "c"}]}), Options(lang="fr"))

    assert arranged.strip is not None
    assert arranged.strip.label == "Sans avis exprimé (3)"
    assert [item.text for item in arranged.strip.items] == ["a", "b"]


def test_the_footer_counts_what_stands_in_other_sections() -> None:
    arranged = grid(
        a_workshop(
            {"text": "a", "section": "recommendation", "children": [{"text": "b"}]},
            {"text": "c", "section": "keyword"},
            {"text": "d", "polarity": "positive"},
            labels={"recommendation": "PRECONISATIONS"},
        ),
        Options(lang="fr"),
    )

    assert arranged.footers == ("Hors de cette grille\u00a0: Mots clés (1), PRECONISATIONS (2)",)


def test_the_authors_own_headings_replace_the_templates() -> None:
    arranged = grid(a_workshop("a", labels={"positive": "Leviers à soutenir"}), Options(lang="fr"))

    assert [column.label for column in arranged.columns] == ["Leviers à soutenir", "Points à améliorer"]


def test_a_column_has_the_label_of_its_template() -> None:
    column = AxisValue(Polarity.POSITIVE, "What helps")

    assert column_label(a_workshop("a"), column, "fr") == "What helps"
    assert column_label(a_workshop("a", labels={"positive": "Leviers"}), column, "fr") == "Leviers"


def test_marks_say_which_group_said_it() -> None:
    arranged = grid(
        a_workshop({"text": "a", "group": "Table 2", "polarity": "positive"}, groups=three_groups()), Options()
    )

    item = arranged.rows[0].cells[0][0]
    assert (item.marks, item.group) == (("B",), "Table 2")
    assert [entry.count for entry in arranged.legend] == [0, 1, 0]


def test_too_many_points_and_an_unknown_template_are_refused() -> None:
    workshop = a_workshop("a", "b")

    with pytest.raises(TooComplexError):
        grid(workshop, Options(), drawn_max=1)
    with pytest.raises(UnknownTemplateError):
        grid(workshop, Options(template="inconnu"))


def said(text: str, **facets: object) -> dict[str, object]:
    return {"text": text, "facets": facets}


def test_a_three_by_three_grid_has_all_its_cells_and_puts_what_else_occurs_after_them() -> None:
    workshop = a_workshop(
        said("a", pole="Équipe", dimension="COLLECTIF"),
        said("b", Pôle="travailleur social", dimension="individuelle"),
        said("c", pole="partenaires", dimension="politique"),
        template="actors-dimensions",
    )

    arranged = grid(workshop, Options(lang="en"))

    assert [(column.label, column.count) for column in arranged.columns] == [
        ("Individual", 1),
        ("Common", 0),
        ("Collective", 1),
        ("politique", 1),
    ]
    assert list(rows(arranged).values()) == [
        [["b"], [], [], []],
        [[], [], ["a"], []],
        [[], [], [], ["c"]],
    ]


def test_what_has_no_value_of_a_facet_stands_in_the_strip_or_the_last_row() -> None:
    workshop = a_workshop(said("a", value="positif"), "b", said("c", value="atout", origin="interne"), template="afom")

    arranged = grid(workshop, Options(lang="en"))

    assert arranged.strip is not None
    assert (arranged.strip.label, len(arranged.rows)) == ("Effect not specified (1)", 3)
    assert (arranged.rows[0].cells[0][0].text, arranged.rows[-1].label) == ("c", "Origin not specified (1)")


def test_a_list_of_values_puts_an_item_in_each_cell_counted_once_in_all() -> None:
    workshop = a_workshop(said("a", pole=["équipe", "partenaires"]), said("b", pole="équipe"))

    arranged = grid(workshop, Options(by="facet:pole", lang="en"))

    assert rows(arranged) == {"": [["a", "b"], ["a"]]}
    assert [(item.text, item.cells, item.ambivalent) for item in arranged.rows[0].cells[0]] == [
        ("a", 2, False),
        ("b", 1, False),
    ]
    assert [column.count for column in arranged.columns] == [2, 1]
    assert arranged.footers == ("×2: stands in several cells",)


def test_an_item_that_others_see_otherwise_stands_in_both_columns() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "positive", "group": "Table 1", "children": [{"text": "a1"}]}, groups=three_groups()
    )
    second = workshop.groups[1].id
    readings = (Reading(workshop.proposals[0].id, Polarity.IMPROVE, second, why="trop tard"),)

    arranged = grid(replace(workshop, readings=readings), Options(lang="en"))

    mine, theirs = (cell[0] for cell in arranged.rows[0].cells)
    assert (mine.polarity, mine.marks, mine.ambivalent) == (Polarity.POSITIVE, ("A",), True)
    assert (theirs.polarity, theirs.marks, theirs.note) == (Polarity.IMPROVE, ("B",), "Table 2 – trop tard")
    assert [column.count for column in arranged.columns] == [2, 2]
    assert [entry.count for entry in arranged.legend] == [2, 0, 0]
    assert arranged.footers == ("+/△: seen both ways",)


def test_an_item_without_opinion_stands_where_others_see_it_with_the_marks_of_both() -> None:
    workshop = a_workshop({"text": "a", "group": "Table 1"}, groups=three_groups())
    readings = (Reading(workshop.proposals[0].id, Polarity.IMPROVE, workshop.groups[1].id),)

    arranged = grid(replace(workshop, readings=readings), Options(lang="en"))

    [item] = arranged.rows[0].cells[1]
    assert (item.marks, item.polarity, item.ambivalent) == (("A", "B"), Polarity.IMPROVE, False)
    assert arranged.strip is None


def test_an_item_is_referred_to_under_the_other_themes_it_belongs_to() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "positive", "category": "Accueil", "also": [["Réseau"]]},
        {"text": "b", "polarity": "improve", "category": "Accueil"},
    )

    arranged = grid(workshop, Options(lang="en"))

    assert rows(arranged) == {"Accueil": [["a"], ["b"]], "Réseau": [["↗\u00a01"], []]}
    assert arranged.rows[1].cells[0][0].whole == "a"
    assert [column.count for column in arranged.columns] == [1, 1]


def test_columns_by_theme_take_the_users_colour_and_rows_by_polarity_its_sign() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "improve", "category": "Accueil"},
        {"text": "b", "polarity": "positive"},
        categories=[{"name": "Accueil", "color": "#123456"}],
    )

    arranged = grid(workshop, Options(by=axes.CATEGORY, lang="en"))

    assert [(column.label, column.color) for column in arranged.columns] == [("Accueil", "#123456")]
    assert [(row.label, row.polarity) for row in arranged.rows] == [
        ("Positive points", Polarity.POSITIVE),
        ("Points to improve", Polarity.IMPROVE),
    ]
    assert arranged.strip is not None
    assert arranged.strip.label == "To classify (1)"


def test_columns_by_group_carry_no_marks_and_rows_by_actor_follow_the_groups() -> None:
    workshop = a_workshop(
        {"text": "a", "group": "Table 2"},
        {"text": "b", "group": "Table 1", "actor": "élus"},
        "c",
        groups=three_groups(),
    )

    arranged = grid(workshop, Options(by=axes.GROUP, rows=axes.ACTOR, lang="en"))

    assert [column.label for column in arranged.columns] == ["Table 1 · parents", "Table 2 · enseignants"]
    assert rows(arranged) == {"enseignants": [[], ["a"]], "élus": [["b"], []]}
    assert (arranged.legend, arranged.rows[0].cells[1][0].marks) == ((), ())
    assert arranged.strip is not None
    assert arranged.strip.label == "Without group (1)"


def test_sections_are_columns_in_the_order_of_a_sheet_with_points_by_polarity() -> None:
    workshop = a_workshop(
        {"text": "r", "section": "recommendation"},
        {"text": "a", "polarity": "improve"},
        {"text": "k", "section": "keyword"},
    )

    arranged = grid(workshop, Options(by=axes.SECTION, lang="en"))

    assert [column.label for column in arranged.columns] == ["Keywords", "Points to improve", "Recommendations"]
    assert arranged.footers == ()


def test_a_section_can_be_chosen() -> None:
    workshop = a_workshop({"text": "r", "section": "recommendation", "group": "Table 1"}, groups=three_groups())

    arranged = grid(workshop, Options(by=axes.GROUP, section="recommendation", lang="en"))

    assert rows(arranged) == {"": [["r"]]}


@pytest.mark.parametrize(
    "options", [{"by": "group", "rows": "group"}, {"template": "sheet", "rows": "polarity", "by": "polarity"}]
)
def test_the_same_field_twice_is_refused_with_the_way_out(options: dict[str, str]) -> None:
    with pytest.raises(InvalidOptionError, match="rows"):
        grid(a_workshop("a"), Options(**options))  # type: ignore[arg-type]  # options by name


def test_the_grid_of_a_sheet_is_that_of_its_points() -> None:
    workshop = a_workshop({"text": "a", "polarity": "positive"})

    assert grid(workshop, Options(template="sheet")) == grid(workshop, Options(template="plus-delta"))


def test_a_table_has_an_item_a_row_and_a_field_a_column() -> None:
    workshop = a_workshop(
        {"text": "b", "facets": {"b": "B", "away": ["x", "y"]}},
        {"text": "a", "category": "Accueil", "children": [{"text": "a1"}]},
        {"text": "c", "category": "Accueil", "facets": {"b": True}},
        template="paired-orientation",
    )

    arranged = grid(workshop, Options(lang="en"))

    assert [(column.label, column.count) for column in arranged.columns] == [
        ("Orientation A", 4),
        ("Orientation B", None),
        ("Takes us away from it", None),
    ]
    assert [(row.label, texts(row)) for row in arranged.rows] == [
        ("Accueil", [["a"], [], []]),
        ("Accueil", [["c"], ["yes"], []]),
        ("To classify (1)", [["b"], ["B"], ["x", "y"]]),
    ]
    assert arranged.rows[0].key == arranged.rows[1].key != ""
    assert [item.text for item in arranged.rows[0].cells[0][0].children] == ["a1"]
    assert arranged.row_heading == "Theme"
    assert not any(row.label for row in grid(workshop, Options(rows=axes.NONE)).rows)


def test_the_recommendations_of_a_workshop_are_a_table_of_their_own() -> None:
    workshop = a_workshop({"text": "r", "section": "recommendation", "facets": {"Horizon": 2027}}, "a")

    arranged = grid(workshop, Options(template="recommendations", lang="en"))

    assert texts(arranged.rows[0]) == [["r"], [], [], [], ["2027"], []]
    assert arranged.footers == ("Not in this grid: Contributions (1)",)


@pytest.mark.parametrize(("option", "arrange"), [("by", mind_map), ("by", grid), ("rows", grid)])
def test_a_misspelt_facet_is_told_and_one_without_answers_is_drawn(
    option: str, arrange: Callable[[Workshop, Options], object]
) -> None:
    workshop = a_workshop({"text": "a", "polarity": "positive", "facets": {"niveau": "local"}})

    def asked(facet: str) -> Options:
        chosen: dict[str, Any] = {option: f"facet:{facet}"}
        return Options(lang="fr", **chosen)

    with pytest.raises(InvalidOptionError, match="niveau") as told:
        arrange(workshop, asked("nivau"))
    assert told.value.option == option
    assert arrange(workshop, asked("horizon"))
