"""What comes out of the workers, and what they refuse; how they survive is in `test_crew` and `test_bombs`."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pypdf import PdfReader

from synthgrid.domain.options import Options
from synthgrid.drawing import Drawing, Format, Renderer
from synthgrid.errors import BusyError, RenderTooComplexError, SettingsError
from synthgrid.settings import MIB, Rendering
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_theme, an_item
from tests.drawing.engines import needs_system, parsed
from tests.processes import workers_of

SMALL = a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt")))
OPTIONS = Options()


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer(Rendering(engine="bundled", workers=2))
    yield made
    made.close()


def test_a_map_is_drawn_in_every_format(renderer: Renderer) -> None:
    drawings = {form: renderer.draw(SMALL, OPTIONS, form) for form in Format}

    assert parsed(drawings[Format.SVG].data).get("lang") == "fr"
    assert drawings[Format.PNG].data.startswith(b"\x89PNG")
    assert drawings[Format.PNG].dpi == OPTIONS.dpi
    assert b"Ouvrir plus t\xc3\xb4t" in drawings[Format.DOT].data
    assert drawings[Format.SVG].dpi is None


def test_a_pdf_has_its_title_its_language_and_its_text(renderer: Renderer) -> None:
    read = PdfReader(BytesIO(renderer.draw(SMALL, OPTIONS, Format.PDF).data))

    assert read.metadata is not None
    assert read.metadata.title == SMALL.title
    assert str(read.root_object["/Lang"]) == "fr"
    assert "Ouvrir plus tôt" in read.pages[0].extract_text()


def test_a_grid_is_drawn(renderer: Renderer) -> None:
    svg = renderer.draw(a_grid_of(a_generated_map(30)), OPTIONS, Format.SVG).data.decode()

    assert "Points positifs" in svg


def test_the_server_itself_loads_neither_graphviz_nor_harfbuzz() -> None:
    code = (
        "import sys, synthgrid.drawing; print([m for m in ('pygraphviz', 'uharfbuzz', 'graphviz') if m in sys.modules])"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_many_threads_draw_at_once(renderer: Renderer) -> None:
    maps = [a_map(a_theme(f"Thème {n}", an_item(n, f"Point {n}"))) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        drawings = list(pool.map(lambda arranged: renderer.draw(arranged, OPTIONS, Format.SVG), maps))

    assert [f"Thème {n}".encode() in drawing.data for n, drawing in enumerate(drawings)] == [True] * 8


def test_a_worker_that_is_killed_is_replaced_and_the_drawing_tried_again() -> None:
    before = workers_of(os.getpid())
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    renderer.engine()
    [worker] = workers_of(os.getpid()) - before
    slow = a_generated_map(1_500, 12)
    answers: list[Drawing] = []
    thread = threading.Thread(target=lambda: answers.append(renderer.draw(slow, OPTIONS, Format.SVG)))
    thread.start()
    time.sleep(0.15)

    os.kill(worker, signal.SIGKILL)
    thread.join()

    assert len(answers[0].data) > 100_000
    renderer.close()


def test_workers_end_with_the_renderer() -> None:
    before = workers_of(os.getpid())
    renderer = Renderer(Rendering(engine="bundled", workers=2))
    renderer.draw(SMALL, OPTIONS, Format.SVG)
    assert workers_of(os.getpid()) - before

    renderer.close()

    assert not workers_of(os.getpid()) - before


def test_too_large_an_output_is_refused() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1, output=2_000))

    with pytest.raises(RenderTooComplexError):
        renderer.draw(SMALL, OPTIONS, Format.SVG)

    renderer.close()


def test_too_little_memory_is_refused_not_fatal() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1, memory=320 * MIB, timeout=30))

    with pytest.raises(RenderTooComplexError):
        renderer.draw(a_generated_map(9_000, 30), OPTIONS, Format.PDF)

    renderer.close()


def test_a_png_of_too_many_pixels_has_a_lower_dpi() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1, pixels=1_000_000))

    drawing = renderer.draw(a_generated_map(100), Options(dpi=300), Format.PNG)

    width, height = (int.from_bytes(drawing.data[at : at + 4], "big") for at in (16, 20))
    assert drawing.dpi is not None
    assert drawing.dpi < 100
    assert width * height <= 1_020_000
    renderer.close()


def test_past_the_queue_the_answer_is_busy() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    renderer.engine()
    slow = a_generated_map(700, 12)

    def attempt(_: int) -> str:
        try:
            renderer.draw(slow, OPTIONS, Format.SVG)
        except BusyError:
            return "busy"
        return "drawn"

    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(attempt, range(9)))

    assert sorted(answers) == ["busy"] * 4 + ["drawn"] * 5
    renderer.close()


def test_without_any_engine_the_settings_are_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    renderer = Renderer(Rendering(engine="system", workers=1))

    with pytest.raises(SettingsError, match="SYNTHGRID_ENGINE"):
        renderer.engine()

    renderer.close()


def test_an_engine_that_draws_with_another_font_is_refused() -> None:
    code = (
        "from synthgrid.drawing import engine; from synthgrid.errors import SettingsError\n"
        "try: engine.measure(engine.find('bundled'))\n"
        "except SettingsError as error: print('refused:', error)"
    )
    bare = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare)

    assert "refused: SYNTHGRID_ENGINE" in done.stdout


def test_the_engine_says_its_name_and_version(renderer: Renderer) -> None:
    info = renderer.engine()

    assert info.name == "bundled"
    assert info.version[0].isdigit()


@pytest.mark.system_graphviz
@needs_system
def test_the_system_engine_draws_every_format() -> None:
    renderer = Renderer(Rendering(engine="system", workers=1))

    assert renderer.engine().name == "system"
    assert shutil.which("dot")
    for form in Format:
        assert renderer.draw(a_generated_map(40), OPTIONS, form).data
    renderer.close()
