"""Processor time of a cached map and of a 304 beside a Flask “hello” under the same gunicorn.

Processor time of all processes of a server (utime + stime of /proc) divided by requests: steady where requests per
second are not. Each round asks the three in turn, some hundred times each; the ratio is the median of the rounds'.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import samples
from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import Plan
from benchmarks.service import Client, Server, a_hello, a_service

SIZE: Final = 100
REQUESTS: Final = 300
"""In a row: enough for the clock of /proc, which ticks a hundred times a second."""


def cached(plan: Plan) -> Iterator[Line]:
    """Measure on a kept connection, and on a new one each time."""
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "ours"), Path(name, "theirs")
        ours.mkdir()
        theirs.mkdir()
        with a_service(ours) as server, a_hello(theirs) as hello:
            path = f"/v1/workshops/mesure-{SIZE}"
            client = Client(server.port)
            client.ask("PUT", path, samples.a_workshop(SIZE), status=201)
            etag = client.ask("GET", f"{path}/mindmap.svg").etag
            for kept in (True, False):
                yield from _on(plan, server, hello, f"{path}/mindmap.svg", etag, kept=kept)


def _on(plan: Plan, server: Server, hello: Server, drawing: str, etag: str, *, kept: bool) -> Iterator[Line]:
    connection = "kept connection" if kept else "new connections"
    say(f"cached, {connection}…")
    ours, theirs = Client(server.port, kept=kept), Client(hello.port, kept=kept)
    taken = []
    for number in plan.paces():
        round_ = (
            _cost(server, ours, drawing),
            _cost(server, ours, drawing, etag),
            _cost(hello, theirs, "/healthz"),
        )
        if number:  # the first one warms up
            taken.append(round_)
    for place, (what, wanted) in enumerate((("cached map", 2.0), ("304", 1.7))):
        yield Line(
            "cached",
            f"{what}, {SIZE} proposals, processor time, {connection}",
            median(one[place] for one in taken),
            "ms",
            "a Flask “hello”",
            median(one[2] for one in taken),
            median(one[place] / one[2] for one in taken),
            Wanted(wanted) if kept else None,
        )


def _cost(server: Server, client: Client, path: str, etag: str | None = None) -> float:
    """Return the milliseconds of processor time of one request."""
    before = server.processor_seconds()
    for _ in range(REQUESTS):
        client.ask("GET", path, status=304 if etag else 200, etag=etag)
    return (server.processor_seconds() - before) / REQUESTS * 1000
