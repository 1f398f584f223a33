from synthgrid.domain.arrangement import Column, Grid, GridItem, Kind, LegendEntry, MindMap, Node, Row, Strip, Tie
from synthgrid.domain.options import Options
from synthgrid.domain.outline import outline_of
from synthgrid.domain.values import Polarity, RelationKind
from synthgrid.synthesis import sheet
from tests.builders import a_workshop


def a_grid(*items: GridItem, **rest: object) -> Grid:
    """Return a grid of one row and one column of positive points."""
    columns = (Column("positive", "Points positifs", len(items), Polarity.POSITIVE),)
    return Grid("Bilan", columns, (Row("r", "Accueil", (items,)),), "Thème", **rest)  # type: ignore[arg-type]  # any field


def test_an_item_without_number_is_said_without_one() -> None:
    grid = a_grid(GridItem("p1", "Le café", polarity=Polarity.POSITIVE, marks=("A",)))

    assert outline_of(grid).text == "Bilan\n+ Points positifs (1)\n  Accueil\n    + Le café [A]"


def test_notes_and_a_sub_items_own_polarity_are_said() -> None:
    child = GridItem("p2", "mais froid", 2, Polarity.IMPROVE)
    grid = a_grid(GridItem("p1", "Le café", 1, Polarity.POSITIVE, note="dit deux fois", children=(child,)))

    assert outline_of(grid).parts[0][2:] == (
        "    + 1. Le café",
        "        Note\u00a0: dit deux fois",
        "      △ 2. mais froid",
    )


def test_what_stands_around_is_said_too() -> None:
    strip = Strip("Sans avis exprimé (1)", (GridItem("p3", "Où\u00a0?", 3),), 1)
    legend = (LegendEntry("A", "Table 1", "parents", 2),)
    grid = a_grid(subtitle=("Et demain ?",), strip=strip, legend=legend, footers=("Hors de cette grille",))

    outline = outline_of(grid)

    assert outline.subtitle == ("Et demain ?",)
    assert outline.parts[1:] == (
        ("Sans avis exprimé (1)", "  - 3. Où\u00a0?"),
        ("Groupes", "  [A] Table 1, parents (2 contributions)"),
        ("Hors de cette grille",),
    )


def test_a_map_is_said_branch_by_branch_with_what_is_folded() -> None:
    item = Node("p1", Kind.ITEM, "Ouvrir\nplus tôt", ref=1, polarity=Polarity.IMPROVE, hidden=2)
    branches = (Node("c1", Kind.THEME, "Accueil", children=(item,)), Node("c2", Kind.REST, "À classer", note="à voir"))

    outline = outline_of(MindMap(Node("", Kind.ROOT, "Bilan", children=branches)))

    assert outline.parts == (
        ("Accueil", "  △ 1. Ouvrir", "      plus tôt (+2)"),
        ("À classer", "    Note\u00a0: à voir"),
    )


def test_a_sheet_is_said_part_by_part_and_a_quotation_as_one() -> None:
    arranged = sheet(
        a_workshop(
            {"text": "« Oui »", "section": "quotation"},
            {"text": "mot", "section": "keyword"},
            {"text": "café", "polarity": "positive"},
            {"text": "ici\nlà", "section": "essential"},
        ),
        Options(lang="fr"),
    )

    assert outline_of(arranged).parts == (
        ("Mots clés (1)", "  - 2. mot"),
        ("+ Points positifs (1)", "  + 3. café"),
        ("△ Points à améliorer (0)",),
        ("Points essentiels (1)", "  - 4. ici", "      là", "  > 1. « Oui »"),
    )


def test_references_and_relations_of_a_map_are_said() -> None:
    first, second = (Node(f"p{ref}", Kind.ITEM, text, ref=ref) for ref, text in ((1, "Ouvrir"), (2, "Fermer")))
    reference = Node("p1", Kind.REFERENCE, "↗\u00a01", whole="Ouvrir")
    branches = (
        Node("c1", Kind.THEME, "Accueil", children=(first,)),
        Node("c2", Kind.THEME, "Lieux", children=(second, reference)),
    )
    ties = (Tie("p1", "p2", RelationKind.CONTRADICTS, "contredit"),)

    outline = outline_of(MindMap(Node("", Kind.ROOT, "Bilan", children=branches), ties=ties))

    assert outline.parts[1:] == (
        ("Lieux", "  - 2. Fermer", "  ↗\u00a01 (Ouvrir)"),
        ("Relations", "  1. Ouvrir — contredit — 2. Fermer"),
    )
