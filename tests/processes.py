"""What runs on this machine, as /proc tells it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path


def _processes() -> Iterator[Path]:
    return Path("/proc").glob("[0-9]*")


def started_with(text: str) -> dict[int, bytes]:
    """Return the processes whose environment held a text when they started, with their command lines; no zombies."""
    found = {}
    for folder in _processes():
        try:
            if text.encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:  # it has ended meanwhile, or is not ours to read
            continue
    return found


def workers_of(process: int) -> set[int]:
    """Return the drawing workers of a process, which its fork server starts; no zombies."""
    return {worker for server in children_of(process) if forks(server) for worker in children_of(server)}


def forks(process: int) -> bool:
    """Tell whether a process is the fork server of another, or one of its workers."""
    with suppress(OSError):
        return b"forkserver" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def children_of(parent: int) -> set[int]:
    """Return the processes that a process has started and that have not ended."""
    found = set()
    for folder in _processes():
        with suppress(OSError):
            if parent_of(int(folder.name)) == parent and _state(int(folder.name))[0] != "Z":
                found.add(int(folder.name))
    return found


def parent_of(process: int) -> int:
    """Return the parent of a process."""
    return int(_state(process)[1])


def worked(process: int) -> float:
    """Return the seconds of a processor that a process has had."""
    state = _state(process)
    return (int(state[11]) + int(state[12])) / os.sysconf("SC_CLK_TCK")


def _state(process: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, which may hold blanks."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, or the time is over."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return held
