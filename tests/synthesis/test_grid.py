"""The pivot of a grid."""

import pytest

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Grid, Row
from synthgrid.domain.options import Options
from synthgrid.domain.templates import AxisValue
from synthgrid.domain.values import Polarity
from synthgrid.errors import TemplateNotFoundError, TooComplexError
from synthgrid.synthesis import grid
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
        categories=[{"name": "Vide"}],
    )

    assert rows(grid(workshop, Options(lang="fr"))) == {
        "Accueil": [["b"], []],
        "Accueil › Locaux": [[], ["a"]],
        "À classer (1)": [["z"], []],
    }
    assert rows(grid(workshop, Options(rows=axes.NONE))) == {"": [["z", "b"], ["a"]]}


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
    with pytest.raises(TemplateNotFoundError):
        grid(workshop, Options(template="inconnu"))
