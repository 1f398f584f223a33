"""The real outlines of ../shared/real: counts may stand here, sentences may not."""

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from synthgrid.domain.check import judge
from synthgrid.errors import InvalidDocumentError, MalformedBodyError
from synthgrid.formats import read, recognise
from synthgrid.formats.markdown import read_markdown
from synthgrid.settings import Limits
from tests.formats.texts import items
from tests.real import REAL, needs_real

MAPS = sorted((REAL / "mm").glob("*"))
MARKDOWN = {
    "ar_free-courses.md": (401, 53),
    "awesome.md": (715, 28),
    "fr_free-programming-books.md": (146, 52),
    "free-programming-books-langs.md": (1872, 227),
    "fr_feedback_plus-moins.md": (16, 5),
    "methode_atelier-citoyen.md": (21, 5),
    "methode_atelier-de-prospective.md": (14, 5),
    "methode_atelier-participatifs.md": (17, 5),
    "methode_budget-participatif.md": (21, 6),
    "usage_rua.md": (20, 9),
}
"""Items and themes; INDEX.md counts the items of lists, to which paragraphs come."""
OUTLINES = {
    "cactus_notes.opml": (17, 3),
    "mindmap-skill_gl.opml": (24, 7),
    "rsdoiel_example1.opml": (64, 0),
    "spec_simpleScript.opml": (8, 3),
    "spec_states.opml": (54, 8),
}

pytestmark = [pytest.mark.real, needs_real]


def _path(name: str) -> Path:
    return next(REAL.glob(f"*/{name}"))


def _says(node: etree._Element) -> bool:
    """Tell whether a node has a text, a note, a picture or a link."""
    written = [*node.attrib.values()] if node.get("LINK") else [node.get("TEXT", "")]
    rich = list(node.iterchildren("richcontent", "hook"))
    return bool("".join(written).strip()) or any(
        "".join(one.itertext()).strip() or one.find(".//img") is not None for one in rich
    )


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.name)
def test_every_node_of_a_real_map_is_its_title_a_heading_or_an_item(path: Path) -> None:
    body = path.read_bytes()
    unchecked = read(body, recognise(body, None), Limits())
    nodes = [node for node in etree.fromstring(body, etree.XMLParser(recover=True)).iter("node") if _says(node)]
    read_as = Counter(one.understood_as for one in unchecked.headings)
    notes = sum(one.fields.get("note") is not None for one in items(unchecked))

    assert not judge(unchecked, Limits()).rejected
    known = len(items(unchecked)) + read_as.total()
    # What a group or the title has for a note is an item besides.
    assert 0 <= known - len(nodes) <= 2
    assert read_as["title"] == 1
    assert notes or path.name in {"multi_layered_enums.mm", "RichtextTests.mm", "StructuredMapTest.mm"}


def test_the_sides_and_notes_of_real_maps_are_kept() -> None:
    french = read((REAL / "mm/freemind_fr.mm").read_bytes(), recognise(b"", "application/x-freemind"), Limits())
    climate = read((REAL / "mm/climatedebater.mm").read_bytes(), recognise(b"", "application/x-freemind"), Limits())

    assert {one.get("side") for one in french.data["categories"]} == {"left", "right"}
    assert len(french.data["categories"]) == 41
    assert json.dumps(climate.data).count('"note"') >= 35


def test_stray_bytes_of_a_real_map_are_mended_and_said() -> None:
    unchecked = read((REAL / "mm/freemind_ru.mm").read_bytes(), recognise(b"", "application/x-freemind"), Limits())

    assert "366" in str(unchecked.notes[0])


@pytest.mark.parametrize("name", OUTLINES)
def test_the_outlines_of_real_opml_are_counted(name: str) -> None:
    body = _path(name).read_bytes()
    unchecked = read(body, recognise(body, "text/x-opml"), Limits())

    assert (len(items(unchecked)), len(unchecked.data["categories"])) == OUTLINES[name]
    assert not judge(unchecked, Limits(), title_required=False).rejected


def test_broken_real_opml_is_refused() -> None:
    with pytest.raises(MalformedBodyError, match="line 1, column 1"):
        read(_path("dan_malformed.opml").read_bytes(), recognise(b"", "text/x-opml"), Limits())
    with pytest.raises(InvalidDocumentError):
        read(_path("invalid_no_outlines.opml").read_bytes(), recognise(b"", "text/x-opml"), Limits())


@pytest.mark.parametrize("name", MARKDOWN)
def test_the_items_and_themes_of_real_markdown_are_counted(name: str) -> None:
    unchecked = read_markdown(_path(name).read_bytes(), Limits())

    assert (len(items(unchecked)), len(unchecked.data["categories"])) == MARKDOWN[name]
    assert not judge(unchecked, Limits(), title_required=False).rejected


def test_the_polarities_of_real_workshop_files_are_known() -> None:
    feedback = items(read_markdown(_path("fr_feedback_plus-moins.md").read_bytes(), Limits()))
    citizens = items(read_markdown(_path("methode_atelier-citoyen.md").read_bytes(), Limits()))

    assert Counter(one.fields.get("polarity") for one in feedback if one.depth == 1) == {
        "positive": 2,
        "improve": 2,
        None: 10,
    }
    assert Counter(one.fields.get("polarity") for one in citizens) == {"positive": 5, "improve": 2, None: 14}
