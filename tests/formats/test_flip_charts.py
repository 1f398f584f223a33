import pytest

from synthgrid.formats.text.words import IMPROVE, POSITIVE, exact_meaning, group_of, meaning
from tests.formats.texts import items, outline, read, understood


def test_group_headings_open_groups_with_their_actor() -> None:
    unchecked = read("""
        Groupe 1
        - Se parler
        Table 2 : usagers
        - Être reçus
        Sous-groupe B
        - Décider
    """)

    assert unchecked.data["groups"] == [
        {"name": "Groupe 1"},
        {"name": "Table 2", "actor": "usagers"},
        {"name": "Sous-groupe B"},
    ]
    assert [item.fields["group"] for item in items(unchecked)] == ["Groupe 1", "Table 2", "Sous-groupe B"]
    assert [kind for _, kind in understood(unchecked)] == ["group", "group", "group"]


@pytest.mark.parametrize(
    ("heading", "name", "actor"),
    [
        ("GROUPE n°3", "GROUPE n°3", ""),
        ("Table 12 (travailleurs sociaux)", "Table 12", "travailleurs sociaux"),
        ("Group A – teachers", "Group A", "teachers"),
        ("Sous groupe IV", "Sous groupe IV", ""),
        ("Équipe 2 :", "Équipe 2", ""),
    ],
)
def test_groups_are_written_in_many_ways(heading: str, name: str, actor: str) -> None:
    group = group_of(heading, heading=False)

    assert group is not None
    assert (group.name, group.actor) == (name, actor)


@pytest.mark.parametrize("text", ["Groupes", "Table 2 a tout dit", "Table à langer", "Groupe 1 : nous avons tout dit."])
def test_a_sentence_about_a_group_opens_none(text: str) -> None:
    assert group_of(text, heading=False) is None


def test_a_named_group_needs_the_place_of_a_heading() -> None:
    unchecked = read("""
        Groupe des usagers :
        - Être reçus
        Groupe de parole à créer
    """)

    assert unchecked.data["groups"] == [{"name": "Groupe des usagers"}]


def test_five_times_the_same_word_at_one_table_are_five_items() -> None:
    unchecked = read("Table 1\n" + "- Communication\n" * 5)

    assert [item.text for item in items(unchecked)] == ["Communication"] * 5


@pytest.mark.parametrize(
    "heading",
    [
        "Gouvernance",
        "Gouvernance :",
        "GOUVERNANCE",
        "# Gouvernance",
        "###Gouvernance",
        "**Gouvernance**",
        "**Gouvernance :**",
        "Gouvernance\n===========",
        "Gouvernance\n-----------",
    ],
)
def test_plain_headings_open_themes(heading: str) -> None:
    unchecked = read(f"Table 1\n- Avant\n\n{heading}\n\n- Décider ensemble")
    last = items(unchecked)[-1]

    assert last.text == "Décider ensemble"
    assert [name.casefold() for name in last.fields["category"]] == ["gouvernance"]


@pytest.mark.parametrize(
    "line",
    [
        *("- Écouter", "-Écouter", "* Écouter", "*Écouter", "• Écouter", "◆Écouter", "– Écouter", "· Écouter"),
        *(
            "+ Écouter",
            "1. Écouter",
            "1.Écouter",
            "12) Écouter",
            "2)Écouter",
            "a) Écouter",
            "1° Écouter",
            "- ◆ Écouter",
        ),
        *("\uf0b7 Écouter", "o\tÉcouter", "➢ Écouter"),
    ],
)
def test_markers_make_items(line: str) -> None:
    unchecked = read(f"Les plus\n{line}\n")

    assert [(item.text, item.fields) for item in items(unchecked)] == [("Écouter", {"polarity": "positive"})]


@pytest.mark.parametrize("text", ["-5 minutes", "1.5 million", "2014. Une année", "*Écouter* mieux", "+33 6 12"])
def test_what_only_looks_like_a_marker_is_kept(text: str) -> None:
    assert [item.text for item in items(read(f"Les plus\n{text}\n"))] == [text]


def test_indentation_makes_sub_items() -> None:
    unchecked = read("""
        Table 1
        - Promouvoir
           ◆ la lisibilité
             - des sigles
           ◆ la souplesse
        - Former
        \t- tous
    """)

    assert outline(unchecked) == [
        *("Promouvoir", "  la lisibilité", "    des sigles", "  la souplesse", "Former", "  tous"),
    ]


