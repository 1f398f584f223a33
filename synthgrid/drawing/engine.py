"""Graphviz, bundled in pygraphviz's wheel or the system's `dot`. Only worker processes come here."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from xml.etree import ElementTree

import graphviz

from synthgrid.drawing.drawings import EngineInfo
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.picture import SIZES, Leadings, Spacing
from synthgrid.errors import N_, Message, RenderingError, SettingsError

_SETTING: Final = "SYNTHGRID_ENGINE"
_TOLERANCE: Final = 0.01
_CHECKED_SIZE: Final = 200
"""At this size the rounding of advances to pixels no longer counts."""
_CHECKED_TEXT: Final = "Portez ce vieux whisky au juge blond qui fume, à l’été"
_ERROR: Final = re.compile(rb"^Error.*$", re.MULTILINE)
_SVG: Final = "{http://www.w3.org/2000/svg}"


def find(choice: str) -> EngineInfo:
    """Return the engine to use.

    Args:
        choice: `bundled`, `system` or `auto` (the first of these that is there).

    Raises:
        SettingsError: There is none.
    """
    if choice in {"auto", "bundled"}:
        try:
            import pygraphviz  # noqa: PLC0415 (not every platform has its wheel)
        except ImportError as error:
            if choice == "bundled":
                reason = Message(N_("the bundled Graphviz cannot be loaded: %(reason)s"), {"reason": str(error)})
                raise SettingsError(_SETTING, reason) from error
        else:
            return EngineInfo("bundled", pygraphviz.__graphviz_version__)
    if shutil.which("dot") is None:
        raise SettingsError(_SETTING, N_("there is no Graphviz; install pygraphviz’s wheel, or the program “dot”"))
    return EngineInfo("system", ".".join(str(part) for part in graphviz.version()))


def draw(engine: EngineInfo, source: str, form: str) -> bytes:
    """Draw a DOT whose nodes and edges all have a place.

    Args:
        engine: As `find` returned it.
        source: The DOT.
        form: `svg`, `pdf` or `xdot`.

    Raises:
        RenderingError: Graphviz wrote an error or nothing.
    """
    if engine.name == "bundled":
        data, complaints = _draw_in_process(source, form)
    else:
        data, complaints = _draw_outside(source, form)
    if error := _ERROR.search(complaints):
        raise RenderingError(error[0].decode("utf-8", "replace"))
    if not data:
        raise RenderingError("Graphviz wrote nothing")
    return data


def _draw_in_process(source: str, form: str) -> tuple[bytes, bytes]:
    import pygraphviz  # noqa: PLC0415 (only where the bundled engine is in use)

    with _standard_error() as complaints:
        try:
            graph = pygraphviz.AGraph(string=source)
            try:
                data = graph.draw(format=form, prog="nop2") or b""
            finally:
                graph.close()
        except (ValueError, pygraphviz.DotError) as error:
            raise RenderingError(str(error)) from error
        return data, complaints()


@contextmanager
def _standard_error() -> Iterator[Callable[[], bytes]]:
    """Catch what C code writes to standard error: it is the only place where Graphviz tells of lost text."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:

            def read() -> bytes:
                caught.seek(0)
                return caught.read()

            yield read
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _draw_outside(source: str, form: str) -> tuple[bytes, bytes]:
    done = subprocess.run(  # noqa: S603 (fixed arguments; user text only on standard input)
        [shutil.which("dot") or "dot", "-Kneato", "-n2", f"-T{form}"],
        input=source.encode(),
        capture_output=True,
        check=False,
        preexec_fn=partial(_end_in_time, signal.getitimer(signal.ITIMER_REAL)[0]),
    )
    if done.returncode:
        return b"", done.stderr or f"Error: dot ended with {done.returncode}".encode()
    return done.stdout, done.stderr


def _end_in_time(seconds: float) -> None:
    """See to it that `dot`, into which this process turns next, ends with its worker and not after the deadline."""
    # Both outlive exec. The kernel sends the signal when the thread that forked ends: here the worker's only one.
    signal.setitimer(signal.ITIMER_REAL, seconds)
    if _LIBC is not None:
        _LIBC.prctl(_PDEATHSIG, signal.SIGKILL)


_PDEATHSIG: Final = 1
"""`PR_SET_PDEATHSIG` of Linux's `<linux/prctl.h>`."""
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def measure(engine: EngineInfo) -> Leadings:
    """Check that the engine draws with the measured font, and learn how it spaces lines.

    Returns:
        Line spacing for every size of the type scale.

    Raises:
        SettingsError: A face is drawn more than 1 % wider or narrower than it was measured.
    """
    _check_widths(engine)
    nodes = "".join(
        f'n{i} [pos="0,{i * 100}!" fontsize={size:g} label="a\\lb\\lc\\l"];' for i, size in enumerate(SIZES)
    )
    head = f'fontname="{Face.REGULAR.graphviz}" shape=underline fixedsize=true width=2 height=1.3 margin=0'
    drawn = ElementTree.fromstring(  # noqa: S314 (our own drawing)
        draw(engine, f"digraph {{ node [{head}] {nodes} }}", "svg")
    )
    spacing = {}
    for size, group in zip(SIZES, drawn.iterfind(f".//{_SVG}g[@class='node']"), strict=True):
        outline = "".join(polygon.get("points", "") for polygon in group.iterfind(f"{_SVG}polygon"))
        ends = [float(point.split(",")[1]) for point in outline.split()]
        lines = [float(text.get("y", "")) for text in group.iterfind(f"{_SVG}text")]
        spacing[size] = Spacing(lines[1] - lines[0], lines[1] - (min(ends) + max(ends)) / 2)
    return spacing


def _check_widths(engine: EngineInfo) -> None:
    nodes = "".join(
        f'f{i} [pos="0,{i * 500}!" fontname="{face.graphviz}" label="{_CHECKED_TEXT}"];' for i, face in enumerate(Face)
    )
    source = f"digraph {{ node [shape=none fontsize={_CHECKED_SIZE}] {nodes} }}"
    drawn = draw(engine, source, "xdot").decode()
    found = [float(width) for width in re.findall(r"\bT [-\d.e]+ [-\d.e]+ -?\d+ ([\d.]+) ", drawn)]
    for face, width in zip(Face, found, strict=True):
        measured = em_width(_CHECKED_TEXT, face) * _CHECKED_SIZE
        if abs(width / measured - 1) > _TOLERANCE:
            reason = N_(
                "%(engine)s draws %(face)s %(drawn)d points wide where %(measured)d were measured: another font"
            )
            facts = {"engine": str(engine), "face": face.graphviz, "drawn": width, "measured": measured}
            raise SettingsError(_SETTING, Message(reason, facts))
