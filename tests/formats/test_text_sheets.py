import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgrid.domain.check import judge
from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from synthgrid.formats.text import read_text
from synthgrid.settings import Limits
from tests.formats.texts import items, outline, read, understood
from tests.formats.words import missing_words

SHEET = """
    Synthèse des ateliers départementaux de la Creuse

    Atelier3 : Habiter ensemble

    12 MARS 2019

    NOS MOTS CLES :

    - Voisiner - et durer
    - Partager :
     - ◆ les outils
     - ◆ le temps

    POINTS POSITIFS ou RESSOURCES\tPOINTS A AMELIORER
    <ul class="x"> - Un café (ouvert...) - Des bancs \t<ul class="x"> - Le bus - le soir - La fibre</ul>

    PRECONISATIONS

    - Une navette

    POINTS ESSENTIELS

    Se connaître

    Tenir dans la durée

    « Rien ne se fait
    sans les habitants »

    MODALITES DE PARTICIPATION DES HABITANTS

    - Un porte-à-porte
"""


def test_a_sheet_gives_its_items_word_for_word() -> None:
    unchecked = read(SHEET)

    assert outline(unchecked) == [
        *("Voisiner - et durer", "Partager :", "  les outils", "  le temps"),
        *("Un café (ouvert...)", "Des bancs", "Le bus", "le soir", "La fibre"),
        *("Une navette", "Se connaître", "Tenir dans la durée", "« Rien ne se fait sans les habitants »"),
        "Un porte-à-porte",
    ]
    assert [item.fields.get("section", item.fields.get("polarity")) for item in items(unchecked)] == [
        *["keyword"] * 4,
        *["positive"] * 2,
        *["improve"] * 3,
        *("recommendation", "essential", "essential", "quotation", "participation"),
    ]


def test_a_sheet_gives_its_front_and_its_labels() -> None:
    data = read(SHEET).data

    assert (data["title"], data["place"], data["date"]) == ("Atelier 3 : Habiter ensemble", "Creuse", "2019-03-12")
    assert data["layer"] == "synthesis"
    assert data["labels"] == {
        "keyword": "NOS MOTS CLES",
        "positive": "POINTS POSITIFS ou RESSOURCES",
        "improve": "POINTS A AMELIORER",
        "recommendation": "PRECONISATIONS",
        "essential": "POINTS ESSENTIELS",
        "participation": "MODALITES DE PARTICIPATION DES HABITANTS",
    }


def test_every_heading_is_reported_with_its_line() -> None:
    unchecked = read(SHEET)

    assert [(heading.line, heading.understood_as) for heading in unchecked.headings] == [
        *((2, "place"), (4, "title"), (6, "date"), (8, "section:keyword")),
        *((15, "polarity:positive"), (15, "polarity:improve"), (18, "section:recommendation")),
        *((22, "section:essential"), (31, "section:participation")),
    ]


def test_every_item_has_its_line_and_headings() -> None:
    places = read(SHEET).places

    assert (places["/proposals/1/children/0"].line, places["/proposals/1/children/0"].headings) == (12, ())
    assert (places["/proposals/2"].line, places["/proposals/2"].headings) == (16, ("POINTS POSITIFS ou RESSOURCES",))
    assert set(places) == {item.pointer for item in items(read(SHEET))}


def test_the_source_keeps_what_was_written_where_it_differs() -> None:
    proposals = read(SHEET).data["proposals"]

    assert proposals[1]["children"][0]["source"] == {"line": 12, "raw": "- ◆ les outils"}
    assert proposals[3]["source"] == {"line": 16, "raw": "- Des bancs"}
    assert proposals[8]["source"] == {"line": 24}


def test_the_judge_accepts_a_sheet() -> None:
    assert len(judge(read(SHEET), Limits()).document.items) == 14


def test_a_sheet_with_groups_is_what_was_said() -> None:
    assert "layer" not in read("Table 1\nMots clés\n- durer\n").data


def test_the_front_is_read_line_by_line() -> None:
    unchecked = read("""
        Journée des familles
        Lieu : Guéret
        Mardi 12 mars 2019
        Qu'attendez-vous de l'école ?
        Animée par les parents

        Table 1
        - du temps
    """)

    assert {name: unchecked.data[name] for name in ("title", "place", "date", "question")} == {
        "title": "Journée des familles",
        "place": "Guéret",
        "date": "2019-03-12",
        "question": "Qu'attendez-vous de l'école ?",
    }
    assert understood(unchecked)[4] == ("Animée par les parents", "preamble")
    assert [note.facts for note in unchecked.notes] == [{"count": 1}]


