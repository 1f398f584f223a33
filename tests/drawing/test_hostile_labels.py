"""The two escape functions: text drawn = text stored, on both engines, whatever the text."""

import random
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgrid.domain.text import without_bidi_controls
from synthgrid.drawing import dot, engine, svg
from synthgrid.drawing.drawings import EngineInfo
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.picture import Box, Look, Picture
from synthgrid.errors import RenderingError
from tests.drawing.engines import BUNDLED, drawn, needs_system, parsed

PLAIN: Final = Look(Face.REGULAR, 12, "#1f2937")
TEXT_TAG: Final = "{http://www.w3.org/2000/svg}text"
# fmt: off
PIECES: Final = (
    "\\", "\\n", "\\N", "\\G", "\\l", "\\r", "\\L", "\\E", "\\T", "\\H", '"', "'", "<", ">", "&", "&amp;", "&lt;",
    "&#10;", "&#x3c;", "&eacute;", "&nbsp;", "&notanentity;", "<b>", "</b>", "<br/>", "<table>", "<!--", "-->", "]]>",
    "<![CDATA[", "{", "}", "[", "]", "|", ";", ",", "=", "->", "--", "#", "%", "$", "`", "/*", "*/", "//", "digraph",
    "é", "œ", "«\u202f", "\u202f»", "’", "…", "<script>alert(1)</script>", "javascript:", "中文", "العربية", "עברית",
    "👩\u200d👧", "🏳️\u200d🌈", "e\u0301", "\u200b", "\u00ad", "\ufeff", "  ", " ", "a", "0", "\u00a0", "\u2007", "+",
    "\\\\", '\\"', "<>", "&&", "\U0001f600", "\ud7ff", "\uffe5",
)
# fmt: on
labels = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), min_size=1),
)


def generated(count: int, seed: int) -> list[str]:
    """Return hostile labels without hypothesis, for the large counts."""
    chance = random.Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 8))) for _ in range(count)]


def a_picture(texts: Sequence[str], *, aside: bool = False) -> Picture:
    """Return a column of boxes, one a text: plain labels, or HTML-like ones with the text as line and as count."""
    boxes = tuple(
        Box(0, number * 30, 900, 25, PLAIN, (text,), text if aside else "", "node", f"p{number}", text)
        for number, text in enumerate(texts)
    )
    return Picture(-500, -50, 500, len(texts) * 30, boxes, (), "Titre", "Plan", "fr", "#ffffff")


def texts_of(svg: str) -> list[str]:
    return [(text.text or "") for text in parsed(svg).iter(TEXT_TAG)]


def stored(texts: Sequence[str]) -> list[str]:
    return [without_bidi_controls(text).strip() for text in texts]


def same(text: str) -> str:
    """Graphviz draws the second of two spaces as a no-break one."""
    return text.replace("\u00a0", " ")


@given(st.lists(labels, min_size=1, max_size=60))
@settings(deadline=None, max_examples=25)
def test_any_plain_label_is_drawn_as_it_is_stored(texts: list[str]) -> None:
    kept = [text for text in stored(texts) if text]

    assert [same(text) for text in texts_of(drawn(a_picture(kept)))] == [same(text) for text in kept]


@given(st.lists(labels, min_size=1, max_size=30))
@settings(deadline=None, max_examples=25)
def test_any_markup_label_is_drawn_as_it_is_stored(texts: list[str]) -> None:
    kept = [text for text in stored(texts) if text]

    found = [same(text) for text in texts_of(drawn(a_picture(kept, aside=True)))]

    assert found[::2] == [same(text) for text in kept]
    assert found[1::2] == [f"  {same(text)}" for text in kept]


@pytest.mark.parametrize("seed", range(20))
def test_ten_thousand_hostile_labels_five_hundred_a_graph(seed: int) -> None:
    texts = [text for text in stored(generated(500, seed)) if text]

    assert [same(text) for text in texts_of(drawn(a_picture(texts)))] == [same(text) for text in texts]


@pytest.mark.system_graphviz
@needs_system
@pytest.mark.parametrize("aside", [False, True])
def test_a_thousand_hostile_labels_on_the_system_engine(aside: bool) -> None:
    texts = [text for text in stored(generated(500, 99)) if text]

    found = [same(text) for text in texts_of(drawn(a_picture(texts, aside=aside), engine.find("system")))]

    assert found[:: 2 if aside else 1] == [same(text) for text in texts]


@pytest.mark.system_graphviz
@needs_system
def test_both_engines_draw_the_same_texts() -> None:
    texts = [text for text in stored(generated(200, 7)) if text]

    assert texts_of(drawn(a_picture(texts))) == texts_of(drawn(a_picture(texts), engine.find("system")))


@pytest.mark.parametrize("info", [BUNDLED, pytest.param(EngineInfo("system", ""), marks=needs_system)])
def test_what_graphviz_complains_of_is_an_error(info: EngineInfo) -> None:
    with pytest.raises(RenderingError):
        engine.draw(info, 'digraph { a [label=<<b>lost</i>> pos="0,0!"] }', "svg")


@pytest.mark.parametrize("info", [BUNDLED, pytest.param(EngineInfo("system", ""), marks=needs_system)])
def test_a_line_longer_than_graphviz_reads_at_once_is_drawn_whole(info: EngineInfo) -> None:
    texts = ["e" + "\u0301" * 9_999, '\\"' * 5_000, "👩" * 10_000, "a&b;" * 2_500]

    assert texts_of(drawn(a_picture(texts), info)) == texts


def test_a_text_that_comes_out_changed_is_an_error() -> None:
    sent = a_picture(["Un point"])
    other = a_picture(["Un autre point"])

    with pytest.raises(RenderingError, match="changed"):
        svg.finish(engine.draw(BUNDLED, dot.source(other), "svg"), sent)
