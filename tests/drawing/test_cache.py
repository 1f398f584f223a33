import logging
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.options import Options
from synthgrid.domain.values import Polarity, Stamp
from synthgrid.drawing import Cache, Drawing, Format, Kept, key
from tests.processes import eventually

STAMP = Stamp("w1", "r1", "t1")
DRAWING = Drawing(b"\x89PNG\n\n\x00rest", Format.PNG, 96, ("U+4E2D",))
KEY = "ab" * 32


def test_a_drawing_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    Cache(tmp_path, 1_000_000).put(KEY, DRAWING)

    assert Cache(tmp_path, 1_000_000).get(KEY) == DRAWING


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    assert Cache(tmp_path / "nowhere", 1_000_000).get(KEY) is None


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None, 1_000_000)

    assert cache.put(KEY, DRAWING) is DRAWING
    assert cache.get(KEY) is None


def test_a_damaged_file_counts_as_absent(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    cache.put(KEY, DRAWING)
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-3])

    assert cache.get(KEY) is None


def test_the_drawings_used_least_recently_are_dropped(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    keys = [f"{number:02x}" * 32 for number in range(20)]
    for number, name in enumerate(keys):
        cache.put(name, replace(DRAWING, data=b"x" * 1_000))
        [file] = tmp_path.rglob(name)
        os.utime(file, (number, number))
    assert cache.get(keys[0]) is not None

    Cache(tmp_path, 10_000).put("ff" * 32, DRAWING)

    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 10_000
    assert cache.get(keys[0]) is not None
    assert cache.get(keys[1]) is None


def test_a_write_error_is_logged_and_the_drawing_still_good(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    with caplog.at_level(logging.WARNING):
        assert Cache(blocked, 1_000_000).put(KEY, DRAWING) is DRAWING

    assert "could not be kept" in caplog.text


def test_a_folder_that_cannot_be_written_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path, 1_000_000)
    cache.put(KEY, DRAWING)

    def read_only(*_: object) -> None:
        raise PermissionError(30, "Read-only file system")

    # A test may run as root, whom no mode of a file stops.
    monkeypatch.setattr(os, "utime", read_only)

    assert cache.get(KEY) == DRAWING


def test_a_disk_that_fills_up_in_the_middle_of_a_drawing_costs_nobody_the_drawing(
    small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(small_disk, 100_000_000)
    kept = replace(DRAWING, data=os.urandom(600_000))
    large = replace(DRAWING, data=os.urandom(600_000))
    cache.put(KEY, kept)

    with caplog.at_level(logging.WARNING):
        assert cache.put("cd" * 32, large) is large

    assert "could not be kept" in caplog.text
    assert cache.get("cd" * 32) is None
    assert cache.get(KEY) == kept
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == [KEY]


def test_on_a_full_disk_a_drawing_is_made_all_the_same(small_disk: Path) -> None:
    with suppress(OSError):
        (small_disk / "filler").write_bytes(bytes(2_000_000))

    assert Cache(small_disk, 100_000_000).once(KEY, lambda _: Kept(KEY, DRAWING), 10).drawing is DRAWING


WRITER = """
import sys
from pathlib import Path
from synthgrid.drawing import Cache, Drawing, Format
cache, drawing = Cache(Path(sys.argv[1]), 10**9), Drawing(b"x" * 50_000_000, Format.SVG)
while True:
    cache.put(sys.argv[2], drawing)
"""


def test_a_process_killed_in_the_middle_of_a_drawing_leaves_no_half_one(tmp_path: Path) -> None:
    whole = Drawing(b"x" * 50_000_000, Format.SVG)
    cache = Cache(tmp_path, 10**9)

    def half_written() -> bool:
        for path in tmp_path.rglob(f"{KEY}.*"):
            with suppress(FileNotFoundError):  # it is whole, and has its name
                return 0 < path.stat().st_size < 40_000_000
        return False

    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), KEY]) as writer:
        assert eventually(lambda: cache.get(KEY) is not None, 10)
        assert cache.get(KEY) == whole
        assert eventually(half_written, 10)
        writer.kill()

    assert cache.get(KEY) == whole


def test_what_killed_processes_left_behind_is_dropped_after_an_hour(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    cache.put(KEY, DRAWING)
    [kept] = tmp_path.rglob(KEY)
    left = [kept.with_suffix(suffix) for suffix in (".123.456", ".lock")]
    fresh = kept.with_suffix(".124.456")
    for path in (*left, fresh):
        path.write_bytes(b"half")
    for path in left:
        os.utime(path, (0, time.time() - 3601))

    Cache(tmp_path, 1_000_000).put("cd" * 32, DRAWING)

    assert not any(path.exists() for path in left)
    assert fresh.exists()
    assert cache.get(KEY) == DRAWING


def named(
    *,
    stamp: Stamp = STAMP,
    view: str = "mindmap",
    form: Format = Format.SVG,
    engine: str = "bundled 14.1.5",
    pixels: int = 50_000_000,
    **options: Any,
) -> str:
    """Name a drawing."""
    return key(stamp, view, Options(**options), form, engine, pixels=pixels)


def test_the_key_covers_everything_that_changes_the_picture() -> None:
    keys = [
        named(),
        *(named(stamp=stamp) for stamp in (Stamp("w2", "r1", "t1"), Stamp("w1", "r2", "t1"), Stamp("w1", "r1", "t2"))),
        named(view="grid"),
        named(form=Format.PNG),
        named(form=Format.PNG, pixels=1_000_000),
        named(engine="system 2.43.0"),
        named(lang="en"),
        named(depth=2),
        named(numbers=False),
        named(polarity=Polarity.IMPROVE),
        named(dpi=72),
    ]

    assert len(set(keys)) == len(keys)
    assert keys[0] == named()
    assert all(len(name) == 64 for name in keys)


def test_the_limit_of_pixels_names_no_drawing_but_a_png() -> None:
    assert named(pixels=1_000_000) == named(pixels=50_000_000)


def test_a_drawing_read_before_is_not_read_again_as_long_as_its_file_is_there(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1_000_000)
    cache.put(KEY, DRAWING)
    first = cache.get(KEY)
    [file] = tmp_path.rglob(KEY)
    os.utime(file, (1, 1))

    assert cache.get(KEY) is first
    assert file.stat().st_mtime > 1

    file.unlink()
    assert cache.get(KEY) is None


def test_only_so_many_drawings_stay_in_memory(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 100_000_000)
    keys = [f"{number:02x}" * 32 for number in range(70)]
    for one in keys:
        cache.put(one, DRAWING)
    first = {one: cache.get(one) for one in keys}

    assert cache.get(keys[-1]) is first[keys[-1]]
    assert cache.get(keys[0]) is not first[keys[0]]
    assert cache.get(keys[0]) == DRAWING
