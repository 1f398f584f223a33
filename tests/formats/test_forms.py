"""Answers to forms: one person or table a row, one question a column."""

from typing import Any

import pytest

from synthgrid.domain.fields import Refused
from synthgrid.domain.mapping import Split, check_mapping
from synthgrid.errors import InvalidOptionError
from synthgrid.formats import read_mapping
from tests.formats.tables import Found, found

GOOGLE = """Horodateur,Adresse e-mail,Votre table,Vous êtes,Ce qui marche,Ce qui est à améliorer,Et la suite ?,Score
20/11/2026 14:02:11,a@example.org,1,habitant,"- L'accueil
- Les horaires",Le bruit,Des réunions,4
20/11/2026 14:03:11,b@example.org,2,élu,L'écoute,,Un calendrier,5
20/11/2026 14:03:11,c@example.org,2,élu,,Le froid,,3
"""
LIMESURVEY = """"id. ID de la réponse","submitdate. Date de soumission","lastpage. Dernière page",\
"G01Q01. Votre groupe","G01Q02. Points forts du dispositif","G02Q03[SQ001]. Propositions"
"3","2026-11-20 14:00:00","2","Table A","Le lieu","Recommencer"
"4","2026-11-20 14:05:00","2","Table B","Le repas",""
"""
FRAMAFORMS = """"Détails de la soumission","","","","",""
"Numéro de série","SID","Date","Adresse IP","Table","Vos idées"
"1","8812","20/11/2026 - 14:00","192.0.2.1","3","Un banc"
"2","8813","20/11/2026 - 14:10","192.0.2.2","4","Un arbre"
"""


def ids(read: Found) -> list[str | None]:
    return [item.external_id for item in read.items]


def test_answers_of_google_forms_are_understood_without_a_word() -> None:
    read = found(GOOGLE)

    assert read.understood == {
        "Horodateur": "ignored",
        "Adresse e-mail": "ignored",
        "Votre table": "group",
        "Vous êtes": "actor",
        "Ce qui marche": "polarity:positive",
        "Ce qui est à améliorer": "polarity:improve",
        "Et la suite ?": "category",
        "Score": "facet:Score",
    }
    assert [(item.text, item.group, item.actor, item.polarity, item.category) for item in read.items] == [
        ("- L'accueil\n- Les horaires", "Table 1", "habitant", "positive", None),
        ("Le bruit", "Table 1", "habitant", "improve", None),
        ("Des réunions", "Table 1", "habitant", None, ("Et la suite ?",)),
        ("L'écoute", "Table 2", "élu", "positive", None),
        ("Un calendrier", "Table 2", "élu", None, ("Et la suite ?",)),
        ("Le froid", "Table 2", "élu", "improve", None),
    ]
    assert read.unchecked.data["labels"] == {"positive": "Ce qui marche", "improve": "Ce qui est à améliorer"}


def test_the_mapping_of_the_contract_says_what_columns_are() -> None:
    mapping = {"Votre table": "group", "Ce qui marche": {"polarity": "positive"}, "Horodateur": "ignore"}

    assert found(GOOGLE, mapping=mapping).items == found(GOOGLE).items


def test_each_line_of_an_answer_is_an_item_with_a_number_of_its_own() -> None:
    read = found(LIMESURVEY.replace('"Le lieu"', '"- Le lieu\n- Le soin"'), split=Split.LINES)

    assert ids(read) == [
        "row-3/points-forts-du-dispositif/1",
        "row-3/points-forts-du-dispositif/2",
        "row-3/propositions/1",
        "row-4/points-forts-du-dispositif/1",
    ]
    assert [item.group for item in read.items] == ["Table A", "Table A", "Table A", "Table B"]
    assert [item.section for item in read.items] == ["point", "point", "recommendation", "point"]


