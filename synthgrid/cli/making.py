"""How a command makes a view of a workshop."""

from dataclasses import replace
from typing import Final

from synthgrid import drawing, synthesis, writing
from synthgrid.domain.options import Options, View
from synthgrid.domain.values import Workshop
from synthgrid.i18n import speaks
from synthgrid.settings import Settings

BATCH_TIMEOUT: Final = 60.0
"""Seconds of one drawing made from the command line."""


def needs_engine(format_: str) -> bool:
    """Tell whether Graphviz takes part in a format: pictures, and documents that hold one."""
    return format_ in list(drawing.Format) or format_ in writing.DOCUMENTS


def made(
    workshop: Workshop, view: View, format_: str, options: Options, *, settings: Settings, renderer: drawing.Renderer
) -> tuple[bytes, drawing.SmallPrint | None]:
    """Draw or write a view of a workshop.

    Args:
        workshop: What is drawn.
        view: As what.
        format_: In which format.
        options: As `read_options` returned them.
        settings: How many items may be drawn.
        renderer: Draws; a text needs none.

    Returns:
        The bytes, and how small the letters are where that is too small for the paper.
    """
    spoken, most = replace(options, lang=options.lang or speaks(workshop.language)), settings.limits.drawn
    arranged = synthesis.ARRANGE[view](workshop, spoken, most)
    if format_ in list(drawing.Format):
        picture = renderer.draw(arranged, spoken, drawing.Format(format_), timeout=BATCH_TIMEOUT)
        return picture.data, picture.small_print
    if format_ not in writing.DOCUMENTS:
        return writing.write(arranged, format_), None
    chosen = writing.figure_options(spoken)
    shown = synthesis.mind_map(workshop, chosen, most)
    drawn = renderer.draw(shown, chosen, drawing.Format.PNG, timeout=BATCH_TIMEOUT)
    return writing.write(arranged, format_, writing.figure_of(shown, drawn.data, drawn.dpi or chosen.dpi)), None
