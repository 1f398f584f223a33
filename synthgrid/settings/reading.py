"""The only reader of the environment."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar, cast

from platformdirs import user_cache_path, user_data_path

from synthgrid.errors import N_, Message, SettingsError
from synthgrid.i18n import LANGUAGE, LANGUAGES
from synthgrid.logs import LogFormat
from synthgrid.settings.kinds import (
    DATABASE,
    FOLDER,
    ORIGINS,
    PROCESSES,
    PUBLIC,
    SECONDS,
    SECRET,
    SIZE,
    Kind,
    choice,
    whole,
)
from synthgrid.settings.values import CLIENT_TIMEOUT, HOSTS, MIB, Access, Engine, Limits, Rendering, Settings

PREFIX: Final = "SYNTHGRID_"

T = TypeVar("T")


def _checkout() -> Path | None:
    root = Path(__file__).resolve().parents[2]
    return root if (root / ".git").exists() else None


def default_database_url() -> str:
    """Return the SQLite file used when nothing is set: in `./var/` of a checkout, else in the user's data folder."""
    checkout = _checkout()
    folder = checkout / "var" if checkout else user_data_path("synthgrid", appauthor=False)
    return f"sqlite:///{folder / 'synthgrid.db'}"


def _default_cache() -> Path:
    checkout = _checkout()
    return checkout / "var" / "cache" if checkout else user_cache_path("synthgrid", appauthor=False)


class _Reader:
    """Reads variables, each of its kind; a bad value stops start-up, naming itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.values: dict[str, object] = {}

    def __call__(self, name: str, kind: Kind[T], default: T) -> T:
        value = self._environment.get(name, "").strip()
        read = self._read(name, value, kind) if value else default
        self.values[name] = "…" if kind.secret and value else read
        return read

    def _read(self, name: str, value: str, kind: Kind[T]) -> T:
        try:
            return kind.read(value)
        except ValueError:
            facts = {"value": "…" if kind.secret else value, "expected": kind.expected}
            reason = Message(N_("“%(value)s” cannot be used; expected: %(expected)s"), facts)
            raise SettingsError(name, reason) from None

    def unknown(self) -> Iterator[tuple[str, str]]:
        """Yield the variables of our prefix that nobody reads, each with the nearest that is read."""
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and name not in self.values:
                yield name, get_close_matches(name, list(self.values), 1, 0)[0]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting.

    Args:
        environment: Variables to read; those of the process by default.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    read = _Reader(environment)
    default_url = read("DATABASE_URL", DATABASE, default_database_url())
    settings = Settings(
        database_url=read("SYNTHGRID_DATABASE_URL", DATABASE, default_url),
        access=cast(Access, read("SYNTHGRID_ACCESS", choice("keys", "open"), "keys")),
        trusted_proxies=read("SYNTHGRID_TRUSTED_PROXIES", whole(0, 10), 0),
        public_url=read("SYNTHGRID_PUBLIC_URL", PUBLIC, ""),
        # The name that process managers and gunicorn itself use.
        processes=read("WEB_CONCURRENCY", PROCESSES, 1),
        client_timeout=read("SYNTHGRID_CLIENT_TIMEOUT", SECONDS, CLIENT_TIMEOUT),
        language=read("SYNTHGRID_LANG_DEFAULT", choice(*LANGUAGES), LANGUAGE),
        log_level=read("SYNTHGRID_LOG_LEVEL", choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        cors_origins=read("SYNTHGRID_CORS_ORIGINS", ORIGINS, ()),
        secret_key=read("SYNTHGRID_SECRET_KEY", SECRET, ""),
        # A terminal has a reader; anything else has a program that collects lines.
        log_format=cast(LogFormat, read("SYNTHGRID_LOG_FORMAT", choice("json", "text"), _spoken_to())),
        limits=_read_limits(read, Limits()),
        rendering=_read_rendering(read, Rendering()),
        disk_bytes=read("SYNTHGRID_MIN_DISK_BYTES", whole(0), 32 * MIB),
        host=next((name for variable, name in HOSTS.items() if environment.get(variable)), None),
    )
    return replace(settings, unknown=tuple(read.unknown()), values=MappingProxyType(read.values))


def shown(value: object) -> str:
    """Return a value that can be shown: the password of an address is none."""
    return re.sub(r"(?<=://)([^/@]*?):[^@]*(?=@)", r"\1:***", str(value))


def language_of(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of who runs the service, also where another setting cannot be used."""
    asked = (os.environ if environment is None else environment).get("SYNTHGRID_LANG_DEFAULT", "").strip()
    return asked if asked in LANGUAGES else LANGUAGE


def _spoken_to() -> LogFormat:
    return "text" if sys.stderr is not None and sys.stderr.isatty() else "json"


def _read_limits(read: _Reader, default: Limits) -> Limits:
    return Limits(
        document_bytes=read("SYNTHGRID_MAX_DOCUMENT_BYTES", SIZE, default.document_bytes),
        body_bytes=read("SYNTHGRID_MAX_BODY_BYTES", SIZE, default.body_bytes),
        items=read("SYNTHGRID_MAX_ITEMS", SIZE, default.items),
        text=read("SYNTHGRID_MAX_TEXT", SIZE, default.text),
        drawn=read("SYNTHGRID_MAX_DRAWN", SIZE, default.drawn),
        tree_depth=read("SYNTHGRID_MAX_TREE_DEPTH", whole(1, default.tree_depth), default.tree_depth),
        json_depth=read("SYNTHGRID_MAX_JSON_DEPTH", whole(4, 200), default.json_depth),
        requests=read("SYNTHGRID_RATE_LIMIT", whole(0, 1_000_000), default.requests),
        columns=read("SYNTHGRID_MAX_COLUMNS", SIZE, default.columns),
        unpacked_bytes=read("SYNTHGRID_MAX_UNPACKED_BYTES", SIZE, default.unpacked_bytes),
        unpacked_ratio=read("SYNTHGRID_MAX_UNPACKED_RATIO", SIZE, default.unpacked_ratio),
        xml_depth=read("SYNTHGRID_MAX_XML_DEPTH", whole(4, 120), default.xml_depth),
        xml_nodes=read("SYNTHGRID_MAX_XML_NODES", SIZE, default.xml_nodes),
    )


def _read_rendering(read: _Reader, default: Rendering) -> Rendering:
    return Rendering(
        engine=cast(Engine, read("SYNTHGRID_ENGINE", choice("auto", "bundled", "system"), default.engine)),
        workers=read("SYNTHGRID_RENDER_WORKERS", PROCESSES, os.cpu_count() or 1),
        waiting=read("SYNTHGRID_RENDER_WAITING", whole(0), default.waiting),
        timeout=read("SYNTHGRID_RENDER_TIMEOUT", SECONDS, default.timeout),
        memory=read("SYNTHGRID_RENDER_MEMORY", whole(320 * MIB), default.memory),
        output=read("SYNTHGRID_RENDER_OUTPUT", SIZE, default.output),
        pixels=read("SYNTHGRID_RENDER_PIXELS", SIZE, default.pixels),
        cache_dir=read("SYNTHGRID_CACHE_DIR", FOLDER, _default_cache()),
        cache_bytes=read("SYNTHGRID_CACHE_BYTES", whole(0), default.cache_bytes),
    )
