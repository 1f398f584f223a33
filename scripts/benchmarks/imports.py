"""10,000 proposals in one import, and in one PUT, beside a bare `executemany` of the same rows and `json.loads`."""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import samples
from benchmarks.lines import Line, Wanted, say
from benchmarks.plan import LEAST_ROUNDS, Plan
from benchmarks.service import Client, Server, a_service

SIZE: Final = 10_000
PARENTS: Final = ("workspace", "workshop", "group", "category")
PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
WANTED: Final = Wanted(6)


def imports(plan: Plan) -> Iterator[Line]:
    """Measure the processor time of the server, and of this process for the bare way."""
    workshop = samples.a_workshop(SIZE)
    for number, item in enumerate(workshop["proposals"]):
        item["external_id"] = f"ligne-{number}/q1"
    taken = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with a_service(folder) as server:
            ask = Client(server.port).ask
            for number in plan.paces(max(LEAST_ROUNDS, 5)):
                say(f"imports, round {number + 1}…")
                slug = f"/v1/workshops/mesure-{number}"
                taken.append(
                    (
                        _spent(server, partial(ask, "POST", f"{slug}/imports", workshop)),
                        _spent(server, partial(ask, "POST", f"{slug}/imports", workshop)),
                        _spent(server, partial(ask, "PUT", f"{slug}-b", workshop, status=201)),
                        _bare(folder, f"mesure-{number}", json.dumps(workshop).encode()),
                    )
                )
    *ours, theirs = (median(column) for column in zip(*taken, strict=True))
    ways = (f"import of {SIZE} proposals", "the same import again", f"PUT of {SIZE} proposals")
    for place, what in enumerate(ways):
        ratio = median(row[place] / row[-1] for row in taken)
        yield Line("imports", f"{what}, processor time", ours[place], "ms", "executemany", theirs, ratio, WANTED)


def _spent(server: Server, ask: Callable[[], Any]) -> float:
    """Return the milliseconds of processor time that the service takes to answer."""
    before = server.processor_seconds()
    ask()
    return (server.processor_seconds() - before) * 1000


def _bare(folder: Path, slug: str, body: bytes) -> float:
    """Parse the body and insert the rows that came of it into the same tables elsewhere; return the milliseconds."""
    copy = folder / f"{slug}.db"
    with closing(sqlite3.connect(folder / "benchmark.db")) as stored, closing(_empty(stored, copy)) as bare:
        (workshop,) = stored.execute("SELECT id FROM workshop WHERE slug = ?", [slug]).fetchone()
        rows = stored.execute("SELECT * FROM proposal WHERE workshop = ?", [workshop]).fetchall()
        places = ", ".join("?" * len(rows[0]))
        start = time.process_time()
        json.loads(body)
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(f"INSERT INTO proposal VALUES ({places})", rows)  # noqa: S608 (question marks)
        bare.execute("COMMIT")
        return (time.process_time() - start) * 1000


def _empty(stored: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a database with the same tables and indexes, and with what proposals refer to."""
    bare = sqlite3.connect(path, isolation_level=None)
    for (statement,) in stored.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall():
        bare.execute(statement)
    for table in PARENTS:
        rows = stored.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 (our own names)
        bare.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)  # noqa: S608 (the same)
    for pragma in PRAGMAS:
        bare.execute(f"PRAGMA {pragma}").fetchall()
    return bare
