"""How a batch runs before people or programs: a bar or lines, a summary, an exit code."""

import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from synthgrid.cli.main import language
from synthgrid.cli.making import needs_engine
from synthgrid.cli.manifest import alone_in
from synthgrid.cli.many import Outcome, Selection, Status, Work, run
from synthgrid.cli.workspaces import workspace_id
from synthgrid.domain.options import Options, View
from synthgrid.drawing import Renderer
from synthgrid.errors import FAULTS_TOLD, N_, Message
from synthgrid.i18n import translate
from synthgrid.settings import Settings
from synthgrid.storage import Database

INTERRUPTED: Final = 130
"""The exit code of a program that Ctrl-C ended."""

Tell = Callable[[Outcome], None]


def draw_all(
    view: View,
    format_: str,
    options: Options,
    *,
    slugs: tuple[str, ...],
    workspace: str,
    out: Path,
    jobs: int,
    resume: bool,
    as_json: bool,
    settings: Settings,
    renderer: Renderer,
) -> int:
    """Draw the workshops named, or all of a workspace where none is; return the exit code."""
    # What is loaded stays until the end: it need not be looked through for garbage, neither now nor then.
    gc.freeze()
    database = Database(settings.database_url)
    selection = Selection(database, workspace_id(database, workspace), tuple(dict.fromkeys(slugs)), options.template)
    with alone_in(out) as manifest:
        engine = str(renderer.engine()) if needs_engine(format_) else ""
        work = Work(view, format_, options, settings, renderer, engine, manifest, resume)
        return _run(work, selection, jobs, as_json=as_json or not sys.stdout.isatty())


def _run(work: Work, selection: Selection, jobs: int, *, as_json: bool) -> int:
    """Draw all, tell what becomes of each, end with a summary; return the exit code."""
    began, tally, interrupted = time.perf_counter(), Counter[Status](), False
    outcomes = run(work, selection, jobs)
    try:
        with _ended_by_one_interrupt(), _lines(work.manifest.folder) if as_json else _bar(selection.count()) as tell:
            for outcome in outcomes:
                tally[outcome.status] += 1
                tell(outcome)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        outcomes.close()
        counts = {str(status): tally[status] for status in Status}
        facts = {**counts, "seconds": f"{time.perf_counter() - began:.1f}"}
        summary = Message(N_("%(drawn)d drawn, %(kept)d kept, %(failed)d failed in %(seconds)s s."), facts)
        click.echo(translate(summary, language()), err=as_json)
    if interrupted:
        click.echo(translate(N_("Interrupted; the same command with --resume goes on."), language()), err=True)
        sys.stdout.flush()
        # The usual way out would wait for threads that wait for drawings.
        os._exit(INTERRUPTED)
    return int(tally[Status.FAILED] > 0)


@contextmanager
def _ended_by_one_interrupt() -> Iterator[None]:
    """Let the first Ctrl-C end the block, and no further one disturb how it ends."""

    def end(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _lines(folder: Path) -> Iterator[Tell]:
    """Tell programs: a line of JSON for each."""

    def tell(outcome: Outcome) -> None:
        file = outcome.file and str(folder / outcome.file)
        reason = outcome.reason and translate(outcome.reason, language())
        click.echo(json.dumps({**asdict(outcome), "file": file, "reason": reason}, ensure_ascii=False))

    yield tell


@contextmanager
def _bar(length: int) -> Iterator[Tell]:
    """Tell people: a bar, and at the end what failed."""
    failed: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        bar.update(1)
        if outcome.reason:
            failed.append(outcome)

    try:
        with click.progressbar(length=length, show_pos=True, file=sys.stderr) as bar:
            yield tell
    finally:
        for outcome in failed[:FAULTS_TOLD]:
            click.echo(f"{outcome.slug}: {translate(outcome.reason or '', language())}", err=True)
