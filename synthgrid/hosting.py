"""What the machine gives: memory that looks like a disk, disks that fill up, and disks that are gone tomorrow."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from synthgrid.errors import N_, Message
from synthgrid.settings import Settings

_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 (Linux's own; what is made there has names nobody can guess)
_COUNTS: Final = "synthgrid-counts-"
_LOCK: Final = "lock"


def memory_folder() -> str | None:
    """Return a folder that is held in memory, None where there is none."""
    return str(_SHARED_MEMORY) if os.access(_SHARED_MEMORY, os.W_OK | os.X_OK) else None


def new_counts() -> Path:
    """Make the empty folder where the processes of one server write what they count, and drop abandoned ones.

    It stays locked as long as one of the processes lives, however they end.
    """
    place = Path(memory_folder() or tempfile.gettempdir())
    for abandoned in place.glob(f"{_COUNTS}*"):
        if not _locked(abandoned / _LOCK):
            drop_counts(abandoned)
    folder = Path(tempfile.mkdtemp(prefix=_COUNTS, dir=place))
    new = folder / f"{_LOCK}.new"
    # Never closed: forked processes keep it, programs they start do not.
    fcntl.flock(os.open(new, os.O_CREAT | os.O_RDWR, 0o600), fcntl.LOCK_EX | fcntl.LOCK_NB)
    new.rename(folder / _LOCK)
    return folder


def _locked(path: Path) -> bool:
    """Tell whether somebody holds a lock, or it is not for us to know."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def drop_counts(folder: Path | str | None) -> None:
    """Remove such a folder."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def warnings(settings: Settings) -> Iterator[Message]:
    """Yield what whoever starts the service should know, and what to do about it."""
    for name, nearest in settings.unknown:
        facts = {"name": name, "nearest": nearest}
        yield Message(N_("%(name)s: there is no such setting; the nearest is %(nearest)s."), facts)
    file = database_file(settings)
    if settings.host and file and _device(file) == _device(Path(__file__)):
        facts = {"host": settings.host, "path": str(file)}
        yield Message(
            N_(
                "%(host)s forgets its disk at each restart, and %(path)s is on it: all that is stored will be lost. "
                "Set SYNTHGRID_DATABASE_URL to a PostgreSQL database, or to a file on a disk that stays."
            ),
            facts,
        )


def database_file(settings: Settings) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    scheme, _, path = settings.database_url.partition(":///")
    return Path(path).absolute() if scheme == "sqlite" and path and not path.startswith("file:") else None


def disk_faults(settings: Settings) -> Iterator[tuple[str, Message]]:
    """Yield what is wrong with the disks, each with the part of the service that needs it."""
    file, cache = database_file(settings), settings.rendering.cache_dir
    if file and (free := _free(file)) < settings.disk_bytes:
        yield "/database", _nearly_full(free)
    if cache:
        reason = _why_not_writable(cache)
        if reason:
            yield "/cache", Message(N_("Drawings cannot be kept: %(reason)s."), {"reason": reason})
        elif (free := _free(cache)) < settings.disk_bytes:
            yield "/cache", _nearly_full(free)


def _nearly_full(free: int) -> Message:
    return Message(N_("The disk is nearly full: %(free)d bytes are left."), {"free": free})


def _why_not_writable(folder: Path) -> str | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def _free(path: Path) -> int:
    return shutil.disk_usage(_there(path)).free


def _device(path: Path) -> int:
    return _there(path).stat().st_dev


def _there(path: Path) -> Path:
    """Return a path, or the nearest folder above it that is there."""
    return next(one for one in (path, *path.parents) if one.exists())
