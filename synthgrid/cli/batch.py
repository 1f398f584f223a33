"""`synthgrid batch render`: many drawings into a folder."""

import sys
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import click

from synthgrid.cli.main import one_of, workspace_option
from synthgrid.cli.showing import ALL_FORMATS, drawing_options, known_format, read_options
from synthgrid.domain.options import View
from synthgrid.drawing import Format, Renderer
from synthgrid.errors import N_, InvalidOptionError
from synthgrid.settings import read_settings


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
    many = jobs or settings.rendering.workers
    with closing(Renderer(replace(settings.rendering, workers=many))) as renderer:
        if known in list(Format):
            # The rest of the program is loaded while the workers start.
            Thread(target=import_module, args=("synthgrid.cli.telling",), daemon=True).start()
            renderer.engine()
        from synthgrid.cli.telling import draw_all  # noqa: PLC0415 (see just above)

        code = draw_all(
            View(view),
            known,
            options,
            slugs=slugs,
            workspace=workspace,
            out=out,
            jobs=many,
            resume=resume,
            as_json=as_json,
            settings=settings,
            renderer=renderer,
        )
    sys.exit(code)
