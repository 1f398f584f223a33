"""Tables with one contribution a row: separators, charsets, headings, words, and what is wrong in them."""

import codecs
from typing import Any

import pytest

from synthgrid.domain.document import Item
from synthgrid.domain.mapping import Split
from synthgrid.errors import InvalidDocumentError, InvalidOptionError, MalformedBodyError
from synthgrid.formats import Format, recognise
from synthgrid.settings import Limits
from tests.formats.tables import found

ROWS = [
    ("texte", "groupe", "thème", "polarité"),
    ("Un comité, mixte", "Table 1", "Gouvernance > CA", "positif"),
    ("Des réunions; tardives", "Table 2", "Gouvernance", "à améliorer"),
]


def table(separator: str, end: str = "\n") -> str:
    return end.join(separator.join(f'"{cell}"' for cell in row) for row in ROWS) + end


def said(item: Item) -> tuple[Any, ...]:
    return item.text, item.group, item.category, item.polarity


EXPECTED = [
    ("Un comité, mixte", "Table 1", ("Gouvernance", "CA"), "positive"),
    ("Des réunions; tardives", "Table 2", ("Gouvernance",), "improve"),
]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_line_ends_are_found(separator: str, end: str) -> None:
    assert [said(item) for item in found(table(separator, end)).items] == EXPECTED


@pytest.mark.parametrize(
    "body",
    [
        table(";").encode(),
        table(";").encode("utf-8-sig"),
        table(";").encode("cp1252"),
        codecs.BOM_UTF16_LE + table("\t").encode("utf-16-le"),
        b"sep=;\r\n" + table(";").encode(),
    ],
)
def test_the_charset_and_what_excel_writes_first_are_found(body: bytes) -> None:
    assert [said(item) for item in found(body).items] == EXPECTED


def test_quotes_that_the_texts_do_not_need_are_not_needed() -> None:
    body = 'texte;groupe\nUn comité, mixte;Table 1\n"Dit ""haut""\nsur deux lignes; ici";Table 2\n'

    read = found(body)

    assert read.texts == ["Un comité, mixte", 'Dit "haut"\nsur deux lignes; ici']
    assert [item.line for item in read.items] == [2, 3]


def test_one_column_needs_no_separator_and_commas_in_it_are_none() -> None:
    assert found("texte\nbonjour, ça va\nun, deux, trois\n").texts == ["bonjour, ça va", "un, deux, trois"]
    assert found("Écouter, plus\nParler\nSe taire\n").texts == ["Écouter, plus", "Parler", "Se taire"]


def test_a_line_separator_of_unicode_ends_no_row() -> None:
    assert found("texte;groupe\nUn\u2028deux;Table 1\n").texts == ["Un\u2028deux"]


def test_tabs_with_quotes_that_do_not_match_are_read_as_google_writes_them() -> None:
    read = found('texte\tgroupe\n"Oui" dit-il\tTable 1\n', "tsv")

    assert read.texts == ['"Oui" dit-il']
    assert len(read.notes) == 1


@pytest.mark.parametrize(
    ("word", "polarity"),
    [
        *(
            (word, "positive")
            for word in ("positive", "Positif", "+", "A favor", "A FAVOR", "1", "[SUPPORT]", "atouts")
        ),
        *((word, "positive") for word in ("Forces", "points forts", "avantages", "Pour", "👍", "D’accord")),
        *(
            (word, "improve")
            for word in ("improve", "à améliorer", "-", "−", "En contra", "En Contra", "-1", "[ATTACK]")
        ),
        *((word, "improve") for word in ("inconvénients", "Faiblesses", "points faibles", "Contre", "négatif")),
        *((word, None) for word in ("0", "neutre", "", "n/a", "sans avis")),
    ],
)
def test_a_polarity_is_known_in_many_words(word: str, polarity: str | None) -> None:
    read = found(f"texte;polarité\nUn comité;{word}\n")

    assert [item.polarity for item in read.items] == [polarity]
    assert not read.refused


def test_a_word_that_is_no_polarity_is_refused_with_its_line_and_column() -> None:
    read = found("texte;Polarité\nUn comité;positif\nDes réunions;peut-être\n")

    assert read.texts == ["Un comité"]
    assert read.refused == {3: "Column “Polarité”: It must be one of: positive, improve."}


def test_a_heading_that_may_mean_something_else_is_a_polarity_only_when_its_cells_are() -> None:
    read = found("texte;type\nA;pour\nB;contre\nC;idée\n")
    other = found("texte;type\nA;rue\nB;place\n")

    assert [(item.polarity, dict(item.facets)) for item in read.items] == [
        ("positive", {}),
        ("improve", {}),
        (None, {"type": "idée"}),
    ]
    assert [dict(item.facets) for item in other.items] == [{"type": "rue"}, {"type": "place"}]


