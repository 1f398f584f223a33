"""Templates of one's own, arranged: every field as columns or rows, what names what, parts and their headings."""

from typing import Any

import pytest

from synthgrid.domain.arrangement import Grid
from synthgrid.domain.options import Options
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.synthesis import grid, sheet
from tests.builders import a_workshop, three_groups

LABEL = {"fr": "Le mien", "en": "Mine"}
FR, EN = Options(lang="fr"), Options(lang="en")


def over(field: str, *values: Any, **fields: Any) -> dict[str, Any]:
    return {"field": field, "values": [one if isinstance(one, dict) else {"key": one} for one in values], **fields}


def a_value(key: str, fr: str, en: str, *aliases: str) -> dict[str, Any]:
    return {"key": key, "label": {"fr": fr, "en": en}, "aliases": list(aliases)}


def pivoted(columns: dict[str, Any], *proposals: Any, rows: dict[str, Any] | None = None, **fields: Any) -> Workshop:
    """A workshop that carries the pivot it is drawn with."""
    template = {"key": "mien", "form": "pivot", "label": LABEL, "columns": columns, "rows": rows}
    return a_workshop(*proposals, template="mien", templates=[template], **fields)


def columns(arranged: Grid) -> dict[str, list[str]]:
    return {
        column.label: [item.text for row in arranged.rows for item in row.cells[number]]
        for number, column in enumerate(arranged.columns)
    }


def said(text: str, **facets: Any) -> dict[str, Any]:
    return {"text": text, "facets": facets}


