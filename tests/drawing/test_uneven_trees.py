"""Maps whose branches and items are nothing alike: every tree has its picture."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from synthgrid.domain.arrangement import Kind, MindMap, Node
from synthgrid.domain.options import Layout
from synthgrid.domain.values import Side
from tests.drawing.builders import a_map, a_text, a_theme, an_item
from tests.drawing.geometry import covered, crossings, loose_ends
from tests.drawing.test_layout import drawn, of, overlapping

LAYOUTS: Final = [pytest.param(layout, id=layout.value) for layout in Layout]
TEXTS: Final = {"short": (1, 3), "usual": (3, 18), "long": (15, 60)}


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


class Workshop:
    """What is told in a workshop where the tables did nothing alike."""

    def __init__(self, seed: int, texts: str) -> None:
        self.chance = random.Random(f"{seed} {texts}")
        self.refs = iter(range(1, 100_000))
        self.length = TEXTS[texts]

    def item(self, *children: Node) -> Node:
        """Return one item."""
        return an_item(next(self.refs), a_text(self.chance, *self.length), *children)

    def items(self, count: int) -> list[Node]:
        """Return so many items."""
        return [self.item() for _ in range(count)]

    def branch(self, name: str, *children: Node, side: Side | None = None) -> Node:
        """Return a main branch."""
        return a_theme(f"{name} {a_text(self.chance, 1, 3)}", *children, side=side)

    def chain(self, depth: int) -> Node:
        """Return an item with one under it, and so on down."""
        beside = self.items(depth % 2)
        return self.item(*([self.chain(depth - 1), *beside] if depth else []))

    def family(self, count: int, depth: int = 0) -> Iterator[Node]:
        """Yield items, every third with a family of its own."""
        while count > 0:
            inner = self.chance.randint(1, min(count, 14)) if depth < 3 and self.chance.random() < 0.35 else 0
            yield self.item(*self.family(inner, depth + 1))
            count -= inner + 1

    def heading(self, name: str, count: int) -> Node:
        """Return an inner heading with its items."""
        return Node(f"c-{name}", Kind.THEME, name, count=count, children=tuple(self.items(count)))


def an_uneven_workshop(kind: str, count: int, seed: int, texts: str) -> MindMap:
    """Return a map of about so many items, all but alike."""
    told = Workshop(seed, texts)
    others = [told.branch(f"Thème {n}", *told.items(max(count // 12, 1))) for n in range(3)]
    rest = count - 3 * max(count // 12, 1)
    big: Sequence[Node]
    match kind:
        case "one-branch":
            return a_map(told.branch("Seul", *told.items(count)))
        case "on-the-title":
            return a_map(*told.items(count))
        case "tiny":
            return a_map(*(told.branch(f"Thème {n}", *told.items(n % 3 + 1)) for n in range(min(count // 2, 90))))
        case "pinned":
            return a_map(*others, told.branch("Grand", *told.family(rest), side=Side.RIGHT), subtitle=("Et alors ?",))
        case "huge":
            big = told.items(rest)
        case "headings":
            big = [*told.items(rest // 4), told.heading("Sous A", rest // 2), told.heading("Sous B", rest // 4)]
        case "families":
            big = list(told.family(rest))
        case _:
            big = [told.chain(6), *told.items(max(rest - 9, 0))]
    return a_map(others[0], told.branch("Grand", *big), *others[1:], subtitle=("Et alors ?", "Cahors, 12 mai 2025"))


KINDS: Final = ("one-branch", "on-the-title", "tiny", "pinned", "huge", "headings", "families", "deep")


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_uneven_map_of_20_to_300_items_is_a_landscape(layout: Layout, kind: str, texts: str) -> None:
    for seed, count in enumerate((20, 60, 130, 300)):
        picture = drawn(an_uneven_workshop(kind, count, seed, texts), layout=layout)

        assert 1.25 <= (picture.right - picture.left) / (picture.bottom - picture.top) <= 1.8, count


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_covers_anything_in_an_uneven_map(layout: Layout, kind: str, texts: str) -> None:
    picture = drawn(an_uneven_workshop(kind, 60, 1, texts), layout=layout)

    on_card = {box.title for box in picture.boxes if box.classes == "subtitle"}
    assert not [pair for pair in overlapping(picture) if not on_card.intersection(pair)]
    assert not list(loose_ends(picture))
    assert not list(covered(picture))
    assert not list(crossings(picture))


@pytest.mark.parametrize("layout", [Layout.DOWN, Layout.RADIAL])
def test_a_long_list_under_an_inner_heading_goes_on_in_further_columns(layout: Layout) -> None:
    told = Workshop(1, "usual")

    picture = drawn(a_map(told.branch("Grand", told.heading("Sous A", 40))), layout=layout)

    listed = [box for box in picture.boxes if "item" in box.classes]
    inner = of(picture, "Sous A")
    assert len({link.points[-2][0] for link in picture.links if "depth-3" in link.classes}) > 1
    assert all(box.y > inner.y and box.x - box.width / 2 > inner.x - inner.width / 2 for box in listed)


def test_two_lines_from_the_title_that_are_bent_do_not_cross() -> None:
    assert not list(crossings(drawn(an_uneven_map(0, 5), layout=Layout.RADIAL)))
