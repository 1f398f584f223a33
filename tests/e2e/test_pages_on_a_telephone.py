"""Grids and sheets as pages on a narrow screen."""

from typing import Any

import pytest

from synthgrid import synthesis
from synthgrid.domain.options import Options
from synthgrid.writing import write
from tests.e2e.browsers import IN_A_BROWSER
from tests.e2e.test_drawings_in_chromium import SAMPLE, read

pytestmark = IN_A_BROWSER
NARROW = {"width": 390, "height": 800}
MEASURE = """() => ({
  page: document.documentElement.scrollWidth,
  table: document.querySelector('table').getBoundingClientRect().width,
  themes: [...document.querySelectorAll('tbody th')].map(one => one.getBoundingClientRect().width),
  cells: [...document.querySelectorAll('td')].map(one => one.getBoundingClientRect().width),
})"""
ROLES = {"table", "columnheader", "rowheader", "cell"}


@pytest.fixture
def page(browser: Any) -> Any:
    opened = browser.new_page(viewport=NARROW)
    yield opened
    opened.close()


@pytest.mark.parametrize("arrange", [synthesis.grid, synthesis.sheet])
def test_a_theme_stands_over_its_cells_and_they_share_the_width(arrange: Any, page: Any) -> None:
    page.set_content(write(arrange(read(SAMPLE), Options(), 10_000), "html").decode())
    found = page.evaluate(MEASURE)

    assert found["page"] == NARROW["width"]
    assert all(width == pytest.approx(found["table"], abs=1) for width in found["themes"])
    assert all(width == pytest.approx(found["table"] / 2, abs=1) for width in found["cells"])


def test_it_is_still_a_table_for_a_screen_reader(page: Any) -> None:
    page.set_content(write(synthesis.grid(read(SAMPLE), Options(), 10_000), "html").decode())
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    told = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if "role" in node]

    assert {role for role, _ in told} >= ROLES
    assert [name for role, name in told if role == "columnheader"] == [
        "Thème",
        "+ Points positifs (15)",
        "△ Points à améliorer (19)",
    ]
    assert ("rowheader", "Accueil") in told
