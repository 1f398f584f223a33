"""Arrangements that are as hard to draw as the limits of a document allow, and some that are harder."""

from collections.abc import Callable
from functools import cache, partial
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Arrangement, Kind, LegendEntry, MindMap, Node
from synthgrid.domain.options import DPI_MAX, Options
from synthgrid.drawing import Format
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_theme, an_item

LONGEST: Final = 10_000
"""Most characters of a text."""
MOST: Final = 10_000
"""Most items of a drawing."""
DEEPEST: Final = 32


class Bomb(NamedTuple):
    """Something to draw, made when it is first asked for."""

    arranged: Callable[[], Arrangement]
    form: Format = Format.SVG
    options: Options = Options()


@cache
def _largest_map() -> MindMap:
    return a_generated_map(MOST, 12)


@cache
def _largest_grid() -> Arrangement:
    return a_grid_of(_largest_map())


def _one(text: str) -> Arrangement:
    return a_map(a_theme("Accueil", an_item(1, text)))


def _many(text: str, count: int) -> Arrangement:
    return a_map(a_theme("Accueil", *(an_item(ref, text) for ref in range(1, count + 1))))


def _chains(count: int) -> Arrangement:
    branches = []
    for chain in range(count):
        node = an_item(chain * DEEPEST, "fin")
        for depth in range(1, DEEPEST - 1):
            node = an_item(chain * DEEPEST + depth, f"maillon {depth}", node)
        branches.append(a_theme(f"Chaîne {chain}", node))
    return a_map(*branches)


def _comb() -> Arrangement:
    """One chain as deep as can be, with 300 items beside every link."""
    node = an_item(0, "fin")
    for depth in range(DEEPEST - 2):
        beside = [an_item(depth * 1_000 + ref, f"point {ref}") for ref in range(300)]
        node = an_item(depth, f"maillon {depth}", *beside, node)
    return a_map(a_theme("Peigne", node))


def _themes(count: int) -> Arrangement:
    return a_map(*(a_theme(f"Thème {number}") for number in range(count)))


def _nested_themes() -> Arrangement:
    def theme(depth: int) -> Node:
        return a_theme(f"Thème {depth}", *(theme(depth - 1) for _ in range(4 if depth else 0)))

    return a_map(*(theme(5) for _ in range(6)))


def _marked() -> Arrangement:
    marks = tuple(f"G{number}" for number in range(200))
    legend = tuple(LegendEntry(mark, f"Table {mark}", "usagers", 10) for mark in marks)
    items = (an_item(ref, "Un point", marks=marks) for ref in range(200))
    return a_map(a_theme("Accueil", *items), legend=legend)


def _noted() -> Arrangement:
    items = (Node(f"p{ref}", Kind.ITEM, "Un point", ref=ref, note="note " * 2_000) for ref in range(500))
    return a_map(a_theme("Accueil", *items))


def _titled() -> Arrangement:
    return a_map(
        a_theme("Accueil " * 100),
        title="Titre " * 1_500,
        subtitle=("Question ? " * 900,) * 5,
        footers=("Reste " * 1_000,) * 50,
    )


_SENTENCE: Final = "Écouter les habitants, puis décider avec eux : voilà ! « Ensemble », disent-ils. "
_BIDI: Final = "\u202eabc\u2066אבג\u2067def\u2069\u202a12\u202c\u200f"
_EMOJI: Final = "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇫🇷"
_CONJUNCTS: Final = "क्ष्म्य"
_CONTROLLED: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u034f"
_MARKUP: Final = '<b>&amp;</b><br/>\\N\\G"]; x -> y; '

BOMBS: Final = {
    "as many items as can be": Bomb(_largest_map),
    "as many items as can be, on paper": Bomb(_largest_map, Format.PDF),
    "as many items as can be, as an image": Bomb(_largest_map, Format.PNG, Options(dpi=DPI_MAX)),
    "as many items as can be, as a graph": Bomb(_largest_map, Format.DOT),
    "as many items as can be under one theme": Bomb(partial(_many, "Un point", MOST)),
    "as many items as can be in a grid": Bomb(_largest_grid),
    "as many items as can be in a grid, on paper": Bomb(_largest_grid, Format.PDF),
    "a grid of a thousand rows": Bomb(lambda: a_grid_of(a_generated_map(3_000, 1_000)), Format.PNG),
    "chains as deep as can be": Bomb(partial(_chains, 300)),
    "a deep comb": Bomb(_comb, Format.PDF),
    "thousands of themes": Bomb(partial(_themes, 5_000)),
    "themes in themes": Bomb(_nested_themes),
    "hundreds of marks on hundreds of items": Bomb(_marked),
    "megabytes of notes": Bomb(_noted),
    "an endless title, question and footers": Bomb(_titled, Format.PDF),
    "the largest image": Bomb(partial(a_generated_map, 1_500, 12), Format.PNG, Options(dpi=DPI_MAX)),
    "one word of W": Bomb(partial(_one, "W" * LONGEST)),
    "one word of W, as an image": Bomb(partial(_one, "W" * LONGEST), Format.PNG, Options(dpi=DPI_MAX)),
    "words of W by the hundred": Bomb(partial(_many, "W" * LONGEST, 100)),
    "long texts by the hundred": Bomb(partial(_many, (_SENTENCE * 200)[:LONGEST], 100)),
    "long texts by the thousand, on paper": Bomb(partial(_many, (_SENTENCE * 200)[:LONGEST], 1_000), Format.PDF),
    "nowhere to break": Bomb(partial(_many, "a\u00a0» " * (LONGEST // 4), 20)),
    "nothing but line breaks": Bomb(partial(_many, "a" + "\n" * (LONGEST - 2) + "b", 20)),
    "an endless address": Bomb(partial(_many, "https://exemple.fr/" + "a/b-c?d=e&" * 990, 20)),
    "one letter under thousands of accents": Bomb(partial(_one, "e" + "\u0301\u0323" * (LONGEST // 2 - 1))),
    "accents by the hundred thousand": Bomb(partial(_many, "Z\u0351\u036b\u0343\u034e" * 2_000, 100), Format.PDF),
    "directions in directions": Bomb(partial(_many, (_BIDI * 700)[:LONGEST], 50), Format.PDF),
    "people joined to people": Bomb(partial(_many, (_EMOJI * 700)[:LONGEST], 20), Format.PNG),
    "signs without a blank": Bomb(partial(_many, "聽衆意見彙整" * 1_600, 50), Format.PDF),
    "conjuncts": Bomb(partial(_many, (_CONJUNCTS * 1_500)[:LONGEST], 50)),
    "nothing to be seen": Bomb(partial(_many, (_CONTROLLED * 1_300)[:LONGEST], 50)),
    "what looks like markup": Bomb(partial(_many, (_MARKUP * 400)[:LONGEST], 50)),
}
