"""What drawings are printed or shown on: sizes, smallest readable text, how a picture is fitted."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from synthgrid.domain.options import Paper
from synthgrid.drawing.picture import Box, Picture, Size


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


def fitted(picture: Picture, page: Page) -> Picture:
    """Return a picture that fills a page: as large as fits, in its middle.

    Args:
        picture: Any picture.
        page: The page, turned as it shall be.
    """
    width, height = picture.right - picture.left, picture.bottom - picture.top
    scale = min(page.width / width, page.height / height)
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
