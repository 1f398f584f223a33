"""Many maps by `synthgrid batch render`: two jobs beside one, and beside one process of PlantUML on the same trees."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import peers, samples
from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import Plan
from benchmarks.service import BIN, Client, a_service, environment

SIZE: Final = 100
ROUNDS: Final = 7
"""However long they take: a whole run lasts long enough for another program to come in between."""


def batch(plan: Plan) -> Iterator[Line]:
    """Measure whole processes, from their start to their end."""
    workshops = [samples.a_workshop(SIZE, seed) for seed in range(plan.maps)]
    what = f"{plan.maps} maps of {SIZE}, batch render --jobs 2"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"batch, storing {plan.maps} workshops…")
        with a_service(folder) as server:
            for number, workshop in enumerate(workshops):
                Client(server.port).ask("PUT", f"/v1/workshops/mesure-{number}", workshop, status=201)
        taken = []
        for number in range(min(plan.rounds, ROUNDS)):
            say(f"batch, round {number + 1}…")
            taken.append(tuple(_run(folder, jobs, number, plan.maps) for jobs in (1, 2)))
        one, two = (median(column) for column in zip(*taken, strict=True))
        ratio = median(pair[0] / pair[1] for pair in taken)
        yield Line("batch", what, two, "ms", "the same, --jobs 1", one, ratio, Wanted(1.7, at_least=True))
        if plan.patience:
            say(f"batch, PlantUML for at most {plan.patience:g} s…")
            sources = [samples.as_plantuml(workshop) for workshop in workshops]
            run = peers.plantuml_batch(sources, folder / "plantuml", plan.patience)
            theirs, past = (run.milliseconds, run.past) if run else (None, False)
            # The last round stood nearest.
            beside = theirs and theirs / taken[-1][1]
            wanted = Wanted(15, at_least=True)
            yield Line("batch", what, two, "ms", "one PlantUML", theirs, beside, wanted, past)


def _run(folder: Path, jobs: int, number: int, maps: int) -> float:
    """Draw all into a new folder; return the milliseconds."""
    out = folder / f"out-{jobs}-{number}"
    command = [str(BIN / "synthgrid"), "batch", "render", "--all", "--jobs", str(jobs), "--out", str(out)]
    start = time.perf_counter()
    # S603: the package's own command.
    subprocess.run(command, env=environment(folder), check=True, capture_output=True)  # noqa: S603
    milliseconds = (time.perf_counter() - start) * 1000
    assert len(list(out.glob("*.svg"))) == maps  # noqa: S101 (else nothing was measured)
    return milliseconds
