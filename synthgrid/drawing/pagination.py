"""Bands put on pages: headings repeated, nothing cut that fits on a page, a foot under each."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.arrangement import Grid, Sheet
from synthgrid.domain.options import Options, Paper
from synthgrid.domain.outline import outline_of
from synthgrid.drawing.bands import Cells, Fixed
from synthgrid.drawing.furniture import MARGIN, extent
from synthgrid.drawing.paper import PAGES, STRIP, Page, with_foot
from synthgrid.drawing.picture import Box, Pen, Picture, Size

_ABOVE_FOOT: Final = 6.0
_SHORT: Final = 0.3
"""A band shorter than this share of a page is not cut: it goes to the next."""
_BEGUN: Final = 0.12
"""What stands of a band where a page ends is no less than this share of it: else it begins on the next."""
_MOST_TRIED: Final = 8
"""With more pages than these, no larger letters are tried: it would take long and gain little."""
_MANY: Final = 99

Band = Fixed | Cells
Heads = Callable[[int, int], tuple[Fixed, ...]]


class Section(NamedTuple):
    """Bands under the same headings.

    Attributes:
        heads: Makes the headings of one of its pages, from its number among them and how many they are.
        bands: What stands under them.
        apart: Whether it starts a new page.
    """

    heads: Heads
    bands: tuple[Band, ...]
    apart: bool = False


class Leaf(NamedTuple):
    """A page to draw on, in points of the drawing: what lies within its margins, and the scale of the finished page."""

    page: Page
    width: float
    height: float
    scale: float

    @property
    def edge(self) -> float:
        """The margin."""
        return STRIP / self.scale


def leaf_of(paper: Paper, *, upright: bool, larger: float = 1.0) -> Leaf:
    """Return a page on which the smallest letters of the type scale are as large as can be read there, or larger."""
    page = PAGES[paper].turned if upright and paper is not Paper.SCREEN else PAGES[paper]
    scale = page.floor / Size.SMALL * larger
    return Leaf(page, (page.width - 2 * STRIP) / scale, (page.height - 2 * STRIP - _ABOVE_FOOT) / scale, scale)


def wide_enough(leaves: Iterable[Leaf], width: float) -> Iterator[Leaf]:
    """Yield the first of some pages, and those of the others that are as wide as something needs.

    Args:
        leaves: Pages of one paper, the smallest letters first.
        width: What is needed.
    """
    first, *others = leaves
    yield first
    yield from (leaf for leaf in others if leaf.width >= width)


def paper_of(options: Options) -> Paper:
    """Return the paper of pages: A4 where none is asked for."""
    return options.paper or Paper.A4


def no_heads(_: int, __: int) -> tuple[Fixed, ...]:
    """Return no headings."""
    return ()


class _Filling:
    """Pages as they fill."""

    def __init__(self, height: float, parts: Mapping[int, int]) -> None:
        self._height, self._parts = height, parts
        self.pages: list[list[tuple[Fixed, float]]] = [[]]
        self.counts: dict[int, int] = {}
        self.cuts = 0
        self._top = 0.0
        self._headed = 0

    @property
    def _empty(self) -> bool:
        """Whether nothing but headings stands on the page."""
        return len(self.pages[-1]) == self._headed

    def section(self, index: int, section: Section) -> None:
        """Put a section where the last one ends, or on a new page."""
        heads = section.heads(1, self._parts.get(index, _MANY))
        if self.pages[-1] and (section.apart or not self._starts(heads, section.bands)):
            self._turn()
        self.counts[index] = 1
        self._put_heads(heads)
        waiting = deque(section.bands)
        while waiting:
            band = waiting.popleft()
            forward = isinstance(band, Cells) and band.apart and not self._empty
            rest = band if forward else self._put(band)
            if rest is not None:
                waiting.appendleft(rest)
                self._turn()
                self.counts[index] += 1
                self._put_heads(section.heads(self.counts[index], self._parts.get(index, _MANY)))

    def _starts(self, heads: Sequence[Fixed], bands: Sequence[Band]) -> bool:
        """Tell whether there is room for headings and for the beginning of what stands under them."""
        room = self._height - self._top - sum(head.height + head.gap for head in heads)
        if not bands:
            return room >= 0
        band = bands[0]
        if isinstance(band, Fixed):
            return band.height + band.gap <= room
        return self._whole(band, room - band.gap) is not None or self._cut(band, room - band.gap) is not None

    def _whole(self, band: Cells, room: float) -> Fixed | None:
        """Return a band uncut, if it fits into a room."""
        if band.taller(room):
            return None
        laid = band.whole(leads=self._empty)
        return laid if laid.height <= room else None

    def _cut(self, band: Cells, room: float) -> tuple[Fixed, Cells | None] | None:
        """Cut a band where a page ends; a short one is not, which is whole on the next page."""
        if not self._empty and self._whole(band, self._height * _SHORT) is not None:
            return None
        found = band.broken(room, self._height, leads=self._empty, forced=self._empty)
        return found if self._empty or (found and found[0].height >= self._height * _BEGUN) else None

    def _put(self, band: Band) -> Band | None:
        """Put a band on the page; return what did not fit."""
        room = self._height - self._top - (band.gap if self.pages[-1] else 0.0)
        if isinstance(band, Fixed):
            if band.height > room and not self._empty:
                return band
            self._place(band)
            return None
        if laid := self._whole(band, room):
            self._place(laid)
            return None
        found = self._cut(band, room)
        if found is None:
            return band
        part, rest = found
        self.cuts += rest is not None
        self._place(part)
        return rest

    def _put_heads(self, heads: Iterable[Fixed]) -> None:
        before = len(self.pages[-1])
        for head in heads:
            self._place(head)
        self._headed = len(self.pages[-1]) if before in {0, self._headed} else -1

    def _place(self, band: Fixed) -> None:
        self._top += band.gap if self.pages[-1] else 0.0
        self.pages[-1].append((band, self._top))
        self._top += band.height

    def _turn(self) -> None:
        self.pages.append([])
        self._top, self._headed = 0.0, 0


def _filled(sections: Sequence[Section], height: float, parts: Mapping[int, int]) -> _Filling:
    filling = _Filling(height, parts)
    for index, section in enumerate(sections):
        filling.section(index, section)
    return filling


class Subject(NamedTuple):
    """What the pictures say of themselves."""

    title: str
    foot: str
    outline: str
    language: str


def subject_of(arranged: Grid | Sheet) -> Subject:
    """Return what the pictures of a grid or a sheet say of themselves."""
    foot = " · ".join((arranged.title, *arranged.subtitle[-1:]))
    return Subject(arranged.title, foot, outline_of(arranged).text, arranged.language)


def best_paged(
    sections: Callable[[Leaf], Sequence[Section]], leaves: Iterable[Leaf], subject: Subject, pen: Pen
) -> tuple[Picture, ...]:
    """Return the pages on the leaves that take the fewest, then cut the least, then have the largest letters.

    Args:
        sections: Makes the sections for a leaf.
        leaves: Pages of one paper, the smallest letters first.
        subject: What the pictures say of themselves.
        pen: Colours and line spacing.
    """
    tried = []
    for leaf in leaves:
        made = sections(leaf)
        filling = _filled(made, leaf.height, {})
        tried.append((len(filling.pages), filling.cuts, -leaf.scale, leaf, made, filling.counts))
        if len(filling.pages) > min(tried[0][0], _MOST_TRIED):
            break
    *_, leaf, made, parts = min(tried, key=lambda one: one[:3])
    return _pictures(made, parts, leaf, subject, pen)


def _pictures(
    sections: Sequence[Section], parts: Mapping[int, int], leaf: Leaf, subject: Subject, pen: Pen
) -> tuple[Picture, ...]:
    """Return a picture a page, each with its foot."""
    pages = _filled(sections, leaf.height, parts).pages
    edge, below = leaf.edge, _ABOVE_FOOT / leaf.scale
    sides = (-edge, -edge, leaf.width + edge, leaf.height + below)
    return tuple(
        with_foot(
            _picture(_placed(bands), sides, subject, pen, leaf.scale),
            leaf.page.floor,
            subject.foot,
            f"{number}/{len(pages)}",
            pen,
        )
        for number, bands in enumerate(pages, 1)
    )


def unpaged(sections: Sequence[Section], subject: Subject, pen: Pen, leaf: Leaf | None = None) -> Picture:
    """Return one picture, as tall as it needs; of the width of a leaf if there is one."""
    [bands] = _filled(sections, float("inf"), {}).pages
    boxes = _placed(bands)
    left, top, right, bottom = extent(boxes)
    if leaf is not None:
        return _picture(
            boxes, (-leaf.edge, -leaf.edge, leaf.width + leaf.edge, bottom + leaf.edge), subject, pen, leaf.scale
        )
    return _picture(boxes, (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN), subject, pen, 1.0)


def _placed(bands: Iterable[tuple[Fixed, float]]) -> list[Box]:
    """Return the boxes of bands at their places; an owner is counted from the first box of all."""
    boxes: list[Box] = []
    for band, top in bands:
        first = len(boxes)
        boxes += [
            box._replace(y=box.y + top, owner=None if box.owner is None else box.owner + first) for box in band.boxes
        ]
    return boxes


def _picture(
    boxes: Sequence[Box], sides: tuple[float, float, float, float], subject: Subject, pen: Pen, scale: float
) -> Picture:
    return Picture(
        *sides,
        tuple(boxes),
        (),
        subject.title,
        subject.outline,
        subject.language,
        pen.palette.background,
        scale,
    )
