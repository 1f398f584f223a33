"""`synthgrid render`: one drawing, of a stored workshop or of a file."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from synthgrid import drawing
from synthgrid.cli.exchange import output_option, read_file, stored, write_out
from synthgrid.cli.main import language, one_of, workspace_option
from synthgrid.cli.making import made
from synthgrid.cli.showing import ALL_FORMATS, drawing_options, known_format, read_options
from synthgrid.domain.check import check
from synthgrid.domain.options import Paper, View
from synthgrid.domain.slug import is_slug
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Workshop
from synthgrid.errors import N_, Message
from synthgrid.i18n import decimal, translate
from synthgrid.settings import Settings, read_settings

SMALL_PRINT: Final = N_(
    "The smallest text is %(size)s points, too small for this paper (%(floor)s); "
    "“pages=category” makes pages of a PDF that can be read."
)
SMALL_ON_SCREEN: Final = N_(
    "The smallest text is %(size)s pixels tall on a screen of 1080, too small to be read there (%(floor)s); "
    "“pages=category” makes pages of a PDF that can be read."
)
_PIXELS: Final = 2
"""Of a screen to each point of a drawing that fills it."""


@click.command()
@click.argument("target")
@click.option("--view", type=one_of(View), default=View.MINDMAP.value, show_default=True)
@click.option("--format", "format_", help=f"{', '.join(ALL_FORMATS)}; else the output's.")
@output_option
@workspace_option
@drawing_options
def render(target: str, view: str, format_: str | None, output: Path | None, workspace: str, **chosen: Any) -> None:
    """Draw TARGET: a workshop's slug, or a file in any import format (no server, no database)."""
    settings = read_settings()
    known = known_format(View(view), format_ or (output.suffix[1:] if output else "") or "svg")
    options = read_options(known, **chosen)
    file = Path(target)
    is_file = file.exists() or not is_slug(target)
    workshop = _described(file, settings) if is_file else stored(target, workspace, settings, options.template)
    # One drawing, one process: a second one would still be starting when the command ends.
    renderer = drawing.Renderer(replace(settings.rendering, workers=1))
    try:
        data, small = made(workshop, View(view), known, options, settings=settings, renderer=renderer)
    finally:
        renderer.close()
    write_out(data, output)
    if small is not None:
        told, unit = (SMALL_ON_SCREEN, _PIXELS) if options.paper is Paper.SCREEN else (SMALL_PRINT, 1)
        facts = {"size": decimal(small.size * unit, language()), "floor": decimal(small.floor * unit, language())}
        click.echo(translate(Message(told, facts), language()), err=True)


def _described(file: Path, settings: Settings) -> Workshop:
    """Return the workshop that a file describes; one without title takes the file's name."""
    document = check(read_file(file, settings), settings.limits, title_required=False)
    return snapshot_of(replace(document, title=document.title or file.stem), language=settings.language)
