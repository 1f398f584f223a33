import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthgrid.domain.options import Options
from synthgrid.domain.values import Polarity, Stamp
from synthgrid.drawing import Cache, Drawing, Format, key

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