def test_another_marker_below_a_number_or_a_colon_makes_sub_items() -> None:
    assert outline(read("1. École\n- garder\n- jouer\n2. Santé\n- soigner")) == [
        *("École", "  garder", "  jouer", "Santé", "  soigner"),
    ]
    assert outline(read("- Promouvoir :\n◆ lisibilité\n- Former\n◆ tous")) == [
        *("Promouvoir :", "  lisibilité", "Former", "tous"),
    ]


def test_an_indented_line_continues_its_item() -> None:
    unchecked = read("""
        Table 1
        - Un temps trop court
          et mal réparti
        - Une salle froide, des chaises
        dures et peu de café
        - Fin
    """)

    assert [item.text for item in items(unchecked)] == [
        "Un temps trop court et mal réparti",
        "Une salle froide, des chaises dures et peu de café",
        "Fin",
    ]
    assert unchecked.data["proposals"][0]["source"] == {
        "line": 3,
        "raw": "- Un temps trop court\net mal réparti",
    }


def test_lines_joined_without_an_indentation_are_said() -> None:
    cut = "Nous voudrions que chaque famille soit reçue sans"
    unchecked = read(f"Table 1\n- banc\nsous les arbres\n  du parc\n\n{cut} même\navoir à prendre rendez-vous\n")

    assert [item.text for item in items(unchecked)] == [
        "banc sous les arbres du parc",
        f"{cut} même avoir à prendre rendez-vous",
    ]
    assert [str(note) for note in unchecked.notes] == ["Lines joined to the item above them: 2."]


def test_lines_that_an_indentation_or_a_quotation_joins_need_no_note() -> None:
    unchecked = read("Les essentiels\n- banc\n  du parc\n\n« Rien ne se fait\nSans nous »\n")

    assert [item.text for item in items(unchecked)] == ["banc du parc", "« Rien ne se fait Sans nous »"]
    assert not unchecked.notes


def test_themes_stand_inside_polarities() -> None:
    unchecked = read("""
        Les plus
        École
        - gratuite
        Santé
        - proche
        Les moins
        École
        - bruyante
        - loin
    """)

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("gratuite", {"polarity": "positive", "category": ["École"]}),
        ("proche", {"polarity": "positive", "category": ["Santé"]}),
        ("bruyante", {"polarity": "improve", "category": ["École"]}),
        ("loin", {"polarity": "improve", "category": ["École"]}),
    ]
    assert unchecked.data["categories"] == [{"name": "École"}, {"name": "Santé"}]


def test_polarities_stand_inside_themes() -> None:
    unchecked = read("""
        Ce que disent les parents
        École
        Points positifs
        - gratuite
        Points à améliorer
        - bruyante
        Santé
        Points positifs
        - proche
    """)

    assert unchecked.data["title"] == "Ce que disent les parents"
    assert [item.fields for item in items(unchecked)] == [
        {"polarity": "positive", "category": ["École"]},
        {"polarity": "improve", "category": ["École"]},
        {"polarity": "positive", "category": ["Santé"]},
    ]


def test_a_new_group_ends_theme_and_polarity() -> None:
    unchecked = read("Table 1\nÉcole\nLes plus\n- gratuite\nTable 2\n- loin")

    assert items(unchecked)[-1].fields == {"group": "Table 2"}


def test_hashes_say_what_stands_below_what() -> None:
    unchecked = read("""
        # Journée du 16 sept. 2025
        ## Accueil
        ### Les plus
        * café
        ### Suggestions :
        * thé
        ## Ateliers du matin
        * courts
        ### Le jeu
        * drôle
    """)

    assert (unchecked.data["title"], unchecked.data["date"]) == ("Journée du 16 sept. 2025", "2025-09-16")
    assert [item.fields for item in items(unchecked)] == [
        {"polarity": "positive", "category": ["Accueil"]},
        {"section": "recommendation", "category": ["Accueil"]},
        {"category": ["Ateliers du matin"]},
        {"category": ["Ateliers du matin", "Le jeu"]},
    ]
    assert {"name": "Le jeu", "parent": ["Ateliers du matin"]} in unchecked.data["categories"]


