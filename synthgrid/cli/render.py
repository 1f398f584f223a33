"""`synthgrid render`: one drawing, of a stored workshop or of a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from synthgrid import drawing, synthesis, writing
from synthgrid.cli.exchange import output_option, read_file, stored, workspace_option, write_out
from synthgrid.cli.main import one_of
from synthgrid.domain import axes
from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.check import check
from synthgrid.domain.check_options import check_option
from synthgrid.domain.options import DPI_DEFAULT, DPI_MAX, DPI_MIN, FORMATS, Layout, Options, Pages, Paper, Theme, View
from synthgrid.domain.paths import read_path
from synthgrid.domain.slug import is_slug
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.i18n import speaks
from synthgrid.settings import Settings, read_settings

BATCH_TIMEOUT: Final = 60.0
"""Seconds of one drawing made from the command line."""
ALL_FORMATS: Final = tuple(dict.fromkeys(one for formats in FORMATS.values() for one in formats))
"""Those of all views."""

READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "by": axes.field_among(),
    "rows": axes.field_among(axes.NONE),
    "polarity": Polarity,
    "layout": Layout,
    "theme": Theme,
    "paper": Paper,
    "pages": Pages,
}


def drawing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the drawing options of the contract."""
    for option in reversed(
        [
            click.option("--by", help="Branches of a map, columns of a grid."),
            click.option("--group", help="Items of this group only."),
            click.option("--polarity", type=one_of(Polarity)),
            click.option("--section", help="Items of this section only."),
            click.option("--category", help="One branch only: a path such as « Gouvernance > CA »."),
            click.option(
                "--depth", type=click.IntRange(1, TREE_DEPTH_MAX), help="Levels shown; deeper ones are counted."
            ),
            click.option("--rows", help="Rows of a grid."),
            click.option("--layout", type=one_of(Layout), default=Layout.TWO_SIDED.value, show_default=True),
            click.option("--theme", type=one_of(Theme), default=Theme.LIGHT.value, show_default=True),
            click.option("--paper", type=one_of(Paper)),
            click.option("--pages", type=one_of(Pages)),
            click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of the drawing's own words."),
            click.option("--legend/--no-legend", default=True),
            click.option("--numbers/--no-numbers", default=True),
            click.option("--dpi", type=click.IntRange(DPI_MIN, DPI_MAX), default=DPI_DEFAULT, show_default=True),
        ]
    ):
        command = option(command)
    return command


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
    known = (format_ or (output.suffix[1:] if output else "") or "svg").lower()
    formats = FORMATS[View(view)]
    if known not in formats:
        choices = ", ".join(formats)
        raise InvalidOptionError("format", Message(N_("It must be one of: %(choices)s."), {"choices": choices}))
    file = Path(target)
    is_file = file.exists() or not is_slug(target)
    workshop = _described(file, settings) if is_file else stored(target, workspace, settings)
    options = _options(workshop, **chosen)
    arranged = synthesis.ARRANGE[View(view)](workshop, options, settings.limits.drawn)
    if known in list(drawing.Format):
        write_out(_drawn(arranged, options, known, settings), output)
    else:
        figure = _figure(workshop, options, settings) if known in writing.DOCUMENTS else None
        write_out(writing.write(arranged, known, figure), output)


def _described(file: Path, settings: Settings) -> Workshop:
    """Return the workshop that a file describes; one without title takes the file's name."""
    document = check(read_file(file, settings), settings.limits, title_required=False)
    return snapshot_of(replace(document, title=document.title or file.stem), language=settings.language)


def _figure(workshop: Workshop, options: Options, settings: Settings) -> writing.Figure:
    """Draw the map that a document shows."""
    chosen = writing.figure_options(options)
    arranged = synthesis.mind_map(workshop, chosen, settings.limits.drawn)
    return writing.figure_of(arranged, _drawn(arranged, chosen, drawing.Format.PNG, settings))


def _drawn(arranged: Arrangement, options: Options, format_: str, settings: Settings) -> bytes:
    # One drawing, one process: a second one would still be starting when the command ends.
    renderer = drawing.Renderer(replace(settings.rendering, workers=1))
    try:
        return renderer.draw(arranged, options, drawing.Format(format_), timeout=BATCH_TIMEOUT).data
    finally:
        renderer.close()


def _options(workshop: Workshop, *, category: str | None, lang: str | None, **chosen: Any) -> Options:
    for name, read in READERS.items():
        chosen[name] = check_option(name, read, chosen[name]) if chosen[name] else None
    path = read_path(category) if category else None
    return Options(**chosen, category=path, lang=lang or speaks(workshop.language))
