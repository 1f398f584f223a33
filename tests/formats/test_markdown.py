"""Markdown: headings, lists, front matter, tables, and the slips that people make."""

import pytest

from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from tests.formats.outlines import markdown
from tests.formats.texts import items, outline, understood


def test_headings_are_themes_groups_polarities_and_sections_by_the_words_of_text_sheets() -> None:
    unchecked = markdown(
        "# Atelier du 2 avril 2014\n\n## Table 1 : usagers\n\n### Lieux\n\n#### Les plus\n\n- La salle\n  - claire\n\n"
        "#### Les moins\n\n* Le bruit\n\n## Suggestions:\n\n1. Ouvrir le soir\n"
    )

    assert (unchecked.data["title"], unchecked.data["date"]) == ("Atelier du 2 avril 2014", "2014-04-02")
    assert understood(unchecked) == [
        ("Atelier du 2 avril 2014", "title"),
        ("Table 1 : usagers", "group"),
        ("Lieux", "category"),
        ("Les plus", "polarity:positive"),
        ("Les moins", "polarity:improve"),
        ("Suggestions", "section:recommendation"),
    ]
    assert outline(unchecked) == ["La salle", "  claire", "Le bruit", "Ouvrir le soir"]
    assert [item.fields for item in items(unchecked) if item.depth == 1] == [
        {"group": "Table 1", "category": ["Lieux"], "polarity": "positive"},
        {"group": "Table 1", "category": ["Lieux"], "polarity": "improve"},
        {"section": "recommendation"},
    ]
    assert [unchecked.places[item.pointer].line for item in items(unchecked)] == [9, 10, 14, 18]


def test_a_text_is_what_markdown_shows_and_its_source_what_was_written() -> None:
    unchecked = markdown("- **Gras** et [lien](http://a.fr) &amp; `code` \\*\n- Simple\n")
    first, second = unchecked.data["proposals"]

    assert first["text"] == "Gras et lien & code *"
    assert first["source"]["raw"] == "**Gras** et [lien](http://a.fr) &amp; `code` \\*"
    assert second["source"] == {"line": 2}


def test_paragraphs_quotations_and_code_of_an_item_stay_with_it() -> None:
    (item,) = items(markdown("- Un\n  suite\n\n  deux\n\n  ```\n  x  = 1\n  ```\n\n  > une note\n"))

    assert item.text == "Un suite\ndeux\nx  = 1"
    assert item.fields["note"] == "une note"


def test_a_paragraph_in_bold_or_right_above_a_list_is_a_heading_and_one_that_announces_it_an_item() -> None:
    unchecked = markdown(
        "**Points forts du dispositif**\n\nQualité du panel\n* La parité\n\n**Autres :**\n\n- Un\n\n"
        "Une longue phrase qui annonce la suite et qui ne saurait être le nom d'un thème parce qu'elle est bien trop "
        "longue pour cela :\n- Deux\n\nUn paragraphe.\n"
    )

    assert understood(unchecked) == [
        ("Points forts du dispositif", "polarity:positive"),
        ("Qualité du panel", "category"),
        ("Autres", "category"),
    ]
    assert [item.depth for item in items(unchecked)] == [1, 1, 1, 2, 1]
    assert items(unchecked)[0].fields == {"polarity": "positive", "category": ["Qualité du panel"]}


def test_lists_of_the_front_matter_are_items_and_its_values_metadata() -> None:
    unchecked = markdown(
        "---\ntitle: L'atelier\natouts:\n- Le temps\n- 'Le lieu'\nlogo: a.png\n---\n\n# Suite\n\n- Un\n"
    )

    assert unchecked.data["title"] == "L'atelier"
    assert [(item.text, item.fields.get("polarity")) for item in items(unchecked)] == [
        ("Le temps", "positive"),
        ("Le lieu", "positive"),
        ("Un", None),
    ]
    assert ("logo: a.png", "preamble") in understood(unchecked)
    assert unchecked.places["/proposals/2"].line == 11


