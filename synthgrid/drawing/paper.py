"""What drawings are printed or shown on: sizes, the smallest text to be read there, how a picture is fitted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.options import Paper
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.picture import Box, Look, Pen, Picture, Size
from synthgrid.drawing.wrapping import SLACK, Lines, paragraph, wrap


class Page(NamedTuple):
    """A page, upright or lying.

    Attributes:
        width, height: Points.
        floor: Smallest text that can be read on it, points.
    """

    width: float
    height: float
    floor: float

    @property
    def turned(self) -> "Page":
        """The same page turned by a quarter."""
        return Page(self.height, self.width, self.floor)


_MILLIMETRE: Final = 72 / 25.4

PAGES: Final[Mapping[Paper, Page]] = {
    Paper.A4: Page(297 * _MILLIMETRE, 210 * _MILLIMETRE, 8),
    Paper.A3: Page(420 * _MILLIMETRE, 297 * _MILLIMETRE, 12),
    # 16:9; 1920 × 1080 pixels at the usual 144 dpi, where 10 points are 20 pixels.
    Paper.SCREEN: Page(960, 540, 10),
}
"""Each page lying."""


_LARGEST: Final = 1.8
"""How many times the smallest text that can be read a drawing's smallest text may become when it is fitted."""

STRIP: Final = 30.0
"""Height kept for the last line of a page, points of the page."""


def fitted(picture: Picture, page: Page) -> Picture:
    """Return a picture that fills a page: as large as fits, though not gigantic, in its middle.

    Args:
        picture: Any picture.
        page: The page, turned as it shall be.
    """
    width, height = picture.right - picture.left, picture.bottom - picture.top
    most = max(page.floor * _LARGEST / smallest(picture.boxes), 1.0)
    scale = min(page.width / width, page.height / height, most)
    beside, above = (page.width / scale - width) / 2, (page.height / scale - height) / 2
    return picture._replace(
        left=picture.left - beside,
        right=picture.right + beside,
        top=picture.top - above,
        bottom=picture.bottom + above,
        scale=scale,
    )


def best_turned(picture: Picture, paper: Paper) -> Page:
    """Return the page of a paper, upright or lying, on which a picture is larger; a screen always lies."""
    page = PAGES[paper]
    if paper is Paper.SCREEN:
        return page
    width, height = picture.right - picture.left, picture.bottom - picture.top
    return max(page, page.turned, key=lambda one: min(one.width / width, one.height / height))


def smallest(boxes: Iterable[Box]) -> float:
    """Return the size of the smallest text of some boxes, points."""
    sizes = [min(box.look.size, Size.NOTE if box.aside else box.look.size) for box in boxes if box.lines]
    return min(sizes, default=Size.SMALL)


def legibility(picture: Picture, page: Page) -> float:
    """Return the size of the smallest text of a picture on a page above its last line: 1 when it can just be read."""
    return smallest(picture.boxes) * fitted(picture, _above_foot(page)).scale / page.floor


def _above_foot(page: Page) -> Page:
    return page._replace(height=page.height - STRIP)


def numbered(pictures: Sequence[Picture], page: Page, foot: str, pen: Pen) -> tuple[Picture, ...]:
    """Fit pictures to pages, each with its last line: a text on the left, « 2/5 » on the right."""
    return tuple(
        with_foot(fitted(picture, _above_foot(page)), page.floor, foot, f"{number}/{len(pictures)}", pen)
        for number, picture in enumerate(pictures, 1)
    )


def with_foot(picture: Picture, floor: float, foot: str, number: str, pen: Pen) -> Picture:
    """Add the last line of a page, as large on every page, under a picture that leaves its height free.

    Args:
        picture: A picture with its scale.
        floor: Size of the letters, points of the page.
        foot: What stands on the left: one line of it.
        number: What stands on the right.
        pen: Colours.
    """
    strip = STRIP / picture.scale
    size = floor / picture.scale
    look = Look(Face.REGULAR, size, pen.palette.muted)
    left, right, bottom = picture.left + strip, picture.right - strip, picture.bottom + strip
    wide = em_width(number, look.face) * size * SLACK
    lines = _shortened(foot, size, right - left - wide - strip)
    middle, height = bottom - strip * 0.6, len(lines.texts) * size * 1.3
    boxes = (
        Box(left + lines.width / 2, middle, lines.width, height, look, lines.texts, classes="foot", title=foot),
        Box(right - wide / 2, middle, wide, size * 1.3, look, (number,), classes="foot", title=number),
    )
    return picture._replace(bottom=bottom, boxes=(*picture.boxes, *boxes))


def _shortened(text: str, size: float, width: float) -> Lines:
    """Return a text on one line; the end of one that is too long is left out, for it is whole on the first page."""
    words = paragraph(text.replace("\n", " "), Face.REGULAR)
    if words.width * size * SLACK <= width:
        return wrap(words, size, width)
    first = wrap(words, size, width - 2 * size, balanced=False).texts[0]
    return wrap(paragraph(f"{first}…", Face.REGULAR), size, width)
