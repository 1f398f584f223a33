"""Drawings that many ask for at once are made once, among threads and among processes, whatever goes wrong."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from synthgrid.drawing import Cache, Drawing, Format, Kept
from synthgrid.drawing.flights import Flights
from synthgrid.errors import BusyError, RenderTooComplexError
from tests.processes import eventually

KEY = "ab" * 32
DRAWING = Drawing(b"<svg/>", Format.SVG)


def all_at_once(cache: Cache, make: Callable[[float], Kept], *, count: int = 50, seconds: float = 10) -> list[Kept]:
    """Ask for the same drawing from many threads."""
    gate = threading.Barrier(count)

    def ask(_: int) -> Kept:
        gate.wait()
        return cache.once(KEY, make, seconds)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


@pytest.mark.parametrize("kept", [True, False])
def test_fifty_who_ask_at_once_share_one_drawing(tmp_path: Path, kept: bool) -> None:
    made = []

    def make(_: float) -> Kept:
        made.append(1)
        time.sleep(0.2)
        return Kept(KEY, DRAWING)

    answers = all_at_once(Cache(tmp_path if kept else None, 1_000_000), make)

    assert answers == [Kept(KEY, DRAWING)] * 50
    assert len(made) == 1


def test_an_error_is_shared_too_and_the_next_one_tries_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    tried = []

    def make(_: float) -> Kept:
        tried.append(1)
        time.sleep(0.2)
        raise RenderTooComplexError

    with pytest.raises(RenderTooComplexError):
        all_at_once(cache, make)

    assert len(tried) == 1
    assert cache.once(KEY, lambda _: Kept(KEY, DRAWING), 10).drawing == DRAWING


def test_nobody_waits_longer_than_an_answer_may_take() -> None:
    flights: Flights[str] = Flights()
    landed = threading.Event()
    slow = threading.Thread(target=flights.once, args=(KEY, lambda: str(landed.wait(5)), 10))
    slow.start()
    started = time.monotonic()

    with pytest.raises(BusyError):
        flights.once(KEY, str, 0.2)

    assert time.monotonic() - started < 1
    landed.set()
    slow.join()


def test_what_changed_meanwhile_is_kept_under_its_own_key(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    newer = "cd" * 32

    assert cache.once(KEY, lambda _: Kept(newer, DRAWING), 10) == Kept(newer, DRAWING)
    assert (cache.get(newer), cache.get(KEY)) == (DRAWING, None)


MAKER = """
import sys, time
from pathlib import Path
from synthgrid.drawing import Cache, Drawing, Format, Kept
folder, key, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])

def make(left):
    with (folder / "made").open("a") as made:
        made.write("once\\n")
    time.sleep(seconds)
    return Kept(key, Drawing(b"<svg/>", Format.SVG))

print(Cache(folder, 1_000_000).once(key, make, 10).drawing.data.decode())
"""


def a_maker(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    """Start another process that asks for the drawing, and would take so long to make it."""
    command = [sys.executable, "-c", MAKER, str(folder), KEY, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_that_share_a_folder_make_a_drawing_once(tmp_path: Path) -> None:
    makers = [a_maker(tmp_path, 1) for _ in range(4)]

    assert [maker.communicate(timeout=20)[0] for maker in makers] == ["<svg/>\n"] * 4
    assert (tmp_path / "made").read_text() == "once\n"


def test_a_process_killed_at_work_keeps_nobody_waiting(tmp_path: Path) -> None:
    maker = a_maker(tmp_path, 30)
    assert eventually((tmp_path / "made").exists, 10)
    cache = Cache(tmp_path, 1_000_000)
    with pytest.raises(BusyError):
        cache.once(KEY, lambda _: Kept(KEY, DRAWING), 0.1)

    os.kill(maker.pid, signal.SIGKILL)
    maker.communicate()
    started = time.monotonic()

    assert cache.once(KEY, lambda _: Kept(KEY, DRAWING), 10).drawing == DRAWING
    assert time.monotonic() - started < 1


def test_where_nothing_can_be_locked_a_drawing_is_made_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    assert Cache(blocked, 1_000_000).once(KEY, lambda _: Kept(KEY, DRAWING), 10).drawing == DRAWING
