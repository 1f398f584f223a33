"""The job of a worker, from an arrangement to finished bytes."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Arrangement, MindMap, Sheet
from synthgrid.domain.options import Options, Pages, Paper
from synthgrid.drawing import dot, engine, fonts, gridmap, mindmap, pages, paper, pdf, png, sheetmap, spacing, svg
from synthgrid.drawing.drawings import Drawing, EngineInfo, Format, SmallPrint
from synthgrid.drawing.picture import Leadings, Pen, Picture
from synthgrid.drawing.themes import PALETTES
from synthgrid.errors import RenderTooComplexError
from synthgrid.settings import Rendering

_POINTS: Final = 72
_ROUNDING: Final = 0.001
_PIXELS_A_SIDE: Final = 30_000
"""Programs that open pictures often stop at 32,767 pixels."""


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
    paged = form is Format.PDF and options.pages is not Pages.ONE
    pen = Pen(PALETTES[options.theme], spacing.LEADINGS, options)
    pictures = tuple(map(_whole, pictures_of(arranged, pen, paged=paged)))
    written = _Writing(info, leadings, rendering.pixels)
    dpi = None
    if form is Format.PDF:
        data = pdf.joined([written.page(picture) for picture in pictures], pictures)
    elif form is Format.PNG:
        dpi, data = written.pixels(pictures[0], options.dpi)
    else:
        data = written.svg(pictures[0]) if form is Format.SVG else written.dot(pictures[0])
    if len(data) > rendering.output:
        raise RenderTooComplexError
    return Drawing(data, form, dpi, _missing(pictures), _small_print(pictures, options.paper))


def pictures_of(arranged: Arrangement, pen: Pen, *, paged: bool = False) -> tuple[Picture, ...]:
    """Lay out an arrangement.

    Args:
        arranged: What to draw.
        pen: With what.
        paged: Whether it may have several pages; else it is one picture.
    """
    if isinstance(arranged, MindMap):
        if paged and pen.options.pages is Pages.CATEGORY:
            return pages.pictures_of(arranged, pen)
        return (_fitted(mindmap.picture_of(arranged, pen), pen.options.paper),)
    if isinstance(arranged, Sheet):
        if paged:
            return sheetmap.pages_of(arranged, pen)
        return (_fitted(sheetmap.picture_of(arranged, pen), pen.options.paper),)
    if paged:
        return gridmap.pages_of(arranged, pen)
    return (_fitted(gridmap.picture_of(arranged, pen), pen.options.paper),)


def _fitted(picture: Picture, chosen: Paper | None) -> Picture:
    return picture if chosen is None else paper.fitted(picture, paper.best_turned(picture, chosen))


def _whole(picture: Picture) -> Picture:
    """Put a picture's corner where DOT, which has hundredths of points, can say it; make its size whole points.

    One that was fitted keeps the exact size of its paper.
    """
    width, height = picture.right - picture.left, picture.bottom - picture.top
    left, top = round(picture.left, 2), round(picture.top, 2)
    if picture.scale == 1.0:
        width, height = math.ceil(width), math.ceil(height)
    return picture._replace(left=left, top=top, right=left + width, bottom=top + height)


def _small_print(pictures: Sequence[Picture], chosen: Paper | None) -> SmallPrint | None:
    """Return the size of the smallest text of pages, where it is smaller than can be read on their paper."""
    if chosen is None:
        return None
    floor = paper.PAGES[chosen].floor
    size = min(paper.smallest(picture.boxes) * picture.scale for picture in pictures)
    return SmallPrint(round(size, 1), floor) if size < floor * (1 - _ROUNDING) else None


class _Writing(NamedTuple):
    """Pictures written by the engine; nothing is written of a picture whose SVG did not pass its check."""

    info: EngineInfo
    leadings: Leadings
    most_pixels: int

    def svg(self, picture: Picture) -> bytes:
        drawn = engine.draw(self.info, dot.source(picture, texts=False), "svg")
        return svg.finish(drawn, picture, texts=False)

    def dot(self, picture: Picture) -> bytes:
        self._checked(self._set_out(picture))
        return dot.source(picture).encode()

    def page(self, picture: Picture) -> bytes:
        picture = self._set_out(picture)
        self._checked(picture)
        return engine.draw(self.info, dot.source(picture), "pdf")

    def pixels(self, picture: Picture, dpi: int) -> tuple[int, bytes]:
        dpi = _affordable(picture, dpi, self.most_pixels)
        return dpi, png.rastered(self.page(picture), picture, dpi)

    def _set_out(self, picture: Picture) -> Picture:
        """Return the picture as this engine has to be told it."""
        return spacing.set_out(picture, self.leadings)

    def _checked(self, picture: Picture) -> None:
        svg.check(engine.draw(self.info, dot.source(picture), "svg"), picture)


def _affordable(picture: Picture, dpi: int, pixels: int) -> int:
    """Lower the dpi of a PNG until it has no more pixels than allowed."""
    inches = picture.scale / _POINTS
    width, height = (picture.right - picture.left) * inches, (picture.bottom - picture.top) * inches
    most = min(math.sqrt(pixels / (width * height)), _PIXELS_A_SIDE / max(width, height))
    return max(1, min(dpi, math.floor(most)))


def _missing(pictures: Sequence[Picture]) -> tuple[str, ...]:
    return fonts.missing(set().union(*(chars for picture in pictures for chars in svg.used_chars(picture).values())))