def test_items_stand_in_the_column_that_their_facet_names_in_any_of_its_words() -> None:
    pole = over("facet:pole", a_value("team", "Équipe", "Team", "collègues"), a_value("users", "Usagers", "Users"))

    workshop = pivoted(
        pole,
        said("a", pole="team"),
        said("b", Pole="EQUIPE"),
        said("c", pole="Collegues"),
        said("d", pole=["users", "équipe"]),
        said("e", pole="élus"),
        "f",
    )

    assert columns(grid(workshop, FR)) == {"Équipe": ["a", "b", "c", "d"], "Usagers": ["d"], "élus": ["e"]}
    assert list(columns(grid(workshop, EN))) == ["Team", "Users", "élus"]
    strip = grid(workshop, FR).strip
    assert strip is not None
    assert [item.text for item in strip.items] == ["f"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_truth_stands_in_the_column_that_says_it_in_either_language(language: str) -> None:
    workshop = pivoted(
        over("facet:vote", "oui", "no"), said("a", vote=True), said("b", vote=False), said("c", vote="oui")
    )

    assert columns(grid(workshop, Options(lang=language))) == {"oui": ["a", "c"], "no": ["b"]}


def test_themes_stand_under_the_value_that_names_their_path_their_name_or_one_above_them() -> None:
    workshop = pivoted(
        over("category", {"key": "Vie > Repas", "label": LABEL}, "gouvernance", "Lieux"),
        {"text": "a", "category": ["Gouvernance", "CA", "Bureau"]},
        {"text": "b", "category": ["Vie", "Repas"]},
        {"text": "c", "category": "Vie"},
        {"text": "d", "category": ["Vie", "Lieux"], "also": ["Gouvernance"]},
        categories=[{"name": "Gouvernance", "color": "#1f6f8b"}],
    )

    arranged = grid(workshop, FR)

    assert columns(arranged) == {"Le mien": ["b"], "gouvernance": ["a", "↗\u00a04"], "Lieux": ["d"], "Vie": ["c"]}
    assert [column.color for column in arranged.columns] == [None, "#1f6f8b", None, None]


def test_groups_stand_under_the_value_that_names_them() -> None:
    workshop = pivoted(
        over("group", a_value("Table 2", "Les enseignants", "Teachers"), a_value("Table 1", "Les parents", "Parents")),
        {"text": "a", "group": "Table 1"},
        {"text": "b", "group": "Table 2"},
        {"text": "c", "group": "Table 3"},
        groups=three_groups(),
    )

    assert columns(grid(workshop, FR)) == {"Les enseignants": ["b"], "Les parents": ["a"], "Table 3": ["c"]}


def test_actors_stand_under_the_value_that_names_them() -> None:
    workshop = pivoted(
        over("actor", a_value("teachers", "Enseignants", "Teachers")),
        {"text": "a", "group": "Table 2"},
        {"text": "b", "actor": "Élus"},
        groups=three_groups(),
    )

    assert columns(grid(workshop, FR)) == {"Enseignants": ["a"], "Élus": ["b"]}


def test_sections_have_their_usual_heading_and_points_their_polarity_only_where_it_is_a_value() -> None:
    items = [
        {"text": "a", "polarity": "positive"},
        {"text": "b", "polarity": "improve"},
        {"text": "c", "section": "recommendation"},
        "d",
    ]

    whole = grid(pivoted(over("section", "recommendation", "point"), *items), FR)
    split = grid(pivoted(over("section", "improve", "point"), *items), FR)

    assert columns(whole) == {"Préconisations": ["c"], "Contributions": ["a", "b", "d"]}
    assert columns(split) == {"Points à améliorer": ["b"], "Contributions": ["a", "d"], "Préconisations": ["c"]}
    assert [column.polarity for column in split.columns] == [Polarity.IMPROVE, None, None]


def test_polarities_without_a_label_have_their_usual_one_and_those_of_the_authors_go_first() -> None:
    workshop = pivoted(over("polarity", "improve"), {"text": "a", "polarity": "improve"}, labels={"improve": "Freins"})

    assert list(columns(grid(workshop, FR))) == ["Freins"]
    assert list(columns(grid(pivoted(over("polarity", "improve"), "a"), FR))) == ["Points à améliorer"]


def test_rows_and_columns_change_places_as_those_of_a_shipped_template_do() -> None:
    pole, level = over("facet:pole", "équipe", label=LABEL), over("facet:niveau", "individuel", "collectif")
    workshop = pivoted(pole, said("a", pole="équipe", niveau="collectif"), rows=level)

    turned = grid(workshop, Options(by="facet:niveau"))
    other = grid(workshop, Options(rows="facet:pole", by="polarity"))

    assert list(columns(grid(workshop, FR))) == ["équipe"]
    assert list(columns(turned)) == ["individuel", "collectif"]
    assert [row.label for row in turned.rows] == ["équipe"]
    assert turned.row_heading == "Le mien"
    assert [row.label for row in other.rows] == ["équipe"]


def test_a_table_heads_a_field_without_label_by_its_own_name() -> None:
    fields = [{"field": "text"}, {"field": "facet:délai"}, {"field": "group"}, {"field": "actor", "label": LABEL}]
    template = {"key": "mien", "form": "table", "label": LABEL, "fields": fields, "section": "recommendation"}
    item = {"text": "a", "section": "recommendation", "facets": {"délai": "un an"}, "group": "Table 1"}

    arranged = grid(a_workshop(item, groups=three_groups(), template="mien", templates=[template]), FR)

    assert columns(arranged) == {
        "Préconisations": ["a"],
        "Délai": ["un an"],
        "Groupe": ["Table 1 · parents"],
        "Le mien": ["parents"],
    }


def test_a_composite_shows_sections_and_templates_in_its_order_under_its_headings() -> None:
    templates = [
        {
            "key": "fiche",
            "form": "composite",
            "label": LABEL,
            "parts": ["paradoxe", "poles", "plus-delta", "recommendation"],
            "closings": {"paradoxe": "quotation"},
            "labels": {
                "paradoxe": {"fr": "Paradoxes"},
                "poles": {"fr": "Qui parle"},
                "recommendation": {"fr": "À faire"},
            },
        },
        {"key": "poles", "form": "pivot", "label": LABEL, "columns": over("facet:pole", "équipe")},
    ]
    workshop = a_workshop(
        {"text": "d", "section": "recommendation"},
        {"text": "c", "polarity": "positive", "facets": {"pole": "équipe"}, "children": [{"text": "c1"}]},
        {"text": "b", "section": "quotation"},
        {"text": "a", "section": "paradoxe"},
        template="fiche",
        templates=templates,
        labels={"recommendation": "PRÉCONISATIONS"},
    )

    arranged = sheet(workshop, FR)

    assert [(part.key, part.heading, part.count) for part in arranged.parts] == [
        ("paradoxe", "Paradoxes", 1),
        ("poles", "Qui parle", 2),
        ("plus-delta", "", 2),
        ("recommendation", "PRÉCONISATIONS", 1),
    ]
    assert [item.text for item in arranged.parts[0].items] == ["a", "b"]
    assert list(columns(grid(workshop, FR))) == ["équipe"]


def test_a_sheet_shows_the_grid_of_a_template_of_one_part_in_its_place() -> None:
    items = [said("a", pole="équipe"), {"text": "b", "section": "recommendation"}, {"text": "c", "section": "bilan"}]
    workshop = pivoted(over("facet:pole", "équipe"), *items)

    assert [part.key for part in sheet(workshop, FR).parts] == ["mien", "recommendation", "bilan"]
    table = a_workshop(*items, template="recommendations")
    assert [part.key for part in sheet(table, FR).parts] == ["point", "recommendations", "bilan"]


def test_a_grid_over_sections_takes_its_items_out_of_the_other_parts() -> None:
    templates = [
        {"key": "fiche", "form": "composite", "label": LABEL, "parts": ["keyword", "tout", "recommendation"]},
        {"key": "tout", "form": "pivot", "label": LABEL, "columns": over("section")},
    ]
    items = [{"text": text, "section": text} for text in ("keyword", "recommendation", "bilan")]

    arranged = sheet(a_workshop(*items, "d", template="fiche", templates=templates), FR)

    assert [(part.key, part.count) for part in arranged.parts] == [("keyword", 1), ("tout", 4)]
