"""The only reader of the environment."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, Literal, TypeVar, cast

from platformdirs import user_cache_path, user_data_path

from synthgrid.errors import N_, Message, SettingsError
from synthgrid.i18n import LANGUAGE, LANGUAGES
from synthgrid.logs import LogFormat

PREFIX: Final = "SYNTHGRID_"
MIB: Final = 1024 * 1024
SECRET_MIN: Final = 32
CLIENT_TIMEOUT: Final = 20.0
"""Seconds that who sends a request, or takes an answer, may keep us waiting."""

Access = Literal["keys", "open"]
Engine = Literal["auto", "bundled", "system"]


HOSTS: Final[Mapping[str, str]] = {
    "DYNO": "Heroku",
    "CONTAINER_VERSION": "Scalingo",
    "CC_DEPLOYMENT_ID": "Clever Cloud",
    "RENDER": "Render",
    "FLY_APP_NAME": "Fly.io",
    "RAILWAY_PROJECT_ID": "Railway",
    "KOYEB_APP_NAME": "Koyeb",
    "K_SERVICE": "Cloud Run",
    "VCAP_APPLICATION": "Cloud Foundry",
}
"""Hosts whose disk is new at each start, by a variable that they set themselves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for: bytes, counts and characters; and `requests` a minute of one key, 0 for any."""

    document_bytes: int = 10_000_000
    body_bytes: int = 2_000_000
    items: int = 10_000
    text: int = 10_000
    drawn: int = 10_000
    tree_depth: int = 32
    json_depth: int = 80
    requests: int = 600
    columns: int = 1_000
    unpacked_bytes: int = 50_000_000
    unpacked_ratio: int = 100
    xml_depth: int = 64
    xml_nodes: int = 20_000


@dataclass(frozen=True, slots=True)
class Rendering:
    """How drawings are made.

    Attributes:
        engine: `bundled` (Graphviz in pygraphviz's wheel), `system` (`dot` on PATH) or `auto` (the first there is).
        workers: Rendering processes over all server processes together.
        waiting: Drawings that may wait for each of them.
        timeout: Seconds of wall time of one drawing, from when it is asked for.
        memory: Bytes of address space of a worker.
        output: Bytes of one finished drawing.
        pixels: Pixels of a PNG; past them the dpi is lowered.
        cache_dir: Folder of finished drawings, or None for no cache.
        cache_bytes: Size past which the oldest are dropped.
    """

    engine: Engine = "auto"
    workers: int = 2
    waiting: int = 4
    timeout: float = 10.0
    memory: int = 1024 * MIB
    output: int = 20_000_000
    pixels: int = 50_000_000
    cache_dir: Path | None = None
    cache_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with what it is when nothing is set.

    Attributes:
        public_url: Where people and programs reach the service, for links; "" to go by the Host header of each request.
        cors_origins: Pages of which other sites may ask, as browsers write them: `https://example.org`.
        secret_key: What pages for people will sign with; keys and share links are random and need none.
        client_timeout: Seconds that who sends a request, or takes an answer, may keep us waiting.
        disk_bytes: Bytes that must be free on the disks, for the service to call itself ready.
        host: The host whose disk does not stay, None elsewhere.
        unknown: Variables of our prefix that are none of ours, each with the one it looks like.
        values: Every variable and what is in force.
    """

    database_url: str
    access: Access = "keys"
    trusted_proxies: int = 0
    public_url: str = ""
    processes: int = 1
    client_timeout: float = CLIENT_TIMEOUT
    language: str = LANGUAGE
    log_level: str = "INFO"
    cors_origins: tuple[str, ...] = ()
    secret_key: str = field(default="", repr=False)
    log_format: LogFormat = "json"
    disk_bytes: int = 32 * MIB
    host: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, object] = field(default_factory=dict, compare=False)
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
    secret: bool = False


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


def _origins(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_origin(one) for one in re.split(r"[\s,]+", value) if one))


def _public_url(value: str) -> str:
    """Read an origin, and a path below which the service is."""
    found = re.fullmatch(r"([a-z]+://[^/]+)((?:/[a-z0-9._~-]+)*)/?", value, re.IGNORECASE)
    if found is None or not {".", ".."}.isdisjoint(found[2].split("/")):
        raise ValueError(value)
    return _origin(found[1]) + found[2]


