"""The one judge."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.check import check, judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.values import Composition, Layer, Polarity, Side
from synthgrid.errors import FAULTS_TOLD, InvalidDocumentError
from synthgrid.settings import Limits
from tests.builders import a_document, checked

LIMITS = Limits()


def faults_of(data: Any, limits: Limits = LIMITS) -> dict[str, str]:
    with pytest.raises(InvalidDocumentError) as caught:
        check(Unchecked(data), limits)
    return {fault.pointer: str(fault.message) for fault in caught.value.faults}


def test_the_document_of_the_contract_passes_whole() -> None:
    document = checked(
        {
            "title": "Critères de réussite",
            "question": "À quoi voit-on que ça marche ?",
            "date": "2026-11-20",
            "place": "Agen",
            "language": "fr",
            "template": "plus-delta",
            "groups": [{"name": "Table 1", "actor": "travailleurs sociaux", "composition": "peer", "size": 8}],
            "categories": [{"name": "Gouvernance", "side": "right"}, {"name": "CA", "parent": ["Gouvernance"]}],
            "proposals": [
                {
                    "text": "Un comité de pilotage mixte",
                    "group": "Table 1",
                    "category": ["Gouvernance", "CA"],
                    "polarity": "positive",
                    "external_id": "row-17/q2/1",
                    "children": [{"text": "Avec des habitants"}],
                }
            ],
        }
    )

    parent, child = document.items
    assert (parent.text, parent.category, parent.polarity) == (
        "Un comité de pilotage mixte",
        ("Gouvernance", "CA"),
        Polarity.POSITIVE,
    )
    assert (child.parent, child.pointer, child.polarity) == (0, "/proposals/0/children/0", None)
    assert [category.path for category in document.categories] == [("Gouvernance",), ("Gouvernance", "CA")]
    assert document.categories[0].side is Side.RIGHT
    assert document.groups[0].composition is Composition.PEER


def test_only_a_title_and_texts_are_required() -> None:
    assert [item.text for item in checked({"title": "T", "proposals": [{"text": "a"}]}).items] == ["a"]
    assert faults_of({"proposals": [{}]}) == {"/title": "It is required.", "/proposals/0/text": "It is required."}


@pytest.mark.parametrize("data", [None, [], "texte", 3, True])
def test_a_document_that_is_no_object_is_refused_as_a_whole(data: Any) -> None:
    assert list(faults_of(data)) == [""]


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({"titel": "x"}, "/titel", "the nearest is “title”"),
        ({"a/b~c": 1}, "/a~1b~0c", "no such field"),
        ({"\ud800\x1b": 1}, "/\ufffd\ufffd", "no such field"),
        ({"z" * 1_000: 1}, f"/{'z' * 100}…", "no such field"),
        ({"title": 3}, "/title", "must be a text"),
        ({"title": "a\nb"}, "/title", "U+000A"),
        ({"title": "x" * 501}, "/title", "501 characters; at most 500"),
        ({"date": "20/11/2026"}, "/date", "a date such as"),
        ({"date": "2026-02-30"}, "/date", "a date such as"),
        ({"language": "français"}, "/language", "a language"),
        ({"template": "Plus delta"}, "/template", "reading-grid"),
        ({"templates": {}}, "/templates", "must be a list"),
        ({"templates": [{"form": "computed"}]}, "/templates/0/form", "pivot, table, composite"),
        ({"layer": "top"}, "/layer", "verbatim, synthesis"),
        ({"labels": {"positive": 3}}, "/labels/positive", "must be a text"),
        ({"labels": {"Points +": "x"}}, "/labels", "a key"),
        ({"labels": {"positive": "x", " positive ": "y"}}, "/labels/ positive ", "Another entry"),
        ({"slug": "Ma réunion"}, "/slug", "lower-case"),
        ({"groups": [{"name": "A"}, {"name": "A"}]}, "/groups/1/name", "Another group"),
        ({"groups": [{"actor": "A"}]}, "/groups/0/name", "required"),
        ({"groups": ["A"]}, "/groups/0", "must be an object"),
        ({"groups": {}}, "/groups", "must be a list"),
        ({"groups": [{"name": "A", "size": True}]}, "/groups/0/size", "whole number"),
        ({"groups": [{"name": "A", "members": [{"actor": "x"}]}]}, "/groups/0/members/0/count", "required"),
        ({"groups": [{"name": "A", "members": [{"actor": "x", "count": -1}]}]}, "/groups/0/members/0/count", "whole"),
        ({"categories": [{"name": "A", "color": "red"}]}, "/categories/0/color", "#1f6f8b"),
        ({"categories": [{"name": "A"}, {"name": "A"}]}, "/categories/1/name", "Another category"),
        ({"categories": [{"name": "A", "parent": ["1", "2", "3", "4", "5", "6"]}]}, "/categories/0/parent", "7 levels"),
        ({"categories": [{"name": "A", "parent": list("1234567")}]}, "/categories/0/parent", "at most 6"),
        ({"proposals": {}}, "/proposals", "must be a list"),
        ({"proposals": ["a"]}, "/proposals/0", "an object with a “text”"),
        ({"proposals": [{"text": " \n "}]}, "/proposals/0/text", "not be empty"),
        ({"proposals": [{"text": "x" * 10_001}]}, "/proposals/0/text", "10001 characters; at most 10000"),
        ({"proposals": [{"text": "a\x00b"}]}, "/proposals/0/text", "U+0000"),
        ({"proposals": [{"text": "a\ud800b"}]}, "/proposals/0/text", "U+D800"),
        ({"proposals": [{"text": "a", "polarity": "négatif"}]}, "/proposals/0/polarity", "positive, improve"),
        ({"proposals": [{"text": "a", "category": []}]}, "/proposals/0/category", "a name, or the list"),
        ({"proposals": [{"text": "a", "category": ["x", ""]}]}, "/proposals/0/category/1", "not be empty"),
        ({"proposals": [{"text": "a", "facets": {"pole": {}}}]}, "/proposals/0/facets/pole", "must be a text"),
        ({"proposals": [{"text": "a", "\ud800": 1}]}, "/proposals/0/\ufffd", "no such field"),
        ({"proposals": [{"text": "a", "source": {"\ud800": 1}}]}, "/proposals/0/source/\ufffd", "no such field"),
        ({"proposals": [{"text": "a", "facets": {"\ud800": {}}}]}, "/proposals/0/facets/\ufffd", "must be a text"),
        ({"proposals": [{"text": "a", "facets": {"a": "1", " a": "2"}}]}, "/proposals/0/facets/ a", "Another entry"),
        ({"proposals": [{"text": "a", "facets": {"é": 1, "e\u0301": 2}}]}, "/proposals/0/facets/e\u0301", "Another"),
        ({"proposals": [{"text": "a", "source": {"page": 1}}]}, "/proposals/0/source/page", "no such field"),
        ({"proposals": [{"text": "a", "children": {}}]}, "/proposals/0/children", "must be a list"),
        ({"proposals": [{"text": "a", "children": [{}]}]}, "/proposals/0/children/0/text", "required"),
        ({"proposals": [{"text": "a", "ref": 1}, {"text": "b", "ref": 1}]}, "/proposals/1/ref", "/proposals/0"),
    ],
)
def test_each_bad_value_is_refused_at_its_place(change: dict[str, Any], pointer: str, words: str) -> None:
    faults = faults_of(a_document("Une idée") | change)

    assert list(faults) == [pointer]
    assert words in faults[pointer]


def test_categories_that_are_each_others_parents_are_refused() -> None:
    categories = [{"name": "A", "parent": "B"}, {"name": "B", "parent": ["C"]}, {"name": "C", "parent": "A"}]

    assert set(faults_of(a_document(categories=categories))) == {f"/categories/{n}/parent" for n in range(3)}


def test_a_long_chain_that_leads_to_categories_that_are_each_others_parents_is_not_one_of_them() -> None:
    chain = [{"name": f"{n}", "parent": f"{n + 1}"} for n in range(5_000)]
    categories = [*chain, {"name": "5000", "parent": "4999"}]

    assert list(faults_of(a_document(categories=categories))) == ["/categories/4999/parent", "/categories/5000/parent"]


def test_a_category_may_have_the_name_of_its_parent() -> None:
    document = checked(a_document(categories=[{"name": "A"}, {"name": "A", "parent": "A"}]))

    assert [category.path for category in document.categories] == [("A",), ("A", "A")]


def test_groups_and_categories_that_only_items_name_are_created_after_those_listed() -> None:
    document = checked(
        a_document({"text": "a", "group": "Table 9", "category": ["X", "Y"]}, groups=[{"name": "Table 1"}])
    )

    assert [(group.name, group.listed) for group in document.groups] == [("Table 1", True), ("Table 9", False)]
    assert [(one.path, one.listed) for one in document.categories] == [(("X",), False), (("X", "Y"), False)]


def test_good_items_land_and_bad_ones_are_reported_with_what_hangs_on_them() -> None:
    data = a_document(
        "bonne", {"text": "", "external_id": "x", "children": [{"text": "orpheline"}]}, {"text": "bonne aussi"}
    )

    verdict = judge(Unchecked(data), LIMITS)

    assert [(item.index, item.text) for item in verdict.document.items] == [(0, "bonne"), (3, "bonne aussi")]
    assert [(one.index, one.external_id) for one in verdict.rejected] == [(1, "x"), (2, None)]


def test_every_fault_is_listed_not_only_the_first() -> None:
    faults = faults_of(a_document({"text": "", "polarity": "x"}, {"text": 3}, question=4))

    assert set(faults) == {"/question", "/proposals/0/text", "/proposals/0/polarity", "/proposals/1/text"}


def test_more_items_than_one_body_may_have_are_refused() -> None:
    assert faults_of(a_document("a", "b", "c"), Limits(items=2)) == {
        "/proposals/2": "More than 2 items; send them in several parts."
    }


@pytest.mark.parametrize("name", ["groups", "categories"])
def test_more_groups_or_categories_than_a_body_may_have_items_are_refused(name: str) -> None:
    listed = {name: [{"name": "A"}, {"name": "B"}, {"name": "C"}]}

    assert faults_of(a_document(**listed), Limits(items=2)) == {
        f"/{name}/2": "More than 2 items; send them in several parts."
    }


def test_the_nearest_field_is_looked_for_in_the_faults_that_are_told() -> None:
    in_items = faults_of(a_document(*({"text": "a", "txt": n} for n in range(FAULTS_TOLD + 1))))
    in_the_document = faults_of(a_document() | {f"title{n}": 1 for n in range(FAULTS_TOLD + 1)})

    for faults in (in_items, in_the_document):
        assert ["nearest" in message for message in faults.values()] == [True] * FAULTS_TOLD + [False]


def test_a_tree_deeper_than_the_limit_is_refused_at_its_first_item_too_deep() -> None:
    item: dict[str, Any] = {"text": "feuille"}
    for level in range(40):
        item = {"text": f"niveau {level}", "children": [item]}

    assert list(faults_of(a_document(item))) == [
        "/proposals/0" + "/children/0" * 32,
    ]


def test_defaults_say_what_a_body_does_not() -> None:
    verdict = judge(
        Unchecked({"proposals": [{"text": "a"}, {"text": "b", "group": "Table 2", "polarity": "improve"}]}),
        LIMITS,
        Defaults(group="Table 1", actor="usagers", polarity=Polarity.POSITIVE, category=("Accueil",)),
        title_required=False,
    )

    first, second = verdict.document.items
    assert (first.group, first.polarity, first.category) == ("Table 1", Polarity.POSITIVE, ("Accueil",))
    assert (second.group, second.polarity) == ("Table 2", Polarity.IMPROVE)
    assert {group.name: group.actor for group in verdict.document.groups} == {
        "Table 1": "usagers",
        "Table 2": "usagers",
    }


def test_without_a_group_the_actor_is_the_items_own() -> None:
    verdict = judge(Unchecked(a_document("a")), LIMITS, Defaults(actor="usagers"))

    assert verdict.document.items[0].actor == "usagers"


def test_a_child_that_repeats_its_parent_says_nothing_of_its_own() -> None:
    parent, child = checked(
        a_document({"text": "a", "polarity": "positive", "children": [{"text": "b", "polarity": "positive"}]})
    ).items

    assert (parent.polarity, child.polarity) == (Polarity.POSITIVE, None)


def test_the_same_text_five_times_has_five_origins_that_stay_the_same() -> None:
    data = a_document(*["Communication"] * 5)

    origins = [item.origin for item in checked(data).items]

    assert len(set(origins)) == 5
    assert [item.origin for item in checked(data).items] == origins


def test_an_origin_follows_what_was_read_and_not_the_id_or_number() -> None:
    plain = checked(a_document({"text": "a"})).items[0].origin

    assert checked(a_document({"text": "a", "ref": 9, "external_id": "x"})).items[0].origin == plain
    assert checked(a_document({"text": "a", "group": "Table 1"})).items[0].origin != plain
    assert checked(a_document({"text": "A"})).items[0].origin != plain


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_a_text_is_stored_as_it_was_said_but_for_trimming_and_nfc(text: str) -> None:
    if not text.strip() or any(char in text for char in "\ufffe\uffff"):
        return
    stored = checked(a_document({"text": f"\r\n {text} \r\n"})).items[0].text

    assert stored == unicodedata.normalize("NFC", text.strip())


def test_a_synthesis_says_so() -> None:
    assert checked(a_document(layer="synthesis")).layer is Layer.SYNTHESIS


def test_no_two_items_of_a_body_have_the_same_origin() -> None:
    first = checked(a_document("a")).items[0].origin

    given_first = checked(a_document({"text": "a", "origin": first, "polarity": "improve"}, "a", "a")).items
    given_last = checked(a_document("a", {"text": "a", "origin": first, "polarity": "improve"})).items

    assert given_first[0].origin == first
    assert len({item.origin for item in given_first}) == 3
    assert len({item.origin for item in given_last}) == 2
