"""What the server calls: a pool of worker processes, a bounded queue, a deadline."""

import os
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeVar

import pebble
from pebble import ProcessExpired, ProcessPool

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options
from synthgrid.drawing import worker
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format
from synthgrid.drawing.worker import Refusal
from synthgrid.errors import N_, BusyError, RenderingError, RenderTooComplexError, SettingsError
from synthgrid.settings import Rendering

T = TypeVar("T")

_WAITING: Final = 4
"""Drawings that may wait, for each worker."""
_JOBS: Final = 1_000
"""Jobs after which a worker is replaced."""
_GRACE: Final = 0.5
"""A worker ends itself at the deadline; the pool does it this much later."""
# Without this, a worker past its deadline is given three more seconds to end.
pebble.CONSTS.term_timeout = 0.1


class Renderer:
    """Draws in worker processes; safe to call from many threads.

    The pool starts with the first drawing, in the process that asks for it: never before a server forks.
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
        self._slots = threading.BoundedSemaphore(self._size * (1 + _WAITING))
        self._pool: tuple[int, ProcessPool] | None = None
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
        """Draw a map or a grid.

        Args:
            arranged: What to draw.
            options: How; its `lang` resolved.
            format: How to write it.
            timeout: Seconds it may take, those of the settings by default.

        Raises:
            RenderTooComplexError: It did not end within its time, memory or output.
            BusyError: Too many drawings are waiting.
            RenderingError: It did not pass its check.
            SettingsError: No engine can be had, or it draws with another font.
        """
        seconds = timeout or self._rendering.timeout
        self.engine()
        answer = self._run(worker.draw, seconds, arranged, options, format, self._rendering, seconds)
        if isinstance(answer, Refusal):
            raise _error(answer)
        return answer

    def engine(self) -> EngineInfo:
        """Return the engine that draws, found and checked in a worker the first time.

        Raises:
            SettingsError: No engine can be had, or it draws with another font.
        """
        if self._engine is None:
            answer = self._run(worker.engine, worker.START, self._rendering.engine, worker.START)
            if isinstance(answer, Refusal):
                raise _error(answer)
            self._engine = answer
        return self._engine

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            self._stop()
            if self._fonts is not None:
                self._fonts.cleanup()
                self._fonts = None

    def _stop(self) -> None:
        if self._pool is not None and self._pool[0] == os.getpid():
            self._pool[1].stop()  # type: ignore[no-untyped-call]  # pebble types most of it, not this
            self._pool[1].join()
        self._pool = None

    def _run(self, job: Callable[..., T], seconds: float, *arguments: object) -> T:
        if not self._slots.acquire(blocking=False):
            raise BusyError
        try:
            try:
                return self._attempt(job, seconds, arguments)
            except ProcessExpired as lost:
                if lost.exitcode == -signal.SIGALRM:
                    raise RenderTooComplexError from lost
            except BrokenProcessPool:
                pass
            # A worker lost before its deadline may have been the victim of another's memory: once more.
            return self._attempt(job, seconds, arguments)
        except BrokenProcessPool as lost:
            raise SettingsError("SYNTHGRID_ENGINE", N_("a drawing process ended while it was starting")) from lost
        except (ProcessExpired, TimeoutError) as lost:
            raise RenderTooComplexError from lost
        finally:
            self._slots.release()

    def _attempt(self, job: Callable[..., T], seconds: float, arguments: tuple[object, ...]) -> T:
        """Run a job once.

        Raises:
            BrokenProcessPool: The workers ended before they took it.
            ProcessExpired: The worker ended during it.
            TimeoutError: It did not end within its time.
        """
        pool = self._running()
        try:
            future = pool.schedule(job, args=arguments, timeout=seconds + _GRACE)
        except RuntimeError as lost:
            raise BrokenProcessPool from lost
        return future.result()

    def _running(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or self._pool[0] != os.getpid() or not self._pool[1].active:
                self._stop()
                pool = ProcessPool(
                    max_workers=self._size,
                    max_tasks=_JOBS,
                    initializer=worker.start,
                    initargs=(self._rendering.memory, self._installed_fonts(), self._rendering.engine),
                    context=get_context("spawn"),
                )
                self._pool = (os.getpid(), pool)
            return self._pool[1]

    def _installed_fonts(self) -> Path:
        """Install the fonts beside the cache, or where nothing can be kept in a folder that goes with this process."""
        from synthgrid.drawing import fonts  # noqa: PLC0415 (HarfBuzz is for workers; here once, to copy files)

        if self._rendering.cache_dir is not None:
            with suppress(OSError):
                return fonts.install(self._rendering.cache_dir / "fonts")
        if self._fonts is None:
            self._fonts = tempfile.TemporaryDirectory(prefix="synthgrid-fonts-", ignore_cleanup_errors=True)
        return fonts.install(Path(self._fonts.name))


def _error(refusal: Refusal) -> Exception:
    if refusal.code == "settings":
        return SettingsError("SYNTHGRID_ENGINE", refusal.reason)
    if refusal.code == "too-complex":
        return RenderTooComplexError()
    return RenderingError(str(refusal.reason))