def test_every_field_has_its_column_in_french_and_in_english() -> None:
    french = (
        "Contribution;Groupe;Acteur;Thématique;Sous-thème;Rubrique;Remarque;Identifiant externe;facet:pôle;Parent\n"
    )
    english = "Body;Group;Actor;Topic;Subtopic;Section;Note;External_ID;facet:pôle;Parent\n"
    rows = "Écouter;2;élus;Lieu;Salle;Mots-clés;Deux fois;a1;équipe;\nMieux;;;;;;;a2;;a1\n"

    for head, group in ((french, "Groupe 2"), (english, "Group 2")):
        item, child = found(head + rows).items
        assert (item.text, item.actor, item.category) == ("Écouter", "élus", ("Lieu", "Salle"))
        assert item.group in {group, "2"}
        assert (item.section, item.note, item.external_id) == ("keyword", "Deux fois", "a1")
        assert item.facets == {"pôle": "équipe"}
        assert child.parent == item.index


def test_a_section_of_the_authors_own_keeps_its_name_as_a_label() -> None:
    read = found("texte;rubrique\nA;Points essentiels\nB;Nos vœux pour 2027\nC;Points positifs\n")

    assert [item.section for item in read.items] == ["essential", "nos-voeux-pour-2027", "point"]
    assert read.items[2].polarity == "positive"
    assert read.unchecked.data["labels"] == {"nos-voeux-pour-2027": "Nos vœux pour 2027"}


def test_what_fits_no_field_is_a_facet_or_goes_into_the_note_and_is_reported() -> None:
    read = found('texte;quartier;anecdote;horodateur;vide\nA;Nord;"Un jour\nde pluie";2026-11-20 10:00;\n')

    assert read.items[0].facets == {"quartier": "Nord"}
    assert read.items[0].note == "anecdote: Un jour\nde pluie"
    assert read.understood == {
        "texte": "text",
        "quartier": "facet:quartier",
        "anecdote": "note",
        "horodateur": "ignored",
        "vide": "empty",
    }


def test_more_columns_than_facets_go_into_the_note() -> None:
    head = ";".join(f"c{number}" for number in range(60))
    read = found(f"texte;{head}\nA;{';'.join(['x'] * 60)}\n")

    assert len(read.items[0].facets) == 50
    assert read.items[0].note.count(": x") == 10
    assert not read.refused


def test_a_title_above_the_headings_is_the_workshops_and_other_lines_are_reported() -> None:
    read = found("Atelier du mardi;;\nimprimé;le;20\ntexte;groupe;\nA;Table 1;\n")

    assert read.unchecked.data["title"] == "Atelier du mardi"
    assert read.understood["imprimé | le | 20"] == "ignored"
    assert read.texts == ["A"]


def test_headings_that_stand_twice_are_told_apart() -> None:
    read = found("texte;lieu;lieu;texte\nA;Agen;Nérac;B\n")

    assert read.texts == ["A"]
    assert read.items[0].facets == {"lieu": "Agen", "lieu (2)": "Nérac", "texte (2)": "B"}


def test_a_guard_against_formulas_is_taken_off() -> None:
    assert found("texte;groupe\n'=1+1;Table 1\n''-x;Table 1\n'ici;Table 1\n").texts == ["=1+1", "'-x", "'ici"]


def test_rows_under_each_other_may_come_in_any_order_and_circles_are_refused() -> None:
    read = found("ref;texte;parent\n3;petit-fils;2\n1;père;\n2;fils;1\n")
    circle = found("ref;texte;parent\n1;a;2\n2;b;1\n3;c;\n")

    assert [(item.text, item.parent) for item in read.items] == [("père", None), ("fils", 0), ("petit-fils", 1)]
    assert circle.texts == ["c"]
    assert set(circle.refused) == {2, 3}


def test_a_parent_that_another_program_keeps_elsewhere_is_a_facet_and_noted() -> None:
    read = found("identifiant;texte;parent\na;A;zz\nb;B;a\n")

    assert [(item.text, item.parent, dict(item.facets)) for item in read.items] == [
        ("A", None, {"parent": "zz"}),
        ("B", 0, {}),
    ]
    assert "1 (2)" in read.notes[0]


def test_rows_without_a_contribution_are_counted_with_their_lines() -> None:
    read = found("texte;groupe\nA;Table 1\n;Table 2\n\n;Table 3\n")

    assert read.texts == ["A"]
    assert read.notes == ["Rows without a contribution, left out: 2 (3, 5)."]


def test_decidim_rows_have_their_title_with_the_body_below_and_one_of_their_languages() -> None:
    body = (
        "id;category/id;category/name/en;category/name/fr;title/en;title/fr;body/en;body/fr;alignment;url\n"
        '7;3;;Mobilité;;Des bus;;"<p>Plus&nbsp;de <b>bus</b></p><ul><li>le soir</li></ul>";1;https://a.example/7\n'
        "8;3;;Mobilité;Bikes;;;;-1;https://a.example/8\n"
    )
    read = found(body)

    first, second = read.items
    assert (first.text, first.note, first.external_id) == ("Des bus", "Plus\xa0de bus\n- le soir", "7")
    assert (first.category, first.polarity, first.source["ref"]) == (("Mobilité",), "positive", "https://a.example/7")
    assert (second.text, second.polarity) == ("Bikes", "improve")


