"""The tree of a mind map."""

from dataclasses import replace
from typing import Any

import pytest

from synthgrid.domain import axes
from synthgrid.domain.arrangement import Kind, LegendEntry, MindMap, Node
from synthgrid.domain.options import Options
from synthgrid.domain.outline import outline_of
from synthgrid.domain.values import Polarity, Relation, RelationKind, Workshop
from synthgrid.errors import InvalidOptionError, TooComplexError
from synthgrid.synthesis import mind_map
from tests.builders import a_workshop, three_groups

THEMES = [{"name": "Accueil", "side": "left", "color": "#ABCDEF"}, {"name": "Locaux", "parent": "Accueil"}]


def shape(node: Node) -> Any:
    """Return a tree as nested lists of texts."""
    return [node.text, *map(shape, node.children)] if node.children else node.text


def branches(arranged: MindMap) -> list[str]:
    return [branch.text for branch in arranged.root.children]


def test_items_hang_on_their_category_in_reading_order() -> None:
    workshop = a_workshop(
        {"text": "a", "category": "Accueil"},
        {"text": "b", "category": ["Accueil", "Locaux"], "children": [{"text": "b1"}]},
        {"text": "c", "category": "Accueil"},
        categories=THEMES,
    )

    arranged = mind_map(workshop, Options())

    assert shape(arranged.root) == ["Réunion de rentrée", ["Accueil", "a", "c", ["Locaux", ["b", "b1"]]]]
    assert arranged.root.count == 4
    assert (arranged.root.children[0].side, arranged.root.children[0].color) == ("left", "#abcdef")


def test_items_without_category_form_a_last_grey_branch() -> None:
    arranged = mind_map(
        a_workshop({"text": "a", "category": "X"}, "b", {"text": "c", "category": "Y"}), Options(lang="fr")
    )

    assert branches(arranged) == ["X", "Y", "À classer (1)"]
    assert arranged.root.children[-1].kind is Kind.REST


def test_a_category_without_items_is_drawn_all_the_same() -> None:
    arranged = mind_map(a_workshop({"text": "a", "category": "X"}, categories=THEMES), Options())

    assert branches(arranged) == ["Accueil", "X"]


def test_branches_are_categories_when_more_than_half_of_the_top_items_have_one() -> None:
    half = a_workshop({"text": "a", "category": "X"}, {"text": "b", "section": "keyword"})
    more = a_workshop({"text": "a", "category": "X"}, {"text": "b", "category": "X"}, "c")

    assert branches(mind_map(half, Options(lang="en"))) == ["Keywords", "Contributions"]
    assert branches(mind_map(more, Options(lang="en"))) == ["X", "To classify (1)"]


def test_sections_come_in_the_order_of_a_sheet_with_points_split_by_polarity() -> None:
    workshop = a_workshop(
        {"text": "q", "section": "quotation"},
        {"text": "r", "section": "recommendation"},
        {"text": "-", "polarity": "improve"},
        {"text": "?"},
        {"text": "+", "polarity": "positive"},
        {"text": "w", "section": "weather"},
        {"text": "k", "section": "keyword"},
        labels={"weather": "Météo du jour", "positive": "Les plus"},
    )

    arranged = mind_map(workshop, Options(lang="fr"))

    assert branches(arranged) == [
        "Mots clés",
        "Les plus",
        "Points à améliorer",
        "Sans avis exprimé (1)",
        "Préconisations",
        "Citation",
        "Météo du jour",
    ]
    assert [branch.polarity for branch in arranged.root.children[1:3]] == [Polarity.POSITIVE, Polarity.IMPROVE]
    assert arranged.root.children[5].children[0].quotation


def test_a_branch_that_is_no_category_shows_its_items_by_theme() -> None:
    workshop = a_workshop(
        {"text": "a", "polarity": "positive"},
        {"text": "b", "polarity": "positive", "category": ["X", "Y"]},
    )

    arranged = mind_map(workshop, Options(by=axes.POLARITY, lang="en"))

    assert shape(arranged.root) == ["Réunion de rentrée", ["Positive points", "a", ["X", ["Y", "b"]]]]


