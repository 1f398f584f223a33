"""A render always ends: each bomb on both engines, answered in time, nothing left behind, the next one normal."""

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options
from synthgrid.drawing import Format, Renderer
from synthgrid.errors import RenderTooComplexError
from synthgrid.settings import Engine, Rendering
from tests.drawing.bombs import BOMBS, Bomb
from tests.drawing.builders import a_map, a_theme, an_item
from tests.drawing.engines import has_system
from tests.processes import eventually, started_with, workers_of

ENGINES: Final[tuple[Engine, ...]] = ("bundled", "system") if has_system() else ("bundled",)
SMALL: Final = a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt")))
DEADLINE: Final = 0.25
LATEST: Final = DEADLINE + 5
"""On a machine that does much else; `scripts/benchmark --only bombs` measures the one second that is promised."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bombs")


@pytest.fixture(scope="module")
def renderers(folder: Path) -> Iterator[Mapping[Engine, Renderer]]:
    """One worker for each engine."""
    made = {
        engine: Renderer(Rendering(engine=engine, workers=1, cache_dir=folder / engine, output=10_000_000))
        for engine in ENGINES
    }
    for renderer in made.values():
        renderer.engine()
    yield made
    for renderer in made.values():
        renderer.close()


def answered(renderer: Renderer, arranged: Arrangement, bomb: Bomb) -> float:
    """Ask for a drawing; return how long the answer took, whether there is a drawing or not."""
    started = time.monotonic()
    with suppress(RenderTooComplexError):
        renderer.draw(arranged, bomb.options, bomb.form, timeout=DEADLINE)
    return time.monotonic() - started


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_in_time_and_leaves_nothing_behind(
    name: str, renderers: Mapping[Engine, Renderer], folder: Path
) -> None:
    bomb = BOMBS[name]
    arranged = bomb.arranged()

    times = [answered(renderer, arranged, bomb) for renderer in renderers.values()]
    with ThreadPoolExecutor(len(renderers)) as pool:
        normal = list(pool.map(lambda renderer: renderer.draw(SMALL, Options(), Format.SVG), renderers.values()))

    assert max(times) < LATEST
    assert all("Ouvrir plus tôt".encode() in drawing.data for drawing in normal)
    # A `dot` knows the fonts of its worker, whose folder no other test has.
    assert eventually(lambda: not started_with(f"FONTCONFIG_FILE={folder}"), 0.5)
    assert len(workers_of(os.getpid())) == len(renderers)
