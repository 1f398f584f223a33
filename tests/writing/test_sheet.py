"""Sheets as text."""

import json
import re
from html.parser import HTMLParser

import pytest

from synthgrid.domain.options import Options
from synthgrid.domain.values import Workshop
from synthgrid.synthesis import sheet
from synthgrid.writing import write
from tests.builders import a_workshop, three_groups


def a_whole_sheet() -> Workshop:
    """Return a workshop with an item in every section, a note, two levels, markup and line breaks in its texts."""
    return a_workshop(
        {"text": "Confiance", "section": "keyword", "children": [{"text": "entre nous"}]},
        {"text": "Le café", "polarity": "positive", "group": "Table 1", "note": "dit deux fois", "category": "Accueil"},
        {"text": "<b>& | *gras*</b>", "polarity": "improve", "group": "Table 2"},
        "sans avis",
        {"text": "Former\n  les élus", "section": "recommendation"},
        {"text": "L’essentiel", "section": "essential"},
        {"text": "« Rien sans nous »", "section": "quotation", "children": [{"text": "dit une mère"}]},
        {"text": "Sortir des murs", "section": "participation"},
        {"text": "Une suite", "section": "suites"},
        question="Et demain ?",
        place="Agen",
        labels={"positive": "Leviers", "recommendation": "PRECONISATIONS"},
        groups=three_groups(),
    )


WORDS = (
    *("Confiance", "entre nous", "Le café", "gras", "sans avis", "les élus", "L’essentiel", "Rien sans nous"),
    *("dit une mère", "Sortir des murs", "Une suite", "Et demain", "Agen", "Leviers", "PRECONISATIONS", "Table 1"),
    *("dit deux fois", "Accueil", "parents"),
)


def loosened(page: str) -> str:
    """Return a page without what keeps words together on a line."""
    return re.sub('<span class="held">([^<]*)</span>', r"\1", page)


@pytest.mark.parametrize("format_", ["txt", "json", "html", "md"])
def test_every_word_stands_in_every_text_of_a_sheet(format_: str) -> None:
    written = loosened(write(sheet(a_whole_sheet(), Options(lang="fr")), format_).decode())

    assert [words for words in WORDS if words not in written] == []


def test_the_json_of_a_sheet_is_its_parts() -> None:
    tree = json.loads(write(sheet(a_whole_sheet(), Options(lang="fr")), "json"))

    assert [part["key"] for part in tree["parts"]] == [
        *("keyword", "plus-delta", "recommendation", "essential", "participation", "suites"),
    ]
    assert tree["parts"][1]["grid"]["columns"][0]["label"] == "Leviers"


def test_a_sheet_in_markdown_has_headings_lists_a_table_and_a_quotation() -> None:
    lines = write(sheet(a_whole_sheet(), Options(lang="fr")), "md").decode().splitlines()

    assert lines[0] == "# Réunion de rentrée"
    assert [line for line in lines if line.startswith("## ")] == [
        *("## Mots clés", "## PRECONISATIONS", "## Points essentiels", "## Modalités de participation", "## suites"),
    ]
    assert "- 1\\. Confiance" in lines
    assert "  - 2\\. entre nous" in lines
    assert "| Thème | + Leviers (1) | △ Points à améliorer (1) |" in lines
    assert "> 8\\. « Rien sans nous »" in lines
    assert "> - 9\\. dit une mère" in lines


class _Page(HTMLParser):
    """The tags of a page with their texts, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (HTMLParser's)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.found.append((self.open[-1], data))


def test_the_page_of_a_sheet_is_made_of_headings_lists_a_table_and_a_callout() -> None:
    page = loosened(write(sheet(a_whole_sheet(), Options(lang="fr")), "html").decode())

    read = _Page()
    read.feed(page)
    assert [text for tag, text in read.found if tag == "h1"] == ["Réunion de rentrée"]
    assert [text for tag, text in read.found if tag == "h2"] == [
        *("Mots clés", "Sans avis exprimé (1)", "PRECONISATIONS", "Points essentiels", "Modalités de participation"),
        *("suites", "Groupes"),
    ]
    assert [text for tag, text in read.found if tag == "caption"] == ["Leviers / Points à améliorer"]
    assert [text for tag, text in read.found if tag == "blockquote"] == ["« Rien sans nous »"]
    assert ("li", "Former\n  les élus") in read.found
    assert (page.count('scope="col"'), page.count('scope="row"')) == (3, 2)
    assert page.count("<table>") == 1
    assert '<html lang="fr">' in page


def test_an_empty_sheet_is_a_title() -> None:
    arranged = sheet(a_workshop(title="Vide"), Options())

    assert write(arranged, "md") == b"# Vide\n"
    assert b"<h2>" not in write(arranged, "html")
