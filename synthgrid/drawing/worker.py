"""The life of a worker process. Imported by the server too: everything heavy is imported as a worker starts."""

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format
from synthgrid.errors import Message, RenderingError, RenderTooComplexError, SettingsError
from synthgrid.settings import Rendering

if TYPE_CHECKING:
    from synthgrid.drawing.picture import Leadings


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no drawing; errors are rebuilt from it, since most cannot be pickled."""

    code: str
    reason: Message | str = ""


class _Engine(NamedTuple):
    info: EngineInfo
    leadings: "Leadings"


_started: _Engine | None = None

START: Final = 30.0
"""Seconds in which a worker loads its fonts and checks its engine."""

_ALLOCATIONS: Final = 50_000
"""Objects that a worker makes before it looks for garbage among them; Python's own 700 cost a twentieth of its time."""


def start(memory: int, fontconfig: Path, choice: str, path: str) -> None:
    """Prepare a new worker: its own session, its limits, its fonts, its engine.

    Args:
        memory: Bytes of address space.
        fontconfig: The file that names the fonts.
        choice: The engine to look for; without it the first job says why there is none.
        path: The folders, as PATH has them, where the engine of the system is looked for.
    """
    os.setsid()
    # A service manager signals the whole group; the pool ends workers by itself.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    os.environ["PATH"] = path
    os.environ["FONTCONFIG_FILE"] = str(fontconfig)
    os.environ["PANGOCAIRO_BACKEND"] = "fc"
    with _ending_at(time.monotonic() + START), suppress(SettingsError, RenderingError):
        _engine(choice)
        _read_fonts()
    _collect_seldom()


def _collect_seldom() -> None:
    """Leave what is loaded alone, and look for garbage in cycles now and then: drawings leave little of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)


@contextmanager
def _ending_at(deadline: float) -> Iterator[None]:
    """End this process at a deadline, even inside C: nobody may be left to end it."""
    # A timer of 0 seconds would never go off.
    signal.setitimer(signal.ITIMER_REAL, max(deadline - time.monotonic(), 1e-6))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read_fonts() -> None:
    """Read the fonts of the system: there may be hundreds, which no drawing should wait for within its deadline."""
    from synthgrid.drawing import fonts  # noqa: PLC0415 (the server does not load it)

    fonts.installed_elsewhere()


def engine(choice: str, deadline: float) -> EngineInfo | Refusal:
    """Find and check the engine, if that was not done as the worker started."""
    try:
        with _ending_at(deadline):
            return _engine(choice).info
    except SettingsError as error:
        return Refusal("settings", error.facts["reason"])
    except RenderingError as error:
        return Refusal("rendering", str(error.facts["reason"]))


def draw(
    arranged: Arrangement, options: Options, form: Format, rendering: Rendering, deadline: float
) -> Drawing | Refusal:
    """Make a drawing within a deadline.

    Args:
        arranged: What to draw.
        options: How.
        form: How it is written.
        rendering: Engine and limits.
        deadline: When the process ends, by `time.monotonic()`.
    """
    try:
        with _ending_at(deadline):
            from synthgrid.drawing import pipeline  # noqa: PLC0415 (the server does not load it)

            info, leadings = _engine(rendering.engine)
            return pipeline.make(arranged, options, form, rendering, info=info, leadings=leadings)
    except (RenderTooComplexError, MemoryError, SystemError):
        # A SystemError comes from C that had no memory left, and no exception for it either.
        return Refusal("too-complex")
    except SettingsError as error:
        return Refusal("settings", error.facts["reason"])
    except RenderingError as error:
        return Refusal("rendering", str(error.facts["reason"]))


def _engine(choice: str) -> _Engine:
    global _started  # noqa: PLW0603 (a worker has one engine, found as it starts)
    if _started is None:
        from synthgrid.drawing import engine, pipeline  # noqa: F401, PLC0415 (the first drawing finds all loaded)

        info = engine.find(choice)
        _started = _Engine(info, engine.measure(info))
    return _started
