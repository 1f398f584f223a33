"""The only reader of the environment."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

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


@dataclass(frozen=True, slots=True)
class Rendering:
    """How drawings are made.

    Attributes:
        engine: `bundled` (Graphviz in pygraphviz's wheel), `system` (`dot` on PATH) or `auto` (the first there is).
        workers: Rendering processes over all server processes together.
        timeout: Seconds of wall time of one drawing.
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


def _database_url(value: str) -> str:
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
    if not re.match(r"^(sqlite|postgresql\+psycopg)://", url):
        raise ValueError(value)
    return url


def _choice(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return read


def _whole(least: int, most: int = sys.maxsize) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError(value)
        return number

    return read


def _seconds(value: str) -> float:
    seconds = float(value)
    if not 0.1 <= seconds <= 600:  # noqa: PLR2004 (the range is said in the message)
        raise ValueError(value)
    return seconds


T = TypeVar("T")


class _Reader:
    """Reads `SYNTHGRID_…` variables, each with its parser; a bad value stops start-up, naming itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str, parse: Callable[[str], T], default: T, expected: str) -> T:
        value = self._environment.get(name, "").strip()
        if not value:
            return default
        try:
            return parse(value)
        except ValueError:
            reason = Message(
                N_("“%(value)s” cannot be used; expected: %(expected)s"), {"value": value, "expected": expected}
            )
            raise SettingsError(name, reason) from None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting.

    Args:
        environment: Variables to read; those of the process by default.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    read = _Reader(environment)
    size = _whole(1)
    expect_size = "a whole number of 1 or more"
    limits, rendering = Limits(), Rendering()
    access = read("SYNTHGRID_ACCESS", _choice("keys", "open"), "keys", "keys or open")
    engine = read("SYNTHGRID_ENGINE", _choice("auto", "bundled", "system"), "auto", "auto, bundled or system")
    return Settings(
        database_url=read(
            "SYNTHGRID_DATABASE_URL",
            _database_url,
            read("DATABASE_URL", _database_url, default_database_url(), "sqlite:///… or postgresql://…"),
            "sqlite:///… or postgresql://…",
        ),
        access=cast(Access, access),
        trusted_proxies=read("SYNTHGRID_TRUSTED_PROXIES", _whole(0, 10), 0, "a whole number from 0 to 10"),
        # The name that process managers and gunicorn itself use.
        processes=read("WEB_CONCURRENCY", _whole(1, 256), 1, "a whole number from 1 to 256"),
        language=read("SYNTHGRID_LANG_DEFAULT", _choice(*LANGUAGES), LANGUAGE, "fr or en"),
        log_level=read(
            "SYNTHGRID_LOG_LEVEL", _choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "DEBUG, INFO, WARNING or ERROR"
        ),
        limits=Limits(
            document_bytes=read("SYNTHGRID_MAX_DOCUMENT_BYTES", size, limits.document_bytes, expect_size),
            body_bytes=read("SYNTHGRID_MAX_BODY_BYTES", size, limits.body_bytes, expect_size),
            items=read("SYNTHGRID_MAX_ITEMS", size, limits.items, expect_size),
            drawn=read("SYNTHGRID_MAX_DRAWN", size, limits.drawn, expect_size),
            json_depth=read(
                "SYNTHGRID_MAX_JSON_DEPTH", _whole(4, 200), limits.json_depth, "a whole number from 4 to 200"
            ),
        ),
        rendering=Rendering(
            engine=cast(Engine, engine),
            workers=read(
                "SYNTHGRID_RENDER_WORKERS", _whole(1, 256), os.cpu_count() or 1, "a whole number from 1 to 256"
            ),
            timeout=read("SYNTHGRID_RENDER_TIMEOUT", _seconds, rendering.timeout, "seconds from 0.1 to 600"),
            memory=read("SYNTHGRID_RENDER_MEMORY", _whole(256 * MIB), rendering.memory, "bytes, 268435456 or more"),
            output=read("SYNTHGRID_RENDER_OUTPUT", size, rendering.output, expect_size),
            pixels=read("SYNTHGRID_RENDER_PIXELS", size, rendering.pixels, expect_size),
            cache_dir=read("SYNTHGRID_CACHE_DIR", Path, _default_cache(), "a folder"),
            cache_bytes=read("SYNTHGRID_CACHE_BYTES", _whole(0), rendering.cache_bytes, "a whole number of 0 or more"),
        ),
    )
