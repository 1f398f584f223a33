"""The bundled Graphviz and the system's draw the same: the same graph, the same texts, at the same places."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import pytest

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Layout, Options
from synthgrid.drawing import Format, Renderer, engine, fonts
from synthgrid.drawing.picture import Size
from synthgrid.drawing.spacing import LEADINGS
from synthgrid.errors import SettingsError
from synthgrid.settings import Engine, Rendering
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_sheet_of, a_theme, an_item
from tests.drawing.engines import needs_system, parsed

pytestmark = [pytest.mark.system_graphviz, needs_system]

SVG: Final = "{http://www.w3.org/2000/svg}"
MAP: Final = a_generated_map(60, 6, groups=3)
LONG: Final = a_map(
    a_theme("Accueil", an_item(1, "Écouter, « ensemble », avant de décider : voilà ! " * 40, marks=("A", "B"))),
    a_theme("Ailleurs", an_item(2, "مرحبا بالعائلات"), an_item(3, "聽衆意見彙整 👩‍👩‍👧‍👦 <b>&amp;</b> \\N")),
)
ARRANGED: Final[Mapping[str, Arrangement]] = {
    "map": MAP,
    "grid": a_grid_of(MAP),
    "sheet": a_sheet_of(40, groups=3),
    "long texts": LONG,
}

ENGINES: Final[tuple[Engine, ...]] = ("bundled", "system")
Both = Mapping[Engine, Renderer]


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    made = {name: Renderer(Rendering(engine=name, workers=1)) for name in ENGINES}
    yield made
    for renderer in made.values():
        renderer.close()


def drawn_by_both(both: Both, arranged: Arrangement, form: Format) -> tuple[bytes, bytes]:
    bundled, system = (renderer.draw(arranged, Options(), form).data for renderer in both.values())
    return bundled, system


def texts(svg: Element) -> list[tuple[str, list[str]]]:
    """Return the texts of every node, by its title, in the order of the nodes."""
    nodes = [group for group in svg.iter(f"{SVG}g") if group.get("id", "").rpartition("-n")[2].isdigit()]
    return [
        (node.findtext(f"{SVG}title", ""), sorted("".join(text.itertext()) for text in node.iter(f"{SVG}text")))
        for node in nodes
    ]


def heights(svg: Element) -> list[float]:
    """Return the baselines of all texts, from the top down."""
    return sorted(float(text.get("y", "")) for text in svg.iter(f"{SVG}text"))


@pytest.mark.parametrize("name", ARRANGED)
def test_both_are_sent_the_same_graph(both: Both, name: str) -> None:
    bundled, system = drawn_by_both(both, ARRANGED[name], Format.DOT)

    assert bundled == system


@pytest.mark.parametrize("name", ARRANGED)
def test_both_draw_the_same_texts_in_the_same_frame(both: Both, name: str) -> None:
    bundled, system = (parsed(svg) for svg in drawn_by_both(both, ARRANGED[name], Format.SVG))

    assert texts(bundled) == texts(system)
    frames = [[float(side) for side in svg.get("viewBox", "").split()] for svg in (bundled, system)]
    assert frames[0] == pytest.approx(frames[1], abs=0.01)


@pytest.mark.parametrize("name", ["map", "grid", "sheet"])
def test_both_set_lines_at_the_same_heights(both: Both, name: str) -> None:
    bundled, system = (heights(parsed(svg)) for svg in drawn_by_both(both, ARRANGED[name], Format.SVG))

    assert bundled == pytest.approx(system, abs=0.02)


@pytest.mark.parametrize("layout", Layout)
def test_both_draw_every_layout_alike(both: Both, layout: Layout) -> None:
    bundled, system = (
        parsed(renderer.draw(MAP, Options(layout=layout), Format.SVG).data) for renderer in both.values()
    )

    assert bundled.get("viewBox") == system.get("viewBox")
    assert texts(bundled) == texts(system)
    assert heights(bundled) == pytest.approx(heights(system), abs=0.02)


def covered(group: Element) -> list[str]:
    """Return the texts of a node that a surface drawn later covers."""
    drawn = list(group.iter())
    return [
        text.text or ""
        for number, text in enumerate(drawn)
        if text.tag == f"{SVG}text"
        for surface in drawn[number:]
        if surface.tag == f"{SVG}path" and surface.get("fill", "none") != "none" and _within(text, surface)
    ]


def _within(text: Element, surface: Element) -> bool:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", surface.get("d", ""))]
    across, along = numbers[::2], numbers[1::2]
    x, y = float(text.get("x", "")), float(text.get("y", ""))
    return min(across) <= x <= max(across) and min(along) <= y <= max(along)


@pytest.mark.parametrize("name", ARRANGED)
def test_no_engine_draws_a_surface_over_its_text(both: Both, name: str) -> None:
    for svg in drawn_by_both(both, ARRANGED[name], Format.SVG):
        assert [
            hidden for group in parsed(svg).iter(f"{SVG}g") if group.get("data-id") for hidden in covered(group)
        ] == []


@pytest.mark.parametrize("name", ARRANGED)
def test_both_make_pages_and_images_of_the_same_size(both: Both, name: str) -> None:
    images = drawn_by_both(both, ARRANGED[name], Format.PNG)
    pages = drawn_by_both(both, ARRANGED[name], Format.PDF)

    assert images[0][16:24] == images[1][16:24]
    boxes = [re.search(rb"/MediaBox \[([^\]]*)\]", page) for page in pages]
    assert [box and box[1].split() for box in boxes] == [boxes[0] and boxes[0][1].split()] * 2


def test_auto_draws_as_bundled_does(both: Both) -> None:
    auto = Renderer(Rendering(engine="auto", workers=1))

    assert auto.engine() == both["bundled"].engine()
    assert auto.draw(LONG, Options(), Format.SVG) == both["bundled"].draw(LONG, Options(), Format.SVG)
    auto.close()


def test_where_the_wheel_cannot_be_loaded_auto_is_the_system_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)

    assert engine.find("auto").name == "system"


def test_where_there_is_no_graphviz_at_all_auto_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(SettingsError, match="there is no Graphviz"):
        engine.find("auto")


def test_the_bundled_engine_sets_lines_as_the_font_wants_them(tmp_path: Path) -> None:
    code = (
        "from synthgrid.drawing import engine, spacing;print(spacing.is_usual(engine.measure(engine.find('bundled'))))"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.install(tmp_path)), "PANGOCAIRO_BACKEND": "fc"}

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout == "True\n"


def test_a_count_keeps_the_lines_of_its_heading_apart(both: Both) -> None:
    heading = "Accueillir et orienter les familles dans la maison des associations"
    arranged = a_map(a_theme(heading, an_item(1, "Court")))

    for svg in drawn_by_both(both, arranged, Format.SVG):
        [group] = (one for one in parsed(svg).iter(f"{SVG}g") if " theme " in one.get("class", ""))
        lines = sorted({float(text.get("y", "")) for text in group.iter(f"{SVG}text")})
        assert lines[1] - lines[0] == pytest.approx(LEADINGS[Size.THEME].leading, abs=0.02)
