"""What every command that draws shares: the drawing options, the formats, and how a view is made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import click

from synthgrid import drawing, synthesis, writing
from synthgrid.cli.main import one_of
from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import DPI_DEFAULT, DPI_MAX, DPI_MIN, FORMATS, By, Options, Rows, View
from synthgrid.domain.paths import read_path
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Polarity, Workshop
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.i18n import speaks
from synthgrid.settings import Settings

BATCH_TIMEOUT: Final = 60.0
"""Seconds of one drawing made from the command line."""


def drawing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the drawing options of the contract."""
    for option in reversed(
        [
            click.option("--by", type=one_of(By), help="Branches of a map."),
            click.option("--group", help="Items of this group only."),
            click.option("--polarity", type=one_of(Polarity)),
            click.option("--section", help="Items of this section only."),
            click.option("--category", help="One branch only: a path such as « Gouvernance > CA »."),
            click.option(
                "--depth", type=click.IntRange(1, TREE_DEPTH_MAX), help="Levels shown; deeper ones are counted."
            ),
            click.option("--rows", type=one_of(Rows), help="Rows of a grid."),
            click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of the drawing's own words."),
            click.option("--legend/--no-legend", default=True),
            click.option("--numbers/--no-numbers", default=True),
            click.option("--dpi", type=click.IntRange(DPI_MIN, DPI_MAX), default=DPI_DEFAULT, show_default=True),
        ]
    ):
        command = option(command)
    return command


def known_format(view: View, format_: str) -> str:
    """Return a format that a view can be written in.

    Raises:
        InvalidOptionError: It cannot.
    """
    known, formats = format_.lower(), FORMATS[view]
    if known not in formats:
        choices = ", ".join(formats)
        raise InvalidOptionError("format", Message(N_("It must be one of: %(choices)s."), {"choices": choices}))
    return known


def read_options(*, category: str | None, lang: str | None, **chosen: Any) -> Options:
    """Return the drawing options as they were given; `lang` is "" where the workshop's is meant."""
    for name, kind in (("by", By), ("polarity", Polarity), ("rows", Rows)):
        chosen[name] = kind(chosen[name]) if chosen[name] else None
    return Options(**chosen, category=read_path(category) if category else None, lang=lang or "")


def made(
    workshop: Workshop, view: View, format_: str, options: Options, *, settings: Settings, renderer: drawing.Renderer
) -> bytes:
    """Draw or write a view of a workshop.

    Args:
        workshop: What is drawn.
        view: As what.
        format_: In which format.
        options: As `read_options` returned them.
        settings: How many items may be drawn.
        renderer: Draws; a text needs none.
    """
    spoken = replace(options, lang=options.lang or speaks(workshop.language))
    arrange = synthesis.mind_map if view == View.MINDMAP else synthesis.grid
    arranged: Arrangement = arrange(workshop, spoken, settings.limits.drawn)
    if format_ in list(drawing.Format):
        return renderer.draw(arranged, spoken, drawing.Format(format_), timeout=BATCH_TIMEOUT).data
    return writing.write(arranged, format_)
