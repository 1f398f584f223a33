"""The job of a worker, from an arrangement to finished bytes."""

import math
from io import BytesIO
from typing import Final

from synthgrid.domain.arrangement import Arrangement, MindMap
from synthgrid.domain.options import Options
from synthgrid.drawing import dot, engine, fonts, gridmap, mindmap, spacing, svg
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format
from synthgrid.drawing.picture import Leadings, Picture
from synthgrid.errors import RenderTooComplexError
from synthgrid.settings import Rendering

_POINTS: Final = 72
_PIXELS_A_SIDE: Final = 30_000
"""Cairo draws nothing past 32,767 pixels."""


def make(
    arranged: Arrangement,
    options: Options,
    form: Format,
    rendering: Rendering,
    *,
    info: EngineInfo,
    leadings: Leadings,
) -> Drawing:
    """Draw an arrangement; only a drawing whose SVG passed its check comes out.

    Args:
        arranged: What to draw.
        options: How.
        form: How it is written.
        rendering: Limits.
        info: What draws.
        leadings: How that sets lines.

    Raises:
        RenderingError: The drawing did not pass.
        RenderTooComplexError: It has more bytes than one drawing may have.
    """
    picture = picture_of(arranged, options, spacing.LEADINGS)
    guests = form is not Format.SVG
    if form is not Format.DOT and not spacing.is_usual(leadings):
        picture, guests = spacing.line_by_line(picture, leadings), True
    source = dot.source(picture, guests=guests)
    checked = svg.finish(engine.draw(info, source, "svg"), picture, guests=guests)
    dpi = None
    if form is Format.SVG:
        data = checked
    elif form is Format.DOT:
        data = source.encode()
    elif form is Format.PNG:
        dpi = _affordable(picture, options.dpi, rendering.pixels)
        data = engine.draw(info, dot.source(picture, dpi=dpi), "png")
    else:
        data = _with_metadata(engine.draw(info, source, "pdf"), picture)
    if len(data) > rendering.output:
        raise RenderTooComplexError
    return Drawing(data, form, dpi, _missing(picture))


def picture_of(arranged: Arrangement, options: Options, leadings: Leadings) -> Picture:
    """Lay out a map or a grid."""
    if isinstance(arranged, MindMap):
        picture = mindmap.picture_of(arranged, options, leadings)
    else:
        picture = gridmap.picture_of(arranged, options, leadings)
    # Some engines round the size of a drawing to whole points, others do not.
    width, height = math.ceil(picture.right - picture.left), math.ceil(picture.bottom - picture.top)
    return picture._replace(right=picture.left + width, bottom=picture.top + height)


def _affordable(picture: Picture, dpi: int, pixels: int) -> int:
    """Lower the dpi of a PNG until it has no more pixels than allowed."""
    width, height = (picture.right - picture.left) / _POINTS, (picture.bottom - picture.top) / _POINTS
    most = min(math.sqrt(pixels / (width * height)), _PIXELS_A_SIDE / max(width, height))
    return max(1, min(dpi, math.floor(most)))


def _missing(picture: Picture) -> tuple[str, ...]:
    return fonts.missing(set().union(*svg.used_chars(picture).values()))


def _with_metadata(data: bytes, picture: Picture) -> bytes:
    """Give a PDF its title and language: Graphviz writes neither."""
    from pypdf import PdfWriter  # noqa: PLC0415 (slow to import, and only a PDF needs it)
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter(clone_from=BytesIO(data))
    writer.add_metadata({"/Title": picture.title, "/Creator": "synthgrid"})
    writer.root_object[NameObject("/Lang")] = TextStringObject(picture.language)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
