"""The boxes of a map before they have a place: their words measured, wrapped, and given a size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from synthgrid.domain.arrangement import Kind, Node
from synthgrid.domain.looks import NOTE_SIGN
from synthgrid.domain.values import Polarity
from synthgrid.drawing import themes
from synthgrid.drawing.fonts import Face, em_width
from synthgrid.drawing.picture import ASIDE_GAP, Align, Look, Pen, Shape, Size
from synthgrid.drawing.themes import Palette
from synthgrid.drawing.wrapping import SLACK, Paragraph, paragraph, wrap

CHIP_HEIGHT: Final = 12.0
CHIP_GAP: Final = 3.0
REF_GAP: Final = 5.0
_CHIP_PADDING: Final = 7.0
_PILL_PADDING: Final = (12.0, 7.0)
_THEME_WIDTH: Final = 150.0
_UNDERLINE_PADDING: Final = 4.0
_LIGHTER: Final = 0.06
"""How much more colour than the tint of a cell has a pill inside a branch."""
_LONG_LINES: Final = 7

_WIDEST: Final = 3.6
"""A text that would take more lines than this is given wider lines, up to so many times as wide."""


@dataclass(slots=True, eq=False)
class Twig:
    """One box of a map on its way to a place. Points; y downwards; x outwards, away from the root.

    Attributes:
        look: How it is drawn; `align` follows the side.
        label: Number and sign drawn before its text, "" for none.
        marks: Marks drawn after its text, `+n` of folded items included.
        gutter: Room between its inner end and its box: number and sign on the right, marks on the left.
        up, down, reach: What its whole block needs above, below and outwards of its own anchor.
        x, y: Its anchor: inner end, at the height where its link ends.
        across, along: Its anchor, from the outer end and height of its parent's.
        corridor: Length of the straight run of its link through the columns before its own.
        foot: Where the lines to its children leave its lower edge, outwards of its anchor, in a list.
        way: Bézier points of its link, from its parent's box to its own.
        thread: Colour of its link where that is not its own.
        total: Height of its children one under the other, without looser gaps.
        laid: In how many columns, and how loosely, its children stand.
        stale: Whether a child has another size since.
    """

    node: Node
    depth: int
    branch: int
    parent: "Twig | None"
    look: Look
    words: Paragraph
    color: str
    label_color: str
    label: str = ""
    marks: tuple[str, ...] = ()
    aside: str = ""
    children: list["Twig"] = field(default_factory=list)
    left: bool = False
    lines: tuple[str, ...] = ()
    first: float = 0.0
    last: float = 0.0
    width: float = 0.0
    height: float = 0.0
    gutter: float = 0.0
    up: float = 0.0
    down: float = 0.0
    reach: float = 0.0
    x: float = 0.0
    y: float = 0.0
    across: float = 0.0
    along: float = 0.0
    corridor: float = 0.0
    foot: float = 0.0
    way: tuple[tuple[float, float], ...] = ()
    thread: str = ""
    total: float = 0.0
    laid: tuple[int, float] | None = None
    stale: bool = True

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box, once it has a place."""
        outwards = -1 if self.left else 1
        return self.x + outwards * (self.gutter + self.width / 2), self.y - (0.0 if self.pill else self.height / 2)

    @property
    def end(self) -> tuple[float, float]:
        """Its outer end, once it has a place: there the line under a text ends, and lines to its children start."""
        outwards = -1 if self.left else 1
        return self.x + outwards * (self.gutter + self.width), self.y

    @property
    def pill(self) -> bool:
        """Whether it is a heading in a pill; else its text stands on the line that leads to it."""
        return self.look.shape is Shape.PILL


@lru_cache(maxsize=1_000)
def chip_width(mark: str) -> float:
    """Return the width of the chip of a mark."""
    return max(em_width(mark, Face.SEMIBOLD) * Size.SMALL * SLACK + _CHIP_PADDING, CHIP_HEIGHT)


def chips_width(marks: tuple[str, ...]) -> float:
    """Return the width of a row of chips with the gap before each."""
    return sum(CHIP_GAP + chip_width(mark) for mark in marks)


