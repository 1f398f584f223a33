"""From a sheet to pictures: its parts one under the other under their headings, as one tall picture or on pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from synthgrid.domain.arrangement import Column, GridItem, Part, Sheet
from synthgrid.domain.options import Pages, Paper
from synthgrid.domain.values import Polarity
from synthgrid.drawing.bands import Cells, Fixed, Ground, stacked
from synthgrid.drawing.entries import Footing, Writer, entries, gutter
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import text_box
from synthgrid.drawing.gridbands import continued, ending_section, title_section
from synthgrid.drawing.gridmap import numbered_items, sections_within
from synthgrid.drawing.lanes import TRACK_GAP, Lane, least_width
from synthgrid.drawing.pagination import (
    Heads,
    Leaf,
    Section,
    best_paged,
    leaf_of,
    paper_of,
    subject_of,
    unpaged,
    wide_enough,
)
from synthgrid.drawing.paper import PAGES
from synthgrid.drawing.picture import Align, Box, Look, Pen, Picture, Shape, Size

_LARGER: Final = (1.0, 1.06, 1.12)
"""How much larger than need be the letters of pages may be."""
_WIDER: Final = (1.0, 1.25, 1.5, 1.8, 2.2, 2.7, 3.3)
"""Widths tried for one picture that is fitted to a paper, in those of an upright page."""
_WIDEST: Final = 1.8
"""Width of one picture at most, where a table needs more than that of an upright page, in such widths."""
_TRACK: Final = 300.0
_TRACKS: Final = 4
_FEW: Final = 2
"""Items a track has at least."""
_ABOVE_PART: Final = 22.0
_UNDER_HEADING: Final = 5.0
_RULE: Final = 1.2
_CALLOUT: Final = 24.0
_QUOTED: Final = ("«", "“", '"', "„", "‹")


def pages_of(arranged: Sheet, pen: Pen) -> tuple[Picture, ...]:
    """Lay out a sheet on upright pages."""
    paper = paper_of(pen.options)
    tried = (leaf_of(paper, upright=True, larger=larger) for larger in _LARGER)
    leaves = wide_enough(tried, _least_width(arranged))
    return best_paged(lambda leaf: _sections(arranged, leaf.width, pen), leaves, subject_of(arranged), pen)


def picture_of(arranged: Sheet, pen: Pen) -> Picture:
    """Lay out a sheet as one picture, of the width at which it is largest on the paper that is asked for.

    Without any it has the width of A4, or more where a table needs it.
    """
    leaf = leaf_of(Paper.A4, upright=True)
    paper = pen.options.paper
    if paper is None:
        width = max(leaf.width, min(_least_width(arranged), leaf.width * _WIDEST))
        return _one(arranged, leaf._replace(width=width), pen)
    pages = [PAGES[paper]] if paper is Paper.SCREEN else [PAGES[paper], PAGES[paper].turned]

    def letters(picture: Picture) -> float:
        width, height = picture.right - picture.left, picture.bottom - picture.top
        return max(min(page.width / width, page.height / height) for page in pages)

    return max((_one(arranged, leaf._replace(width=leaf.width * wider), pen) for wider in _WIDER), key=letters)


def _least_width(arranged: Sheet) -> float:
    return max((least_width(part.grid) for part in arranged.parts if part.grid), default=0.0)


def _one(arranged: Sheet, leaf: Leaf, pen: Pen) -> Picture:
    return unpaged(_sections(arranged, leaf.width, pen), subject_of(arranged), pen, leaf)


def _sections(arranged: Sheet, width: float, pen: Pen) -> list[Section]:
    writer = Writer(pen, gutter(chain.from_iterable(_items(part) for part in arranged.parts), pen))
    legend = arranged.legend if pen.options.legend else ()
    by_part = pen.options.pages is Pages.CATEGORY
    parts: list[Section] = []
    for part in arranged.parts:
        first, *others = _part(part, width, writer, arranged.language)
        parts += [first._replace(apart=by_part and bool(parts)), *others]
    return [
        title_section(arranged.title, arranged.subtitle, width, pen, below=0.0),
        *parts,
        ending_section(legend, (*arranged.signs, *arranged.footers), width, pen),
    ]


def _items(part: Part) -> Iterator[tuple[GridItem, Polarity | None]]:
    yield from ((item, None) for item in part.items)
    if part.grid:
        yield from numbered_items(part.grid)


def _part(part: Part, width: float, writer: Writer, language: str) -> list[Section]:
    heads = _headed(part, width, writer.pen, language)
    if part.grid is None:
        return [Section(heads, tuple(_bands(part, width, writer)))]
    first, *others = sections_within(part.grid, width, writer) or [Section(lambda _, __: (), ())]
    return [Section(_both(heads, first.heads), first.bands), *others]


def _both(heads: Heads, others: Heads) -> Heads:
    """Return what makes the heading of a part, and under it those of columns, which head a part that has none."""

    def both(number: int, parts: int) -> tuple[Fixed, ...]:
        above, under = heads(number, parts), others(number, parts)
        if above or not under:
            return (*above, *under)
        boxes = (box._replace(classes=f"{box.classes} part-column") if box.classes else box for box in under[0].boxes)
        return under[0]._replace(boxes=tuple(boxes), gap=_ABOVE_PART), *under[1:]

    return both


def _headed(part: Part, width: float, pen: Pen, language: str) -> Heads:
    """Return what makes the heading of a part: its words and its count over a rule."""

    def heads(number: int, _: int) -> tuple[Fixed, ...]:
        if not part.heading:
            return ()
        said = part.heading if number == 1 else continued(part.heading, language)
        return (_heading(said, part.count if number == 1 else None, width, pen),)

    return heads


def _heading(said: str, count: int | None, width: float, pen: Pen) -> Fixed:
    palette = pen.palette
    look = Look(Face.SEMIBOLD, Size.THEME, palette.ink)
    heading = text_box(said, look, (0.0, 0.0), width - 40.0, pen=pen, classes="node heading part")
    boxes = [heading]
    if count is not None:
        number = Look(Face.REGULAR, Size.NOTE, palette.muted)
        counted = text_box(str(count), number, (0.0, 0.0), 40.0, pen=pen, classes="node count")
        boxes.append(
            counted._replace(x=width - counted.width / 2, y=heading.height - counted.height / 2 - 1.0, title="")
        )
    rule = Look(Face.REGULAR, Size.TEXT, palette.ink, Align.LEFT, Shape.BOX, palette.neutral, palette.neutral, 0.1)
    boxes.append(Box(width / 2, heading.height + 3.0, width, _RULE, rule, classes="cell rule"))
    return stacked(boxes, gap=_ABOVE_PART, below=_UNDER_HEADING)


def _bands(part: Part, width: float, writer: Writer) -> Iterator[Cells]:
    """Return the items of a part in tracks, and last its quotations as callouts."""
    said = tuple(item for item in part.items if not item.quotation)
    quoted = tuple(_in_quotes(item) for item in part.items if item.quotation)
    classes = f"section-{part.key}"
    if said or not quoted:
        tracks = max(1, min(round(width / _TRACK), _TRACKS, _count(said) // _FEW))
        track = (width - (tracks - 1) * TRACK_GAP) / tracks
        yield _list(said, track, tracks, Ground(tinted=False, padding=5.0, classes=classes), writer, padding=0.0)
    for item in quoted:
        ground = Ground(barred=True, padding=11.0, classes=classes)
        yield _list((item,), width - 2 * _CALLOUT, 1, ground, writer, padding=_CALLOUT)._replace(gap=12.0)


def _list(
    items: tuple[GridItem, ...], track: float, tracks: int, ground: Ground, writer: Writer, *, padding: float
) -> Cells:
    color = writer.pen.palette.neutral
    lane = Lane(Column("", "", len(items)), 0, color, 0.0, track, tracks, padding)
    return Cells((lane,), (entries(items, track, Footing(color), writer),), (not items,), writer.pen, ground, gap=0.0)


def _count(items: Sequence[GridItem]) -> int:
    return sum(1 + _count(item.children) for item in items)


def _in_quotes(item: GridItem) -> GridItem:
    """Return a quotation between quotation marks, where its authors left them out."""
    return item if item.text.startswith(_QUOTED) else replace(item, text=f"«\u00a0{item.text}\u00a0»")
