"""Maps, grids and documents as text."""

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain import axes
from synthgrid.domain.cells import guarded
from synthgrid.domain.options import Options
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Workshop
from synthgrid.synthesis import grid, mind_map
from synthgrid.writing import export_document, write
from synthgrid.writing.html import STYLE, STYLE_SOURCE, grid_html, held
from synthgrid.writing.markdown import markdown_escape
from tests.builders import a_workshop, checked, three_groups


def a_full_workshop() -> Workshop:
    return a_workshop(
        {
            "text": "Prendre le temps",
            "group": "Table 1",
            "polarity": "positive",
            "category": ["Accueil", "Locaux"],
            "external_id": "row-1",
            "note": "dit deux fois",
            "facets": {"pole": "équipe", "tags": ["a", "b"], "poids": 2},
            "voice": "on_behalf",
            "source": {"app": "forms", "line": 3},
            "also": [["Réseau"]],
            "children": [{"text": "ensemble"}, {"text": "sans attendre", "polarity": "improve", "group": "Table 2"}],
        },
        {"text": "=SOMME(A1)\ndeuxième ligne", "group": "Table 2", "polarity": "improve", "category": "Accueil"},
        {"text": "<b>& | *gras*</b>", "polarity": "improve"},
        "sans avis",
        {"text": "Former", "section": "recommendation", "actor": "élus"},
        question="Et demain ?",
        date="2026-11-20",
        place="Agen",
        labels={"positive": "Les plus"},
        layer="synthesis",
        status="debated",
        groups=[
            *three_groups(),
            {"name": "Table 4", "composition": "mixed", "size": 0, "members": [{"actor": "élus", "count": 2}]},
        ],
        categories=[{"name": "Accueil", "color": "#123456", "side": "left", "definition": "Le premier contact"}],
    )


def test_an_exported_document_is_the_same_workshop_again() -> None:
    workshop = a_full_workshop()

    document = export_document(workshop)

    again = checked(json.loads(json.dumps(document)))
    assert snapshot_of(again) == workshop


def test_an_exported_child_says_only_what_it_does_not_inherit() -> None:
    parent, *_ = export_document(a_full_workshop())["proposals"]

    first, second = parent["children"]
    assert set(first) == {"id", "ref", "origin", "text"}
    assert {name: second[name] for name in ("polarity", "group")} == {"polarity": "improve", "group": "Table 2"}


def test_the_outline_of_a_map_reads_from_top_to_bottom() -> None:
    outline = write(mind_map(a_full_workshop(), Options(by=axes.CATEGORY, lang="fr")), "txt").decode()

    assert outline.startswith(
        "Réunion de rentrée\n==================\nEt demain ?\nAgen · 20 novembre 2026 · 4 groupes\n"
    )
    assert "    + 1. Prendre le temps [A]\n" in outline
    assert "        Note\u00a0: dit deux fois\n" in outline
    assert "  △ 4. =SOMME(A1)\n      deuxième ligne [B]\n" in outline
    assert "  [D] Table 4 (0 contribution)\n" in outline


@pytest.mark.parametrize("format_", ["txt", "json", "html", "md", "csv"])
def test_every_word_stands_in_every_text_of_a_grid(format_: str) -> None:
    written = write(grid(a_full_workshop(), Options(lang="fr")), format_).decode()

    for words in ("Prendre le temps", "ensemble", "sans attendre", "deuxième ligne", "sans avis", "Les plus"):
        assert words in written
    if format_ != "csv":
        assert "Hors de cette grille" in written
        assert "Table 1" in written


def test_the_json_of_a_map_is_its_tree() -> None:
    tree = json.loads(write(mind_map(a_full_workshop(), Options(by=axes.CATEGORY)), "json"))

    assert tree["root"]["text"] == "Réunion de rentrée"
    assert tree["root"]["children"][0]["text"] == "Accueil"
    assert tree["legend"][0] == {"mark": "A", "name": "Table 1", "actor": "parents", "count": 2}