def test_answers_of_framaforms_have_their_headings_below_others() -> None:
    read = found(FRAMAFORMS)

    assert ids(read) == ["row-1/vos-idees/1", "row-2/vos-idees/1"]
    assert [(item.group, item.category) for item in read.items] == [
        ("Table 3", ("Vos idées",)),
        ("Table 4", ("Vos idées",)),
    ]
    assert "title" not in read.unchecked.data


@pytest.mark.parametrize("split", [None, Split.LINES])
@pytest.mark.parametrize("mapping", [None, {"Horodateur": "ignore", "Adresse e-mail": "ignore"}])
def test_the_longer_file_of_next_week_keeps_every_external_id(split: Split | None, mapping: Any) -> None:
    before = ids(found(GOOGLE, split=split, mapping=mapping))
    longer = GOOGLE + "21/11/2026 09:00:00,d@example.org,3,élu,Le pain,,,1\n"
    wider = "\n".join(
        f"{line},{extra}" if line.startswith(("Hor", "20/", "- Les")) and not line.endswith("accueil") else line
        for line, extra in zip(GOOGLE.splitlines(), ("Autre question ?", "", "x", "y", "z"), strict=True)
    )

    assert ids(found(longer, split=split, mapping=mapping))[: len(before)] == before
    assert set(before) <= set(ids(found(wider, split=split, mapping=mapping)))
    assert len(set(before)) == len(before)


def test_two_answers_of_the_same_second_are_two() -> None:
    read = found("Horodateur,Vos idées ?\n20/11/2026 14:03:11,Un banc\n20/11/2026 14:03:11,Un banc\n")

    assert len(set(ids(read))) == 2


def test_an_object_says_what_every_item_of_its_column_gets() -> None:
    fields = {
        "polarity": "improve",
        "section": "keyword",
        "category": ["Lieu", "Salle"],
        "facets": {"pole": "équipe"},
        "note": "au tableau",
        "group": "Plénière",
    }
    item = found("Horodateur,Q1,Âge\n20/11/2026,Un banc,30\n", mapping={"Q1": fields}).items[0]

    assert (item.polarity, item.section, item.category, item.group) == (
        "improve",
        "keyword",
        ("Lieu", "Salle"),
        "Plénière",
    )
    assert item.facets == {"pole": "équipe", "Âge": "30"}


def test_several_columns_of_texts_are_several_items() -> None:
    read = found("A;B;C\nun;deux;trois\n", mapping={"A": "text", "B": "text", "C": "facet:ville"})

    assert [(item.text, dict(item.facets)) for item in read.items] == [
        ("un", {"ville": "trois"}),
        ("deux", {"ville": "trois"}),
    ]


def test_a_column_that_the_mapping_names_otherwise_is_found_without_its_accents_and_blanks() -> None:
    assert found("Numéro  de table;Idée\n1;A\n", mapping={"numero de table": "facet"}).items[0].facets


def test_a_column_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidOptionError) as caught:
        found(GOOGLE, mapping={"Votre tabel": "group"})

    assert caught.value.option == "mapping"
    assert "“Votre table”" in str(caught.value)


@pytest.mark.parametrize(
    ("mapping", "at", "words"),
    [
        ({"A": "groupe"}, "/A", "“group”"),
        ({"A": "truc"}, "/A", "there are: text, id"),
        ({"A": {"polarite": "positive"}}, "/A/polarite", "“polarity”"),
        ({"A": {"polarity": "bon"}}, "/A/polarity", "positive, improve"),
        ({"A": {"category": [1]}}, "/A/category/0", "text"),
        ({"A/B": 3}, "/A~1B", "name of a field"),
        ({"A": "facet:"}, "/A", "must not be empty"),
        (["A"], "", "object"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_naming_the_place(mapping: Any, at: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        check_mapping(mapping)

    assert caught.value.at == at
    assert words in str(caught.value.message)


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', '{"a": "text", "a": "note"}', "[" * 30 + "]" * 30, "\udc80"])
def test_a_mapping_that_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_mapping(text)
