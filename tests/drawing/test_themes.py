import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.domain.values import Polarity
from synthgrid.drawing import themes

COLOURS = [*themes.BRANCHES, *themes.POLARITY.values(), themes.ROOT, themes.REST]


@pytest.mark.parametrize("color", COLOURS)
def test_every_colour_carries_white_text_and_shows_as_a_line(color: str) -> None:
    assert themes.contrast(color, themes.BACKGROUND) >= themes.TEXT_CONTRAST


def test_contrast_is_that_of_wcag() -> None:
    assert themes.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert themes.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_of_the_user_shows_on_white_and_carries_readable_text(value: int) -> None:
    color = themes.branch_color(0, f"#{value:06x}")

    assert themes.contrast(color, themes.BACKGROUND) >= themes.LINE_CONTRAST
    assert themes.contrast(themes.text_on(color), color) >= themes.TEXT_CONTRAST


@pytest.mark.parametrize("color", ["red", "#eee", "#12345g", "", "#123456\n", '#123456" URL="http://x'])
def test_what_is_not_a_colour_never_reaches_graphviz(color: str) -> None:
    assert themes.branch_color(2, color) == themes.BRANCHES[2]


def test_no_branch_has_the_colour_of_a_polarity() -> None:
    assert not set(themes.BRANCHES) & set(themes.POLARITY.values())


def test_a_heading_of_a_polarity_keeps_its_colour_whatever_its_place() -> None:
    found = {themes.branch_color(number, "#00ff00", Polarity.IMPROVE) for number in range(9)}

    assert found == {themes.POLARITY[Polarity.IMPROVE]}
