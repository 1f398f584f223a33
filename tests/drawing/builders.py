"""Maps and grids for the drawing tests, and a line spacing that needs no engine."""

import random
from itertools import islice
from typing import Any, Final

from synthgrid.domain.arrangement import (
    Column,
    Grid,
    GridItem,
    Kind,
    LegendEntry,
    MindMap,
    Node,
    Part,
    Row,
    Sheet,
    Strip,
)
from synthgrid.domain.options import Options
from synthgrid.domain.values import Polarity, Side
from synthgrid.drawing.picture import Pen, Size, Spacing
from synthgrid.drawing.themes import PALETTES

LEADINGS: Final = {
    size: Spacing(size * 1.31, size * 0.3) for name, size in vars(Size).items() if not name.startswith("_")
}
# fmt: off
WORDS: Final = (
    "participation",
    "des",
    "habitants",
    "aux",
    "décisions",
    "accompagner",
    "le",
    "temps",
    "les",
    "professionnels",
    "une",
    "formation",
    "partenaires",
    "usagers",
    "réunion",
    "travail",
    "équipe",
    "information",
    "lien",
    "confiance",
    "coordination",
    "projet",
    "écoute",
    "moyens",
    "locaux",
    "horaires",
    "école",
    "familles",
    "jeunes",
    "accueil",
    "transport",
    "accès",
    "droits",
    "réseau",
    "parole",
    "outils",
    "partage",
    "évaluation",
)
# fmt: on


def a_pen(**options: Any) -> Pen:
    """Return what draws, with these options."""
    chosen = Options(**options)
    return Pen(PALETTES[chosen.theme], LEADINGS, chosen)


def a_text(chance: random.Random, least: int = 3, most: int = 18) -> str:
    """Return a sentence of French words with French punctuation here and there."""
    words = [chance.choice(WORDS) for _ in range(chance.randint(least, most))]
    text = " ".join(words).capitalize()
    return text + chance.choice(["", "", "", " : quand ?", " « ensemble »", " !"])


def an_item(
    ref: int, text: str, *children: Node, polarity: Polarity | None = None, marks: tuple[str, ...] = ()
) -> Node:
    """Return an item of a map."""
    return Node(f"p{ref}", Kind.ITEM, text, ref=ref, polarity=polarity, marks=marks, children=children)


def a_theme(text: str, *children: Node, side: Side | None = None, color: str | None = None) -> Node:
    """Return a main branch."""
    return Node(f"c-{text}", Kind.THEME, text, count=len(children), side=side, color=color, children=children)


def a_map(*branches: Node, title: str = "Mieux accueillir les familles", **rest: object) -> MindMap:
    """Return a map of these branches."""
    return MindMap(Node("", Kind.ROOT, title, children=branches), **rest)  # type: ignore[arg-type]  # any field of a map


def a_generated_map(count: int, branches: int = 6, *, seed: int = 1, groups: int = 0, most: int = 18) -> MindMap:
    """Return a map of `count` generated items, unevenly shared among branches; every tenth has sub-items."""
    chance = random.Random(seed)
    shares = [chance.random() + 0.15 for _ in range(branches)]
    items: list[list[Node]] = [[] for _ in shares]
    ref = 0
    while ref < count:
        ref += 1
        marks = (chance.choice("ABCDEF"[:groups]),) if groups else ()
        polarity = chance.choice([*Polarity, None])
        children = []
        if ref % 10 == 0 and ref + 2 <= count:
            children = [an_item(ref + step, a_text(chance, 1, 6), marks=marks) for step in (1, 2)]
        branch = chance.choices(range(branches), shares)[0]
        items[branch].append(an_item(ref, a_text(chance, 1, most), *children, polarity=polarity, marks=marks))
        ref += len(children)
    legend = tuple(LegendEntry(mark, f"Table {mark}", "usagers", count // groups) for mark in "ABCDEF"[:groups])
    themes = (a_theme(a_text(chance, 1, 4), *nodes) for nodes in items if nodes)
    return a_map(*themes, subtitle=("Que changer dès demain ?", "Cahors, 12 mai 2025"), legend=legend)


def a_grid_of(arranged: MindMap) -> Grid:
    """Return the grid of a map: a row per branch, a column per polarity, a strip of the rest."""
    rows = []
    rest: list[GridItem] = []
    for branch in arranged.root.children:
        cells = tuple(
            tuple(_grid_item(node) for node in branch.children if node.polarity is polarity) for polarity in Polarity
        )
        rest += [_grid_item(node) for node in branch.children if node.polarity is None]
        rows.append(Row(branch.id, branch.text, cells))
    columns = tuple(
        Column(polarity, label, sum(len(row.cells[number]) for row in rows), polarity)
        for number, (polarity, label) in enumerate(
            zip(Polarity, ("Points positifs", "Points à améliorer"), strict=True)
        )
    )
    strip = Strip(f"Sans avis exprimé ({len(rest)})", tuple(rest), len(rest)) if rest else None
    return Grid(arranged.title, columns, tuple(rows), "Thème", arranged.subtitle, strip, arranged.legend)


def _grid_item(node: Node) -> GridItem:
    children = tuple(_grid_item(child) for child in node.children)
    return GridItem(node.id, node.text, node.ref or 0, node.polarity, node.marks, children=children)


def a_sheet_of(count: int, *, seed: int = 1, groups: int = 0, rows: bool = False) -> Sheet:
    """Return a sheet of `count` generated items: keywords on two levels, points, recommendations, a quotation."""
    chance = random.Random(seed)
    refs = iter(range(1, count + 1))
    shares = [max(count * share // 100, 1) for share in (20, 35, 20)]

    def listed(many: int, *, below: int = 0) -> tuple[GridItem, ...]:
        found = []
        for ref in islice(refs, many):
            marks = (chance.choice("ABCDEF"[:groups]),) if groups else ()
            children = tuple(GridItem(f"p{ref}-{n}", a_text(chance, 1, 5)) for n in range(below if ref % 3 == 0 else 0))
            found.append(GridItem(f"p{ref}", a_text(chance), ref, marks=marks, children=children))
        return tuple(found)

    keywords, points, wishes, rest = listed(shares[0], below=4), listed(shares[1]), listed(shares[2]), listed(count)
    themes = ("Accueil", "Réseau") if rows else ("",)
    columns = (
        Column("positive", "Points positifs ou leviers à soutenir", len(points[::2]), Polarity.POSITIVE),
        Column("improve", "Points à améliorer", len(points[1::2]), Polarity.IMPROVE),
    )
    lines = tuple(
        Row(theme, theme, (points[2 * n :: 2 * len(themes)], points[2 * n + 1 :: 2 * len(themes)]))
        for n, theme in enumerate(themes)
    )
    quotation = GridItem("quoted", "On nous écoute, puis plus rien", quotation=True)
    parts = (
        Part("keyword", "POINTS SAILLANTS", len(keywords), keywords),
        Part("plus-delta", "", len(points), grid=Grid("", columns, lines, "Thème" if rows else "")),
        Part("recommendation", "Préconisations", len(wishes), wishes),
        Part("essential", "Points essentiels", len(rest) + 1, (*rest, quotation)),
    )
    legend = tuple(LegendEntry(mark, f"Table {mark}", "usagers", count // groups) for mark in "ABCDEF"[:groups])
    return Sheet("Mieux accueillir les familles", parts, ("Que changer ?", "Cahors · 12 mai 2025"), legend)
