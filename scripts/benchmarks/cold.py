"""A map that nobody asked for before, over HTTP, beside one process of another program.

Every round takes each way once, one after the other, so that all of them meet the same moments of the machine. Cold is
the first drawing after a PATCH of the workshop's title: that renews the revision, hence the ETag and the key of the
cache, and changes one node of the drawing; the PATCH itself is not counted.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import peers, samples
from benchmarks.lines import Line, Wanted, say
from benchmarks.peers import Run
from benchmarks.plan import LEAST_ROUNDS, Plan
from benchmarks.service import Client, a_service

SLOW_UP_TO: Final = 100
"""Proposals up to which programs that take seconds are asked too."""
WANTED: Final[Mapping[tuple[int, str], Wanted]] = {(100, "dot"): Wanted(1.0)}

Peer = Callable[[], Run | None]


def cold(plan: Plan) -> Iterator[Line]:
    """Measure every size."""
    with tempfile.TemporaryDirectory() as name, a_service(Path(name)) as server:
        client = Client(server.port)
        for size in plan.sizes:
            say(f"cold, {size} proposals…")
            workshop = samples.a_workshop(size)
            path = f"/v1/workshops/mesure-{size}"
            client.ask("PUT", path, workshop, status=201)
            placed = client.ask("GET", f"{path}/mindmap.dot").content
            _check(placed, size)
            quick: dict[str, Peer] = {"dot": partial(peers.dot, placed), "neato -n2": partial(peers.neato, placed)}
            yield from _beside(client, path, size, quick, plan.paces())
            if size <= SLOW_UP_TO:
                one_map, other = samples.as_plantuml(workshop), samples.as_mermaid(workshop)
                slow: dict[str, Peer] = {
                    "PlantUML": partial(peers.plantuml, one_map),
                    "Mermaid CLI": partial(peers.mermaid, other, Path(name), plan.mermaid),
                }
                yield from _beside(client, path, size, slow, plan.paces(LEAST_ROUNDS))


def _beside(client: Client, path: str, size: int, others: Mapping[str, Peer], paces: Iterable[int]) -> Iterator[Line]:
    ours: list[float] = []
    theirs: dict[str, list[Run]] = {name: [] for name in others}
    for number in paces:
        ours.append(drawn_anew(client, path, f"Mesure {size} {number}"))
        for name, peer in others.items():
            if run := peer():
                theirs[name].append(run)
    for name, runs in theirs.items():
        took = [run.milliseconds for run in runs]
        ratio = median(one / other for one, other in zip(ours, took, strict=True)) if took else None
        yield Line(
            "cold",
            f"cold map, {size:,} proposals",
            median(ours),
            "ms",
            f"one `{name}`" if name.startswith(("dot", "neato")) else f"one {name}",
            median(took) if took else None,
            ratio,
            WANTED.get((size, name)),
        )


def drawn_anew(client: Client, path: str, title: str, format_: str = "svg") -> float:
    """Change a workshop, and return the milliseconds of its next drawing."""
    drawing = f"{path}/mindmap.{format_}"
    before = client.ask("GET", drawing)
    client.ask("PATCH", path, {"title": title})
    cold = client.ask("GET", drawing)
    if cold.etag == before.etag:
        sys.exit("the drawing kept its ETag after a change: nothing cold was measured")
    return cold.milliseconds


def _check(placed: bytes, size: int) -> None:
    found = len(peers.NODE.findall(peers.bare(placed)))
    if found < size:
        sys.exit(f"the tree of {size} proposals has only {found} nodes: `dot` would be given too little")
