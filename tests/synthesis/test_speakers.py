"""Who said each item: groups by capital letters, actors that are not the group's own by small ones."""

from synthgrid.domain import axes
from synthgrid.domain.arrangement import LegendEntry
from synthgrid.domain.options import Options
from synthgrid.domain.outline import outline_of
from synthgrid.domain.values import Workshop
from synthgrid.synthesis import grid, mind_map, sheet
from tests.builders import a_workshop, three_groups

ENGLISH = Options(lang="en")


def heard() -> Workshop:
    return a_workshop(
        {"text": "à table", "group": "Table 1", "polarity": "positive"},
        {"text": "un parent", "group": "Table 1", "actor": "parents", "polarity": "positive"},
        {
            "text": "le maire",
            "group": "Table 1",
            "actor": "maire",
            "polarity": "improve",
            "children": [{"text": "il précise"}, {"text": "on lui répond", "group": "Table 2"}],
        },
        {"text": "de passage", "actor": "maire"},
        groups=three_groups(),
    )


def test_an_actor_that_is_not_the_groups_own_has_a_mark_and_an_entry() -> None:
    said = outline_of(mind_map(heard(), by(axes.POLARITY))).text

    for line in (
        "+ 1. à table [A]",
        "+ 2. un parent [A]",
        "△ 3. le maire [A] [a]",
        "△ 4. il précise",
        "△ 5. on lui répond [B]",
        "- 6. de passage [a]",
        "Groups and actors",
        "[a] maire (3 contributions)",
    ):
        assert line in map(str.strip, said.splitlines())


def by(field: str) -> Options:
    return Options(lang="en", by=field)


def test_grid_and_sheet_say_the_same() -> None:
    for arranged in (grid(heard(), ENGLISH), sheet(heard(), ENGLISH)):
        assert arranged.legend[-1] == LegendEntry("a", "maire", "", 3)
        assert "△ 3. le maire [A] [a]" in outline_of(arranged).text


def test_one_group_has_no_mark_and_its_actors_have() -> None:
    workshop = a_workshop({"text": "x", "group": "Table 1", "actor": "maire"}, {"text": "y", "group": "Table 1"})

    arranged = mind_map(workshop, ENGLISH)

    assert arranged.legend == (LegendEntry("a", "maire", "", 1),)
    assert outline_of(arranged).text.endswith("Actors\n  [a] maire (1 contribution)")


def test_what_stands_under_the_name_of_an_actor_does_not_say_it_again() -> None:
    arranged = mind_map(heard(), by(axes.ACTOR))

    assert [entry.mark for entry in arranged.legend] == ["A", "B", "C"]