@lru_cache(maxsize=20_000)
def small_width(text: str) -> float:
    """Return the width of a text in the small semibold face, of numbers and signs."""
    return em_width(text, Face.SEMIBOLD) * Size.SMALL * SLACK


def label_of(ref: int | None, polarity: Polarity | None, *, numbers: bool) -> str:
    """Return what stands before an item: its sign and its number."""
    parts = [themes.SIGN[polarity] if polarity else "", str(ref) if numbers and ref is not None else ""]
    return ASIDE_GAP.join(part for part in parts if part)


def grow(root: Node, pen: Pen) -> list[Twig]:
    """Make the twigs of a tree, in pre-order; the root's comes first."""
    palette = pen.palette
    # The title of the page of a theme has its colour.
    fill = palette.filled(root.color) or palette.root
    ink = palette.root_ink if fill == palette.root else palette.text_on(fill)
    line = palette.own(root.color) or palette.root
    look = Look(Face.SEMIBOLD, Size.ROOT, ink, Align.CENTER, Shape.PILL, fill, None if line == fill else line)
    trunk = Twig(root, 0, -1, None, look, paragraph(root.text, look.face), line, palette.muted)
    twigs = [trunk]
    for branch, node in enumerate(root.children):
        # An item that has a colour has it of the theme whose page this is, whatever its polarity.
        polarity = node.polarity if _heads(node) or not palette.own(node.color) else None
        color = palette.rest if node.kind is Kind.REST else palette.branch(branch, node.color, polarity)
        twigs += _limb(node, trunk, branch, color, pen)
    return twigs


def _limb(node: Node, trunk: Twig, branch: int, color: str, pen: Pen) -> Iterator[Twig]:
    stack: list[tuple[Node, Twig, str, Polarity | None]] = [(node, trunk, color, trunk.node.polarity)]
    while stack:
        node, parent, color, known = stack.pop()
        twig = _twig(node, parent, branch, color, known=known, pen=pen)
        parent.children.append(twig)
        yield twig
        known = node.polarity if _heads(node) and node.polarity else known
        stack += [(child, twig, _hue(child, color, pen), known) for child in reversed(node.children)]


def _hue(node: Node, inherited: str, pen: Pen) -> str:
    """A heading below a main branch may have its own colour; items have their heading's."""
    if not _heads(node):
        return inherited
    if node.polarity:
        return pen.palette.polarity[node.polarity]
    return pen.palette.own(node.color) or inherited


def _heads(node: Node) -> bool:
    return node.kind in {Kind.THEME, Kind.REST}


def _twig(node: Node, parent: Twig, branch: int, color: str, *, known: Polarity | None, pen: Pen) -> Twig:
    depth = parent.depth + 1
    if _heads(node):
        look = _heading(depth, color, _fill(node, depth, color, pen.palette), pen.palette)
    else:
        look = _line(depth, pen.palette, quotation=node.quotation)
    if node.kind is Kind.REFERENCE:
        look = look._replace(color=pen.palette.muted, size=Size.LEAF)
    twig = Twig(node, depth, branch, parent, look, paragraph(_shown(node), look.face), color, pen.palette.muted)
    if _heads(node):
        count = f"+{node.hidden}" if node.hidden else str(node.count or "") if node.kind is Kind.THEME else ""
        twig.aside = f"{count}\u00a0{NOTE_SIGN}".strip() if node.note else count
        # Links of siblings run together for a while: they have one colour, not that of the last one drawn.
        twig.thread = parent.color if depth > 1 else ""
    else:
        shown = node.polarity if node.polarity is not known or pen.palette.marked else None
        twig.label = label_of(node.ref, shown, numbers=pen.options.numbers)
        if shown:
            twig.label_color = pen.palette.polarity[shown]
        twig.marks = _marks(node)
    return twig