def test_a_french_csv_opens_in_a_french_spreadsheet() -> None:
    written = write(grid(a_full_workshop(), Options(lang="fr")), "csv").decode()

    assert written.startswith("\ufeffNuméro;Thème;")
    lines = list(csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
    assert [line[0] for line in lines[1:]] == ["4", "1", "2", "3", "", "5", "6"]
    assert lines[1][3] == "'=SOMME(A1)\ndeuxième ligne"
    assert (lines[3][3], lines[3][4], lines[3][5]) == ("ensemble", "1", "Table 1")


def test_a_csv_keeps_the_theme_of_what_has_no_polarity() -> None:
    themed = {"text": "De la place", "category": ["Lieu", "Salle"]}
    for others in ([], [{"text": "Un comité", "category": "Gouvernance", "polarity": "positive"}]):
        arranged = grid(a_workshop(*others, themed, "Sans thème", language="fr"), Options(lang="fr"))

        lines = list(csv.DictReader(io.StringIO(write(arranged, "csv").decode().removeprefix("\ufeff")), delimiter=";"))

        said = {line["Contribution"]: (line["Thème"], line["Colonne"]) for line in lines}
        assert said["De la place"] == ("Lieu › Salle", "Sans avis exprimé (2)")
        assert said["Sans thème"] == ("", "Sans avis exprimé (2)")


def test_an_english_csv_has_commas_and_no_mark() -> None:
    assert write(grid(a_full_workshop(), Options(lang="en")), "csv").startswith(b"Number,Theme,")


def a_table() -> Workshop:
    return a_workshop(
        {
            "text": "Former",
            "section": "recommendation",
            "category": "Équipe",
            "facets": {"to": ["élus", "équipes"], "horizon": "=2027"},
            "children": [{"text": "dès septembre"}],
        },
        {"text": "Écouter | noter", "section": "recommendation", "category": "Équipe"},
        template="recommendations",
    )


def test_a_table_is_one_line_an_item_with_its_fields_in_csv() -> None:
    lines = list(csv.reader(io.StringIO(write(grid(a_table(), Options(rows="category", lang="en")), "csv").decode())))

    assert lines[0][:5] == ["Number", "Theme", "Recommendation", "Finding", "To whom"]
    assert lines[1][:7] == ["1", "Équipe", "Former", "", "élus, équipes", "", "'=2027"]
    assert lines[2][:5] == ["2", "Équipe", "dès septembre", "", ""]
    assert lines[2][8] == "1"


def test_a_table_keeps_its_rows_under_one_heading() -> None:
    arranged = grid(a_table(), Options(rows="category", lang="en"))

    page, text = write(arranged, "html").decode(), write(arranged, "md").decode()

    assert page.count('<th scope="rowgroup" rowspan="2">Équipe</th>') == 1
    assert "<td>élus, équipes</td>" in page
    assert '<th class="" scope="col">To whom</th>' in page
    assert text.count("**Équipe**") == 1
    assert "| Theme | Recommendation (3) | Finding | To whom |" in text
    assert "| 3\\. Écouter" not in text
    assert "|  | • 3\\. Écouter \\| noter | — | — |" in text


def test_a_table_is_said_item_by_item_with_its_fields_below() -> None:
    text = write(grid(a_table(), Options(rows="category", lang="en")), "txt").decode()

    assert "Équipe\n  - 1. Former\n      - 2. dès septembre\n" not in text
    assert "Équipe\n  - 1. Former\n    - 2. dès septembre\n      To whom: élus, équipes\n" in text


def test_an_item_in_several_cells_carries_the_sign_of_it_and_a_reference_what_it_refers_to() -> None:
    workshop = a_workshop(
        {"text": "a < b", "category": "Accueil", "also": [["Réseau"]], "facets": {"pole": ["x", "y"]}},
    )
    arranged = grid(workshop, Options(by="facet:pole", rows="category", lang="en"))

    page = write(arranged, "html").decode()

    assert page.count('<span class="mark">×2</span>') == 2
    assert page.count('title="a &lt; b">↗\u00a01</li>') == 2
    assert write(arranged, "md").decode().count("\\[×2\\]") == 2
    assert "1. a < b [×2]" in write(arranged, "txt").decode()


def test_a_cell_without_items_says_so() -> None:
    arranged = grid(a_workshop({"text": "a", "polarity": "positive"}), Options(lang="en"))

    assert '<td class="improve empty">—</td>' in write(arranged, "html").decode()
    assert "| • 1\\. a | — |" in write(arranged, "md").decode()


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "0123", "1/2", "3 mars", "Vrai", "'=1", "''1"])
def test_no_cell_is_a_formula_or_becomes_a_number_or_a_date(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "'", "Table 1", "3 salles", "l'été", "mars", "'cité'", "«\u00a01\u00a0» a"])
def test_other_cells_stand_as_they_are(text: str) -> None:
    assert guarded(text) == text


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (HTMLParser's)
        self.tags.add(tag)
        if tag == "li":
            self.items.append("")

    def handle_data(self, data: str) -> None:
        if self.items:
            self.items[-1] += data


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: bool(text.strip())))
def test_any_text_is_text_in_html(text: str) -> None:
    text = text.strip().replace("\ufffe", "").replace("\uffff", "") or "x"
    workshop = a_workshop({"text": text, "polarity": "positive"})

    page = grid_html(grid(workshop, Options(numbers=False)))

    read = _Texts()
    read.feed(page)
    assert read.items[0].startswith(workshop.proposals[0].text)
    assert read.tags <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "table", "thead", "tbody"),
        *("tr", "th", "td", "ul", "li", "span", "section", "h2", "footer", "caption"),
    }


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Il a dit « on verra bien » hier", ["« on", "bien »"]),
        ("Pourquoi attendre ? (« non ! »)", ["attendre ?", "« non ! »"]),
        ("Un mot : « l'oubli »", ["mot :", "« l'oubli »"]),
        ("« anticonstitutionnellement »", ["« antico", "lement »"]),
        ("«\u00a0Oui\u00a0» a b", []),
    ],
)
def test_a_line_of_a_page_does_not_break_at_a_space_that_french_puts_before_a_sign(
    text: str, together: list[str]
) -> None:
    page = held(text)

    assert [unescape(one) for one in re.findall('<span class="held">(.*?)</span>', page)] == together
    assert unescape(re.sub("<[^>]*>", "", page)) == text
    assert page in grid_html(grid(a_workshop({"text": text, "polarity": "positive"}), Options(numbers=False)))
    assert ".held { white-space: nowrap; }" in STYLE


