"""Maps whose branches and items are nothing alike: every tree has its picture."""

import random

import pytest

from synthgrid.domain.arrangement import MindMap, Node
from tests.drawing.builders import a_map, a_text, a_theme, an_item
from tests.drawing.test_layout import drawn, overlapping


def an_uneven_map(seed: int, largest: int = 30) -> MindMap:
    """Return a map with very long and very short texts, giant families beside single leaves, themes without items."""
    chance = random.Random(seed)
    refs = iter(range(1, 100_000))

    def item(depth: int) -> Node:
        children = chance.choice([0, 0, 0, 0, 1, 2, chance.randint(3, largest)]) if depth < 4 else 0
        longest = chance.choice([1, 6, 18, 18, 300])
        return an_item(next(refs), a_text(chance, 1, longest), *(item(depth + 1) for _ in range(children)))

    def theme(number: int) -> Node:
        return a_theme(f"Thème {number}", *(item(1) for _ in range(chance.choice([0, 1, 2, 9, 12, 40]))))

    return a_map(*(theme(number) for number in range(chance.randint(1, 9))))


@pytest.mark.parametrize("seed", range(60))
def test_every_uneven_tree_is_laid_out_without_overlap(seed: int) -> None:
    assert not list(overlapping(drawn(an_uneven_map(seed))))


@pytest.mark.parametrize("place", [0, 4, 8])
def test_one_item_much_taller_than_its_siblings_has_its_column(place: int) -> None:
    chance = random.Random(place)
    family = [an_item(100 + number, a_text(chance)) for number in range(25)]
    items = [an_item(number, a_text(chance), *(family if number == place else [])) for number in range(9)]
    long = [an_item(number, a_text(chance) if number != place else "mot " * 500) for number in range(12)]

    assert not list(overlapping(drawn(a_map(a_theme("Familles", *items)))))
    assert not list(overlapping(drawn(a_map(a_theme("Longs", *long)))))
