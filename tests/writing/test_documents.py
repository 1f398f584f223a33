"""Sheets as documents of word processors: read back with the libraries, and opened by LibreOffice."""

import shutil
import struct
import subprocess
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import odfdo
import pytest
from docx.document import Document as Docx
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from synthgrid.domain.check import judge
from synthgrid.domain.forms import Composite
from synthgrid.domain.options import Options
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.templates import PAIRED_ORIENTATION, TEMPLATES
from synthgrid.domain.values import Workshop
from synthgrid.formats import Format, read
from synthgrid.settings import Limits
from synthgrid.synthesis import mind_map, sheet
from synthgrid.writing import DOCUMENTS, Figure, figure_of, write
from tests.builders import a_workshop
from tests.real import REAL, needs_real
from tests.writing.test_sheet import WORDS, a_whole_sheet

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OASIS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, SVG = OASIS % "text", OASIS % "table", OASIS % "svg-compatible"


def a_png(width: int = 800, height: int = 400) -> bytes:
    """Return a white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def the_document(workshop: Workshop, format_: str, *, with_map: bool = True, **options: Any) -> bytes:
    chosen = Options(**{"lang": "fr", **options})
    figure = figure_of(mind_map(workshop, chosen), a_png(), 200) if with_map else None
    return write(sheet(workshop, chosen), format_, figure)


def part(document: bytes, name: str) -> ET.Element:
    with ZipFile(BytesIO(document)) as package:
        return ET.fromstring(package.read(name))  # noqa: S314 (our own output)


def as_docx(workshop: Workshop, **options: Any) -> Docx:
    return docx.Document(BytesIO(the_document(workshop, "docx", **options)))


def odt_text(element: ET.Element) -> str:
    """Return a text as a reader of OpenDocument sees it."""
    if element.tag == f"{TEXT}s":
        return " " * int(element.get(f"{TEXT}c", "1"))
    if element.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
        return "\t" if element.tag.endswith("tab") else "\n"
    return (element.text or "") + "".join(odt_text(child) + (child.tail or "") for child in element)


@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_every_word_stands_in_every_document(format_: str) -> None:
    document = the_document(a_whole_sheet(), format_)

    text = "".join(part(document, "word/document.xml" if format_ == "docx" else "content.xml").itertext())
    assert [words for words in WORDS if words not in text] == []


@pytest.mark.parametrize(("format_", "name"), [("docx", "word/styles.xml"), ("odt", "styles.xml")])
def test_its_font_is_one_that_office_programs_come_with(format_: str, name: str) -> None:
    styles = part(the_document(a_whole_sheet(), format_), name)

    attributes = [(key.rpartition("}")[2], value) for element in styles.iter() for key, value in element.attrib.items()]
    assert {value for key, value in attributes if key in {"ascii", "hAnsi", "font-name"}} == {"Calibri"}


def test_a_word_document_has_the_styles_of_a_document() -> None:
    found = [(one.style.name, one.text) for one in as_docx(a_whole_sheet()).paragraphs if one.style and one.text]

    assert found[0] == ("Title", "Réunion de rentrée")
    assert [text for name, text in found if name == "Subtitle"] == ["Et demain ?", "Agen · 3 groupes"]
    assert [text for name, text in found if name == "Heading 1"] == [
        *("Mots clés", "Sans avis exprimé (1)", "PRECONISATIONS", "Points essentiels", "Modalités de participation"),
        *("suites", "Groupes", "Carte heuristique"),
    ]
    assert ("Quote", "8\u2002« Rien sans nous »") in found
    assert ("List Bullet", "6\u2002Former\n  les élus") in found


def test_a_strip_is_below_the_heading_that_its_authors_gave_the_points() -> None:
    document = as_docx(a_workshop({"text": "a", "polarity": "positive"}, "b", labels={"point": "CONSTATS"}))

    headings = [(one.style.name, one.text) for one in document.paragraphs if one.style and "Heading" in one.style.name]
    assert headings[:2] == [("Heading 1", "CONSTATS"), ("Heading 2", "Sans avis exprimé (1)")]


def test_items_in_word_are_a_list_of_as_many_levels() -> None:
    levels = {
        one.text: one._p.xpath("string(w:pPr/w:numPr/w:ilvl/@w:val)")
        for one in as_docx(a_whole_sheet()).paragraphs
        if one.style and one.style.name == "List Bullet"
    }

    assert (levels["1\u2002Confiance"], levels["2\u2002entre nous"]) == ("0", "1")


def test_the_table_in_word_repeats_its_headings() -> None:
    (table,) = as_docx(a_whole_sheet()).tables

    assert [cell.text for cell in table.rows[0].cells] == ["Thème", "+ Leviers (1)", "△ Points à améliorer (1)"]
    assert [row._tr.find(f".//{W}tblHeader") is not None for row in table.rows] == [True, False, False]
    assert [cell.text for cell in table.rows[1].cells] == [
        "Accueil",
        "3\u2002Le café\u00a0[A]\nNote\u00a0: dit deux fois",
        "—",
    ]
    widths = [cell.width or 0 for cell in table.rows[0].cells]
    assert widths[0] < widths[1] == widths[2]


def test_rows_under_one_heading_and_the_fields_of_a_table_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    composite = Composite("pairs", "Pairs", (PAIRED_ORIENTATION.key,))
    monkeypatch.setitem(TEMPLATES, "pairs", composite)
    workshop = a_workshop(
        {"text": "a", "category": "Accueil", "facets": {"b": "seul", "away": ["bruit", "hâte"]}},
        {"text": "c", "category": "Accueil"},
    )

    arranged = sheet(workshop, Options(template="pairs"))
    (table,) = docx.Document(BytesIO(write(arranged, "docx"))).tables

    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["Accueil", "1\u2002a", "seul", "bruit, hâte"],
        ["", "2\u2002c", "—", "—"],
    ]


def test_the_map_in_word_has_an_alternative_text() -> None:
    document = as_docx(a_whole_sheet(), lang="en")

    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == (
        "Mind map “Réunion de rentrée”. Its branches: Keywords, Leviers, Points to improve, No opinion expressed (1), "
        "PRECONISATIONS, Essential points, Quotation, Ways of taking part, suites."
    )
    assert (shape.width.inches, shape.height.inches) == (4.0, 2.0)
    assert [section.orientation for section in document.sections] == [0, 1]


def test_a_word_document_says_what_it_is() -> None:
    document = as_docx(a_whole_sheet())

    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == ("Réunion de rentrée", "synthgrid", "fr")
    assert document.styles.element.find(f".//{W}lang").get(f"{W}val") == "fr-FR"
    assert "PAGE" in document.sections[0].footer._element.xml
    assert all(section.footer.is_linked_to_previous for section in document.sections[1:])


def test_a_title_longer_than_a_property_is_whole_in_the_document() -> None:
    title = "Un titre " * 50

    assert as_docx(a_workshop("a", title=title)).paragraphs[0].text == title.strip()


def test_an_opendocument_text_has_headings_and_lists() -> None:
    content = part(the_document(a_whole_sheet(), "odt"), "content.xml")

    headings = [(one.get(f"{TEXT}outline-level"), odt_text(one)) for one in content.iter(f"{TEXT}h")]
    assert headings[0] == ("1", "Mots clés")
    assert headings[-1] == ("1", "Carte heuristique")
    (first, *_) = content.iter(f"{TEXT}list")
    assert odt_text(first.findall(f"{TEXT}list-item/{TEXT}p")[0]) == "1\u2002Confiance"
    assert odt_text(first.findall(f"{TEXT}list-item/{TEXT}list/{TEXT}list-item/{TEXT}p")[0]) == "2\u2002entre nous"
    styles = [one.get(f"{TEXT}style-name") for one in content.iter(f"{TEXT}p")]
    assert styles[0] == "Title"
    assert "Quotations" in styles


def test_the_table_in_opendocument_repeats_its_headings() -> None:
    content = part(the_document(a_whole_sheet(), "odt"), "content.xml")

    (table,) = content.iter(f"{TABLE}table")
    (headings,) = table.iter(f"{TABLE}table-header-rows")
    assert ["".join(cell.itertext()) for cell in headings.iter(f"{TABLE}table-cell")] == [
        *("Thème", "+ Leviers (1)", "△ Points à améliorer (1)"),
    ]
    assert len(table.findall(f"{TABLE}table-row")) == 2
    assert len(table.findall(f"{TABLE}table-column")) == 3
    assert table.findtext(f"{TABLE}title") == "Leviers / Points à améliorer"


def test_the_map_in_opendocument_has_an_alternative_text() -> None:
    document = the_document(a_whole_sheet(), "odt")

    content = part(document, "content.xml")
    assert [one.text for one in content.iter(f"{SVG}title")] == ["Carte heuristique"]
    assert (
        next(content.iter(f"{SVG}desc")).text
        == figure_of(mind_map(a_whole_sheet(), Options(lang="fr")), a_png(), 200).alternative
    )
    with ZipFile(BytesIO(document)) as package:
        assert package.read("Pictures/map.png") == a_png()


def test_an_opendocument_text_says_what_it_is() -> None:
    document = odfdo.Document(BytesIO(the_document(a_whole_sheet(), "odt")))

    assert (document.get_type(), document.get_language()) == ("text", "fr-FR")
    assert (document.meta.title, document.meta.creator, document.meta.language) == (
        *("Réunion de rentrée", "synthgrid", "fr"),
    )
    assert document.get_style("paragraph", "Heading_20_1") is not None


@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_a_document_can_be_without_map_and_without_items(format_: str) -> None:
    assert the_document(a_workshop(), format_, with_map=False).startswith(b"PK")


@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_the_same_sheet_is_the_same_bytes(format_: str) -> None:
    assert the_document(a_whole_sheet(), format_) == the_document(a_whole_sheet(), format_)


def test_a_figure_is_as_large_as_its_page_at_most() -> None:
    figure = Figure("Carte", a_png(8000, 100), "")
    document = docx.Document(BytesIO(write(sheet(a_workshop("a"), Options()), "docx", figure)))

    (shape,) = document.inline_shapes
    assert shape.width.inches == pytest.approx(11.693 - 2 * 0.6, abs=0.01)


@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_a_map_whose_letters_are_too_small_for_paper_says_so(format_: str) -> None:
    arranged = mind_map(a_workshop("a"), Options(lang="fr"))
    small, read = figure_of(arranged, a_png(8000, 100), 200), figure_of(arranged, a_png(1000, 100), 200)

    written = write(sheet(a_workshop("a"), Options(lang="fr")), format_, small)

    name = "word/document.xml" if format_ == "docx" else "content.xml"
    said = "".join(part(written, name).itertext())
    # 40 inches at 200 dots each are shown on 10.5.
    assert "fait ici 2,4 points, trop peu pour le papier (8)" in said
    assert read.caption == ""


_characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
_texts = st.text(st.one_of(_characters, st.sampled_from(" \t\n<&>\"'\u00a0\u202e\u0627")), min_size=1)


@given(_texts.filter(lambda text: bool(text.strip())))
@settings(max_examples=50, deadline=None)  # the deadline of a loaded machine is not the point
def test_any_text_is_whole_in_both_documents(text: str) -> None:
    workshop = a_workshop({"text": text, "section": "keyword"})
    (item,) = workshop.proposals

    word = as_docx(workshop, with_map=False, numbers=False).paragraphs[2].text
    content = part(the_document(workshop, "odt", with_map=False, numbers=False), "content.xml")

    assert word == item.text
    assert odt_text(next(content.iter(f"{TEXT}list-item"))) == item.text


@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_ten_thousand_items_are_written_within_a_deadline(format_: str) -> None:
    items = [{"text": f"Item {number}", "polarity": "positive", "category": "Accueil"} for number in range(10_000)]
    arranged = sheet(a_workshop(*items), Options())
    before = time.process_time()

    write(arranged, format_)

    assert time.process_time() - before < 5  # it was 30 while the table was moved from tree to tree


def test_a_text_from_right_to_left_is_laid_out_so() -> None:
    workshop = a_workshop({"text": "فضاء للشباب", "section": "keyword"})

    (paragraph,) = [one for one in as_docx(workshop).paragraphs if "فضاء" in one.text]
    assert paragraph._p.find(f".//{W}bidi") is not None
    content = part(the_document(workshop, "odt"), "content.xml")
    assert content.find(f".//{TEXT}list-item/{TEXT}p").get(f"{TEXT}style-name") == "List_20_Item_right"  # type: ignore[union-attr]  # it is there


def test_the_server_loads_no_library_of_files_before_it_is_asked_for_one() -> None:
    script = "import sys, synthgrid.app; print([one for one in ('docx', 'odfdo') if one in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


SOFFICE: Final = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")


def opened(document: bytes, format_: str, folder: Path) -> PdfReader:
    """Return the pages as LibreOffice prints them."""
    source = folder / f"fiche.{format_}"
    source.write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE or "", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return PdfReader(folder / "fiche.pdf")


@needs_libreoffice
@needs_real
@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_the_real_sheet_is_two_pages_and_its_map(format_: str, tmp_path: Path) -> None:
    sheet_ = REAL / "documents" / "004_acb9cb79d7695846.txt"
    document = judge(read(sheet_.read_bytes(), Format.TEXT, Limits()), Limits(), title_required=False).document
    assert document

    first, second, last = opened(the_document(snapshot_of(document, language="fr"), format_), format_, tmp_path).pages

    # Its two columns end where its first page does: no line of them is alone on the next one.
    assert "48" in first.extract_text()
    assert second.extract_text().startswith("PRECONISATIONS")
    assert "Carte heuristique" in last.extract_text()


@needs_libreoffice
@pytest.mark.parametrize("format_", sorted(DOCUMENTS))
def test_libreoffice_opens_it_with_every_word_and_the_map_on_its_page(format_: str, tmp_path: Path) -> None:
    first, last = opened(the_document(a_whole_sheet(), format_), format_, tmp_path).pages
    # Carlito, which stands in for Calibri, has one glyph for a space and a no-break space.
    said = first.extract_text().replace("\u00a0", " ")
    assert [words for words in WORDS if words not in said] == []
    assert "1 / 2" in said
    assert "Carte heuristique" in last.extract_text()
    assert (last.mediabox.width > last.mediabox.height, first.mediabox.width < first.mediabox.height) == (True, True)
    contents = [page.get_contents() for page in (first, last)]
    assert [one is not None and b" Do" in one.get_data() for one in contents] == [False, True]  # draws a picture
