"""The parts of a sheet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.arrangement import GridItem, Part, Sheet
from synthgrid.domain.options import Options
from synthgrid.domain.values import SECTIONS, Polarity, Reading, Workshop
from synthgrid.errors import InvalidOptionError, TooComplexError, UnknownTemplateError
from synthgrid.synthesis import sheet
from tests.builders import a_workshop, three_groups


def in_section(section: str, *texts: str) -> list[dict[str, Any]]:
    return [{"text": text, "section": section} for text in texts]


def a_point(text: str, polarity: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"text": text, "polarity": polarity, **fields} if polarity else {"text": text, **fields}


def parts(arranged: Sheet) -> dict[str, list[str]]:
    return {part.heading or part.key: [item.text for item in top(part)] for part in arranged.parts}


def top(part: Part) -> Iterator[GridItem]:
    yield from part.items
    if part.grid:
        for row in part.grid.rows:
            for cell in row.cells:
                yield from cell
        yield from part.grid.strip.items if part.grid.strip else ()


def ids(items: Iterable[GridItem]) -> Iterator[str]:
    for item in items:
        yield item.id
        yield from ids(item.children)


def test_the_parts_of_a_sheet_stand_in_its_order_whatever_that_of_the_items() -> None:
    workshop = a_workshop(
        *in_section("participation", "f"),
        *in_section("essential", "e"),
        *in_section("bilan", "g"),
        *in_section("recommendation", "d"),
        a_point("b", "positive"),
        a_point("c", "improve"),
        *in_section("keyword", "a"),
    )

    assert list(parts(sheet(workshop, Options(lang="fr"))).items()) == [
        ("Mots clés", ["a"]),
        ("plus-delta", ["b", "c"]),
        ("Préconisations", ["d"]),
        ("Points essentiels", ["e"]),
        ("Modalités de participation", ["f"]),
        ("bilan", ["g"]),
    ]


def test_keywords_have_two_levels() -> None:
    (part,) = sheet(
        a_workshop({"text": "a", "section": "keyword", "children": [{"text": "b"}]}), Options(lang="fr")
    ).parts

    assert (part.count, [child.text for child in part.items[0].children]) == (2, ["b"])


def test_quotations_close_the_essential_points() -> None:
    workshop = a_workshop(*in_section("quotation", "« q »"), *in_section("essential", "a", "b"))

    (part,) = sheet(workshop, Options()).parts

    assert [(item.text, item.quotation) for item in part.items] == [("a", False), ("b", False), ("« q »", True)]
    assert (part.key, part.count) == ("essential", 2)


def test_quotations_with_nothing_to_close_stand_under_their_own_heading() -> None:
    workshop = a_workshop(*in_section("quotation", "« q »"), *in_section("participation", "p"))

    assert list(parts(sheet(workshop, Options(lang="fr"))).items()) == [
        ("Citation", ["« q »"]),
        ("Modalités de participation", ["p"]),
    ]


def test_quotations_stay_under_the_heading_that_their_authors_gave_them() -> None:
    workshop = a_workshop(
        *in_section("quotation", "« q »"), *in_section("essential", "a"), labels={"quotation": "PAROLE"}
    )

    assert list(parts(sheet(workshop, Options(lang="fr"))).items()) == [
        ("Points essentiels", ["a"]),
        ("PAROLE", ["« q »"]),
    ]


def test_the_authors_own_headings_replace_those_of_synthgrid() -> None:
    workshop = a_workshop(
        *in_section("keyword", "a"),
        a_point("b", "positive"),
        labels={"keyword": "MOTS", "point": "CONSTATS", "positive": "LEVIERS"},
    )

    keywords, points = sheet(workshop, Options()).parts

    assert (keywords.heading, points.heading) == ("MOTS", "CONSTATS")
    assert points.grid
    assert points.grid.columns[0].label == "LEVIERS"


def test_the_grid_of_a_sheet_leaves_to_the_sheet_what_the_sheet_says() -> None:
    workshop = a_workshop(
        a_point("a", "positive", group="Table 1"),
        *in_section("keyword", "k"),
        question="Et demain ?",
        groups=three_groups(),
    )

    arranged = sheet(workshop, Options(lang="fr", polarity=Polarity.POSITIVE))

    (part,) = arranged.parts
    assert part.grid
    assert (part.grid.title, part.grid.subtitle, part.grid.legend, part.grid.footers) == ("", (), (), ())
    assert arranged.subtitle == ("Et demain ?", "3 groupes")
    assert [entry.count for entry in arranged.legend] == [1, 0, 0]
    assert arranged.footers == ("1 contribution n’est pas affichée à cause du filtre.",)


def test_the_sign_of_a_note_is_explained_in_drawings_of_a_sheet_only() -> None:
    below = a_point("a", "positive", children=[{"text": "b", "note": "dit deux fois"}])

    for noted in (below, {"text": "c", "section": "keyword", "note": "dit deux fois"}):
        arranged = sheet(a_workshop(noted), Options(lang="en"))
        assert arranged.signs == ("* a note goes with it; the text version has it.",)
        assert arranged.footers == ()
    assert sheet(a_workshop(a_point("a", "positive")), Options()).signs == ()


def test_what_the_marks_of_a_grid_mean_is_said_by_the_sheet() -> None:
    workshop = a_workshop(a_point("a", "positive"))
    seen = replace(workshop, readings=(Reading(workshop.proposals[0].id, Polarity.IMPROVE),))

    assert sheet(seen, Options(lang="en")).footers == ("+/△: seen both ways",)


def test_points_without_polarity_stand_below_the_grid() -> None:
    (part,) = sheet(a_workshop(a_point("a", "positive"), a_point("b")), Options()).parts

    assert part.grid
    assert part.grid.strip
    assert [item.text for item in part.grid.strip.items] == ["b"]
    assert part.count == 2


def test_points_of_which_none_has_a_polarity_are_a_list() -> None:
    (part,) = sheet(a_workshop("a", "b"), Options(lang="fr")).parts

    assert (part.key, part.heading, part.grid) == ("point", "Contributions", None)
    assert [item.text for item in part.items] == ["a", "b"]


def test_a_sheet_of_nothing_has_no_parts() -> None:
    assert sheet(a_workshop(), Options()).parts == ()


def test_a_sheet_has_a_template_of_several_parts_only() -> None:
    workshop = a_workshop("a", template="plus-delta")

    assert sheet(workshop, Options(template="sheet")) == sheet(workshop, Options())
    assert sheet(a_workshop("a", template="sheet"), Options()) == sheet(workshop, Options())
    with pytest.raises(InvalidOptionError, match="template") as refused:
        sheet(workshop, Options(template="plus-delta"))
    assert refused.value.option == "template"
    with pytest.raises(UnknownTemplateError):
        sheet(workshop, Options(template="inconnu"))


def test_too_many_items_are_refused() -> None:
    with pytest.raises(TooComplexError):
        sheet(a_workshop("a", *in_section("keyword", "b")), Options(), drawn_max=1)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (Options(group="Table 1"), {"a"}),
        (Options(section="keyword"), {"c"}),
        (Options(category=("Accueil",)), {"b"}),
        (Options(polarity=Polarity.IMPROVE), {"b"}),
    ],
)
def test_filters_leave_items_out_and_say_so(options: Options, shown: set[str]) -> None:
    workshop = a_workshop(
        a_point("a", "positive", group="Table 1"),
        a_point("b", "improve", category="Accueil"),
        *in_section("keyword", "c"),
    )

    arranged = sheet(workshop, options)

    assert {text for texts in parts(arranged).values() for text in texts} == shown
    assert arranged.footers


_item = st.fixed_dictionaries(
    {"text": st.sampled_from("abcdef")},
    optional={
        "section": st.sampled_from([*SECTIONS, "bilan", "suites"]),
        "polarity": st.sampled_from(list(Polarity)),
        "category": st.sampled_from(["Accueil", "Réseau"]),
        "group": st.sampled_from(["Table 1", "Table 2"]),
    },
)
_with_children = st.builds(
    lambda item, children: item | {"children": children},
    _item,
    st.lists(
        st.builds(lambda item, children: item | {"children": children}, _item, st.lists(_item, max_size=2)), max_size=2
    ),
)
_labels = st.dictionaries(st.sampled_from([*SECTIONS, *Polarity, "bilan"]), st.just("TITRE"))
_workshops = st.builds(
    lambda items, labels: a_workshop(*items, labels=labels), st.lists(_with_children, max_size=12), _labels
)


@given(_workshops)
def test_every_item_of_any_workshop_stands_once_in_its_sheet(workshop: Workshop) -> None:
    arranged = sheet(workshop, Options())

    found = Counter(one for part in arranged.parts for one in ids(top(part)))

    assert found == Counter(item.id for item in workshop.proposals)
    counted = [[item for item in top(part) if part.key == "quotation" or not item.quotation] for part in arranged.parts]
    assert [part.count for part in arranged.parts] == [len(list(ids(items))) for items in counted]
    assert all(part.count for part in arranged.parts)