def test_the_page_of_a_grid_is_a_semantic_table() -> None:
    page = write(grid(a_full_workshop(), Options(lang="fr")), "html").decode()

    assert '<html lang="fr">' in page
    assert page.count('scope="col"') == 3
    assert page.count('scope="row"') == 4
    assert "&lt;b&gt;&amp; | *gras*&lt;/b&gt;" in page
    assert STYLE in page
    assert STYLE_SOURCE.startswith("'sha256-")


def test_markdown_shows_a_text_as_it_is() -> None:
    assert markdown_escape("a|b *c* <d>\ne & f") == r"a\|b \*c\* \<d\><br>e &amp; f"


@pytest.mark.parametrize(
    ("text", "written"),
    [("1. Ici", r"1\. Ici"), ("2) Là", r"2\) Là"), ("- moins", r"\- moins"), ("+ plus", r"\+ plus"), ("---", r"\---")],
)
def test_no_text_becomes_a_list_in_markdown(text: str, written: str) -> None:
    workshop = a_workshop({"text": text}, question=text)

    lines = write(grid(workshop, Options(numbers=False)), "md").decode().splitlines()

    assert lines[2] == written
    assert f"- {written}" in lines


def test_a_note_stands_under_its_item_in_markdown() -> None:
    workshop = a_workshop(
        {"text": "Le café", "polarity": "positive", "note": "dit *deux* fois"}, question="Et demain ?"
    )

    assert (
        "• 1\\. Le café<br>*Note\u00a0: dit \\*deux\\* fois*"
        in write(grid(workshop, Options(lang="fr")), "md").decode()
    )


def a_cell(text: str) -> dict[str, Any]:
    return {"text": text, "polarity": "positive"}


def test_a_markdown_table_has_as_many_cells_in_each_line() -> None:
    table = [
        line
        for line in write(grid(a_workshop(a_cell("a|b\nc"), a_cell("d")), Options()), "md").decode().splitlines()
        if line.startswith("|")
    ]

    assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert len(table) == 3
