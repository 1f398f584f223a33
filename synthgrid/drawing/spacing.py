"""How lines stand one under the other: by the font, so that every engine gets the same picture.

The Graphviz of our wheel sets the lines of a label as the font wants them, unless it has two fonts or an empty line.
Older ones, Debian's among them, set them at 1.1 times their size whatever the font. What an engine would set otherwise
gets a node for each line, at its place.
"""

import math
from functools import lru_cache
from typing import Final

from synthgrid.drawing.fonts import extents, lacks
from synthgrid.drawing.picture import LINE, SIZES, Box, Leadings, Picture, Shape, Spacing

_PIXELS: Final = 96 / 72
"""Pango lays text out at 96 dpi, and rounds what stands above and below the baseline up to whole pixels."""
_STEPS: Final = 64
"""FreeType counts in 64ths of a pixel."""
_BASELINE: Final = 0.95
"""Graphviz sets the first baseline at this share of the size under the top of the lines."""
_ALIKE: Final = 0.025
"""An SVG's coordinates are rounded to hundredths."""


@lru_cache(maxsize=64)
def spacing_of(size: float) -> Spacing:
    """Return how lines of a size stand, by the metrics of the font."""
    pixels = round(size * _PIXELS * _STEPS)
    above, below = (math.ceil(round(share * pixels) / _STEPS) for share in extents())
    leading = (above + below) / _PIXELS
    return Spacing(leading, _BASELINE * size - leading / 2)


LEADINGS: Final[Leadings] = {size: spacing_of(size) for size in SIZES}
"""What every layout rests on."""


def is_usual(drawn: Leadings) -> bool:
    """Tell whether an engine sets lines as every layout has them."""
    return all(
        abs(one - other) <= _ALIKE for size in LEADINGS for one, other in zip(LEADINGS[size], drawn[size], strict=True)
    )


def set_out(picture: Picture, drawn: Leadings) -> Picture:
    """Give lines boxes of their own where they would not come out as they were laid out.

    Numbers and marks stay as they are: one short line each, a third of a point too high at most.

    Args:
        picture: Laid out by `LEADINGS`.
        drawn: How the engine sets lines, as measured.
    """
    usual = is_usual(drawn)
    boxes, others = list(picture.boxes), []
    for index, box in enumerate(picture.boxes):
        if box.owner is not None or not box.lines or (usual and not _is_uneven(box)):
            continue
        lines = _lines(box, index, _drawn_at(box.look.size, drawn))
        if box.look.shape is Shape.NONE:
            # A bare text is its own first line.
            first = lines.pop(0)
            boxes[index] = box._replace(
                y=first.y, height=first.height, look=first.look, lines=first.lines, aside=first.aside
            )
        else:
            boxes[index] = box._replace(lines=(), aside="")
        others += lines
    return picture._replace(boxes=(*boxes, *others))


def _drawn_at(size: float, drawn: Leadings) -> Spacing:
    """Return how an engine sets lines of a size, in proportion where it is not of the scale: that of a page's foot."""
    nearest = min(drawn, key=lambda one: abs(one - size))
    leading, rise = drawn[nearest]
    return Spacing(leading * size / nearest, rise * size / nearest)


def _is_uneven(box: Box) -> bool:
    """Tell whether lines of a box would stand further apart, or nearer: those that another font draws are higher."""
    return len(box.lines) > 1 and (bool(box.aside) or "" in box.lines or any(map(lacks, set("".join(box.lines)))))


def _lines(box: Box, index: int, drawn: Spacing) -> list[Box]:
    """Return the lines of a box as boxes which join its group.

    Their look, with a line around them of no width, is nobody else's: nodes are drawn look by look, text after surface.
    """
    wanted = spacing_of(box.look.size)
    look = box.look._replace(shape=Shape.NONE, fill=None, stroke=None, stroke_width=0.0)
    top = box.y - (len(box.lines) - 1) / 2 * wanted.leading + wanted.rise - drawn.rise
    places = [(box.x, top + number * wanted.leading, box.width, drawn.leading) for number in range(len(box.lines))]
    lines = [
        Box(*place, look, (line,), classes=LINE, owner=index) for place, line in zip(places, box.lines, strict=True)
    ]
    return [*lines[:-1], *(line._replace(aside=box.aside) for line in lines[-1:])]