def _origin(value: str) -> str:
    """Read an origin as browsers write it: in small letters, without the port that its scheme has anyway."""
    found = re.fullmatch(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", value.lower())
    if found is None:
        raise ValueError(value)
    scheme, host, port = found.groups()
    if port is not None and not 1 <= int(port) <= 65535:  # noqa: PLR2004 (there are no others)
        raise ValueError(value)
    usual = port is None or int(port) == {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" + ("" if usual else f":{int(port)}")


def _secret(value: str) -> str:
    if len(value) < SECRET_MIN:
        raise ValueError(value)
    return value


_ORIGINS: Final = _Kind(
    _origins, Message(N_("origins such as https://example.org, without a path, separated by commas"))
)
_PUBLIC: Final = _Kind(
    _public_url, Message(N_("an address such as https://example.org or https://example.org/synthgrid"))
)
_SECRET: Final = _Kind(
    _secret, Message(N_("%(least)d characters or more, best random ones"), {"least": SECRET_MIN}), secret=True
)
_DATABASE: Final = _Kind(_database_url, Message(N_("an address such as sqlite:///… or postgresql://…")))
_SECONDS: Final = _Kind(_seconds, Message(N_("seconds from 0.1 to 600")))
_FOLDER: Final = _Kind(Path, Message(N_("a folder")))
_SIZE: Final = _whole(1)
_PROCESSES: Final = _whole(1, 256)


class _Reader:
    """Reads variables, each of its kind; a bad value stops start-up, naming itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.values: dict[str, object] = {}

    def __call__(self, name: str, kind: _Kind[T], default: T) -> T:
        value = self._environment.get(name, "").strip()
        read = self._read(name, value, kind) if value else default
        self.values[name] = "…" if kind.secret and value else read
        return read

    def _read(self, name: str, value: str, kind: _Kind[T]) -> T:
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
    default_url = read("DATABASE_URL", _DATABASE, default_database_url())
    settings = Settings(
        database_url=read("SYNTHGRID_DATABASE_URL", _DATABASE, default_url),
        access=cast(Access, read("SYNTHGRID_ACCESS", _choice("keys", "open"), "keys")),
        trusted_proxies=read("SYNTHGRID_TRUSTED_PROXIES", _whole(0, 10), 0),
        public_url=read("SYNTHGRID_PUBLIC_URL", _PUBLIC, ""),
        # The name that process managers and gunicorn itself use.
        processes=read("WEB_CONCURRENCY", _PROCESSES, 1),
        client_timeout=read("SYNTHGRID_CLIENT_TIMEOUT", _SECONDS, CLIENT_TIMEOUT),
        language=read("SYNTHGRID_LANG_DEFAULT", _choice(*LANGUAGES), LANGUAGE),
        log_level=read("SYNTHGRID_LOG_LEVEL", _choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        cors_origins=read("SYNTHGRID_CORS_ORIGINS", _ORIGINS, ()),
        secret_key=read("SYNTHGRID_SECRET_KEY", _SECRET, ""),
        # A terminal has a reader; anything else has a program that collects lines.
        log_format=cast(LogFormat, read("SYNTHGRID_LOG_FORMAT", _choice("json", "text"), _spoken_to())),
        limits=_read_limits(read, Limits()),
        rendering=_read_rendering(read, Rendering()),
        disk_bytes=read("SYNTHGRID_MIN_DISK_BYTES", _whole(0), 32 * MIB),
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
        document_bytes=read("SYNTHGRID_MAX_DOCUMENT_BYTES", _SIZE, default.document_bytes),
        body_bytes=read("SYNTHGRID_MAX_BODY_BYTES", _SIZE, default.body_bytes),
        items=read("SYNTHGRID_MAX_ITEMS", _SIZE, default.items),
        text=read("SYNTHGRID_MAX_TEXT", _SIZE, default.text),
        drawn=read("SYNTHGRID_MAX_DRAWN", _SIZE, default.drawn),
        tree_depth=read("SYNTHGRID_MAX_TREE_DEPTH", _whole(1, default.tree_depth), default.tree_depth),
        json_depth=read("SYNTHGRID_MAX_JSON_DEPTH", _whole(4, 200), default.json_depth),
        requests=read("SYNTHGRID_RATE_LIMIT", _whole(0, 1_000_000), default.requests),
        columns=read("SYNTHGRID_MAX_COLUMNS", _SIZE, default.columns),
        unpacked_bytes=read("SYNTHGRID_MAX_UNPACKED_BYTES", _SIZE, default.unpacked_bytes),
        unpacked_ratio=read("SYNTHGRID_MAX_UNPACKED_RATIO", _SIZE, default.unpacked_ratio),
        xml_depth=read("SYNTHGRID_MAX_XML_DEPTH", _whole(4, 120), default.xml_depth),
        xml_nodes=read("SYNTHGRID_MAX_XML_NODES", _SIZE, default.xml_nodes),
    )


def _read_rendering(read: _Reader, default: Rendering) -> Rendering:
    return Rendering(
        engine=cast(Engine, read("SYNTHGRID_ENGINE", _choice("auto", "bundled", "system"), default.engine)),
        workers=read("SYNTHGRID_RENDER_WORKERS", _PROCESSES, os.cpu_count() or 1),
        waiting=read("SYNTHGRID_RENDER_WAITING", _whole(0), default.waiting),
        timeout=read("SYNTHGRID_RENDER_TIMEOUT", _SECONDS, default.timeout),
        memory=read("SYNTHGRID_RENDER_MEMORY", _whole(256 * MIB), default.memory),
        output=read("SYNTHGRID_RENDER_OUTPUT", _SIZE, default.output),
        pixels=read("SYNTHGRID_RENDER_PIXELS", _SIZE, default.pixels),
        cache_dir=read("SYNTHGRID_CACHE_DIR", _FOLDER, _default_cache()),
        cache_bytes=read("SYNTHGRID_CACHE_BYTES", _whole(0), default.cache_bytes),
    )
