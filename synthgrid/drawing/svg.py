"""Graphviz's SVG made into ours: checked against the picture that was sent, then written out anew.

Only what the grammar below allows is taken over, element by element and attribute by attribute: no link, no script.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Final

from synthgrid.drawing.direction import ISOLATES
from synthgrid.drawing.fonts import FAMILY, Face, em_width, embedded
from synthgrid.drawing.picture import ASIDE_GAP, LINE, Align, Box, Link, Look, Picture, Size, is_shape
from synthgrid.drawing.spacing import spacing_of
from synthgrid.drawing.walk import Walk
from synthgrid.errors import RenderingError

# What Graphviz writes for the shapes and texts we send, attribute by attribute; anything else is an error.
_VALUE: Final = r"""[-\w#., %']*"""
_ENTITY: Final = r"&(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);"
_CONTENT: Final = rf"[^<>&]*(?:{_ENTITY}[^<>&]*)*"
_STROKE: Final = "stroke(?:-width|-dasharray)?"
_SHAPE: Final = rf'<(?:path|polygon)(?: (?:fill|{_STROKE}|d|points)="{_VALUE}")*/>\n'
_TEXT: Final = rf'<text(?: (?:x|y|text-anchor|font-size|font-weight|font-style|fill)="{_VALUE}")*>{_CONTENT}</text>\n'
_GROUP: Final = re.compile(
    rf'<g id="\w+" class="(?:node|edge)">\n<title>(\w+(?:&#45;&gt;\w+)?)</title>\n((?:{_SHAPE}|{_TEXT})*)</g>\n',
    re.ASCII,
)
_OPENED: Final = re.compile(r'<g id="(?:node|edge)\d+"')
_DRAWN: Final = re.compile(r">([^<>]*)</text>")
_SIDES: Final = {Align.LEFT: -1, Align.CENTER: 0, Align.RIGHT: 1}
_ANCHORS: Final = {Align.LEFT: "", Align.CENTER: ' text-anchor="middle"', Align.RIGHT: ' text-anchor="end"'}
_PLACE: Final = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
# Quotation marks never stand in a text (Graphviz writes them as entities), so these change attributes only.
_REWRITTEN: Final = (
    (' xml:space="preserve"', ""),
    (' text-anchor="start"', ""),
    ('.00"', '"'),
    *((f' font-family="{face.graphviz}"', face.svg) for face in Face),
)
# Where the embedded font is not read (some viewers), families about as narrow come first.
_OTHERS: Final = f"'{FAMILY}','Source Sans 3',Carlito,Calibri,'Liberation Sans Narrow','Arial Narrow',Arial,sans-serif"


def finish(drawn: bytes, picture: Picture, *, texts: bool = True) -> bytes:
    """Check a drawing and write it for the web and for screen readers.

    Args:
        drawn: The SVG of the picture's DOT.
        picture: What was sent.
        texts: Whether the texts were sent; they are checked then, and otherwise written here.

    Raises:
        RenderingError: A text is not what was sent, or the SVG is not what Graphviz writes.
    """
    groups, (right, down) = check(drawn, picture, texts=texts)
    prefix = "m" + hashlib.sha256(drawn).hexdigest()[:8]
    parts = [*_head(picture, prefix), f'<g transform="translate({right} {down})">\n']
    parts += _links(groups, picture, prefix)
    moved = (picture.left + float(right), picture.top + float(down))
    parts += _nodes(groups, picture, prefix, moved)
    parts.append("</g>\n</svg>\n")
    return "".join(parts).encode()


def check(drawn: bytes, picture: Picture, *, texts: bool = True) -> tuple[Mapping[str, str], tuple[str, str]]:
    """Check a drawing.

    Args:
        drawn: The SVG of the picture's DOT.
        picture: What was sent.
        texts: Whether the texts were sent; they are checked then.

    Returns:
        What is drawn of each node and edge, by its name, and how far to the right and down all of it is moved.

    Raises:
        RenderingError: A text is not what was sent, or the SVG is not what Graphviz writes.
    """
    text = drawn.decode()
    place = _PLACE.search(text)
    if place is None:
        raise RenderingError("the SVG has no graph")
    for written, wanted in _REWRITTEN:
        text = text.replace(written, wanted)
    groups = dict(_GROUP.findall(text))
    if len(groups) != len(_OPENED.findall(text)):
        raise RenderingError("the SVG has something that was not asked for")
    _check(groups, picture, texts=texts)
    return groups, (place[1], place[2])


def _check(groups: Mapping[str, str], picture: Picture, *, texts: bool) -> None:
    """Compare every text drawn with what was sent."""
    for index, box in enumerate(picture.boxes):
        if not texts and not is_shape(box):
            continue
        group = groups.get(f"n{index}")
        if group is None:
            raise RenderingError(f"a box is missing: {box.title[:80]!r}")
        if [_plain(unescape(drawn)) for drawn in _DRAWN.findall(group)] != (_sent(box) if texts else []):
            raise RenderingError(f"a text came out changed: {' '.join(box.lines)[:80]!r}")
    for link in picture.links:
        if _edge(link) not in groups:
            raise RenderingError(f"a link is missing: {link.title!r}")


def _edge(link: Link) -> str:
    return f"n{link.tail}&#45;&gt;n{link.head}"


def _sent(box: Box) -> list[str]:
    sent = [_plain(line) for line in box.lines if line]
    return [*sent, _plain(ASIDE_GAP + box.aside)] if box.aside else sent


def _plain(text: str) -> str:
    # Graphviz writes the second of two spaces as a no-break one.
    return text.replace("\u00a0", " ")


def _head(picture: Picture, prefix: str) -> Iterator[str]:
    language = escape(picture.language)
    width, height = picture.right - picture.left, picture.bottom - picture.top
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * picture.scale:.2f}pt" '
        f'height="{height * picture.scale:.2f}pt" viewBox="0 0 {width:.2f} {height:.2f}" '
        f'role="graphics-document document" aria-labelledby="{prefix}-title" '
        f'lang="{language}" xml:lang="{language}" id="{prefix}" '
        f"font-family=\"'{prefix}',{_OTHERS}\">\n"
        f'<title id="{prefix}-title">{_text(picture.title)}</title>\n'
        f'<desc id="{prefix}-desc">{_text(picture.outline)}</desc>\n<style>'
    )
    for face, chars in sorted(used_chars(picture).items()):
        weight, style = face.css
        yield (
            f"@font-face{{font-family:'{prefix}';font-weight:{weight};font-style:{style};"
            f"src:url({embedded(face, frozenset(chars))})}}\n"
        )
    yield f'</style>\n<path fill="{picture.background}" d="M0,0H{width:.2f}V{height:.2f}H0Z"/>\n'


