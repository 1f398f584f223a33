"""HTML of others: headings, lists, paragraphs, tables; nothing else says anything."""

import pytest

from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from tests.formats.outlines import html
from tests.formats.texts import items, outline, understood

PAGE = """<!DOCTYPE html><html><head><title>Notes</title><style>p {}</style><script>alert(1)</script></head><body>
<h1>Atelier</h1><p>Agen, le 2 avril 2014</p>
<h2>Lieux</h2><h3>Les plus</h3>
<ul><li>La <b>salle</b><ul><li>claire</li></ul></li><li><p>Le parc</p><p>au <a href="http://a.fr">sud</a></p></li></ul>
<h3>Les moins</h3><div>Le bruit<br>du soir</div>
<h2>Groupe 2</h2><ol><li>Un</ol></body></html>"""


def test_a_page_is_read_by_its_headings_lists_and_paragraphs() -> None:
    unchecked = html(PAGE)

    assert (unchecked.data["title"], unchecked.data["place"]) == ("Atelier", "Agen")
    assert outline(unchecked) == ["La salle", "  claire", "Le parc\nau sud", "Le bruit\ndu soir", "Un"]
    assert [item.fields for item in items(unchecked) if item.depth == 1] == [
        {"category": ["Lieux"], "polarity": "positive"},
        {"category": ["Lieux"], "polarity": "positive", "note": "http://a.fr"},
        {"category": ["Lieux"], "polarity": "improve"},
        {"group": "Groupe 2"},
    ]
    assert ("Notes", "preamble") in understood(unchecked)


def test_scripts_styles_and_comments_say_nothing() -> None:
    assert outline(html("<p>a<script>alert(1)</script>b<!-- c --><style>d</style></p>")) == ["ab"]


def test_a_table_with_polarities_has_items_in_its_cells() -> None:
    unchecked = html("<table><tr><th>Les plus<th>Les moins<tr><td><ul><li>a<li>b</ul><td>c</table>")

    assert [(item.text, item.fields["polarity"]) for item in items(unchecked)] == [
        *(("a", "positive"), ("b", "positive"), ("c", "improve")),
    ]


def test_text_between_blocks_is_kept() -> None:
    assert outline(html("avant<p>dans</p>entre<span><div>bloc</div>après</span>fin")) == [
        *("avant", "dans", "entre", "bloc", "après", "fin"),
    ]


@pytest.mark.parametrize("body", ["", " ", "<!-- -->"])
def test_an_empty_page_is_malformed(body: str) -> None:
    with pytest.raises(MalformedBodyError):
        html(body)


def test_a_page_without_text_is_a_fault() -> None:
    assert html("<html><body><script>alert(1)</script></body></html>").faults[0].pointer == "/proposals"


@pytest.mark.parametrize("tag", ["div", "ul><li", "span", "b"])
def test_two_hundred_thousand_nested_elements_are_one_clear_error(tag: str) -> None:
    with pytest.raises(InvalidDocumentError):
        html(f"<{tag}>a" * 200_000)
