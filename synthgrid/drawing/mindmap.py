"""From a mind map to boxes and links at their places."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from synthgrid.domain.arrangement import MindMap
from synthgrid.domain.options import Layout
from synthgrid.domain.outline import outline_of
from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.down import down
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import MARGIN, chips, drawn_width, ending, extent, first_baseline, label, last_baseline
from synthgrid.drawing.layout import one_sided, two_sided
from synthgrid.drawing.picture import Align, Box, Link, Look, Pen, Picture, Size
from synthgrid.drawing.radial import radial
from synthgrid.drawing.ties import tied
from synthgrid.drawing.twigs import REF_GAP, Twig, grow, small_width
from synthgrid.drawing.wrapping import SLACK, paragraph, wrap

Area = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_TITLE_WIDTH: Final = 230.0
_SUBTITLE_WIDTH: Final = 235.0
_TITLE_PADDING: Final = (20.0, 12.0)
_LINK_TITLE: Final = 60
_LAYOUTS: Final[Mapping[Layout, Callable[[list[Twig], Trunk, Pen], None]]] = {
    Layout.TWO_SIDED: two_sided,
    Layout.RIGHT: one_sided,
    Layout.LEFT: one_sided,
    Layout.DOWN: down,
    Layout.RADIAL: radial,
}
_CARDS: Final = {Layout.DOWN, Layout.RADIAL}
"""Where lines leave the title downwards: what stands under it elsewhere stands on it."""


def picture_of(arranged: MindMap, pen: Pen) -> Picture:
    """Lay out a mind map."""
    twigs = grow(arranged.root, pen)
    boxes = _middle(arranged, twigs[0], pen)
    left, top, right, bottom = extent(boxes)
    trunk = Trunk((right - left) / 2, -top, bottom)
    _LAYOUTS[pen.options.layout](twigs, trunk, pen)
    index = {id(twigs[0]): 0}
    for twig in twigs[1:]:
        index[id(twig)] = len(boxes)
        boxes += _boxes(twig, len(boxes), pen)
    names = {id(twig): _short(twig.node.text) for twig in twigs}
    links = tuple([_link(twig, index, names) for twig in twigs[1:]])
    area = _around(boxes, links)
    left, _, right, bottom = area
    texts = {index[id(twig)]: names[id(twig)] for twig in twigs} if arranged.ties else {}
    ties = tuple(tied(arranged.ties, boxes, texts, area, pen)) if arranged.ties else ()
    legend = arranged.legend if pen.options.legend else ()
    last = ending(legend, (*arranged.signs, *arranged.footers), (left, right, bottom + MARGIN), pen, len(boxes))
    left, top, right, bottom = _around(last, ties, area)
    return Picture(
        left - MARGIN,
        top - MARGIN,
        right + MARGIN,
        bottom + MARGIN,
        (*boxes, *last),
        links + ties,
        arranged.title,
        outline_of(arranged).text,
        arranged.language,
        pen.palette.background,
    )


def _around(boxes: Sequence[Box], links: Iterable[Link], area: Area | None = None) -> Area:
    """Return left, top, right and bottom of boxes and links, and of an area besides."""
    areas = [area] if area else []
    areas += [extent(boxes)] if boxes else []
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    xs = [x for link in links for x, _ in link.points]
    return min([*lefts, *xs]), min(tops), max([*rights, *xs]), max(bottoms)


def _middle(arranged: MindMap, root: Twig, pen: Pen) -> list[Box]:
    """Return the title in its pill and the subtitle, under it or on it; the pill's middle is the origin."""
    across, along = _TITLE_PADDING
    look, leadings = root.look, pen.leadings
    on_card = pen.options.layout in _CARDS
    color = look.color if on_card else pen.palette.muted
    smaller = Look(Face.REGULAR, Size.NOTE, color, Align.CENTER)
    lines = wrap(root.words, look.size, _TITLE_WIDTH * max(1.0, root.words.width / 80))
    subtitles = [paragraph(text, smaller.face) for text in arranged.subtitle]
    inner = max(
        [130.0, lines.width, *(min(words.width * smaller.size * SLACK, _SUBTITLE_WIDTH) for words in subtitles)]
    )
    wrapped = [wrap(words, smaller.size, inner if on_card else inner + 2 * across) for words in subtitles]
    talls = [len(one.texts) * leadings[smaller.size].leading for one in wrapped]
    leading = leadings[look.size].leading
    # Empty lines keep room for the subtitle: Graphviz writes the lines of a box at its middle.
    under = sum(tall + 3 for tall in talls) if on_card else 0.0
    spare = round(under / leading)
    texts = (*lines.texts, *[""] * spare)
    end = (len(lines.texts) - spare) / 2 * leading
    width, height = inner + 2 * across, 2 * (max(len(texts) / 2 * leading, end + under) + along)
    boxes = [Box(0, 0, width, height, look, texts, classes="node root depth-0", title=root.node.text)]
    top = end + 3 if on_card else height / 2 + 9
    for text, one, tall in zip(arranged.subtitle, wrapped, talls, strict=True):
        boxes.append(Box(0, top + tall / 2, one.width, tall, smaller, one.texts, classes="subtitle", title=text))
        top += tall + 3
    return boxes


def _boxes(twig: Twig, owner: int, pen: Pen) -> list[Box]:
    """Return the box of a twig, then its number and marks."""
    outwards = -1 if twig.left else 1
    inner = twig.x + outwards * twig.gutter
    middle_x = inner + outwards * twig.width / 2
    middle_y = twig.y if twig.pill else twig.y - twig.height / 2
    node, leadings = twig.node, pen.leadings
    size, count = twig.look.size, len(twig.lines)
    box = Box(
        middle_x,
        middle_y,
        twig.width,
        twig.height,
        twig.look,
        twig.lines,
        twig.aside,
        _classes(twig),
        node.id,
        "\n".join(part for part in (node.whole or node.text, node.note) if part),
    )
    boxes = [box]
    if twig.label:
        start = inner - twig.first - REF_GAP - small_width(twig.label) if twig.left else twig.x
        baseline = first_baseline(middle_y, count, size, leadings)
        boxes.append(label(twig.label, twig.label_color, start, baseline, owner=owner, pen=pen))
    if twig.marks:
        start = inner if twig.left else inner + drawn_width(twig.last)
        boxes += chips(twig.marks, start, last_baseline(middle_y, count, size, leadings), owner, pen)
    return boxes


def _classes(twig: Twig) -> str:
    polarity = f" polarity-{twig.node.polarity}" if twig.node.polarity else ""
    return f"node {twig.node.kind} depth-{twig.depth} branch-{twig.branch + 1}{polarity}"


def _link(twig: Twig, index: dict[int, int], names: dict[int, str]) -> Link:
    parent = twig.parent
    assert parent is not None  # noqa: S101 (only the root has none, and the root has no link)
    return Link(
        index[id(parent)],
        index[id(twig)],
        twig.way,
        twig.thread or twig.color,
        twig.look.stroke_width if not twig.pill else (2.6 if twig.depth == 1 else 1.6),
        f"edge depth-{twig.depth} branch-{twig.branch + 1}",
        f"{names[id(parent)]} → {names[id(twig)]}",
    )


def _short(text: str) -> str:
    text = " ".join(text[: 2 * _LINK_TITLE].split())
    return text if len(text) <= _LINK_TITLE else text[: _LINK_TITLE - 1].rstrip() + "…"