def test_outlines_of_markers_are_headings_too() -> None:
    unchecked = read("""
        - Table 1
          - Points positifs
            - accueil
          - Points à améliorer
            - salle
        - Table 2
          - repas
    """)

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("accueil", {"group": "Table 1", "polarity": "positive"}),
        ("salle", {"group": "Table 1", "polarity": "improve"}),
        ("repas", {"group": "Table 2"}),
    ]


def test_lines_without_marker_below_a_polarity_are_items_even_in_capitals() -> None:
    text = "Table 1\nPoints positifs\nAccueil\nCafé\nPoints à améliorer\nSalle\n\nTable 2\nPoints positifs\nRepas\n"
    expected = ["Accueil", "Café", "Salle", "Repas"]

    assert [item.text for item in items(read(text))] == expected
    assert [item.text for item in items(read(text.upper()))] == [item.upper() for item in expected]


def test_a_body_that_says_nothing_but_items_has_one_per_line() -> None:
    unchecked = read("Communication\nCommunication\nÉcoute\n")

    assert outline(unchecked) == ["Communication", "Communication", "Écoute"]
    assert "title" not in unchecked.data


def test_lone_signs_are_headings() -> None:
    unchecked = read("Table 1\n+\n- accueil\n-\n- salle\n")

    assert [(item.text, item.fields["polarity"]) for item in items(unchecked)] == [
        ("accueil", "positive"),
        ("salle", "improve"),
    ]
    assert "labels" not in unchecked.data


def test_an_item_left_empty_is_no_heading() -> None:
    assert understood(read("Table 1\n-\n- accueil\n•\n")) == [("Table 1", "group")]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        *[(text, POSITIVE) for text in ("Points positifs", "LE POSITIF", "Les plus", "Ce qui s’est bien passé")],
        *[(text, POSITIVE) for text in ("Avantages :", "Atouts", "Points forts", "Forces", "A favor", "A Favor", "+")],
        *[(text, POSITIVE) for text in ("What went well?", "Pros", "Strengths", "2. Points positifs", "👍 Les plus")],
        *[(text, IMPROVE) for text in ("Points à améliorer", "POINTS A AMELIORER", "Le négatif", "Les moins")],
        *[(text, IMPROVE) for text in ("Ce qui s'est moins bien passé", "Inconvénients", "Points faibles")],
        *[(text, IMPROVE) for text in ("faiblesses", "En contra", "En Contra", "Went badly", "Cons", "Weaknesses")],
        *[(text, "section:recommendation") for text in ("Suggestions", "Propositions :", "PRECONISATIONS")],
        *[(text, "section:recommendation") for text in ("Recommandations", "Décisions", "Action items")],
        ("Mots-clés", "section:keyword"),
        ("L'essentiel", "section:essential"),
        ("Points essentiels", "section:essential"),
        ("Modalités de participation", "section:participation"),
        ("Citation", "section:quotation"),
    ],
)
def test_headings_are_known_by_their_words(heading: str, expected: str) -> None:
    assert exact_meaning(heading) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Points positifs ou leviers à soutenir", POSITIVE),
        ("Points forts du dispositif", POSITIVE),
        ("Forces et ressources", POSITIVE),
        ("Idées fortes sous forme de mots clés", "section:keyword"),
        ("Propositions en cours", "section:recommendation"),
        ("Forces de l'ordre", None),
        ("Les plus démunis", None),
        ("Points forts et points faibles", None),
        ("Avantages / inconvénients", None),
        ("Plus ou moins", None),
        ("Gouvernance", None),
    ],
)
def test_longer_headings_are_known_by_how_they_begin_or_end(heading: str, expected: str | None) -> None:
    assert meaning(heading) == expected


@pytest.mark.parametrize("mark", ["{}", "**{}**", "{} :"])
def test_a_heading_written_like_a_polarity_that_has_items_says_no_opinion(mark: str) -> None:
    text = "".join(f"{mark.format(name)}\n- {item}\n" for name, item in (("Forces", "a"), ("Menaces", "b")))

    found = read(text).data["proposals"]

    assert [item.get("polarity") for item in found] == ["positive", None]
    assert found[1]["category"] == ["Menaces"]