@pytest.mark.parametrize(
    "written",
    [
        *("2 AVRIL 2014", "Le mercredi 2 avril 2014", "02/04/2014", "2.4.2014", "2014-04-02", "Date : 02/04/2014"),
        *("April 2, 2014", "Wednesday 2nd April 2014", "2 avr. 2014"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert read(f"Habiter\n{written}\nTable 1\n- a").data["date"] == "2014-04-02"


@pytest.mark.parametrize(
    "written", ["31/02/2014", "2 avril", "12/2014", "Avant le 2 avril 2014 tout allait", "2014-13-01"]
)
def test_what_is_no_date_alone_is_none(written: str) -> None:
    assert "date" not in read(f"Habiter\n{written}\nTable 1\n- a").data


def test_a_place_may_stand_before_the_date() -> None:
    data = read("Habiter\nVilleneuve sur Lot, le 1er avril 2014\nTable 1\n- a").data

    assert (data["place"], data.get("date")) == ("Villeneuve sur Lot", "2014-04-01")


def test_a_table_may_name_themes_in_its_first_column() -> None:
    unchecked = read(
        "Thème\tLes plus\tLes moins\nÉcole\tgratuite\t- bruyante - loin\nSanté\t\tchère\n\nSuggestions\n- bus\n"
    )

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("gratuite", {"polarity": "positive", "category": ["École"]}),
        ("bruyante", {"polarity": "improve", "category": ["École"]}),
        ("loin", {"polarity": "improve", "category": ["École"]}),
        ("chère", {"polarity": "improve", "category": ["Santé"]}),
        ("bus", {"section": "recommendation"}),
    ]


def test_a_table_may_name_groups_and_hold_other_columns() -> None:
    unchecked = read("Groupe\tLes plus\tLogement\nTable 1\tcafé\tcher\tet rare\nTable 2\tbanc\n")

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("café", {"group": "Table 1", "polarity": "positive"}),
        ("cher", {"group": "Table 1", "category": ["Logement"]}),
        ("et rare", {"group": "Table 1"}),
        ("banc", {"group": "Table 2", "polarity": "positive"}),
    ]


def test_the_section_above_a_table_ends_with_it() -> None:
    unchecked = read("Mots clés\n- durer\n\nLes plus\tLes moins\ncafé\tbus\n\n- après\n")

    assert [item.fields for item in items(unchecked)][1:] == [{"polarity": "positive"}, {"polarity": "improve"}, {}]


def test_a_cell_without_marker_is_one_item() -> None:
    unchecked = read("Les plus\tLes moins\nun café - ouvert\t<ul><li>le bus - tard</li><li>la fibre</li></ul>\n")

    assert [item.text for item in items(unchecked)] == ["un café - ouvert", "le bus - tard", "la fibre"]


def test_a_row_keeps_its_columns_where_a_cell_is_empty() -> None:
    unchecked = read_text(
        "Les plus\tLes moins\ncafé\tbus\n\tparking\nbanc\t\njardin\n \t \n\tbruit\n".encode(), Limits()
    )

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("café", {"polarity": "positive"}),
        ("bus", {"polarity": "improve"}),
        ("parking", {"polarity": "improve"}),
        ("banc", {"polarity": "positive"}),
        ("jardin", {"polarity": "positive"}),
        ("bruit", {"polarity": "improve"}),
    ]


@pytest.mark.parametrize("marker", ["-", "•", "*", "–"])
def test_the_cells_of_a_row_may_have_markers(marker: str) -> None:
    rows = f"{marker} café\t{marker} bus\n{marker} \t{marker} bruit\n\t{marker} parking\n{marker} banc\n"
    unchecked = read_text(f"Les plus\tLes moins\n{rows}".encode(), Limits())

    assert [(item.text, item.fields["polarity"]) for item in items(unchecked)] == [
        ("café", "positive"),
        ("bus", "improve"),
        ("bruit", "improve"),
        ("parking", "improve"),
        ("banc", "positive"),
    ]


def test_the_names_of_rows_may_have_markers() -> None:
    unchecked = read("Thème\tLes plus\tLes moins\n- École\t- gratuite\t-\n")

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("gratuite", {"polarity": "positive", "category": ["École"]}),
    ]


@pytest.mark.parametrize(
    "after",
    [
        "\nbanc",
        "\n- banc",
        "\n\t- banc",
        "- banc",
        "# Suite\nbanc",
        "Logement\n- banc",
        "Bilan :\nbanc",
        "Table 2\nbanc",
    ],
)
def test_a_table_ends_at_what_is_no_row(after: str) -> None:
    unchecked = read_text(f"Les plus\tLes moins\ncafé\tbus\n{after}\n".encode(), Limits())

    assert items(unchecked)[-1].text == "banc"
    assert "polarity" not in items(unchecked)[-1].fields


def test_a_table_may_follow_a_table() -> None:
    unchecked = read("Les plus\tLes moins\ncafé\tbus\n\nLes moins\tLes plus\nbruit\t\n")

    assert (items(unchecked)[-1].text, items(unchecked)[-1].fields) == ("bruit", {"polarity": "improve"})


