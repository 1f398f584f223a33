"""What is counted, for Prometheus: right over all server processes, since each writes into files that all can read."""

import platform
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from synthgrid import __version__

if TYPE_CHECKING:
    from synthgrid.api.context import Context

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
EVERY: Final = 1.0
"""Seconds between two looks at what is not counted but is so at a moment."""
REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
DRAWING_SECONDS: Final = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one application. Labels hold names of ours only, so that their number has an end.

    Under our gunicorn the values are in files of a folder that `synthgrid.server` names to prometheus_client by its
    own variable, PROMETHEUS_MULTIPROC_DIR; elsewhere they are in memory.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "synthgrid_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "synthgrid_request_seconds",
            "Seconds until an answer was ready.",
            ["method", "route"],
            registry=registry,
            buckets=REQUEST_SECONDS,
        )
        self._problems = Counter("synthgrid_problems", "Problems answered.", ["code"], registry=registry)
        self._drawings = Counter(
            "synthgrid_drawings",
            "Drawings and texts asked for: cached, drawn or refused.",
            ["view", "format", "outcome"],
            registry=registry,
        )
        self._drawn = Histogram(
            "synthgrid_drawing_seconds",
            "Seconds of making a drawing or a text, waiting for a worker too.",
            ["view", "format"],
            registry=registry,
            buckets=DRAWING_SECONDS,
        )
        self._items = Counter("synthgrid_import_items", "Items of imports.", ["outcome"], registry=registry)
        self._retries = Counter(
            "synthgrid_write_retries", "Units of work run again since another writer came between.", registry=registry
        )
        self._gauges: dict[str, Gauge] = {
            name: Gauge(f"synthgrid_{name}", told, registry=registry, multiprocess_mode="livesum")
            for name, told in GAUGES.items()
        }
        self._build = Gauge(
            "synthgrid_build_info",
            "Versions, each time 1.",
            ["version", "python", "engine"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._retried = 0
        self._due = 0.0

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; the route is a rule, not an address."""
        key = (method, route, status)
        series = self._series.get(key)
        if series is None:
            series = self._requests.labels(*map(str, key)), self._seconds.labels(method, route)
            self._series[key] = series
        series[0].inc()
        series[1].observe(seconds)

    def count_problem(self, code: str) -> None:
        """Count a problem by its code."""
        self._problems.labels(code).inc()

    def count_drawing(self, view: str, format_: str, outcome: str, seconds: float | None = None) -> None:
        """Count a drawing, and how long it took where it was made."""
        self._drawings.labels(view, format_, outcome).inc()
        if seconds is not None:
            self._drawn.labels(view, format_).observe(seconds)

    def count_items(self, outcomes: Mapping[str, int]) -> None:
        """Count the items of an import by what became of them."""
        for outcome, count in outcomes.items():
            self._items.labels(outcome).inc(count)

    def look(self, shared: "Context") -> None:
        """Note how this process is now, when the last look was a while ago; cheap enough to ask for all the time."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + EVERY
            self._look(shared)

    def _look(self, shared: "Context") -> None:
        crew, pool = shared.renderer.load(), shared.database.pool()
        values = {
            "processes": 1,
            "render_workers": crew.workers,
            "renders_running": crew.running,
            "renders_waiting": crew.waiting,
            "database_connections_used": pool.used,
            "database_connections_open": pool.open,
        }
        for name, value in values.items():
            self._gauges[name].set(value)
        engine = shared.renderer.known_engine()
        self._build.labels(__version__, platform.python_version(), str(engine) if engine else "").set(1)
        retries = shared.database.retries
        self._retries.inc(retries - self._retried)
        self._retried = retries

    def text(self, shared: "Context") -> bytes:
        """Return all values of all processes in Prometheus' text format."""
        self._look(shared)
        try:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client types most of it
        except ValueError:  # there is no folder: one process alone
            registry = self._registry
        return generate_latest(registry)


GAUGES: Final[Mapping[str, str]] = {
    "processes": "Server processes.",
    "render_workers": "Drawing processes.",
    "renders_running": "Drawings being made.",
    "renders_waiting": "Drawings waiting for a drawing process.",
    "database_connections_used": "Database connections in use.",
    "database_connections_open": "Database connections that are open.",
}
"""What is so at a moment, summed over the processes that live."""
