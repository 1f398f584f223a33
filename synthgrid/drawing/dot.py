"""A picture written as DOT: every node and edge with its place, so that Graphviz draws and lays out nothing.

Only labels hold user text; ids are made here and everything else is a number, a name or a colour of ours.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

from graphviz import Digraph

from synthgrid.drawing import escape
from synthgrid.drawing.fonts import Face
from synthgrid.drawing.picture import ASIDE_GAP, LINE, Align, Box, Look, Picture, Shape, Size, is_shape

_INCH: Final = 72.0
_POINT: Final = 0.72
"""The smallest node that Graphviz draws."""
_UNSEEN: Final = f"shape=point style=invis width={_POINT / _INCH} height={_POINT / _INCH}"
_ROUNDING: Final = 1e-4
_MARGIN: Final = 8.0
_POINTS: Final = "%.2f,%.2f "
_SHAPES: Final = {Shape.NONE: "none", Shape.BOX: "box", Shape.PILL: "box"}
_LINE_BREAKS: Final = {Align.LEFT: "left", Align.RIGHT: "right", Align.CENTER: "center"}


def name(index: int) -> str:
    """Return the id of a box in DOT."""
    return f"n{index}"


def source(picture: Picture, *, texts: bool = True) -> str:
    """Write a picture as DOT.

    Args:
        picture: Boxes and links at their places.
        texts: Whether Graphviz draws the texts, or only what stands around and under them. They take two thirds of its
            time, so an SVG has them written by `svg.finish`, at the same places.
    """
    graph = Digraph(
        name="synthgrid",
        graph_attr={
            "bgcolor": picture.background,
            "outputorder": "edgesfirst",
            "pad": "0",
            "margin": "0",
            "splines": "true",
        },
        node_attr={"fixedsize": "true", "margin": "0", "label": ""},
        edge_attr={"dir": "none"},
    )
    # Written as lines: the package quotes attribute by attribute, which takes as long as Graphviz takes to draw.
    graph.body += _corners(picture)
    graph.body += _nodes(picture) if texts else _surfaces(picture)
    graph.body += _edges(picture)
    return str(graph.source)


def _corners(picture: Picture) -> list[str]:
    """Hold the bounding box open with two invisible points: in process, nop2 leaves plain nodes out of it.

    Its size is a whole number of points, as Graphviz rounds it otherwise, each engine in its way.
    """
    inset = _POINT / 2
    right = picture.left + math.ceil(picture.right - picture.left - _ROUNDING)
    bottom = picture.top + math.ceil(picture.bottom - picture.top - _ROUNDING)
    places = ((picture.left + inset, picture.top + inset), (right - inset, bottom - inset))
    return [f'\tcorner{i} [{_UNSEEN} pos="{x:.5f},{-y:.5f}!"]\n' for i, (x, y) in enumerate(places)]


def _surfaces(picture: Picture) -> Iterator[str]:
    """Write the boxes that are more than a text; of the others, those that links join are points that nobody sees."""
    boxes = picture.boxes
    yield f"\tnode [{_UNSEEN}]\n"
    for index in sorted({end for link in picture.links for end in link[:2] if not is_shape(boxes[end])}):
        yield f'\t{name(index)} [pos="{boxes[index].x:.2f},{-boxes[index].y:.2f}!"]\n'
    shapes = [index for index, box in enumerate(boxes) if is_shape(box)]
    for look, indices in sorted(_by_look(boxes, shapes), key=_turn):
        yield f"\tnode [{_attributes(look, picture.background)}]\n"
        for index in indices:
            yield f"\t{name(index)} [{_place(boxes[index])}]\n"


def _nodes(picture: Picture) -> Iterator[str]:
    """Write the boxes as they are read, surfaces first: texts are copied from a PDF in the order they are drawn in."""
    boxes = picture.boxes
    place = f"{picture.left + _MARGIN:.2f},{-picture.top - _MARGIN:.2f}"
    for face in sorted({box.look.face for box in boxes if box.lines}):
        # A PDF gives the glyph that a space shares with a no-break space the character that it meets first.
        looks = f'shape=none width=0.1 height=0.1 fontname="{face.graphviz}"'
        yield f'\tspace{face.value} [{looks} label=" " pos="{place}!"]\n'
    before = None
    for index in sorted(range(len(boxes)), key=partial(_reading, boxes)):
        box = boxes[index]
        if box.look is not before:
            yield f"\tnode [{_attributes(box.look, picture.background)}]\n"
            before = box.look
        label = _with_aside(box) if box.aside else escape.plain(box.lines, box.look.align)
        yield f"\t{name(index)} [{_place(box)} label={label}]\n"


def _by_look(boxes: Sequence[Box], indices: Iterable[int]) -> Iterable[tuple[Look, list[int]]]:
    by_look: defaultdict[Look, list[int]] = defaultdict(list)
    for index in indices:
        by_look[boxes[index].look].append(index)
    return by_look.items()


def _reading(boxes: Sequence[Box], index: int) -> tuple[int, int, int]:
    """Surfaces come first; a number comes before its text, the further lines of that and its marks after it."""
    box = boxes[index]
    if box.look.shape is Shape.BOX:
        return -1, 0, index
    if box.owner is None:
        return index, 1, index
    return box.owner, 3 if box.look.fill else 2 if box.classes == LINE else 0, index


def _turn(one: tuple[Look, object]) -> tuple[bool, float, str]:
    """Surfaces come first, then pills, the large ones before the counts and marks that stand on them."""
    look, _ = one
    pill = look.shape is Shape.PILL
    return pill, -look.size if pill else look.size, look.face


def _place(box: Box) -> str:
    # A bare text is given more room than it needs: Graphviz complains about every node it finds too small.
    height = box.height + _MARGIN if box.look.shape is Shape.NONE else box.height
    width = box.width + _MARGIN if box.look.shape is Shape.NONE and box.look.align is Align.CENTER else box.width
    size = f"width={width / _INCH:.4f} height={height / _INCH:.4f}"
    return f'{size} pos="{box.x:.2f},{-box.y:.2f}!"'


def _with_aside(box: Box) -> str:
    end = f'<br align="{_LINE_BREAKS[box.look.align]}"/>'
    count = (
        f'<font face="{Face.REGULAR.graphviz}" point-size="{Size.NOTE:g}">{ASIDE_GAP}{escape.markup(box.aside)}</font>'
    )
    return f"<{end.join(escape.markup(line) for line in box.lines)}{count}{end}>"


@lru_cache(maxsize=256)
def _attributes(look: Look, background: str) -> str:
    parts = [f"shape={_SHAPES[look.shape]}"]
    style = "rounded,filled" if look.shape is Shape.PILL else "filled" if look.fill else ""
    parts.append(f'style="{style}" fillcolor="{look.fill or background}"')
    parts.append(f'color="{look.stroke or look.fill or look.color}" penwidth={look.stroke_width:g}')
    parts.append(f'fontsize={look.size:g} fontcolor="{look.color}" fontname="{look.face.graphviz}"')
    return " ".join(parts)


def _edges(picture: Picture) -> Iterator[str]:
    """Write the links in their order; those that look alike mostly follow each other."""
    before = ""
    for link in picture.links:
        look = f'color="{link.color}" penwidth={link.width:g} style={"dashed" if link.dashed else "solid"}'
        if look != before:
            yield f"\tedge [{look}]\n"
            before = look
        pos = (_POINTS * len(link.points)) % tuple([part for x, y in link.points for part in (x, -y)])
        yield f'\t{name(link.tail)} -> {name(link.head)} [pos="{pos[:-1]}"]\n'
