"""Colours: readable in every theme, told apart whatever one's colour vision, safe whatever the user wrote."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.options import Theme
from synthgrid.domain.values import Polarity
from synthgrid.drawing import themes
from synthgrid.drawing.themes import PALETTES, contrast
from tests.drawing.color_vision import apart

LIGHT = PALETTES[Theme.LIGHT]
EVERY = pytest.mark.parametrize("theme", list(Theme))
COLOURED = pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
BRANCHES = 12


@EVERY
def test_every_text_is_readable_where_it_stands(theme: Theme) -> None:
    palette = PALETTES[theme]
    lines = [palette.branch(number) for number in range(BRANCHES)] + list(palette.polarity.values())
    pairs = [
        (palette.ink, palette.background),
        (palette.muted, palette.background),
        (palette.rest, palette.background),
        (palette.root_ink, palette.root),
        (palette.chip_ink, palette.chip),
        *((palette.text_on(color), color) for color in (*lines, palette.rest, palette.neutral)),
        *((palette.ink, palette.tinted(color)) for color in lines),
        *((palette.text(color, palette.tinted(color, 0.06)), palette.tinted(color, 0.06)) for color in lines),
    ]

    assert [pair for pair in pairs if contrast(*pair) < palette.text_contrast] == []


@EVERY
def test_every_line_shows_on_the_background(theme: Theme) -> None:
    palette = PALETTES[theme]
    lines = [*(palette.branch(number) for number in range(BRANCHES)), *palette.polarity.values(), palette.rest]

    assert [color for color in lines if contrast(color, palette.background) < palette.line_contrast] == []


def test_the_contrast_theme_is_aaa_and_print_is_black_and_white() -> None:
    assert PALETTES[Theme.CONTRAST].text_contrast == 7
    assert {PALETTES[Theme.PRINT].branch(number, "#ff0000") for number in range(BRANCHES)} == {"#000000"}
    assert set(PALETTES[Theme.PRINT].polarity.values()) == {"#000000"}


@COLOURED
def test_twelve_branches_have_twelve_colours_none_of_them_a_polaritys(theme: Theme) -> None:
    palette = PALETTES[theme]
    found = {palette.branch(number) for number in range(BRANCHES)}

    assert len(found) == BRANCHES
    assert not found & {*palette.polarity.values(), palette.rest}


@COLOURED
def test_neighbours_and_polarities_are_told_apart_whatever_the_colour_vision(theme: Theme) -> None:
    palette = PALETTES[theme]
    branches = [palette.branch(number) for number in range(BRANCHES)]

    assert min(apart(one, other) for one, other in pairwise([*branches, branches[0]])) >= 12
    assert apart(*palette.polarity.values()) >= 12


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@COLOURED
@given(value=st.integers(0, 0xFFFFFF))
def test_a_colour_of_the_user_shows_on_the_background_and_carries_readable_text(theme: Theme, value: int) -> None:
    palette = PALETTES[theme]
    color = palette.branch(0, f"#{value:06x}")

    assert contrast(color, palette.background) >= palette.line_contrast
    assert contrast(palette.text_on(color), color) >= min(palette.text_contrast, 4.58)


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@given(value=st.integers(0, 0xFFFFFF))
def test_a_colour_of_the_user_fills_as_it_was_chosen(theme: Theme, value: int) -> None:
    palette, chosen = PALETTES[theme], f"#{value:06x}"

    assert palette.filled(chosen.upper()) == chosen
    assert contrast(palette.text_on(chosen), chosen) >= palette.text_contrast


@given(value=st.integers(0, 0xFFFFFF))
def test_a_colour_of_the_user_is_filled_so_that_the_text_on_it_is_aaa_in_the_contrast_theme(value: int) -> None:
    palette = PALETTES[Theme.CONTRAST]
    fill = palette.filled(f"#{value:06x}")

    assert fill is not None
    assert contrast(palette.text_on(fill), fill) >= 7


def test_print_and_what_is_not_a_colour_fill_nothing() -> None:
    assert PALETTES[Theme.PRINT].filled("#ff0000") is None
    assert LIGHT.filled('#123456" URL="http://x') is None
    assert LIGHT.filled(None) is None


def test_a_colour_that_shows_already_is_drawn_as_the_user_chose_it() -> None:
    assert LIGHT.branch(3, "#7A0019") == "#7a0019"


@pytest.mark.parametrize("color", ["red", "#eee", "#12345g", "", "#123456\n", '#123456" URL="http://x'])
def test_what_is_not_a_colour_never_reaches_graphviz(color: str) -> None:
    assert LIGHT.branch(2, color) == LIGHT.branches[2]


@EVERY
def test_a_heading_of_a_polarity_keeps_its_colour_whatever_its_place(theme: Theme) -> None:
    palette = PALETTES[theme]
    found = {palette.branch(number, "#00ff00", Polarity.IMPROVE) for number in range(9)}

    assert found == {palette.polarity[Polarity.IMPROVE]}


def test_a_colour_is_moved_only_as_far_as_needed() -> None:
    assert themes.legible("#767676", 4.5, "#ffffff") == "#767676"
    assert contrast(themes.legible("#ffff00", 3.0, "#ffffff"), "#ffffff") >= 3
    assert contrast(themes.legible("#000033", 3.0, "#12171f"), "#12171f") >= 3
