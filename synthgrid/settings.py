"""The only reader of the environment."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, Literal, TypeVar, cast

from platformdirs import user_cache_path, user_data_path

from synthgrid.errors import N_, Message, SettingsError
from synthgrid.i18n import LANGUAGE, LANGUAGES

MIB: Final = 1024 * 1024

Access = Literal["keys", "open"]
Engine = Literal["auto", "bundled", "system"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for. Bytes, counts and characters."""

    document_bytes: int = 10_000_000
    body_bytes: int = 2_000_000
    items: int = 10_000
    drawn: int = 10_000
    json_depth: int = 80
    xml_depth: int = 64
    xml_nodes: int = 20_000


@dataclass(frozen=True, slots=True)
class Rendering:
    """How drawings are made.

    Attributes:
        engine: `bundled` (Graphviz in pygraphviz's wheel), `system` (`dot` on PATH) or `auto` (the first there is).
        workers: Rendering processes over all server processes together.
        timeout: Seconds of wall time of one drawing, from when it is asked for.
        memory: Bytes of address space of a worker.
        output: Bytes of one finished drawing.
        pixels: Pixels of a PNG; past them the dpi is lowered.
        cache_dir: Folder of finished drawings, or None for no cache.
        cache_bytes: Size past which the oldest are dropped.
    """

    engine: Engine = "auto"
    workers: int = 2
    timeout: float = 10.0
    memory: int = 1024 * MIB
    output: int = 20_000_000
    pixels: int = 50_000_000
    cache_dir: Path | None = None
    cache_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with what it is when nothing is set."""

    database_url: str
    access: Access = "keys"
    trusted_proxies: int = 0
    processes: int = 1
    language: str = LANGUAGE
    log_level: str = "INFO"
    limits: Limits = field(default_factory=Limits)
    rendering: Rendering = field(default_factory=Rendering)


def _checkout() -> Path | None:
    root = Path(__file__).resolve().parent.parent
    return root if (root / ".git").exists() else None


def default_database_url() -> str:
    """Return the SQLite file used when nothing is set: in `./var/` of a checkout, else in the user's data folder."""
    checkout = _checkout()
    folder = checkout / "var" if checkout else user_data_path("synthgrid", appauthor=False)
    return f"sqlite:///{folder / 'synthgrid.db'}"


def _default_cache() -> Path:
    checkout = _checkout()
    return checkout / "var" / "cache" if checkout else user_cache_path("synthgrid", appauthor=False)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kind(Generic[T]):
    """A kind of value: how it is read (ValueError where it cannot be), and what it is in words."""

    read: Callable[[str], T]
    expected: Message


def _database_url(value: str) -> str:
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
    if not re.match(r"^(sqlite|postgresql\+psycopg)://", url):
        raise ValueError(value)
    return url


def _choice(*choices: str) -> _Kind[str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return _Kind(read, Message(N_("one of: %(choices)s"), {"choices": ", ".join(choices)}))


def _whole(least: int, most: int = sys.maxsize) -> _Kind[int]:
    def read(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError(value)
        return number

    if most == sys.maxsize:
        return _Kind(read, Message(N_("a whole number of %(least)d or more"), {"least": least}))
    return _Kind(read, Message(N_("a whole number from %(least)d to %(most)d"), {"least": least, "most": most}))


def _seconds(value: str) -> float:
    seconds = float(value)
    if not 0.1 <= seconds <= 600:  # noqa: PLR2004 (the range is said in the message)
        raise ValueError(value)
    return seconds


_DATABASE: Final = _Kind(_database_url, Message(N_("an address such as sqlite:///… or postgresql://…")))
_SECONDS: Final = _Kind(_seconds, Message(N_("seconds from 0.1 to 600")))
_FOLDER: Final = _Kind(Path, Message(N_("a folder")))
_SIZE: Final = _whole(1)
_PROCESSES: Final = _whole(1, 256)


class _Reader:
    """Reads variables, each of its kind; a bad value stops start-up, naming itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str, kind: _Kind[T], default: T) -> T:
        value = self._environment.get(name, "").strip()
        if not value:
            return default
        try:
            return kind.read(value)
        except ValueError:
            facts = {"value": value, "expected": kind.expected}
            reason = Message(N_("“%(value)s” cannot be used; expected: %(expected)s"), facts)
            raise SettingsError(name, reason) from None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting.

    Args:
        environment: Variables to read; those of the process by default.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    read = _Reader(os.environ if environment is None else environment)
    default_url = read("DATABASE_URL", _DATABASE, default_database_url())
    return Settings(
        database_url=read("SYNTHGRID_DATABASE_URL", _DATABASE, default_url),
        access=cast(Access, read("SYNTHGRID_ACCESS", _choice("keys", "open"), "keys")),
        trusted_proxies=read("SYNTHGRID_TRUSTED_PROXIES", _whole(0, 10), 0),
        # The name that process managers and gunicorn itself use.
        processes=read("WEB_CONCURRENCY", _PROCESSES, 1),
        language=read("SYNTHGRID_LANG_DEFAULT", _choice(*LANGUAGES), LANGUAGE),
        log_level=read("SYNTHGRID_LOG_LEVEL", _choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        limits=_read_limits(read, Limits()),
        rendering=_read_rendering(read, Rendering()),
    )


def _read_limits(read: _Reader, default: Limits) -> Limits:
    return Limits(
        document_bytes=read("SYNTHGRID_MAX_DOCUMENT_BYTES", _SIZE, default.document_bytes),
        body_bytes=read("SYNTHGRID_MAX_BODY_BYTES", _SIZE, default.body_bytes),
        items=read("SYNTHGRID_MAX_ITEMS", _SIZE, default.items),
        drawn=read("SYNTHGRID_MAX_DRAWN", _SIZE, default.drawn),
        json_depth=read("SYNTHGRID_MAX_JSON_DEPTH", _whole(4, 200), default.json_depth),
        xml_depth=read("SYNTHGRID_MAX_XML_DEPTH", _whole(4, 120), default.xml_depth),
        xml_nodes=read("SYNTHGRID_MAX_XML_NODES", _SIZE, default.xml_nodes),
    )


def _read_rendering(read: _Reader, default: Rendering) -> Rendering:
    return Rendering(
        engine=cast(Engine, read("SYNTHGRID_ENGINE", _choice("auto", "bundled", "system"), default.engine)),
        workers=read("SYNTHGRID_RENDER_WORKERS", _PROCESSES, os.cpu_count() or 1),
        timeout=read("SYNTHGRID_RENDER_TIMEOUT", _SECONDS, default.timeout),
        memory=read("SYNTHGRID_RENDER_MEMORY", _whole(256 * MIB), default.memory),
        output=read("SYNTHGRID_RENDER_OUTPUT", _SIZE, default.output),
        pixels=read("SYNTHGRID_RENDER_PIXELS", _SIZE, default.pixels),
        cache_dir=read("SYNTHGRID_CACHE_DIR", _FOLDER, _default_cache()),
        cache_bytes=read("SYNTHGRID_CACHE_BYTES", _whole(0), default.cache_bytes),
    )
