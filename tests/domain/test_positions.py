"""The numbers that order siblings."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.positions import LAST, SPACE, positions, siblings

KEPT = st.lists(st.one_of(st.none(), st.integers(-5, 40), st.integers(LAST - 40, LAST + 5)), max_size=60)


@given(KEPT)
def test_positions_rise_and_are_whole_numbers_that_a_database_keeps(kept: list[int | None]) -> None:
    found = positions(kept)

    assert len(found) == len(kept)
    assert all(one < other for one, other in pairwise(found))
    assert all(0 < one <= LAST for one in found)


@given(st.lists(st.integers(1, LAST), unique=True, max_size=60).map(sorted))
def test_what_is_in_order_keeps_its_positions(kept: list[int]) -> None:
    assert positions(kept) == kept


@given(st.lists(st.integers(1, 90), unique=True, min_size=2, max_size=30).map(sorted), st.data())
def test_a_move_where_there_is_room_changes_the_one_that_is_moved(ranks: list[int], data: st.DataObject) -> None:
    kept: list[int | None] = [rank * SPACE for rank in ranks]
    one = kept.pop(data.draw(st.integers(0, len(kept) - 1)))
    place = data.draw(st.integers(0, len(kept)))

    found = positions([*kept[:place], one, *kept[place:]])

    assert sum(new != old for new, old in zip(found, [*kept[:place], one, *kept[place:]], strict=True)) <= 1


@pytest.mark.parametrize("place", ["first", "second", "middle", "last but one"])
def test_a_thousand_moves_to_one_place_change_few_others_each(place: str) -> None:
    seeded = random.Random(4)
    order = [(number, (number + 1) * SPACE) for number in range(1_000)]
    index = {"first": 0, "second": 1, "middle": 500, "last but one": 998}[place]
    written = 0
    for _ in range(1_000):
        moved, _ = order.pop(seeded.randrange(len(order)))
        kept: list[tuple[int, int | None]] = [*order[:index], (moved, None), *order[index:]]
        found = positions([position for _, position in kept])
        written += sum(new != old for new, (_, old) in zip(found, kept, strict=True))
        order = [(key, new) for new, (key, _) in zip(found, kept, strict=True)]

    assert written < 20 * 1_000


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_what_stays_unlisted_stands_after_the_sibling_it_stood_after(order: list[int], staying: set[int]) -> None:
    listed = dict.fromkeys((one for one in order if one not in staying), "root")

    there = siblings(listed, range(12), dict.fromkeys(staying, "root"))["root"]

    assert [one for one in there if one not in staying] == list(listed)
    before = {one: next((other for other in range(one, -1, -1) if other not in staying), None) for one in staying}
    for one in staying:
        earlier = [other for other in there[: there.index(one)] if other not in staying]
        assert (earlier[-1] if earlier else None) == before[one]


@given(st.sets(st.integers(0, 11)))
def test_siblings_that_are_listed_in_their_order_stay_in_it(staying: set[int]) -> None:
    listed = dict.fromkeys((one for one in range(12) if one not in staying), "root")

    assert siblings(listed, range(12), dict.fromkeys(staying, "root")) == {"root": list(range(12))}