def _marks(node: Node) -> tuple[str, ...]:
    """Return what stands after an item: who said it, whether a note goes with it, how many items are folded away."""
    if not (node.note or node.hidden):
        return node.marks
    return (*node.marks, *([NOTE_SIGN] if node.note else []), *([f"+{node.hidden}"] if node.hidden else []))


def _shown(node: Node) -> str:
    """A heading of a polarity carries its sign."""
    return f"{themes.SIGN[node.polarity]}\u00a0{node.text}" if _heads(node) and node.polarity else node.text


def _fill(node: Node, depth: int, color: str, palette: Palette) -> str:
    """Return what a heading is filled with: a main branch with its colour, the user's own as it was chosen."""
    if depth > 1 or palette.marked:
        return palette.tinted(color, _LIGHTER)
    chosen = node.color if node.kind is Kind.THEME and node.polarity is None else None
    return palette.filled(chosen) or color


@lru_cache(maxsize=256)
def _heading(depth: int, color: str, fill: str, palette: Palette) -> Look:
    if palette.marked:
        ink, edge, width = palette.text(color, fill), color, line_width(depth)
    elif depth == 1:
        ink, edge, width = palette.text_on(fill), color, 1.0
    else:
        ink, edge, width = palette.text(color, fill), fill, 1.0
    size = Size.THEME if depth == 1 else Size.TEXT
    return Look(Face.SEMIBOLD, size, ink, Align.CENTER, Shape.PILL, fill, edge, width)


@lru_cache(maxsize=256)
def _line(depth: int, palette: Palette, *, quotation: bool) -> Look:
    face = Face.ITALIC if quotation else Face.REGULAR
    size = Size.TEXT if depth <= 2 else Size.LEAF  # noqa: PLR2004 (items right under a theme are the larger ones)
    width = line_width(depth)
    return Look(face, size, palette.ink, Align.LEFT, stroke_width=width)


def line_width(depth: int) -> float:
    """Return the width of the line that leads to a depth."""
    return {1: 2.6, 2: 1.3}.get(depth, 1.0)


def fit(twig: Twig, width: float, pen: Pen) -> None:
    """Wrap the words of a twig and give it its size. Its side must be known.

    Args:
        twig: Any twig but the root's, whose size depends on the lines under it.
        width: Greatest width of an item's line, points.
        pen: Line spacing of the engine.
    """
    look, leadings = twig.look, pen.leadings
    twig.stale = True
    if twig.pill:
        _fit_pill(twig, _THEME_WIDTH, pen)
        return
    natural = twig.words.width * look.size * SLACK
    wide = width * min(max(natural / (width * _LONG_LINES), 1.0) ** 0.5, _WIDEST)
    marks = chips_width(twig.marks)
    twig.lines, drawn = wrap(twig.words, look.size, wide, last=0.0 if twig.left else marks)
    twig.first, twig.last = (drawn[0], drawn[-1]) if drawn else (0.0, 0.0)
    label = small_width(twig.label) + REF_GAP if twig.label else 0.0
    if twig.left:
        twig.look = look._replace(align=Align.RIGHT)
        twig.width, twig.gutter = max([*drawn, twig.first + label]), marks
    else:
        twig.width, twig.gutter = max([*drawn, twig.last + marks]), label
    twig.height = len(twig.lines) * leadings[look.size].leading + _UNDERLINE_PADDING
    twig.up, twig.down, twig.reach = twig.height, look.stroke_width, twig.gutter + twig.width


def _fit_pill(twig: Twig, width: float, pen: Pen) -> None:
    look = twig.look
    aside = em_width(ASIDE_GAP + twig.aside, Face.REGULAR) * Size.NOTE * SLACK if twig.aside else 0.0
    twig.lines, drawn = wrap(twig.words, look.size, width, last=aside)
    across, along = _PILL_PADDING if twig.depth == 1 else (9.0, 4.0)
    twig.width = max([*drawn, (drawn[-1] if drawn else 0.0) + aside]) + 2 * across
    twig.height = len(twig.lines) * pen.leadings[look.size].leading + 2 * along
    twig.up, twig.down, twig.reach = twig.height / 2, twig.height / 2, twig.width
