"""Slugs, texts, numbers: the small rules of the domain."""

import pytest

from synthgrid.domain.check_one import GROUP, PROPOSAL, ById, check_one
from synthgrid.domain.document import Path
from synthgrid.domain.fields import nearest_of
from synthgrid.domain.paths import read_path, written
from synthgrid.domain.slug import is_slug, slug_of
from synthgrid.domain.templates import PLUS_DELTA, find_template
from synthgrid.domain.text import folded, normal, replace_forbidden, without_bidi_controls
from synthgrid.domain.tree import refs_for
from synthgrid.domain.values import Composition
from synthgrid.errors import InvalidDocumentError, UnknownTemplateError
from tests.builders import a_document, a_workshop, checked


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Critères de réussite", "criteres-de-reussite"),
        ("Le cœur : œuvrer !", "le-coeur-oeuvrer"),
        ("« … »", "atelier"),
        ("日本", "atelier"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_slug_is_made_from_the_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug
    assert is_slug(slug)


@pytest.mark.parametrize("text", ["", "A", "a b", "a--b", "-a", "a-", "a/../b", "é", "a" * 81, "a\n"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


def test_a_mistyped_name_is_told_the_nearest_among_ten_thousand_that_look_alike() -> None:
    alike = ["".join("ab"[number >> bit & 1] for bit in range(14)) * 20 for number in range(10_000)]

    assert nearest_of("Gouvernence partagee", [*alike, "Gouvernance", "Gouvernance partagée"]) == "Gouvernance partagée"
    assert nearest_of(alike[5][1:], alike) == alike[5]
    assert nearest_of("Budget", [*alike, "Gouvernance"]) is None
    assert nearest_of("Budget", []) is None


def test_a_text_changes_by_line_ends_trimming_and_nfc_only() -> None:
    assert normal("  e\u0301t\u00e9\r\n ok\t") == "\u00e9t\u00e9\n ok"


def test_characters_that_cannot_be_stored_become_spaces_and_are_counted() -> None:
    assert replace_forbidden("a\x00b\r\nc\x1b") == ("a b\nc ", 2)


def test_bidi_controls_are_left_out_of_labels_only() -> None:
    assert without_bidi_controls("a\u202eb\u2066c") == "abc"


def test_headings_are_compared_without_case_accents_and_extra_blanks() -> None:
    assert folded("  POINTS  à AMÉLIORER\u00a0: cœur ") == "points a ameliorer : coeur"


def test_an_item_keeps_its_number_and_others_get_the_first_that_is_free() -> None:
    items = checked(a_document("a", {"text": "b", "ref": 1}, "c", {"text": "d", "ref": 4}, "e")).items

    assert list(refs_for(items)) == [2, 1, 3, 4, 5]
    assert list(refs_for(items, taken=[1, 2])) == [3, 5, 6, 4, 7]


def test_children_inherit_what_they_do_not_say() -> None:
    workshop = a_workshop(
        {
            "text": "a",
            "group": "Table 1",
            "category": "Accueil",
            "section": "keyword",
            "children": [{"text": "b", "polarity": "improve", "children": [{"text": "c"}]}],
        }
    )

    parent, child, grandchild = workshop.proposals
    assert (child.group, child.category, child.section) == (parent.group, parent.category, "keyword")
    assert (parent.polarity, child.polarity, grandchild.polarity) == (None, "improve", "improve")


def test_a_partial_body_tells_null_from_absent() -> None:
    assert check_one({"note": None, "voice": "own"}, PROPOSAL, "text", partial=True) == {"note": None, "voice": "own"}
    assert check_one({"name": "T", "composition": "mixed"}, GROUP, "name") == {
        "name": "T",
        "composition": Composition.MIXED,
    }


def test_a_group_or_category_can_be_named_by_its_id() -> None:
    found = check_one({"text": "a", "group": {"id": "g1"}, "category": "X", "also": [{"id": "c"}]}, PROPOSAL, "text")

    assert (found["group"], found["category"], found["also"]) == (ById("g1"), ("X",), (ById("c"),))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ([], ""),
        ({"text": None}, "/text"),
        ({"text": "a", "id": "x"}, "/id"),
        ({"text": "a", "group": {"name": "x"}}, "/group"),
        ({"text": "a", "also": "x"}, "/also"),
    ],
)
def test_a_single_proposal_is_judged_field_by_field(body: object, pointer: str) -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        check_one(body, PROPOSAL, "text")

    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_a_required_field_cannot_be_reset() -> None:
    with pytest.raises(InvalidDocumentError):
        check_one({"text": None}, PROPOSAL, "text", partial=True)


@pytest.mark.parametrize("path", [("Gouvernance",), ("Gouvernance", "CA"), ("de 3 à 5 ans", "->", "a>b")])
def test_a_path_that_was_written_is_read_again(path: Path) -> None:
    assert read_path(written(path)) == path
    assert read_path(f" {written(path)} ") == path


def test_templates_are_found_by_key() -> None:
    assert find_template("plus-delta") is PLUS_DELTA
    with pytest.raises(UnknownTemplateError, match="inconnu"):
        find_template("inconnu")
