"""The drawing options and formats, as every command that draws takes them. Quick to load: see `batch`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from synthgrid.cli.main import one_of
from synthgrid.domain import axes
from synthgrid.domain.check_options import check_option, check_pages
from synthgrid.domain.check_template import template_key
from synthgrid.domain.options import DPI_DEFAULT, DPI_MAX, DPI_MIN, FORMATS, Layout, Options, Pages, Paper, Theme, View
from synthgrid.domain.paths import read_path
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Polarity
from synthgrid.errors import N_, InvalidOptionError, Message

ALL_FORMATS: Final = tuple(dict.fromkeys(one for formats in FORMATS.values() for one in formats))
"""Those of all views."""

READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "template": template_key,
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
            click.option("--template", help="Template of a grid or a sheet; else the workshop's."),
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


def read_options(format_: str, *, category: str | None, lang: str | None, **chosen: Any) -> Options:
    """Return the drawing options as they were given; `lang` is "" where the workshop's is meant.

    Raises:
        InvalidOptionError: One cannot be, or not with this format.
    """
    for name, read in READERS.items():
        chosen[name] = check_option(name, read, chosen[name]) if chosen[name] else None
    check_pages(chosen["pages"], format_)
    return Options(**chosen, category=read_path(category) if category else None, lang=lang or "")
