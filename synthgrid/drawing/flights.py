"""What many ask for at the same moment is made once: in this process, and among those that share a folder."""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar

from synthgrid.errors import BusyError

T = TypeVar("T")

_LOOKS_EVERY: Final = 0.02
"""Seconds between two looks at a lock that another process holds: the kernel has no wait that ends."""


class Flights(Generic[T]):
    """What is being made in this process; safe to call from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[T]] = {}

    def once(self, key: str, make: Callable[[], T], seconds: float) -> T:
        """Make something, or wait for the one who is making it and share what comes of it, an error too.

        Args:
            key: What it is.
            make: Makes it.
            seconds: How long to wait at most; making it is not cut short here.

        Raises:
            BusyError: Whoever makes it takes longer.
        """
        with self._lock:
            flight = self._under_way.get(key)
            if leads := flight is None:
                flight = self._under_way[key] = Future()
        if leads:
            self._lead(key, flight, make)
        if not wait([flight], seconds).done:
            raise BusyError
        return flight.result()

    def _lead(self, key: str, flight: Future[T], make: Callable[[], T]) -> None:
        try:
            flight.set_result(make())
        except BaseException as error:  # noqa: BLE001 (raised again by `once`, to everybody)
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]


@contextmanager
def alone(path: Path, deadline: float) -> Iterator[None]:
    """Be the only one at work on something, among all the processes that share a folder.

    The lock goes with the process that holds it, however that ends. Where no file can be locked, nobody waits.

    Args:
        path: A file to lock, made for it and removed after. Whoever waited for the removed one works, at worst, beside
            the maker of the next: a drawing is then made twice.
        deadline: When to give up waiting, by `time.monotonic()`.

    Raises:
        BusyError: Another had it all the time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError:
        yield
        return
    with file:
        _lock(file, deadline)
        try:
            yield
        finally:
            with suppress(OSError):  # a folder that another account made
                path.unlink()


def _lock(file: BinaryIO, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise BusyError from None
            time.sleep(_LOOKS_EVERY)
        except OSError:  # a file system without locks
            return
        else:
            return
