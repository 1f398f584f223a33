"""Workers through the worst: killed, stopped, starved, alone; whoever waits for them has an answer in time."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pebble import ProcessExpired

from synthgrid.domain.options import Options
from synthgrid.drawing import Format, Renderer, engine, fonts
from synthgrid.drawing.crew import Crew, Equipment
from synthgrid.drawing.drawings import EngineInfo
from synthgrid.errors import BusyError, RenderTooComplexError
from synthgrid.settings import MIB, Rendering
from tests.drawing.builders import a_generated_map, a_map, a_theme, an_item
from tests.drawing.engines import needs_system
from tests.processes import eventually, started_with, workers_of

SMALL = a_map(a_theme("Accueil", an_item(1, "Ouvrir plus tôt")))
BOMB = a_generated_map(12_000, 30, most=30)


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    """A crew of one."""
    made = Crew(1, Equipment(1024 * MIB, fonts.install(tmp_path), "bundled"))
    yield made
    made.close()


def its_process(_deadline: float) -> int:
    """Return the process of the worker."""
    return os.getpid()


def killed_while_it_answers(_deadline: float) -> bytes:
    """Return a large answer, and end in the middle of sending it, with the locks of the pipe in hand."""

    def written() -> int:
        return int(Path("/proc/self/io").read_text().split("wchar: ")[1].split()[0])

    before = written()

    def kill() -> None:
        # The length of the answer is written first, then all of it at once.
        while written() == before:
            time.sleep(0.0005)
        time.sleep(0.002)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=kill).start()
    return bytes(40 * MIB)


def asleep(_deadline: float) -> None:
    """Take no notice of the deadline, and sleep past it."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(30)


def test_a_worker_killed_while_it_answers_takes_nothing_with_it(crew: Crew) -> None:
    started = time.monotonic()

    with pytest.raises(ProcessExpired):
        crew.run(killed_while_it_answers, (), started + 10)

    assert crew.run(its_process, (), started + 10)


def test_a_worker_that_is_stopped_is_ended_in_time_and_replaced(crew: Crew) -> None:
    worker = crew.run(its_process, (), time.monotonic() + 10)
    os.kill(worker, signal.SIGSTOP)
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        crew.run(its_process, (), started + 0.3)

    assert time.monotonic() - started < 1.3
    assert crew.run(its_process, (), time.monotonic() + 10) != worker
    assert eventually(lambda: worker not in workers_of(os.getpid()), 1)


def test_a_worker_that_takes_no_notice_of_its_deadline_is_ended_in_time(crew: Crew) -> None:
    crew.run(its_process, (), time.monotonic() + 10)
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        crew.run(asleep, (), started + 0.3)

    assert time.monotonic() - started < 1.3


def test_an_idle_worker_that_was_killed_costs_nobody_a_drawing() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    before = workers_of(os.getpid())
    renderer.engine()
    [worker] = workers_of(os.getpid()) - before

    os.kill(worker, signal.SIGKILL)

    assert b"Ouvrir" in renderer.draw(SMALL, Options(), Format.SVG).data
    renderer.close()


def test_a_signal_to_the_whole_group_spares_a_worker_that_is_just_starting(tmp_path: Path) -> None:
    before = workers_of(os.getpid())
    fontconfig = fonts.install(tmp_path)
    crew = Crew(1, Equipment(1024 * MIB, fontconfig, "bundled"))
    assert eventually(lambda: bool(workers_of(os.getpid()) - before), 2)
    [worker] = workers_of(os.getpid()) - before

    for sent in (signal.SIGTERM, signal.SIGINT):
        os.kill(worker, sent)

    assert crew.run(its_process, (), time.monotonic() + 10) == worker
    crew.close()


def test_waiting_for_a_worker_counts_and_ends_as_busy() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    renderer.engine()
    bomb = threading.Thread(target=lambda: _refused(renderer, 2.0))
    bomb.start()
    time.sleep(0.2)
    started = time.monotonic()

    with pytest.raises(BusyError):
        renderer.draw(SMALL, Options(), Format.SVG, timeout=0.4)

    assert time.monotonic() - started < 1.4
    bomb.join()
    renderer.close()


def test_a_drawing_cut_short_because_it_had_waited_may_be_asked_for_again() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    renderer.engine()
    first = threading.Thread(target=lambda: _refused(renderer, 0.8))
    first.start()
    time.sleep(0.2)

    with pytest.raises(BusyError):
        renderer.draw(BOMB, Options(), Format.SVG, timeout=1.5)

    first.join()
    renderer.close()


def test_a_drawing_whose_worker_was_lost_is_refused_when_no_time_is_left_for_another() -> None:
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    before = workers_of(os.getpid())
    renderer.engine()
    [worker] = workers_of(os.getpid()) - before
    threading.Timer(0.4, os.kill, (worker, signal.SIGKILL)).start()

    with pytest.raises(RenderTooComplexError):
        renderer.draw(BOMB, Options(), Format.SVG, timeout=1.4)

    renderer.close()


def _refused(renderer: Renderer, seconds: float) -> None:
    with pytest.raises((RenderTooComplexError, BusyError)):
        renderer.draw(BOMB, Options(), Format.SVG, timeout=seconds)


def dot_at_length(deadline: float) -> None:
    """Keep the `dot` of the system busy: edges without a place are led around every node."""
    nodes = " ".join(f'n{number} [pos="{number * 7 % 1000},{number * 13 % 1000}!"]' for number in range(600))
    edges = " ".join(f"n{number} -> n{number * 17 % 600}" for number in range(600))
    signal.setitimer(signal.ITIMER_REAL, deadline - time.monotonic())
    engine.draw(EngineInfo("system", ""), f"digraph {{ splines=true {nodes} {edges} }}", "svg")


@needs_system
@pytest.mark.system_graphviz
def test_dot_ends_with_its_worker(tmp_path: Path) -> None:
    crew = Crew(1, Equipment(1024 * MIB, fonts.install(tmp_path), "system"))
    worker = crew.run(its_process, (), time.monotonic() + 10)
    lost = threading.Thread(target=lambda: _lost(crew))
    lost.start()
    assert eventually(lambda: bool(started_with(f"FONTCONFIG_FILE={tmp_path}")), 4)
    [dot] = started_with(f"FONTCONFIG_FILE={tmp_path}")

    os.kill(worker, signal.SIGKILL)

    assert eventually(lambda: dot not in started_with(f"FONTCONFIG_FILE={tmp_path}"), 0.5)
    lost.join()
    crew.close()


def _lost(crew: Crew) -> None:
    with pytest.raises(ProcessExpired):
        crew.run(dot_at_length, (), time.monotonic() + 20)


def test_those_who_wait_when_the_renderer_closes_are_told() -> None:
    others = workers_of(os.getpid())
    renderer = Renderer(Rendering(engine="bundled", workers=1))
    renderer.engine()
    drawing = threading.Thread(target=lambda: _refused(renderer, 10.0))
    drawing.start()
    time.sleep(0.3)

    renderer.close()

    drawing.join(timeout=2)
    assert not drawing.is_alive()
    assert not workers_of(os.getpid()) - others
