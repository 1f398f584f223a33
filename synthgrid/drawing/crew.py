"""Worker processes, each in a pool of its own: what becomes of one never reaches another.

The workers of one pebble pool share two pipes and their locks: one that the kernel ends while it holds them stops all
of them for good (https://github.com/noxdafox/pebble/issues/163), and one that is stopped as it takes its next job
leaves that job waiting for ever (issue 153). So each pool has one worker and one job at a time, and whoever waits for a
job gives the pool up when its answer does not come.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, Final, NamedTuple, TypeVar

import pebble
from pebble import ProcessExpired, ProcessPool

from synthgrid.drawing import worker
from synthgrid.errors import BusyError

T = TypeVar("T")

_JOBS: Final = 1_000
"""Jobs after which a worker is replaced."""
_GRACE: Final = 0.15
"""A worker ends itself at the deadline, else pebble ends it this much later, else the pool is given up, later again."""
# Linux only: elsewhere what Graphviz loads of the system is not made for a fork.
_CONTEXT: Final = get_context("forkserver" if sys.platform == "linux" else "spawn")
if sys.platform == "linux":
    # Read once for all workers, which then start in a tenth of the time: the first ones, and those that replace others.
    _CONTEXT.set_forkserver_preload(["synthgrid.drawing.worker", "synthgrid.drawing.pipeline"])
# Without this, a worker past its deadline is given three more seconds to end.
pebble.CONSTS.term_timeout = 0.1


class Equipment(NamedTuple):
    """What `worker.start` is given."""

    memory: int
    fontconfig: Path
    engine: str


class Crew:
    """A fixed number of workers; safe to call from many threads."""

    def __init__(self, size: int, equipment: Equipment) -> None:
        """Start them; they take jobs as they get ready."""
        self._idle: LifoQueue[_Member] = LifoQueue()
        self._closed = False
        self._members = [_Member(equipment) for _ in range(size)]
        for member in self._members:
            member.prepare(self._idle.put)

    def run(self, job: Callable[..., T], arguments: tuple[object, ...], deadline: float) -> T:
        """Run a job in the first worker that is free.

        Args:
            job: Called in the worker with the arguments and the deadline, at which its process must end by itself.
            arguments: What can be pickled.
            deadline: Of waiting and working together, by `time.monotonic()`, which is the same in every process of a
                machine; an answer comes at most a second later.

        Raises:
            BusyError: No worker was free early enough, or the crew has been sent home.
            TimeoutError: The job had all its time, and did not end.
            ProcessExpired: The worker ended during the job, before its time.
            BrokenProcessPool: It ended before it took the job.
        """
        asked = time.monotonic()
        try:
            member = self._idle.get(timeout=max(deadline - asked, 0))
        except Empty:
            raise BusyError from None
        began = time.monotonic()
        try:
            answer = member.run(job, arguments, deadline)
        except BaseException as error:
            if self._closed:
                # The next one who waits learns of it in turn.
                self._idle.put(member)
                raise BusyError from error
            # It is not handed out again before its next process is ready: nobody's time is spent on that.
            member.prepare(self._idle.put)
            if isinstance(error, TimeoutError) and began - asked > _GRACE:
                raise BusyError from error
            raise
        self._idle.put(member)
        return answer

    def close(self) -> None:
        """End them for good; whoever waits for one is told that all are busy."""
        self._closed = True
        for member in self._members:
            member.close()


class _Member:
    """One worker and its successors."""

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self._pool: ProcessPool | None = None
        self._future: Future[Any] | None = None
        self._closed = False

    def prepare(self, ready: Callable[["_Member"], None]) -> None:
        """Say when it can take a job, or that it cannot be had: whoever asks it for a job then learns why."""
        try:
            future = self._scheduled(worker.engine, (self._equipment.engine,), time.monotonic() + worker.START)
        except BrokenProcessPool:
            ready(self)
        else:
            future.add_done_callback(lambda _: ready(self))

    def run(self, job: Callable[..., T], arguments: tuple[object, ...], deadline: float) -> T:
        """Run a job as `Crew.run` does."""
        if deadline <= time.monotonic():
            raise BusyError
        future = self._scheduled(job, arguments, deadline)
        try:
            return future.result(deadline - time.monotonic() + 2 * _GRACE)
        except ProcessExpired as lost:
            if lost.exitcode == -signal.SIGALRM:
                raise TimeoutError from lost
            # It may have had the pool's locks in its hands.
            self._end()
            raise
        except TimeoutError:
            if not future.done():
                self._end()
            raise

    def close(self) -> None:
        """End its process for good, whatever it does; whoever waits for it is told."""
        self._closed = True
        self._end()
        if self._future is not None:
            self._future.cancel()

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble types most of it, not this
            with suppress(RuntimeError):  # a process that the kernel itself cannot end
                pool.join()

    def _scheduled(self, job: Callable[..., T], arguments: tuple[object, ...], deadline: float) -> "Future[T]":
        seconds = deadline - time.monotonic()
        try:
            future = self._running().schedule(job, args=(*arguments, deadline), timeout=seconds + _GRACE)
        except (RuntimeError, OSError) as lost:
            raise BrokenProcessPool from lost
        self._future = future
        return future

    def _running(self) -> ProcessPool:
        if self._pool is not None and self._pool.active:
            return self._pool
        self._end()
        if self._closed:
            raise BrokenProcessPool
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=_JOBS,
            initializer=worker.start,
            # A fork server has the environment of its own start.
            initargs=(*self._equipment, os.environ.get("PATH", os.defpath)),
            context=_CONTEXT,
        )
        with _shielded():
            self._pool.active  # noqa: B018 (asking starts the pool)
        return self._pool


@contextmanager
def _shielded() -> Iterator[None]:
    """Keep a service manager's signals to the whole group from a worker that has no session of its own yet.

    The mask goes from this thread to the pool's threads, and from those to every process they start.
    """
    # Starting this helper of the standard library would take the mask off.
    ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