def test_a_table_with_polarities_has_items_in_its_cells() -> None:
    unchecked = markdown("| Thème | Les plus | Les moins |\n|---|---|---|\n| Lieux | clair<br>grand | bruyant |\n")

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("clair", {"category": ["Lieux"], "polarity": "positive"}),
        ("grand", {"category": ["Lieux"], "polarity": "positive"}),
        ("bruyant", {"category": ["Lieux"], "polarity": "improve"}),
    ]


def test_another_table_has_an_item_a_row_whose_other_cells_are_facets() -> None:
    (item,) = items(markdown("| Mot | Score |\n|:--|--:|\n| impôt | 0.3 |\n"))

    assert (item.text, item.fields["facets"]) == ("impôt", {"Score": "0.3"})


def test_html_shows_its_text_and_comments_say_nothing() -> None:
    unchecked = markdown('<div dir="rtl">\n\n<!-- à relire -->\n\n- a <sub>b</sub><br>c\n\n<p>dit <b>ainsi</b></p>\n')

    assert outline(unchecked) == ["a b\nc", "dit ainsi"]


def test_signs_without_their_blank_are_mended_and_said() -> None:
    unchecked = markdown("##Lieux\n-clair\n* deux\n** plus bas\n\n```\n-reste\n```\n")

    assert ("Lieux", "category") in understood(unchecked)
    assert outline(unchecked) == ["clair", "deux", "  plus bas", "-reste"]
    assert "3" in str(unchecked.notes[0])


def test_a_heading_keeps_the_address_of_its_link_in_its_definition() -> None:
    assert markdown("## [Lieux](http://a.fr)\n\n- Un\n").data["categories"] == [
        {"name": "Lieux", "definition": "http://a.fr"}
    ]


def test_place_date_and_question_stand_before_the_first_heading() -> None:
    data = markdown(
        "# Atelier\n\nAgen, le 2 avril 2014\n\nQue garder ?\n\n## Lieux\n\n- Un\n\n## Temps\n\n- Deux\n"
    ).data

    assert (data["title"], data["place"], data["date"], data["question"]) == (
        *("Atelier", "Agen", "2014-04-02", "Que garder ?"),
    )


def test_a_single_heading_above_a_list_is_a_theme() -> None:
    assert markdown("# Lieux\n\n- Un\n").data["categories"] == [{"name": "Lieux"}]


@pytest.mark.parametrize("body", ["- " * 100 + "a", ">" * 5_000 + "a", "".join("  " * n + "- a\n" for n in range(70))])
def test_what_is_nested_too_deep_is_refused_and_nothing_of_it_left_out(body: str) -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        markdown(body)

    assert "60" in str(caught.value.faults[0].message)


def test_lists_within_the_depth_are_read_whole_and_those_below_the_deepest_level_attached_to_it() -> None:
    found = items(markdown("".join("  " * n + "- a\n" for n in range(58))))

    assert (len(found), max(item.depth for item in found)) == (58, 32)


def test_items_and_lines_have_their_limits() -> None:
    assert len(items(markdown("- a\n" * 10, items=10))) == 10
    with pytest.raises(InvalidDocumentError):
        markdown("- a\n" * 11, items=10)
    with pytest.raises(InvalidDocumentError):
        markdown("a\n" * 101, items=10)


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_text_is_malformed(body: str) -> None:
    with pytest.raises(MalformedBodyError):
        markdown(body)


@pytest.mark.parametrize("body", ["# Titre\n\n## Seul\n", "[a]: http://b\n", "<br>\n", "***\n\n- \n"])
def test_a_text_without_items_is_a_fault(body: str) -> None:
    assert markdown(body).faults[0].pointer == "/proposals"


def test_a_line_longer_than_any_text_costs_no_more_than_its_length() -> None:
    (item,) = items(markdown("*a_[" * 500_000))

    assert len(item.text) == 2_000_000
