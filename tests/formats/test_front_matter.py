import pytest

from synthgrid.domain.check import judge
from synthgrid.errors import InvalidDocumentError
from synthgrid.formats.text import read_text
from synthgrid.settings import Limits
from tests.formats.texts import items, outline, read, understood

SHEET = """\
---
title: "L'école \\"ouverte\\""
organisateur : La mairie
lieu: Guéret
date: '2019-03-12T09:30:00.000+00:00'
# à relire
img-bg: parc.png
logo:
question: Que garder ?
atouts:
- Un jardin
- "Des parents : très présents"
inconvenients:
  - 'L''entrée'
  - Le bus
    du soir
points_essentiels:
- Rester ouverts
priorites:
- Embaucher
layout: methode
ordre: 7
---

**Objectif :**
* Accueillir
"""


def test_front_matter_gives_the_metadata() -> None:
    data = read(SHEET).data

    assert {name: data[name] for name in ("title", "place", "date", "question")} == {
        "title": 'L\'école "ouverte"',
        "place": "Guéret",
        "date": "2019-03-12",
        "question": "Que garder ?",
    }


def test_lists_of_front_matter_give_items_below_their_keys() -> None:
    unchecked = read(SHEET)

    assert [(item.text, item.fields) for item in items(unchecked)] == [
        ("Un jardin", {"polarity": "positive"}),
        ("Des parents : très présents", {"polarity": "positive"}),
        ("L'entrée", {"polarity": "improve"}),
        ("Le bus du soir", {"polarity": "improve"}),
        ("Rester ouverts", {"section": "essential"}),
        ("Embaucher", {"category": ["priorites"]}),
        ("Accueillir", {"category": ["Objectif"]}),
    ]
    assert unchecked.data["labels"] == {
        "positive": "atouts",
        "improve": "inconvenients",
        "essential": "points_essentiels",
    }
    assert not judge(unchecked, Limits()).rejected


def test_other_values_of_front_matter_are_reported_only() -> None:
    unchecked = read(SHEET)

    assert [text for text, kind in understood(unchecked) if kind == "preamble"] == [
        *("organisateur : La mairie", "# à relire", "img-bg: parc.png", "logo:", "layout: methode", "ordre: 7"),
    ]
    assert [note.facts for note in unchecked.notes] == [{"count": 6}]
    assert [name["name"] for name in unchecked.data["categories"]] == ["priorites", "Objectif"]


def test_the_source_of_an_item_keeps_its_line_and_quotes() -> None:
    unchecked = read(SHEET)

    assert unchecked.data["proposals"][2]["source"] == {"line": 14, "raw": "- 'L''entrée'"}
    assert unchecked.places["/proposals/6"].line == 26


def test_a_list_of_front_matter_may_be_a_group() -> None:
    unchecked = read("---\nTable 1:\n- banc\nTable 2:\n- bus\n---\n")

    assert [(item.text, item.fields["group"]) for item in items(unchecked)] == [("banc", "Table 1"), ("bus", "Table 2")]


def test_values_of_a_list_below_an_item_are_reported_only() -> None:
    unchecked = read("---\nliens:\n  - nom: parc\n    url: /parc\n  - banc\n---\n")

    assert outline(unchecked) == ["nom: parc", "banc"]
    assert understood(unchecked) == [("liens:", "category"), ("url: /parc", "preamble")]


def test_what_follows_front_matter_is_read_as_if_it_stood_alone() -> None:
    unchecked = read("---\natouts:\n- banc\n---\nHabiter ensemble\n2 avril 2014\nTable 1\n- bus\n")

    assert (unchecked.data["title"], unchecked.data["date"]) == ("Habiter ensemble", "2014-04-02")
    assert items(unchecked)[-1].fields == {"group": "Table 1"}


def test_a_title_of_front_matter_stands_before_the_name_of_a_workshop() -> None:
    assert read("---\ntitle: Habiter\n---\nAtelier 2 : suite\n\nTable 1\n- bus\n").data["title"] == "Habiter"


@pytest.mark.parametrize(
    "body",
    [
        "---\nAtelier : Habiter\n- banc\n---\n- bus\n",
        "---\nHabiter\n---\n- banc\n- bus\n",
        "---\n- banc\n---\n- bus\n",
        "---\nAtelier : Habiter\n\n- banc\n- bus\n",
        "Habiter\n---\nlieu: Guéret\n---\n- banc\n- bus\n",
    ],
)
def test_rules_are_no_front_matter(body: str) -> None:
    unchecked = read(body)

    assert outline(unchecked) == ["banc", "bus"]
    assert "preamble" not in [kind for _, kind in understood(unchecked)]


def test_lines_of_front_matter_are_limited() -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        read_text(("---\n" + "clé: valeur\n" * 200 + "---\n- a\n").encode(), Limits(items=10))

    assert caught.value.faults[0].line == 102
