"""What stands in the files of a folder, so that a batch that goes on makes nothing twice."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from synthgrid.errors import N_, InvalidOptionError

NAME: Final = ".synthgrid-batch.jsonl"


class Manifest:
    """A line for each file that was drawn: its name, the key of its drawing, its size; the last line of a file holds.

    A line follows its file, so that what is written here is there; what was cut off by a crash is not read.
    """

    def __init__(self, folder: Path) -> None:
        """Read what there is, and write it anew without what was overtaken."""
        self.folder = folder
        self._lock = threading.Lock()
        self._known = {line["file"]: line for line in _lines(folder / NAME)}
        put_in_place(folder, NAME, "".join(map(_written, self._known.values())).encode())

    def size_of(self, file: str, key: str) -> int | None:
        """Return the bytes of a file that holds a drawing, whole; None where it does not."""
        known = self._known.get(file)
        if known is None or known["key"] != key:
            return None
        try:
            size = (self.folder / file).stat().st_size
        except OSError:
            return None
        return size if size == known["bytes"] else None

    def keep(self, file: str, key: str, data: bytes) -> None:
        """Write a file and note which drawing it holds; safe to call from many threads."""
        put_in_place(self.folder, file, data)
        line = {"file": file, "key": key, "bytes": len(data)}
        with self._lock, (self.folder / NAME).open("a", encoding="utf-8") as lines:
            lines.write(_written(line))


@contextmanager
def alone_in(folder: Path) -> Iterator[Manifest]:
    """Make a folder, and keep other batches out of it until the block ends.

    Raises:
        InvalidOptionError: Another one is at work in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            reason = N_("Another batch is drawing into this folder; wait for its end, or choose another folder.")
            raise InvalidOptionError("out", reason) from error
        yield Manifest(folder)
    finally:
        os.close(handle)


def put_in_place(folder: Path, file: str, data: bytes) -> None:
    """Write a file aside and move it into place, so that it is whole or not there."""
    aside = folder / f".{file}.part"
    aside.write_bytes(data)
    aside.replace(folder / file)


def _written(line: dict[str, Any]) -> str:
    return json.dumps(line) + "\n"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines that are whole."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for one in text.splitlines():
        try:
            line = json.loads(one)
        except ValueError:
            continue
        if isinstance(line, dict) and line.keys() >= {"file", "key", "bytes"}:
            yield line
