"""Finished drawings on disk, named by everything that changes a picture."""

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import asdict
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from synthgrid import __version__
from synthgrid.domain.options import Options
from synthgrid.domain.values import Stamp
from synthgrid.drawing.drawings import Drawing, Format, SmallPrint
from synthgrid.drawing.flights import Flights, alone
from synthgrid.i18n import LOCALE

_log = logging.getLogger(__name__)
_PRUNED_TO: Final = 0.8
_CHECK_EVERY: Final = 50
"""Drawings written between two looks at the size of the folder."""
_RECENT: Final = 64
"""Drawings kept in memory, the last ones that were read, of at most so many bytes each:"""
_SMALL: Final = 256 * 1024
_ABANDONED: Final = 3600.0
"""Seconds after which nobody can still be at work on a file."""


class Kept(NamedTuple):
    """A drawing and its key."""

    key: str
    drawing: Drawing


def key(
    stamp: Stamp,
    view: str,
    options: Options,
    format: str,  # noqa: A002 (the contract's own word)
    engine: str,
    *,
    pixels: int,
) -> str:
    """Name a drawing by everything that changes it; the name is also its ETag.

    Args:
        stamp: What it rests on.
        view: `mindmap` or `grid`.
        options: How it is drawn; its `lang` "" where it follows from the workshop, whose revision the stamp holds.
        format: How it is written: that of a picture, or of a text made from the same.
        engine: Name and version of the engine.
        pixels: Most pixels of a PNG; nothing else depends on it.

    Returns:
        64 hexadecimal digits.
    """
    most = pixels if format == Format.PNG else None
    parts = [asdict(stamp), view, asdict(options), format, engine, most, __version__, *_versions()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    """Fonts, and the catalogues by their bytes."""
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.mo"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in catalogues)).hexdigest()
    return version("font-source-sans-pro"), version("uharfbuzz"), digest


class Cache:
    """Finished drawings in a folder, shared by several processes; without a folder it keeps nothing.

    A file is written aside and moved into place, so a reader finds a whole drawing or none.
    """

    def __init__(self, folder: Path | None, size: int) -> None:
        """Use a folder; it is made when the first drawing is kept.

        Args:
            folder: Where drawings are kept, or None.
            size: Bytes past which the drawings used least recently are dropped.
        """
        self._folder = folder / "drawings" if folder else None
        self._size = size
        self._written = 0
        self._lock = threading.Lock()
        self._flights: Flights[Kept] = Flights()
        self._recent: dict[str, Drawing] = {}

    def get(self, key: str) -> Drawing | None:
        """Return a kept drawing, or None; the last ones read are not read again as long as their files are there."""
        if self._folder is None:
            return None
        path = f"{self._folder}/{key[:2]}/{key}"
        try:
            os.utime(path)
        except FileNotFoundError:
            self._recent.pop(key, None)
            return None
        except OSError:  # a folder that can be read and not written is of use all the same
            pass
        return self._recent.get(key) or self._read(key, path)

    def _read(self, key: str, path: str) -> Drawing | None:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 (asked for at every request)
                drawing = _unpacked(file.read())
        except OSError:
            return None
        if drawing and len(drawing.data) <= _SMALL:
            with self._lock:
                self._recent[key] = drawing
                if len(self._recent) > _RECENT:
                    del self._recent[next(iter(self._recent))]
        return drawing

    def once(self, key: str, make: Callable[[float], Kept], seconds: float) -> Kept:
        """Have a drawing that is not kept made once, for all who ask for it now, and keep it.

        Args:
            key: What is asked for.
            make: Makes it within the seconds it is given. Its key is that of what was drawn, which may have changed
                since it was asked for.
            seconds: How long an answer may take.

        Raises:
            BusyError: Whoever makes it takes longer.
        """
        return self._flights.once(key, partial(self._made, key, make, time.monotonic() + seconds), seconds)

    def _made(self, key: str, make: Callable[[float], Kept], deadline: float) -> Kept:
        lock = self._path(self._folder, key).with_suffix(".lock") if self._folder else None
        with alone(lock, deadline) if lock else nullcontext():
            if kept := self.get(key):
                return Kept(key, kept)
            made = make(deadline - time.monotonic())
            self.put(made.key, made.drawing)
            return made

    def put(self, key: str, drawing: Drawing) -> Drawing:
        """Keep a drawing and return it; when it cannot be written that is logged, and the drawing is still good."""
        if self._folder is None:
            return drawing
        path = self._path(self._folder, key)
        aside = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(_packed(drawing))
            aside.replace(path)
            if self._due():
                _prune(self._folder, self._size)
        except OSError as error:
            _log.warning("a drawing could not be kept: %s", error)
            with suppress(OSError):
                aside.unlink()
        return drawing

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / key

    def _due(self) -> bool:
        with self._lock:
            self._written += 1
            return self._written % _CHECK_EVERY == 1


def _packed(drawing: Drawing) -> bytes:
    head = {
        "format": drawing.format,
        "dpi": drawing.dpi,
        "missing": drawing.missing_glyphs,
        "small": drawing.small_print,
        "size": len(drawing.data),
    }
    return json.dumps(head).encode() + b"\n" + drawing.data


def _unpacked(kept: bytes) -> Drawing | None:
    """Return the drawing, or None when the file is damaged (a full disk, a crash of the machine)."""
    try:
        line, data = kept.split(b"\n", 1)
        head = json.loads(line)
        if head["size"] != len(data):
            return None
        small = SmallPrint(*head["small"]) if head["small"] else None
        return Drawing(data, Format(head["format"]), head["dpi"], tuple(head["missing"]), small)
    except (ValueError, KeyError, TypeError):
        return None


def _prune(folder: Path, size: int) -> None:
    """Drop what processes that were killed left behind, and the drawings used least recently past the size."""
    kept, total = [], 0
    for path in folder.glob("*/*"):
        try:
            state = path.stat()
        except FileNotFoundError:  # another process pruned it
            continue
        # Only a drawing has no suffix: the others are locks, and drawings that are being written.
        if not path.suffix:
            kept.append((state.st_mtime, state.st_size, path))
        elif state.st_mtime < time.time() - _ABANDONED:
            path.unlink(missing_ok=True)
            continue
        total += state.st_size
    if total <= size:
        return
    for _, length, path in sorted(kept):
        path.unlink(missing_ok=True)
        total -= length
        if total <= size * _PRUNED_TO:
            return
