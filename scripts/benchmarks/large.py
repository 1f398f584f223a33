"""A map of 10,000 proposals beside one of 1,000, and beside `dot`'s own layout of the same tree; a worker's memory."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import peers, samples
from benchmarks.cold import drawn_anew
from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import LEAST_ROUNDS, Plan
from benchmarks.service import Client, a_service

SMALL: Final = 1_000
LARGE: Final = 10_000
WHAT: Final = f"cold map, {LARGE:,} proposals"
MEMORY: Final = Wanted(500)


def large(plan: Plan) -> Iterator[Line]:
    """Measure both sizes side by side, then the memory, then `dot`."""
    with tempfile.TemporaryDirectory() as name, a_service(Path(name)) as server:
        client = Client(server.port)
        small, big = (_stored(client, size) for size in (SMALL, LARGE))
        taken = []
        for number in plan.paces(LEAST_ROUNDS):
            say(f"large, round {number + 1}…")
            taken.append(tuple(drawn_anew(client, path, f"Mesure {number}") for path in (small, big)))
        less, more = (median(column) for column in zip(*taken, strict=True))
        ratio = median(one[1] / one[0] for one in taken)
        yield Line("large", WHAT, more, "ms", f"the same, {SMALL:,}", less, ratio, Wanted(12))
        for format_ in ("svg", "pdf"):
            drawn_anew(client, big, f"Mesure {format_}", format_)
            peak = server.peak_megabytes()
            yield Line(
                "large", f"memory of a worker, {LARGE:,} proposals as {format_.upper()}", peak, "MB", wanted=MEMORY
            )
        placed = client.ask("GET", f"{big}/mindmap.dot").content
    if plan.patience:
        say(f"large, `dot` for at most {plan.patience:g} s…")
        run = peers.dot(placed, plan.patience)
        theirs, past = (run.milliseconds, run.past) if run else (None, False)
        beside = theirs and more / theirs
        yield Line("large", WHAT, more, "ms", "one `dot`, its layout", theirs, beside, Wanted(0.05), past)


def _stored(client: Client, size: int) -> str:
    path = f"/v1/workshops/mesure-{size}"
    client.ask("PUT", path, samples.a_workshop(size), status=201)
    return path
