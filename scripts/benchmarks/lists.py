"""Processor time of pages of a list: 200 proposals beside a Flask “hello”; 10,000 proposals beside 100."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import samples
from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import Plan
from benchmarks.service import Client, Server, a_hello, a_service

MOST: Final = 200
"""Proposals of the longest page."""
SMALL: Final = 100
LARGE: Final = 10_000
PAGE: Final = 50
REQUESTS: Final = 100
ALIKE: Final = Wanted(1.1)
"""As much, for a clock that ticks a hundred times a second."""


def lists(plan: Plan) -> Iterator[Line]:
    """Measure in turn, each some hundred times."""
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "ours"), Path(name, "theirs")
        ours.mkdir()
        theirs.mkdir()
        with a_service(ours) as server, a_hello(theirs) as hello:
            client = Client(server.port)
            longest, small, large = (_stored(client, size) for size in (MOST, SMALL, LARGE))
            deep = client.ask("GET", f"{large}?limit=200&total=true").content
            pages = (f"{longest}?limit={MOST}", f"{small}?limit={PAGE}", f"{large}?limit={PAGE}", _later(deep, large))
            say("lists…")
            taken = [
                (*(_cost(server, client, page) for page in pages), _cost(hello, Client(hello.port), "/healthz"))
                for _ in plan.paces()
            ][1:]  # the first one warms up
    list_, one, other, later, bare = (median(column) for column in zip(*taken, strict=True))
    ratio = median(row[0] / row[4] for row in taken)
    yield Line("lists", f"list of {MOST} proposals", list_, "ms", "a Flask “hello”", bare, ratio, Wanted(12))
    for what, cost, place in (("first page", other, 2), ("later page", later, 3)):
        ratio = median(row[place] / row[1] for row in taken)
        yield Line("lists", f"{what} of {PAGE} of {LARGE:,}", cost, "ms", f"of {SMALL}", one, ratio, ALIKE)


def _stored(client: Client, size: int) -> str:
    path = f"/v1/workshops/mesure-{size}"
    client.ask("PUT", path, samples.a_workshop(size), status=201)
    return f"{path}/proposals"


def _later(first: bytes, path: str) -> str:
    """Return the address of the page after a long one."""
    cursor = first.rpartition(b'"next":')[2].split(b'"')[1].decode()
    return f"{path}?limit={PAGE}&cursor={cursor}"


def _cost(server: Server, client: Client, path: str) -> float:
    """Return the milliseconds of processor time of one request."""
    before = server.processor_seconds()
    for _ in range(REQUESTS):
        client.ask("GET", path)
    return (server.processor_seconds() - before) / REQUESTS * 1000
