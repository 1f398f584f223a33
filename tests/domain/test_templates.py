"""The judge of templates of one's own, and their bodies."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.check_template import check_template
from synthgrid.domain.forms import (
    ALIASES_MAX,
    FIELDS_MAX,
    LABEL_MAX,
    PARTS_MAX,
    VALUES_MAX,
    Pivot,
    Table,
    Template,
    Words,
    said,
)
from synthgrid.domain.template_bodies import body_of, template_of
from synthgrid.domain.templates import PLUS_DELTA, SHEET, TEMPLATES, find_template, shipped
from synthgrid.domain.values import SECTIONS
from synthgrid.errors import InvalidDocumentError, UnknownTemplateError

LABEL = {"fr": "Grille", "en": "Grid"}


def a_pivot(**fields: Any) -> dict[str, Any]:
    return {"form": "pivot", "label": LABEL, "columns": {"field": "facet:pole"}, **fields}


def a_table(**fields: Any) -> dict[str, Any]:
    return {"form": "table", "label": LABEL, "fields": [{"field": "text"}], **fields}


def a_composite(**fields: Any) -> dict[str, Any]:
    return {"form": "composite", "label": LABEL, "parts": ["keyword", "plus-delta"], **fields}


def over(field: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "values": [one if isinstance(one, dict) else {"key": one} for one in values]}


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_body_of_a_shipped_template_is_taken_under_another_key(key: str) -> None:
    shipped = TEMPLATES[key]
    answered = {"key": key, **body_of(shipped), "own": False, "revision": shipped.revision}

    own = check_template(answered, "le-mien")

    assert own.key == "le-mien"
    assert body_of(own) == body_of(shipped)


def test_the_revision_of_a_shipped_template_changes_with_what_it_or_a_part_of_it_says() -> None:
    edited = shipped(replace(PLUS_DELTA, columns=replace(PLUS_DELTA.columns, values=PLUS_DELTA.columns.values[::-1])))

    assert (shipped(PLUS_DELTA), shipped(SHEET, PLUS_DELTA)) == (PLUS_DELTA, SHEET)
    assert edited.revision != PLUS_DELTA.revision
    assert shipped(SHEET, edited).revision != SHEET.revision


@pytest.mark.parametrize(
    "body", [a_pivot(), a_table(rows=over("category", "A")), a_composite(closings={"keyword": "x"})]
)
def test_a_body_that_was_stored_is_the_same_template(body: dict[str, Any]) -> None:
    template = check_template(body, "le-mien")

    assert template_of("le-mien", body_of(template), template.revision) == template


def test_a_label_is_said_in_the_other_language_where_it_says_nothing() -> None:
    one, other = (check_template(a_pivot(label=label), "x").label for label in ({"fr": "Grille"}, {"en": "Grid"}))

    assert [said(one, "fr"), said(one, "en")] == ["Grille", "Grille"]
    assert other == Words("Grid", "Grid")


def test_what_is_not_said_has_its_default() -> None:
    pivot, table = check_template(a_pivot(rows=None), "x"), check_template(a_table(section=None), "x")

    assert isinstance(pivot, Pivot)
    assert isinstance(table, Table)
    assert (pivot.section, pivot.rows, table.section) == ("point", None, "point")
    assert pivot.columns.values == ()


@pytest.mark.parametrize(
    ("body", "pointer", "reason"),
    [
        ([], "", "must be an object"),
        ({}, "/form", "pivot, table, composite"),
        ({"form": "computed"}, "/form", "pivot, table, composite"),
        ({"form": ["pivot"]}, "/form", "pivot, table, composite"),
        (a_pivot(colums={}), "/colums", "columns"),
        (a_pivot(fields=[]), "/fields", "no such field"),
        (a_pivot(label=None), "/label", "required"),
        (a_pivot(label="Grille"), "/label", "must be an object"),
        (a_pivot(label={}), "/label", "must not be empty"),
        (a_pivot(label={"fr": " "}), "/label", "must not be empty"),
        (a_pivot(label={"fr": "x" * (LABEL_MAX + 1)}), "/label/fr", f"at most {LABEL_MAX}"),
        (a_pivot(label={"de": "x"}), "/label/de", "no such field"),
        (a_pivot(key="Plus delta"), "/key", "reading-grid"),
        (a_pivot(own="yes"), "/own", "true or false"),
        (a_pivot(section="Points"), "/section", "a key such as"),
        (a_pivot(columns=None), "/columns", "required"),
        (a_pivot(columns={}), "/columns/field", "required"),
        (a_pivot(columns={"field": "colour"}), "/columns/field", "polarity"),
        (a_pivot(columns={"field": {}}), "/columns/field", "must be a text"),
        (a_pivot(columns={"field": "facet:"}), "/columns/field", "polarity"),
        (a_pivot(columns={"field": "none"}), "/columns/field", "polarity"),
        (a_pivot(columns=over("actor", {})), "/columns/values/0/key", "required"),
        (a_pivot(columns=over("actor", " ")), "/columns/values/0/key", "must not be empty"),
        (a_pivot(columns=over("actor", "a", 3)), "/columns/values/1/key", "must be a text"),
        (a_pivot(columns={"field": "actor", "values": "a"}), "/columns/values", "must be a list"),
        (a_pivot(columns=over("actor", *"abcdefgh" * 7)), "/columns/values", f"at most {VALUES_MAX}"),
        (a_pivot(columns=over("polarity", "good")), "/columns/values/0/key", "positive, improve"),
        (a_pivot(columns=over("section", "Mots clés")), "/columns/values/0/key", "a key such as"),
        (a_pivot(columns=over("category", "a > b > c > d > e > f > g")), "/columns/values/0/key", "7 levels"),
        (a_pivot(columns=over("actor", "Équipe", "equipe")), "/columns/values/1", "“equipe” is another value"),
        (
            a_pivot(columns=over("actor", "a", {"key": "b", "aliases": ["c", "A"]})),
            "/columns/values/1",
            "“A” is another value",
        ),
        (
            a_pivot(columns=over("actor", {"key": "a", "label": LABEL}, {"key": "b", "aliases": ["grille"]})),
            "/columns/values/1",
            "“grille” is another value",
        ),
        (
            a_pivot(columns=over("actor", {"key": "a", "aliases": [str(n) for n in range(ALIASES_MAX + 1)]})),
            "/columns/values/0/aliases",
            f"at most {ALIASES_MAX}",
        ),
        (a_pivot(columns=over("actor", {"key": "a", "aliases": [""]})), "/columns/values/0/aliases/0", "not be empty"),
        (a_pivot(columns=over("actor", {"key": "a", "color": "red"})), "/columns/values/0/color", "no such field"),
        (a_pivot(rows={"field": "facet:pole"}), "/rows/field", "columns are this field"),
        (a_table(fields=None), "/fields", "required"),
        (a_table(fields=[]), "/fields", "must not be empty"),
        (a_table(fields=[{"field": "actor"}]), "/fields", "“text”"),
        (a_table(fields=[{"field": "text"}, {"field": "text"}]), "/fields/1/field", "twice"),
        (a_table(fields=[{"field": "text"}, {"field": "note"}]), "/fields/1/field", "text"),
        (a_table(fields=[{"field": f"facet:{n}"} for n in range(FIELDS_MAX + 1)]), "/fields", f"at most {FIELDS_MAX}"),
        (a_table(rows={"field": "text"}), "/rows/field", "polarity"),
        (a_composite(parts=[]), "/parts", "must not be empty"),
        (a_composite(parts=["keyword", "keyword"]), "/parts/1", "twice"),
        (a_composite(parts=["Mots clés"]), "/parts/0", "a key such as"),
        (a_composite(parts=["sheet"]), "/parts/0", "several parts"),
        (a_composite(parts=[f"p{n}" for n in range(PARTS_MAX + 1)]), "/parts", f"at most {PARTS_MAX}"),
        (a_composite(closings={"essential": "quotation"}), "/closings/essential", "not one of the parts"),
        (a_composite(closings={"keyword": "Fin"}), "/closings/keyword", "a key such as"),
        (a_composite(closings=[]), "/closings", "must be an object"),
        (a_composite(labels={"a/b": LABEL}), "/labels/a~1b", "not one of the parts"),
        (a_composite(labels={"keyword": "x"}), "/labels/keyword", "must be an object"),
        (a_composite(labels={f"p{n}": LABEL for n in range(2 * PARTS_MAX + 1)}), "/labels", "at most"),
    ],
)
def test_each_fault_of_a_template_is_told_at_its_place(body: Any, pointer: str, reason: str) -> None:
    with pytest.raises(InvalidDocumentError) as refused:
        check_template(body, "le-mien")

    told = {fault.pointer: str(fault.message) for fault in refused.value.faults}
    assert pointer in told
    assert reason in told[pointer]


def test_all_faults_are_told_at_once() -> None:
    body = a_pivot(label={}, section="É", columns={"field": "x", "values": [{"key": ""}, {"key": 3}]}, rows=[])

    with pytest.raises(InvalidDocumentError) as refused:
        check_template(body, "Le mien")

    assert {fault.pointer for fault in refused.value.faults} == {
        "/key",
        "/label",
        "/section",
        "/columns/field",
        "/columns/values/0/key",
        "/columns/values/1/key",
        "/rows",
    }


@pytest.mark.parametrize(
    "key", ["Le mien", "1er", "", "é", "x" * 65, "a/b", *SECTIONS, "convergence", "cross-glossary"]
)
def test_a_key_that_no_template_can_have_is_refused(key: str) -> None:
    with pytest.raises(InvalidDocumentError) as refused:
        check_template(a_pivot(), key)

    assert [fault.pointer for fault in refused.value.faults] == ["/key"]


def test_a_template_at_every_bound_is_taken() -> None:
    heading = {"fr": "x" * LABEL_MAX}
    values = [{"key": f"v{n}", "aliases": [f"a{n}-{m}" for m in range(ALIASES_MAX)]} for n in range(VALUES_MAX)]
    fields = [{"field": "text"}, *({"field": f"facet:{n}", "label": heading} for n in range(FIELDS_MAX - 1))]
    parts = [f"p{n}" for n in range(PARTS_MAX)]

    bodies = (
        a_pivot(label=heading, columns={"field": "actor", "values": values}),
        a_table(fields=fields),
        a_composite(parts=parts, closings={one: f"{one}-fin" for one in parts}, labels=dict.fromkeys(parts, heading)),
    )
    found = [check_template(body, "x" * 64) for body in bodies]

    assert [one.form for one in found] == ["pivot", "table", "composite"]


def test_an_unknown_template_is_told_with_the_nearest_or_with_some() -> None:
    own: dict[str, Template] = {f"mien-{n}": TEMPLATES["afom"] for n in range(50)}

    with pytest.raises(UnknownTemplateError, match="nearest is “mien-7”"):
        find_template("mien_7", {"mien-7": TEMPLATES["afom"]})
    with pytest.raises(UnknownTemplateError) as refused:
        find_template("zzz", own)
    assert "plus-delta" in str(refused.value)
    assert str(refused.value).count(",") == 20


VALUES = st.text(max_size=5) | st.sampled_from(["text", "facet:a"])
WHATEVER = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["text", "facet:a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "field", "fr"]), inner),
    max_leaves=4,
)


@given(data=st.data(), body=st.sampled_from([body_of(one) for one in TEMPLATES.values()]), whatever=WHATEVER)
def test_whatever_stands_anywhere_is_taken_or_refused_and_what_is_taken_is_taken_again(
    data: st.DataObject, body: dict[str, Any], whatever: Any
) -> None:
    changed = deepcopy(body)
    place: Any = changed
    while True:
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not (isinstance(place[step], dict | list) and place[step]) or data.draw(st.booleans()):
            break
        place = place[step]
    place[step] = whatever

    try:
        template = check_template(changed, "le-mien")
    except InvalidDocumentError:
        return
    assert check_template(body_of(template), "le-mien") == template
