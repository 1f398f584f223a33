"""How long after its deadline a drawing that cannot be made is answered: the slowest of the tests' bombs."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import LEAST_ROUNDS, Plan
from synthgrid.domain.options import Options
from synthgrid.drawing import Format, Renderer
from synthgrid.errors import RenderTooComplexError
from synthgrid.settings import Rendering
from tests.drawing.bombs import BOMBS, Bomb
from tests.drawing.builders import a_map, a_theme

DEADLINE: Final = 0.25
"""Seconds: too few for any of them."""
LATE: Final = Wanted(1000)


def bombs(plan: Plan) -> Iterator[Line]:
    """Ask a worker for each of them in turn."""
    renderer = Renderer(Rendering(workers=1, output=10_000_000))
    renderer.engine()
    late: dict[str, float] = {}
    for number in plan.paces(LEAST_ROUNDS):
        say(f"bombs, round {number + 1}…")
        for name, bomb in BOMBS.items():
            late[name] = max(late.get(name, 0.0), _late(renderer, bomb))
    renderer.close()
    slowest = max(late, key=lambda name: late[name])
    what = f"answer after its deadline, {slowest}, the slowest of {len(BOMBS)} bombs"
    yield Line("bombs", what, late[slowest] * 1000, "ms", wanted=LATE)


def _late(renderer: Renderer, bomb: Bomb) -> float:
    """Return the seconds from the deadline to the answer; 0 where it was there before."""
    arranged = bomb.arranged()
    # The worker that the one before it cost has its successor.
    renderer.draw(a_map(a_theme("Accueil")), Options(), Format.SVG)
    asked = time.monotonic()
    with suppress(RenderTooComplexError):
        renderer.draw(arranged, bomb.options, bomb.form, timeout=DEADLINE)
    return max(0.0, time.monotonic() - asked - DEADLINE)