def test_a_row_may_say_nothing_but_its_name() -> None:
    unchecked = read("Groupe\tLes plus\tLes moins\nTable 1\t\t\nTable 2\t\tbus\nÉcole\nTable 3\tcafé\nMerci à tous\n")

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("bus", {"group": "Table 2", "polarity": "improve"}),
        ("café", {"group": "Table 3", "polarity": "positive"}),
        ("Merci à tous", {}),
    ]
    assert [group["name"] for group in unchecked.data["groups"]] == ["Table 1", "Table 2", "École", "Table 3"]


def test_a_body_without_items_has_a_fault() -> None:
    unchecked = read("# Habiter\n## Se loger\n## Se déplacer\n")

    assert [fault.pointer for fault in unchecked.faults] == ["/proposals"]


def test_a_sheet_of_200_000_lines_is_refused_at_the_limit_with_its_line() -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        read_text(b"Table 1\n" + b"- item\n" * 200_000, Limits())

    assert caught.value.faults[0].line == 10_002
    assert "10000 items" in str(caught.value.faults[0].message)


@pytest.mark.parametrize("line", ["suite\n", "# a\n", "a\n===\n"])
def test_lines_that_make_no_items_are_limited_too(line: str) -> None:
    with pytest.raises(InvalidDocumentError):
        read_text(("- item\n" + line * 20_000).encode(), Limits(items=1_000))


def test_as_many_items_as_the_limit_are_read() -> None:
    assert len(items(read("- a\n" * 30, items=30))) == 30


def test_deep_items_are_attached_at_the_limit() -> None:
    unchecked = read("\n".join(" " * depth + f"- niveau {depth}" for depth in range(40)))

    assert max(item.depth for item in items(unchecked)) == 32
    assert len(items(unchecked)) == 40
    assert len(judge(unchecked, Limits(), title_required=False).document.items) == 40


def test_deep_themes_stay_within_what_a_category_may_have() -> None:
    unchecked = read("".join(f"{'#' * level} T{level}\n- a\n" for level in range(1, 7)) + "suite\n\nPlus bas :\n- b\n")

    assert len(items(unchecked)[-1].fields["category"]) == 6
    assert not judge(unchecked, Limits(), title_required=False).rejected


LINES = st.one_of(
    st.sampled_from(
        [
            *(
                "Groupe 1",
                "Table 2 : usagers",
                "Points positifs",
                "LES MOINS",
                "# Titre",
                "###Thème",
                "**Gras**",
                "+",
                "-",
            ),
            *("École", "Santé :", "CAPITALES", "=====", "-----", "", "", "« Une parole", "sans fin »", "2 avril 2014"),
            *(
                "Les plus\tLes moins",
                "a\t- b - c",
                "\tb",
                "a\t",
                "- a\t- ",
                "<ul> - d - e",
                "Atelier2 : suite",
                "Points essentiels",
                "Lieu : Agen",
            ),
            *("---", "clé: valeur", "atouts:", "Clé :", "- 'cité'", "# note", 'title: "Titre"'),
            *("Synthèse des ateliers départementaux du Lot", "Pourquoi ?", "Fin.", "1. un", "12) douze", "    suite"),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", " ", "  ", "    ", "\t"]),
        st.sampled_from(["", "- ", "-", "* ", "** ", "• ", "◆", "1. ", "- ◆ ", "+ ", "# ", "> "]),
        st.text("abcÉé '-:?.", max_size=60),
    ),
)


MATTER = st.lists(
    st.sampled_from(
        [
            "clé: valeur",
            "atouts:",
            "Table 1 :",
            'titre: "Habiter"',
            "date: 2019-03-12T09:00",
            "- banc",
            "  - bus",
            "-",
            "- ''",
            "  suite",
            "# note",
            "",
            "  clé: valeur",
            "lieu:",
            "- clé: valeur",
        ]
    ),
    max_size=12,
)


@settings(max_examples=600, deadline=None)
@given(st.just([]) | MATTER.map(lambda lines: ["---", *lines, "---"]), st.lists(LINES, max_size=25))
def test_no_word_is_ever_lost(matter: list[str], lines: list[str]) -> None:
    body = "\n".join(matter + lines)
    try:
        unchecked = read_text(body.encode(), Limits())
    except MalformedBodyError:
        assert not body.strip()
        return

    assert not missing_words(re.sub(r"<ul>", " ", body), unchecked)
    verdict = judge(unchecked, Limits(), title_required=False) if not unchecked.faults else None
    assert verdict is None or not verdict.rejected


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        unchecked = read_text(body, Limits())
    except MalformedBodyError as error:
        refusal = error.faults
    else:
        refusal = unchecked.faults

    assert refusal or items(unchecked)
