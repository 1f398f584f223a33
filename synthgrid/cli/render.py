"""`synthgrid render`: one drawing, of a stored workshop or of a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from synthgrid import drawing, synthesis, writing
from synthgrid.cli.exchange import read_file, stored, write_out
from synthgrid.domain.check import check
from synthgrid.domain.options import DPI_DEFAULT, DPI_MAX, DPI_MIN, By, Options, Rows, View
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.i18n import speaks
from synthgrid.settings import read_settings

BATCH_TIMEOUT: Final = 60.0
"""Seconds of one drawing made from the command line."""


def drawing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the drawing options of the contract."""
    for option in reversed(
        [
            click.option("--by", type=click.Choice(list(By)), help="Branches of a map."),
            click.option("--group", help="Items of this group only."),
            click.option("--polarity", type=click.Choice(list(Polarity))),
            click.option("--section", help="Items of this section only."),
            click.option("--category", help="One branch only: a path such as « Gouvernance > CA »."),
            click.option("--depth", type=click.IntRange(1, 32), help="Levels shown; deeper ones are counted."),
            click.option("--rows", type=click.Choice(list(Rows)), help="Rows of a grid."),
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
@click.option("--view", type=click.Choice(list(View)), default=View.MINDMAP, show_default=True)
@click.option("--format", "format_", help="svg, png, pdf, dot, txt, json, html, md, csv; else the output's.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output without.")
@drawing_options
def render(target: str, view: str, format_: str | None, output: Path | None, **chosen: Any) -> None:
    """Draw TARGET: a workshop's slug, or a file in any import format (no server, no database)."""
    settings = read_settings()
    file = Path(target)
    known = (format_ or (output.suffix[1:] if output else "") or "svg").lower()
    if file.is_file():
        document = check(read_file(file, None, settings), settings.limits)
        workshop = snapshot_of(document, language=settings.language)
    else:
        workshop = stored(target, settings)
    options = _options(workshop, chosen)
    arrange = synthesis.mind_map if view == View.MINDMAP else synthesis.grid
    arranged = arrange(workshop, options, settings.limits.drawn)
    pictures, texts = list(drawing.Format), writing.MAP_FORMATS if view == View.MINDMAP else writing.GRID_FORMATS
    if known in texts:
        write_out(writing.write(arranged, known), output)
    elif known in pictures:
        renderer = drawing.Renderer(settings.rendering)
        try:
            write_out(renderer.draw(arranged, options, drawing.Format(known), timeout=BATCH_TIMEOUT).data, output)
        finally:
            renderer.close()
    else:
        choices = ", ".join(dict.fromkeys([*pictures, *texts]))
        raise InvalidOptionError("format", Message(N_("It must be one of: %(choices)s."), {"choices": choices}))


def _options(workshop: Workshop, chosen: dict[str, Any]) -> Options:
    category = chosen.pop("category")
    kinds = {"by": By, "polarity": Polarity, "rows": Rows}
    return Options(
        **{name: kinds[name](value) if name in kinds and value else value for name, value in chosen.items()}
        | {"lang": chosen["lang"] or speaks(workshop.language)},
        category=tuple(name.strip() for name in category.split(" > ")) if category else None,
    )
