"""The texts of a PDF, as whoever searches or copies them finds them: those that were said, letter by letter."""

import base64
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
import uharfbuzz as hb
from pypdf import PdfReader

import synthgrid
from synthgrid.domain.check import judge
from synthgrid.domain.options import Options, View
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Workshop
from synthgrid.drawing import Format, Renderer, fonts
from synthgrid.formats import Format as Written
from synthgrid.formats import read
from synthgrid.settings import Engine, Limits, Rendering
from synthgrid.synthesis import ARRANGE
from tests.drawing.builders import a_map, a_theme, an_item
from tests.drawing.engines import needs_system
from tests.real import REAL, needs_real

SAMPLE = Path(synthgrid.__file__).parent / "samples" / "atelier.json"
SHEET = REAL / "documents" / "004_acb9cb79d7695846.txt"

ENGINES = pytest.mark.parametrize(
    "engine",
    ["bundled", pytest.param("system", marks=[pytest.mark.system_graphviz, needs_system])],
)


def described(file: Path, form: Written) -> Workshop:
    verdict = judge(read(file.read_bytes(), form, Limits()), Limits(), title_required=False)
    return snapshot_of(verdict.document, language="fr")


def lost(texts: Iterable[str], pdf: bytes) -> list[str]:
    """Return the texts that are not in a PDF, white space apart."""
    found = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    return [text for text in texts if "".join(text.split()) not in found]


@ENGINES
@pytest.mark.parametrize("view", [View.MINDMAP, View.SHEET])
@pytest.mark.parametrize(
    ("file", "form"),
    [
        pytest.param(SHEET, Written.TEXT, marks=[pytest.mark.real, needs_real], id="real"),
        pytest.param(SAMPLE, Written.JSON, id="sample"),
    ],
)
def test_each_text_of_a_workshop_is_found_again_in_its_pdf(
    file: Path, form: Written, view: View, engine: Engine
) -> None:
    workshop = described(file, form)
    renderer = Renderer(Rendering(engine=engine, workers=1, timeout=30))
    try:
        drawing = renderer.draw(ARRANGE[view](workshop, Options(lang="fr"), 1_000), Options(lang="fr"), Format.PDF)
    finally:
        renderer.close()

    assert workshop.proposals
    assert lost([one.text for one in workshop.proposals], drawing.data) == []


@ENGINES
@pytest.mark.parametrize("view", list(View))
def test_the_texts_of_a_pdf_are_copied_as_they_are_read(view: View, engine: Engine) -> None:
    workshop = described(SAMPLE, Written.JSON)
    arranged = ARRANGE[view](workshop, Options(lang="fr"), 1_000)
    renderer = Renderer(Rendering(engine=engine, workers=1, timeout=30))
    try:
        data = renderer.draw(arranged, Options(lang="fr"), Format.PDF).data
    finally:
        renderer.close()

    copied = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    found = "".join(copied.replace("•", "").split())
    shown = [one for one in workshop.proposals if "".join(one.text.split()) in found]
    assert len(shown) > 30
    assert lost([f"{one.ref}{one.text}" for one in shown if not one.parent], data) == []
    assert found.startswith("".join(arranged.title.split()))
    assert found.index("Parquartier".lower()) > found.index("Rassemblerenunseulendroit")
    # A space is a space, though a no-break space has the same glyph.
    assert "seul endroit" in copied.replace("\n", " ")
    assert "leurs familles" in copied.replace("\n", " ")


@ENGINES
def test_no_letters_are_joined_in_any_face(engine: Engine) -> None:
    words = "Affirmer l’efficacité, fixer, réfléchir, baffle"
    themes = (a_theme(words), a_theme("Citation", an_item(1, words)))
    renderer = Renderer(Rendering(engine=engine, workers=1, timeout=30))
    try:
        data = renderer.draw(a_map(*themes, title=words), Options(), Format.PDF).data
    finally:
        renderer.close()

    assert not lost([words], data)
    [page] = PdfReader(BytesIO(data)).pages
    assert not any("\ufb00" <= char <= "\ufb06" for char in page.extract_text())


@pytest.mark.parametrize("face", list(fonts.Face))
def test_a_text_is_measured_letter_by_letter(face: fonts.Face) -> None:
    assert [piece for piece, _ in fonts.clusters("affirmer, fixer, flou", face)] == list("affirmer, fixer, flou")


@pytest.mark.parametrize("face", list(fonts.Face))
def test_the_font_of_an_svg_joins_no_letters(face: fonts.Face) -> None:
    text = "affirmer, fixer, flou"
    data = base64.b64decode(fonts.embedded(face, frozenset(text)).partition(",")[2])
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(data)), buffer, {"liga": True})

    assert len(buffer.glyph_infos) == len(text)
