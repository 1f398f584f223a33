"""The drawing options of a command as they were given, judged."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from synthgrid.domain import axes
from synthgrid.domain.check_options import check_option, check_pages
from synthgrid.domain.check_template import template_key
from synthgrid.domain.options import Layout, Options, Pages, Paper, Theme
from synthgrid.domain.paths import read_path
from synthgrid.domain.values import Polarity

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


def read_options(format_: str, *, category: str | None, lang: str | None, **chosen: Any) -> Options:
    """Return the drawing options as they were given; `lang` is "" where the workshop's is meant.

    Raises:
        InvalidOptionError: One cannot be, or not with this format.
    """
    for name, read in READERS.items():
        chosen[name] = check_option(name, read, chosen[name]) if chosen[name] else None
    check_pages(chosen["pages"], format_)
    return Options(**chosen, category=read_path(category) if category else None, lang=lang or "")