def test_by_group_and_by_actor() -> None:
    workshop = a_workshop(
        {"text": "a", "group": "Table 1"},
        {"text": "b", "group": "Table 2", "actor": "parents"},
        {"text": "c", "group": "Table 3"},
        "d",
        groups=three_groups(),
    )

    by_group = mind_map(workshop, Options(by=axes.GROUP, lang="en"))
    by_actor = mind_map(workshop, Options(by=axes.ACTOR, lang="en"))

    assert branches(by_group) == ["Table 1 · parents", "Table 2 · enseignants", "Table 3", "Without group (1)"]
    assert by_group.legend == (LegendEntry("a", "parents", "", 1),)
    assert shape(by_actor.root) == ["Réunion de rentrée", ["parents", "a", "b"], ["Without actor (2)", "c", "d"]]


def test_marks_and_a_legend_tell_several_groups_apart() -> None:
    workshop = a_workshop(
        {"text": "a", "group": "Table 2", "children": [{"text": "b"}, {"text": "c", "group": "Table 1"}]},
        groups=three_groups(),
    )

    arranged = mind_map(workshop, Options())

    item = arranged.root.children[0].children[0]
    assert (item.marks, item.group) == (("B",), "Table 2")
    assert [child.marks for child in item.children] == [(), ("A",)]
    assert [(entry.mark, entry.name, entry.actor, entry.count) for entry in arranged.legend] == [
        ("A", "Table 1", "parents", 1),
        ("B", "Table 2", "enseignants", 2),
        ("C", "Table 3", "", 0),
    ]
    assert mind_map(workshop, Options(legend=False)).legend == ()


def test_one_group_needs_neither_marks_nor_legend() -> None:
    arranged = mind_map(a_workshop({"text": "a", "group": "Table 1"}), Options())

    assert arranged.legend == ()
    assert arranged.root.children[0].children[0].marks == ()


def test_the_twenty_seventh_group_is_marked_aa() -> None:
    workshop = a_workshop(*({"text": "a", "group": f"Table {number}"} for number in range(28)))

    assert [entry.mark for entry in mind_map(workshop, Options()).legend][-3:] == ["Z", "AA", "AB"]


def test_filters_leave_items_out_and_say_how_many() -> None:
    workshop = a_workshop(
        {"text": "a", "group": "Table 1", "polarity": "improve", "category": "X"},
        {"text": "b", "group": "Table 2", "category": "X", "children": [{"text": "c", "group": "Table 1"}]},
        {"text": "d", "group": "Table 2", "category": "Y"},
        groups=three_groups(),
    )

    arranged = mind_map(workshop, Options(group="Table 1", lang="fr"))

    assert shape(arranged.root) == ["Réunion de rentrée", ["X", "a", ["b", "c"]]]
    assert arranged.footers == ("1 contribution n’est pas affichée à cause du filtre.",)
    assert shape(mind_map(workshop, Options(polarity=Polarity.IMPROVE)).root) == ["Réunion de rentrée", ["X", "a"]]


def test_one_branch_can_be_drawn_alone() -> None:
    workshop = a_workshop(
        {"text": "a", "category": "Accueil"},
        {"text": "b", "category": ["Accueil", "Locaux"]},
        {"text": "c", "category": "Y"},
        categories=THEMES,
    )

    assert shape(mind_map(workshop, Options(category=("Accueil", "Locaux"))).root) == [
        "Réunion de rentrée",
        ["Locaux", "b"],
    ]