def used_chars(picture: Picture) -> Mapping[Face, set[str]]:
    """Return the characters that each face draws."""
    drawn: defaultdict[Face, list[str]] = defaultdict(list)
    for box in picture.boxes:
        drawn[box.look.face] += box.lines
        if box.aside:
            drawn[Face.REGULAR] += ASIDE_GAP, box.aside
    return {face: set("".join(texts)).difference(ISOLATES) for face, texts in drawn.items()}


def _links(groups: Mapping[str, str], picture: Picture, prefix: str) -> Iterator[str]:
    if picture.links:
        yield '<g aria-hidden="true">\n'
        for link in picture.links:
            within = f"<title>{_text(link.title)}</title>{groups[_edge(link)]}"
            yield f'<g id="{prefix}-e{link.tail}-{link.head}" class="{link.classes}">{within}</g>\n'
        yield "</g>\n"


def _nodes(groups: Mapping[str, str], picture: Picture, prefix: str, moved: tuple[float, float]) -> Iterator[str]:
    """Write one group per box, in reading order; a number stands before its text in the same group, marks after it."""
    before: defaultdict[int, str] = defaultdict(str)
    lines: defaultdict[int, str] = defaultdict(str)
    after: defaultdict[int, str] = defaultdict(str)
    for index, box in enumerate(picture.boxes):
        if box.owner is not None:
            guests = after if box.look.fill else lines if box.classes == LINE else before
            drawn = groups.get(f"n{index}")
            guests[box.owner] += _written(box, moved) if drawn is None else drawn
    walk = Walk()
    for index, box in enumerate(picture.boxes):
        if box.owner is None:
            entity = f' data-id="{escape(box.entity)}"' if box.entity else ""
            title = f"<title>{_text(box.title)}</title>" if box.title else ""
            drawn = groups.get(f"n{index}", "")
            if box.lines and "<text" not in drawn:
                drawn += _written(box, moved)
            drawn = before[index] + drawn + lines[index] + after[index]
            opening, role, closing = walk.step(box)
            yield f'{opening}<g id="{prefix}-n{index}" class="{box.classes}"{entity}{role}>{title}{drawn}{closing}\n'
    yield walk.end()


