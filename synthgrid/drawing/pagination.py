"""Bands put on pages: headings repeated, nothing cut that fits on a page, a foot under each."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from synthgrid.domain.options import Options, Paper
from synthgrid.drawing.bands import Cells, Fixed
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import MARGIN, extent, text_box
from synthgrid.drawing.paper import PAGES, Page
from synthgrid.drawing.picture import Align, Box, Look, Pen, Picture, Shape, Size
from synthgrid.drawing.wrapping import SLACK, paragraph, wrap

EDGE: Final = 38.0
"""Margin of a page, in points of the drawing."""
_FOOT: Final = 26.0
_SHORT: Final = 0.22
"""A band shorter than this share of a page is not cut: it goes to the next."""
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


def leaf_of(paper: Paper, *, upright: bool) -> Leaf:
    """Return a page on which the smallest letters of the type scale are just as large as can be read there."""
    page = PAGES[paper].turned if upright and paper is not Paper.SCREEN else PAGES[paper]
    scale = page.floor / Size.SMALL
    return Leaf(page, page.width / scale - 2 * EDGE, page.height / scale - 2 * EDGE - _FOOT, scale)


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
        laid = band if isinstance(band, Fixed) else band.whole(leads=False)
        if laid.height + laid.gap <= room:
            return True
        return isinstance(band, Cells) and self._cut(band, laid, room - band.gap) is not None

    def _cut(self, band: Cells, laid: Fixed, room: float) -> tuple[Fixed, Cells | None] | None:
        if laid.height < self._height * _SHORT and not self._empty:
            return None
        return band.broken(room, leads=self._empty, forced=self._empty)

    def _put(self, band: Band) -> Band | None:
        """Put a band on the page; return what did not fit."""
        laid = band if isinstance(band, Fixed) else band.whole(leads=self._empty)
        room = self._height - self._top - (laid.gap if self.pages[-1] else 0.0)
        if laid.height <= room:
            self._place(laid)
            return None
        if isinstance(band, Fixed):
            if self._empty:
                self._place(band)
                return None
            return band
        found = self._cut(band, laid, room)
        if found is None:
            return band
        part, rest = found
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
    date: str
    outline: str
    language: str


def paged_pictures(sections: Sequence[Section], leaf: Leaf, subject: Subject, pen: Pen) -> tuple[Picture, ...]:
    """Return a picture a page, each with its foot."""
    parts = _filled(sections, leaf.height, {}).counts
    pages = _filled(sections, leaf.height, parts).pages
    return tuple(
        _picture(
            [*_placed(bands), *_foot(subject, number, len(pages), leaf, pen)],
            (-EDGE, -EDGE, leaf.width + EDGE, leaf.height + _FOOT + EDGE),
            subject,
            pen,
            leaf.scale,
        )
        for number, bands in enumerate(pages, 1)
    )


def unpaged(sections: Sequence[Section], subject: Subject, pen: Pen, leaf: Leaf | None = None) -> Picture:
    """Return one picture, as tall as it needs; of the width of a leaf if there is one."""
    [bands] = _filled(sections, float("inf"), {}).pages
    boxes = _placed(bands)
    left, top, right, bottom = extent(boxes)
    if leaf is not None:
        return _picture(boxes, (-EDGE, -EDGE, leaf.width + EDGE, bottom + EDGE), subject, pen, leaf.scale)
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
        pen.leadings[Size.SMALL].rise,
        pen.palette.background,
        scale,
    )


def _foot(subject: Subject, number: int, count: int, leaf: Leaf, pen: Pen) -> list[Box]:
    """Return the foot of a page: a rule, the title and the day on its left, its number on its right."""
    palette = pen.palette
    top = leaf.height + _FOOT - pen.leadings[Size.NOTE].leading
    rule = Look(Face.REGULAR, Size.NOTE, palette.muted, Align.LEFT, Shape.BOX, palette.rest, palette.rest, 0.0)
    look = Look(Face.REGULAR, Size.NOTE, palette.muted)
    turn = f"{number}/{count}"
    page = text_box(turn, look, (0.0, top), 80, pen=pen, classes="footer page")
    page = page._replace(x=leaf.width - page.width / 2)
    said = _running(" · ".join(text for text in (subject.title, subject.date) if text), leaf.width - 90)
    return [
        Box(leaf.width / 2, top - 5, leaf.width, 0.75, rule, classes="cell rule"),
        text_box(said, look, (0.0, top), leaf.width, pen=pen, classes="footer"),
        page,
    ]


def _running(text: str, width: float) -> str:
    """Return a text on one line; the title is whole on the first page, so that its end may be left out here."""
    words = paragraph(text.replace("\n", " "), Face.REGULAR)
    if words.width * Size.NOTE * SLACK <= width:
        return text
    return wrap(words, Size.NOTE, width - 2 * Size.NOTE, balanced=False).texts[0] + "…"