def test_what_lies_deeper_than_depth_is_folded_and_counted() -> None:
    workshop = a_workshop({"text": "a", "category": "X", "children": [{"text": "b"}]}, {"text": "c", "category": "X"})

    arranged = mind_map(workshop, Options(depth=1))
    assert shape(arranged.root) == ["Réunion de rentrée", "X"]
    assert arranged.root.children[0].hidden == 3
    two = mind_map(workshop, Options(depth=2)).root.children[0]
    assert [(item.text, item.hidden) for item in two.children] == [("a", 1), ("c", 0)]


def test_more_than_can_be_drawn_is_refused_unless_it_is_folded() -> None:
    workshop = a_workshop({"text": "a", "children": [{"text": "b"}, {"text": "c"}]})

    with pytest.raises(TooComplexError, match="3 items are more than the 2"):
        mind_map(workshop, Options(), drawn_max=2)
    assert mind_map(workshop, Options(depth=2), drawn_max=2).root.count == 3


@pytest.mark.parametrize(
    ("options", "option"),
    [
        (Options(group="Table 9"), "group"),
        (Options(category=("Acceuil",)), "category"),
        (Options(section="keywords"), "section"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(options: Options, option: str) -> None:
    workshop = a_workshop("a", groups=three_groups(), categories=THEMES)

    with pytest.raises(InvalidOptionError) as caught:
        mind_map(workshop, options)
    assert caught.value.option == option
    assert "nearest" in str(caught.value)


def test_the_subtitle_says_the_question_the_place_the_date_and_the_groups() -> None:
    workshop = a_workshop(question="Et demain ?", place="Agen", date="2026-12-01", groups=three_groups())

    assert mind_map(workshop, Options(lang="fr")).subtitle == ("Et demain ?", "Agen · 1er décembre 2026 · 3 groupes")
    assert mind_map(workshop, Options(lang="en")).subtitle == ("Et demain ?", "Agen · December 1, 2026 · 3 groups")


def test_an_empty_workshop_is_its_title() -> None:
    arranged = mind_map(a_workshop(), Options())

    assert (arranged.title, arranged.root.children, arranged.subtitle) == ("Réunion de rentrée", (), ())


def test_numbers_can_be_left_out() -> None:
    workshop = a_workshop({"text": "a", "ref": 12})

    assert mind_map(workshop, Options()).root.children[0].children[0].ref == 12
    assert mind_map(workshop, Options(numbers=False)).root.children[0].children[0].ref is None


def an_item_under_two_themes() -> Workshop:
    return a_workshop(
        {"text": "a", "ref": 12, "category": "X", "also": ["Y"]},
        {"text": "b", "category": "Y"},
    )


def test_an_item_of_several_themes_is_told_under_one_and_referred_to_under_the_others() -> None:
    arranged = mind_map(an_item_under_two_themes(), Options(lang="en"))

    assert shape(arranged.root) == ["Réunion de rentrée", ["X", "a"], ["Y", "b", "↗\u00a012"]]
    reference = arranged.root.children[1].children[1]
    assert (reference.kind, reference.whole, reference.ref) == (Kind.REFERENCE, "a", None)
    assert arranged.footers == ("↗ stands under another theme, where it is counted.",)


def test_an_item_of_several_themes_is_counted_once() -> None:
    arranged = mind_map(an_item_under_two_themes(), Options())

    assert [branch.count for branch in arranged.root.children] == [1, 1]
    assert arranged.root.count == 2


def test_without_numbers_a_reference_says_the_whole_text() -> None:
    arranged = mind_map(an_item_under_two_themes(), Options(numbers=False))

    assert arranged.root.children[1].children[1].text == "↗\u00a0a"


def test_only_the_map_of_themes_has_references() -> None:
    arranged = mind_map(an_item_under_two_themes(), Options(by=axes.SECTION, lang="en"))

    assert "↗" not in outline_of(arranged).text


def test_the_values_of_a_facet_are_branches_in_the_order_they_occur() -> None:
    workshop = a_workshop(
        {"text": "a", "ref": 1, "facets": {"scale": "ville"}},
        {"text": "b", "ref": 2, "facets": {"scale": ["région", "ville"]}},
        {"text": "c", "ref": 3},
    )

    arranged = mind_map(workshop, Options(by="facet:scale", lang="en"))

    assert shape(arranged.root) == [
        "Réunion de rentrée",
        ["ville", "a", "↗\u00a02"],
        ["région", "b"],
        ["Without “scale” (1)", "c"],
    ]
    assert [branch.kind for branch in arranged.root.children] == [Kind.THEME, Kind.THEME, Kind.REST]
    assert arranged.root.count == 3


def related(*pairs: tuple[int, int], **options: Any) -> MindMap:
    workshop = a_workshop(*({"text": text, "category": "X", "children": []} for text in "abc"))
    ids = [proposal.id for proposal in workshop.proposals]
    relations = tuple(Relation(ids[one], ids[other], RelationKind.CONTRADICTS) for one, other in pairs)
    return mind_map(replace(workshop, relations=relations), Options(**options))


def test_relations_between_items_of_the_map_are_named() -> None:
    arranged = related((0, 2), lang="en")

    assert [(tie.kind, tie.label) for tie in arranged.ties] == [(RelationKind.CONTRADICTS, "contradicts")]
    assert "Relations\n  1. a — contradicts — 3. c" in outline_of(arranged).text


def test_a_relation_to_an_item_that_is_not_shown_is_left_out() -> None:
    assert related((0, 2), depth=1).ties == ()


def test_notes_are_explained_where_there_are_some() -> None:
    noted = mind_map(a_workshop({"text": "a", "note": "dit deux fois"}), Options(lang="en"))

    assert noted.signs == ("* a note goes with it; the text version has it.",)
    assert noted.footers == mind_map(a_workshop("a"), Options()).signs == ()
    assert outline_of(noted).text.endswith("- 1. a\n      Note: dit deux fois")


def test_one_branch_has_the_colour_that_it_has_from_the_themes_above_it() -> None:
    workshop = a_workshop({"text": "b", "category": ["Accueil", "Locaux", "Bureaux"]}, categories=THEMES)

    arranged = mind_map(workshop, Options(category=("Accueil", "Locaux", "Bureaux")))

    assert [branch.color for branch in arranged.root.children] == ["#abcdef"]


def test_one_branch_refers_to_what_belongs_there_also_and_does_not_count_it() -> None:
    workshop = a_workshop(
        {"text": "a", "category": "X", "also": ["Y"], "group": "Table 1"},
        {"text": "b", "category": "Y", "group": "Table 1"},
        {"text": "c", "category": ["Y", "Z"], "also": ["Y"], "group": "Table 2"},
        {"text": "d", "category": "X", "children": [{"text": "e", "also": [["Y", "Z"]], "group": "Table 2"}]},
        groups=three_groups(),
    )

    arranged = mind_map(workshop, Options(category=("Y",), lang="en"))

    whole = next(branch for branch in mind_map(workshop, Options()).root.children if branch.text == "Y")
    assert arranged.root.children == (whole,)
    assert shape(whole) == ["Y", "b", "↗\u00a01", "↗\u00a03", ["Z", "c", "↗\u00a05"]]
    assert arranged.root.count == 2
    assert [entry.count for entry in arranged.legend] == [1, 1, 0]
    assert arranged.footers[-1] == "3 contributions are not shown because of the filter."
    other = mind_map(workshop, Options(category=("Y",), group="Table 1"))
    assert shape(other.root.children[0])[1:3] == ["b", "↗\u00a01"]


def test_what_is_left_over_is_counted_once_when_it_is_folded_away() -> None:
    workshop = a_workshop({"text": "a", "category": "X"}, "b", {"text": "c", "category": "Y"})

    text = outline_of(mind_map(workshop, Options(depth=1, by=axes.CATEGORY, lang="fr"))).text

    assert text.splitlines()[1:] == ["X (+1)", "Y (+1)", "À classer (+1)"]
