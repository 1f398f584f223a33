"""`synthgrid batch render`: many drawings into a folder."""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import click

from synthgrid.cli.main import language, one_of
from synthgrid.cli.manifest import alone_in
from synthgrid.cli.many import Outcome, Selection, Status, Work, run
from synthgrid.cli.showing import ALL_FORMATS, drawing_options, known_format, needs_engine, read_options
from synthgrid.cli.workspaces import workspace_id, workspace_option
from synthgrid.domain.options import View
from synthgrid.drawing import Renderer
from synthgrid.errors import FAULTS_TOLD, N_, InvalidOptionError, Message
from synthgrid.i18n import translate
from synthgrid.settings import read_settings
from synthgrid.storage import Database

INTERRUPTED: Final = 130
"""The exit code of a program that Ctrl-C ended."""

Tell = Callable[[Outcome], None]


@click.group()
def batch() -> None:
    """Do the same for many workshops."""


@batch.command("render")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--all", "everything", is_flag=True, help="Every workshop of the workspace.")
@click.option("--view", type=one_of(View), default=View.MINDMAP.value, show_default=True)
@click.option("--format", "format_", default="svg", show_default=True, help=", ".join(ALL_FORMATS))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder; made if needed.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Drawings made at a time; by default one for each processor.")
@click.option("--resume", is_flag=True, help="Keep what is drawn already and would be drawn the same.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each drawing, as when the output is piped.")
@workspace_option
@drawing_options
def render_many(
    slugs: tuple[str, ...],
    view: str,
    format_: str,
    *,
    out: Path,
    workspace: str,
    jobs: int | None,
    everything: bool,
    resume: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Draw the workshops named, or --all, each into a file of its own in the folder --out."""
    if everything == bool(slugs):
        raise InvalidOptionError("all", N_("Name some workshops, or say --all for every one of them."))
    settings = read_settings()
    known = known_format(View(view), format_)
    options = read_options(known, **chosen)
    database, many = Database(settings.database_url), jobs or settings.rendering.workers
    selection = Selection(database, workspace_id(database, workspace), tuple(dict.fromkeys(slugs)), options.template)
    renderer = Renderer(replace(settings.rendering, workers=many))
    with alone_in(out) as manifest, closing(renderer):
        engine = str(renderer.engine()) if needs_engine(known) else ""
        work = Work(View(view), known, options, settings, renderer, engine, manifest, resume)
        sys.exit(_run(work, selection, many, as_json=as_json or not sys.stdout.isatty()))


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
