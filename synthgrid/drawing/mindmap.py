"""From a mind map to boxes and links at their places."""

from typing import Final

from synthgrid.domain.arrangement import MindMap
from synthgrid.domain.outline import outline_of
from synthgrid.drawing.blocks import Trunk
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.furniture import MARGIN, chips, drawn_width, ending, extent, first_baseline, label, last_baseline
from synthgrid.drawing.layout import choose_sides, lay_out
from synthgrid.drawing.picture import Align, Box, Link, Look, Pen, Picture, Size
from synthgrid.drawing.twigs import REF_GAP, Twig, grow, small_width
from synthgrid.drawing.wrapping import SLACK, paragraph, wrap

_TITLE_WIDTH: Final = 230.0
_SUBTITLE_WIDTH: Final = 235.0
_TITLE_PADDING: Final = (20.0, 12.0)
_LINK_TITLE: Final = 60


def picture_of(arranged: MindMap, pen: Pen) -> Picture:
    """Lay out a mind map."""
    twigs = grow(arranged.root, pen)
    choose_sides(twigs)
    boxes = _middle(arranged, twigs[0], pen)
    left, top, right, bottom = extent(boxes)
    trunk = Trunk((right - left) / 2, -top, bottom)
    lay_out(twigs, trunk, pen)
    index = {id(twigs[0]): 0}
    for twig in twigs[1:]:
        index[id(twig)] = len(boxes)
        boxes += _boxes(twig, len(boxes), pen)
    names = {id(twig): _short(twig.node.text) for twig in twigs}
    links = tuple([_link(twig, index, names, trunk.half) for twig in twigs[1:]])
    left, top, right, bottom = extent(boxes)
    legend = arranged.legend if pen.options.legend else ()
    boxes += ending(legend, arranged.footers, (left, right, bottom + MARGIN), pen, len(boxes))
    left, top, right, bottom = extent(boxes)
    return Picture(
        left - MARGIN,
        top - MARGIN,
        right + MARGIN,
        bottom + MARGIN,
        tuple(boxes),
        links,
        arranged.title,
        outline_of(arranged).text,
        arranged.language,
        pen.leadings[Size.SMALL].rise,
        pen.palette.background,
    )


def _middle(arranged: MindMap, root: Twig, pen: Pen) -> list[Box]:
    """Return the title in its pill and, under it, the subtitle; the pill's middle is the origin."""
    across, along = _TITLE_PADDING
    look, leadings = root.look, pen.leadings
    smaller = Look(Face.REGULAR, Size.NOTE, pen.palette.muted, Align.CENTER)
    lines = wrap(root.words, look.size, _TITLE_WIDTH * max(1.0, root.words.width / 80))
    subtitles = [paragraph(text, smaller.face) for text in arranged.subtitle]
    inner = max(
        [130.0, lines.width, *(min(words.width * smaller.size * SLACK, _SUBTITLE_WIDTH) for words in subtitles)]
    )
    width, height = inner + 2 * across, len(lines.texts) * leadings[look.size].leading + 2 * along
    boxes = [Box(0, 0, width, height, look, lines.texts, classes="node root depth-0", title=root.node.text)]
    top = height / 2 + 9
    for text, words in zip(arranged.subtitle, subtitles, strict=True):
        wrapped = wrap(words, smaller.size, width)
        tall = len(wrapped.texts) * leadings[smaller.size].leading
        place = (0, top + tall / 2, wrapped.width, tall)
        boxes.append(Box(*place, smaller, wrapped.texts, classes="subtitle", title=text))
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
        f"{node.text}\n{node.note}" if node.note else node.text,
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


def _link(twig: Twig, index: dict[int, int], names: dict[int, str], half: float) -> Link:
    """Return the curve from a parent's outer end to a box; it is level at both ends and goes on under the number."""
    parent = twig.parent
    assert parent is not None  # noqa: S101 (only the root has none, and the root has no link)
    outwards = -1 if twig.left else 1
    if parent.depth == 0:
        start = (outwards * half, 0.0)
    else:
        start = (parent.x + outwards * (parent.gutter + parent.width), parent.y)
    points = [start]
    if twig.corridor:
        points = _straight(points, (start[0] + outwards * twig.corridor, start[1]))
    x, y = points[-1]
    bend = (twig.x - x) / 2
    points += [(x + bend, y), (twig.x - bend, twig.y), (twig.x, twig.y)]
    if twig.gutter:
        points = _straight(points, (twig.x + outwards * twig.gutter, twig.y))
    return Link(
        index[id(parent)],
        index[id(twig)],
        tuple(points),
        twig.color,
        twig.look.stroke_width if not twig.pill else (2.6 if twig.depth == 1 else 1.6),
        f"edge depth-{twig.depth} branch-{twig.branch + 1}",
        f"{names[id(parent)]} → {names[id(twig)]}",
    )


def _straight(points: list[tuple[float, float]], end: tuple[float, float]) -> list[tuple[float, float]]:
    (x0, y0), (x1, y1) = points[-1], end
    third = ((x1 - x0) / 3, (y1 - y0) / 3)
    return [*points, (x0 + third[0], y0 + third[1]), (x1 - third[0], y1 - third[1]), end]


def _short(text: str) -> str:
    text = " ".join(text[: 2 * _LINK_TITLE].split())
    return text if len(text) <= _LINK_TITLE else text[: _LINK_TITLE - 1].rstrip() + "…"
