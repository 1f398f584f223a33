import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.text import without_bidi_controls
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.wrapping import SLACK, paragraph, wrap
from tests.drawing.builders import WORDS

SENTENCE = "Travailler les méthodes de promotion du « pouvoir d'agir » : est-ce accepter de perdre le contrôle ?"


def lines_of(text: str, width: float = 170.0, **how: bool) -> tuple[str, ...]:
    return wrap(paragraph(text, Face.REGULAR), 12, width, **how).texts


@pytest.mark.parametrize("width", range(90, 500, 7))
def test_no_line_starts_with_closing_or_ends_with_opening_punctuation(width: int) -> None:
    lines = lines_of(SENTENCE, width)

    assert not [line for line in lines if line[0] in ":;!?»"]
    assert not [line for line in lines if line[-1] == "«"]


def test_a_short_quotation_stays_on_one_line() -> None:
    assert any("« pouvoir d'agir »" in line for line in lines_of(SENTENCE))


@given(st.lists(st.sampled_from([*WORDS, ":", "?", "»", "«", "https://exemple.fr/une/tres/longue/adresse?a=b"])))
def test_the_lines_put_together_are_the_text(words: list[str]) -> None:
    text = " ".join(words)

    assert "".join(lines_of(text, 120)).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1, max_size=200))
def test_nothing_of_any_text_is_cut(text: str) -> None:
    drawn = without_bidi_controls("".join(lines_of(text, 60)))

    assert re.sub(r"\s", "", drawn) == re.sub(r"\s", "", text)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.integers(60, 400))
def test_no_line_is_wider_than_asked(words: list[str], width: int) -> None:
    for line in lines_of(" ".join(words), width):
        assert em_width(line, Face.REGULAR) * 12 <= width


def test_a_word_longer_than_a_line_is_broken_not_cut() -> None:
    address = "https://exemple.fr/" + "a" * 400

    lines = lines_of(address, 150)

    assert "".join(lines) == address
    assert all(em_width(line, Face.REGULAR) * 12 * SLACK <= 150.1 for line in lines)


def test_a_long_name_is_broken_after_its_signs() -> None:
    assert lines_of("https://exemple.fr/images/nouvelle_vue_html_view.png", 120)[-1].endswith("view.png")
    assert all(line[-1] in "/_." for line in lines_of("uberx__comments_de_la_participation_citoyenne", 100)[:-1])


def test_no_chinese_full_stop_starts_a_line() -> None:
    lines = lines_of("搭乘計程車時 。而且司機也會 。感到安全", 84, balanced=False)

    assert len(lines) > 1
    assert not [line for line in lines if line[0] == "。"]


def test_no_short_word_is_left_alone_on_the_last_line() -> None:
    text = "Autorisation de la direction à tenter pour que les équipes s'inscrivent dans ce projet là"

    for width in range(100, 420, 3):
        for balanced in (False, True):
            assert len(lines_of(text, width, balanced=balanced)[-1].split()) > 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (
            "Les habitants, les élus, les travailleurs sociaux",
            110,
            ("Les habitants,", "les élus, les", "travailleurs sociaux"),
        ),
        (
            "La porte du centre reste ouverte pendant les vacances scolaires",
            140,
            ("La porte du centre", "reste ouverte pendant", "les vacances scolaires"),
        ),
    ],
)
def test_the_line_that_gives_a_word_away_is_not_left_short(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert lines_of(text, width) == lines


def test_a_line_break_of_the_author_is_kept() -> None:
    assert lines_of("Premier point\n\nDeuxième point") == ("Premier point", "Deuxième point")


def test_bidi_controls_are_left_out_of_labels() -> None:
    assert lines_of("abc\u202egnp.exe") == ("abcgnp.exe",)


@pytest.mark.parametrize(
    ("text", "begins"),
    [("مقدمة في HTML و CSS، للمبتدئين", "\u2067"), ("Réunion العربية le 3 mai, salle des fêtes", "\u2066")],
)
def test_every_line_keeps_the_direction_of_its_text(text: str, begins: str) -> None:
    lines = lines_of(text, 90)

    assert len(lines) > 1
    assert all(line[0] == begins and line[-1] == "\u2069" for line in lines)
    assert " ".join(line[1:-1] for line in lines) == text


def test_a_text_of_one_direction_is_left_as_it_is() -> None:
    assert lines_of("你好，世界 — Привет, été") == ("你好，世界 — Привет, été",)


def test_graphemes_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"

    assert all(line.replace(family, "") == "" for line in lines_of(family * 30, 60))


def test_chinese_is_broken_between_ideographs_but_not_before_a_comma() -> None:
    lines = lines_of("参与决策的居民，需要时间和培训，" * 6, 120)

    assert len(lines) > 3
    assert not [line for line in lines if line.startswith("，")]


def test_a_bomb_of_punctuation_is_wrapped_in_linear_time() -> None:
    assert "".join(lines_of("! " * 5_000, 200)).count("!") == 5_000
