"""What the server calls: workers, a bounded queue, a deadline."""

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from pebble import ProcessExpired

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options
from synthgrid.drawing import worker
from synthgrid.drawing.crew import Crew, Equipment
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format
from synthgrid.drawing.worker import Refusal
from synthgrid.errors import N_, BusyError, RenderingError, RenderTooComplexError, SettingsError
from synthgrid.settings import Rendering

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Load(NamedTuple):
    """Workers of a renderer, and the drawings that they make and that wait for them."""

    workers: int
    running: int
    waiting: int


class Renderer:
    """Draws in worker processes; safe to call from many threads.

    The workers start with the first drawing, in the process that asks for it: never before a server forks.
    """

    def __init__(self, rendering: Rendering, processes: int = 1) -> None:
        """Keep the settings; nothing is started.

        Args:
            rendering: Engine, deadline and limits.
            processes: Server processes that share `rendering.workers`.
        """
        self._rendering = rendering
        self._size = max(1, rendering.workers // processes)
        self._lock = threading.Lock()
        self._asked = 0
        self._slots = threading.BoundedSemaphore(self._size * (1 + rendering.waiting))
        self._crew: tuple[int, Crew] | None = None
        self._fonts: tempfile.TemporaryDirectory[str] | None = None
        self._engine: EngineInfo | None = None

    def draw(
        self,
        arranged: Arrangement,
        options: Options,
        format: Format,  # noqa: A002 (the contract's own word)
        *,
        timeout: float | None = None,
    ) -> Drawing:
        """Draw a map, a grid or a sheet.

        Args:
            arranged: What to draw.
            options: How; its `lang` resolved.
            format: How to write it.
            timeout: Seconds until there is an answer, those of the settings by default; waiting for a worker counts.

        Raises:
            RenderTooComplexError: It did not end within its time, memory or output.
            BusyError: Too many drawings are waiting, or it waited too long.
            RenderingError: It did not pass its check.
            SettingsError: No engine can be had, or it draws with another font.
        """
        self.engine()
        asked = time.monotonic()
        seconds = self._rendering.timeout if timeout is None else timeout
        answer = self._run(worker.draw, (arranged, options, format, self._rendering), seconds)
        if isinstance(answer, Refusal):
            raise _error(answer)
        _log.info("drew a %s of %d bytes in %.3f s", format, len(answer.data), time.monotonic() - asked)
        return answer

    def engine(self) -> EngineInfo:
        """Return the engine that draws, found and checked in a worker the first time.

        Raises:
            SettingsError: No engine can be had, or it draws with another font.
        """
        if self._engine is None:
            answer = self._run(worker.engine, (self._rendering.engine,), worker.START)
            if isinstance(answer, Refusal):
                raise _error(answer)
            self._engine = answer
        return self._engine

    def known_engine(self) -> EngineInfo | None:
        """Return the engine that draws, None as long as nobody has looked for it."""
        return self._engine

    def load(self) -> Load:
        """Return how much there is to do at this moment."""
        running = min(self._asked, self._size)
        return Load(self._size, running, self._asked - running)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._crew is not None and self._crew[0] == os.getpid():
                self._crew[1].close()
            self._crew = None
            if self._fonts is not None:
                self._fonts.cleanup()
                self._fonts = None

    def _run(self, job: Callable[..., T], arguments: tuple[object, ...], seconds: float) -> T:
        deadline = time.monotonic() + seconds
        if not self._slots.acquire(blocking=False):
            raise BusyError
        self._count(1)
        try:
            return _tried_twice(self._workers(), job, arguments, deadline)
        except BrokenProcessPool as lost:
            raise SettingsError("SYNTHGRID_ENGINE", N_("a drawing process ended while it was starting")) from lost
        except (ProcessExpired, TimeoutError) as lost:
            raise RenderTooComplexError from lost
        finally:
            self._count(-1)
            self._slots.release()

    def _count(self, more: int) -> None:
        with self._lock:
            self._asked += more

    def _workers(self) -> Crew:
        with self._lock:
            if self._crew is None or self._crew[0] != os.getpid():
                rendering = self._rendering
                equipment = Equipment(rendering.memory, self._installed_fonts(), rendering.engine)
                self._crew = (os.getpid(), Crew(self._size, equipment))
            return self._crew[1]

    def _installed_fonts(self) -> Path:
        """Install the fonts beside the cache, or where nothing can be kept in a folder that goes with this process."""
        from synthgrid.drawing import fonts  # noqa: PLC0415 (HarfBuzz is for workers; here once, to copy files)

        if self._rendering.cache_dir is not None:
            with suppress(OSError):
                return fonts.install(self._rendering.cache_dir / "fonts")
        if self._fonts is None:
            self._fonts = tempfile.TemporaryDirectory(prefix="synthgrid-fonts-", ignore_cleanup_errors=True)
        return fonts.install(Path(self._fonts.name))


def _tried_twice(crew: Crew, job: Callable[..., T], arguments: tuple[object, ...], deadline: float) -> T:
    """Run a job, and once more when its worker is lost before its time, perhaps as the victim of another's memory.

    Raises:
        TimeoutError: It was lost, and there was not time enough to do it again.
    """
    try:
        return crew.run(job, arguments, deadline)
    except BrokenProcessPool:
        return crew.run(job, arguments, deadline)
    except ProcessExpired:
        try:
            return crew.run(job, arguments, deadline)
        except BusyError as late:
            raise TimeoutError from late


def _error(refusal: Refusal) -> Exception:
    if refusal.code == "settings":
        return SettingsError("SYNTHGRID_ENGINE", refusal.reason)
    if refusal.code == "too-complex":
        return RenderTooComplexError()
    return RenderingError(str(refusal.reason))
