"""What can be set, with what it is when nothing is set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from synthgrid.i18n import LANGUAGE
from synthgrid.logs import LogFormat

MIB: Final = 1024 * 1024
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