def test_polis_comments_that_moderators_rejected_are_left_out_unless_asked_for() -> None:
    body = "timestamp,comment-id,agrees,moderated,comment-body\n1,4,3,1,Yes\n2,5,0,-1,No\n"

    read = found(body)
    asked = found(body, mapping={"moderated": "facet"})

    assert (read.texts, len(read.notes)) == (["Yes"], 1)
    assert read.items[0].external_id == "4"
    assert [(item.text, item.facets["moderated"]) for item in asked.items] == [("Yes", "1"), ("No", "-1")]


def test_each_line_of_a_cell_is_an_item_when_asked_for() -> None:
    read = found('texte;groupe\n"- Un\n• Deux\n\n3 bancs";Table 1\n"1. A\n2) B";Table 2\n', split=Split.LINES)

    assert read.texts == ["Un", "Deux", "3 bancs", "A", "B"]
    assert [item.group for item in read.items] == ["Table 1"] * 3 + ["Table 2"] * 2


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('texte;groupe\nA;Table 1\n"B;Table 2\nC;Table 3\n', 3),
        ('texte;groupe\nA;Table 1\nB;Table 2\n"C\nD" E;Table 3\n', 4),
    ],
)
def test_quotes_that_do_not_match_are_refused_with_their_line(body: str, line: int) -> None:
    with pytest.raises(MalformedBodyError) as caught:
        found(body)

    assert caught.value.fault.line == line


def test_a_row_with_more_cells_than_headings_is_refused_and_the_others_land() -> None:
    read = found("texte,groupe\nA,Table 1\nBonjour, ça va,Table 2\nC\n")

    assert read.texts == ["A", "C"]
    assert list(read.refused) == [3]


def test_headings_without_rows_are_no_error() -> None:
    read = found("texte;groupe\n")

    assert (read.texts, len(read.notes)) == ([], 1)


@pytest.mark.parametrize("body", ["", " \n;;\n", "\ufeff"])
def test_an_empty_table_is_refused(body: str) -> None:
    with pytest.raises(MalformedBodyError):
        found(body)


def test_a_table_without_contributions_is_refused_naming_its_columns() -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        found("participant,n-votes\n1,20\n2,30\n")

    assert "participant, n-votes" in str(caught.value.faults[0].message)
    assert caught.value.faults[0].line == 1


def test_ten_thousand_columns_are_refused_with_their_line() -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        found("texte;" + ";".join(f"c{number}" for number in range(10_000)) + "\n")

    assert caught.value.faults[0].line == 1
    assert found("texte;groupe\nA;B\n", limits=Limits(columns=2)).texts == ["A"]


def test_a_cell_of_a_megabyte_is_refused_with_its_line_and_the_others_land() -> None:
    read = found("texte;groupe\nA;Table 1\n" + "x" * 1_000_000 + ";Table 2\n")

    assert read.texts == ["A"]
    assert read.refused == {3: "Column “texte”: It has 1000000 characters; at most 10000."}


def test_more_items_than_a_body_may_have_are_refused() -> None:
    rows = "texte;groupe\n" + "A;Table 1\n" * 4

    assert len(found(rows, limits=Limits(items=4)).items) == 4
    with pytest.raises(InvalidDocumentError) as caught:
        found(rows, limits=Limits(items=3))
    assert caught.value.faults[0].line == 5


def test_characters_that_cannot_be_stored_are_replaced_and_noted() -> None:
    read = found("texte;groupe\n" + "A" * 50 + "\0B;Table 1\n")

    assert read.texts == ["A" * 50 + " B"]
    assert len(read.notes) == 1


@pytest.mark.parametrize("option", ["mapping", "split", "sheet"])
def test_an_option_of_tables_is_refused_elsewhere(option: str) -> None:
    value: Any = {"mapping": {"a": "text"}, "split": Split.LINES, "sheet": "x"}[option]
    with pytest.raises(InvalidOptionError) as caught:
        found("- Écouter", "text", **{option: value})

    assert caught.value.option == option


@pytest.mark.parametrize(
    "body",
    [
        "texte;groupe\nA;Table 1\n",
        "Horodateur,Votre table,Ce qui marche\n20/11/2026,1,A\n",
        "id,comment\n1,I love cats\n",
    ],
)
def test_a_clear_table_without_type_is_recognised(body: str) -> None:
    assert recognise(body.encode(), None) is Format.CSV


@pytest.mark.parametrize(
    "body",
    [
        "Points positifs\tPoints à améliorer\nLe pain\tLe bruit\n",
        "Table 1, parents\n- Un, deux\n- Trois, quatre\n",
        "Contribution\n- Écouter\n",
        "Texte ; suite\nici\n",
    ],
)
def test_a_text_with_tabs_or_commas_stays_a_text(body: str) -> None:
    assert recognise(body.encode(), None) is Format.TEXT