def _written(box: Box, moved: tuple[float, float]) -> str:
    """Write the lines of a box where Graphviz would, and the chip under a mark; `moved` is the origin's place."""
    x, y, look, last = box.x - moved[0], box.y - moved[1], box.look, len(box.lines) - 1
    leading, rise, half, font = _setting(look)
    end, baseline = x + half * box.width, y - last / 2 * leading + rise
    written = _chip(box, x, y) if box.owner is not None and look.fill else ""
    for number, line in enumerate(box.lines):
        if box.aside and number == last:
            written += _counted(box, line, end, baseline)
        elif line:
            written += f'<text x="{end:.2f}" y="{baseline:.2f}"{font}>{_line(line)}</text>'
        baseline += leading
    return written


@lru_cache(maxsize=256)
def _setting(look: Look) -> tuple[float, float, float, str]:
    """Return the leading and rise of a look's lines, where in half a width they are set from, and its font."""
    return *spacing_of(look.size), _SIDES[look.align] / 2, _font(look)


def _counted(box: Box, line: str, end: float, baseline: float) -> str:
    """Write a last line with the count after it."""
    look, count = box.look, ASIDE_GAP + box.aside
    look = look._replace(align=Align.LEFT)
    smaller = look._replace(face=Face.REGULAR, size=Size.NOTE)
    first, second = em_width(line, look.face) * look.size, em_width(count, Face.REGULAR) * Size.NOTE
    left = end - (first + second) * (1 + _SIDES[box.look.align]) / 2
    counted = f'<text x="{left + first:.2f}" y="{baseline:.2f}"{_font(smaller)}>{_text(count)}</text>'
    return f'<text x="{left:.2f}" y="{baseline:.2f}"{_font(look)}>{_line(line)}</text>{counted}' if line else counted


def _chip(box: Box, x: float, y: float) -> str:
    look, width, height = box.look, box.width, box.height
    corner = f'x="{x - width / 2:.2f}" y="{y - height / 2:.2f}"'
    size = f'width="{width:.2f}" height="{height:.2f}" rx="{height / 3:.1f}"'
    edge = f' stroke="{look.stroke}" stroke-width="{look.stroke_width:g}"' if look.stroke != look.fill else ""
    return f'<rect {corner} {size} fill="{look.fill}"{edge}/>'


@lru_cache(maxsize=256)
def _font(look: Look) -> str:
    return f'{_ANCHORS[look.align]} font-size="{look.size:g}"{look.face.svg} fill="{look.color}"'


@lru_cache(maxsize=20_000)
def _line(line: str) -> str:
    # The second of two spaces would not be shown.
    return _text(line.replace("  ", " \u00a0"))


def _text(text: str) -> str:
    return escape(text, quote=False)
