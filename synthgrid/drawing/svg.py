"""Graphviz's SVG made into ours: checked against the picture that was sent, then written out anew.

Only the elements and attributes named here are written, so nothing else comes through: no comment, link or script.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from synthgrid.drawing.fonts import FAMILY, Face, embedded
from synthgrid.drawing.picture import ASIDE_GAP, Box, Picture
from synthgrid.errors import RenderingError

_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_SVG}path": ("fill", "stroke", "stroke-width", "d"),
    f"{_SVG}polygon": ("fill", "stroke", "stroke-width", "points"),
    f"{_SVG}polyline": ("fill", "stroke", "stroke-width", "points"),
}
_GROUP: Final = f"{_SVG}g"
_TEXT: Final = f"{_SVG}text"
_TITLE: Final = f"{_SVG}title"
_INVISIBLE: Final = frozenset({"none", "transparent"})
_FACE_ATTRIBUTES: Final = {
    Face.REGULAR.graphviz: "",
    Face.SEMIBOLD.graphviz: ' font-weight="600"',
    Face.BOLD.graphviz: ' font-weight="700"',
    Face.ITALIC.graphviz: ' font-style="italic"',
}
# Where the embedded font is not read (some viewers), families about as narrow come first.
_OTHERS: Final = f"'{FAMILY}','Source Sans 3',Carlito,Calibri,'Liberation Sans Narrow','Arial Narrow',Arial,sans-serif"


_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_PLACE: Final = re.compile(rf"translate\(({_NUMBER}) ({_NUMBER})\)")


def finish(drawn: bytes, picture: Picture) -> bytes:
    """Check a drawing and write it for the web and for screen readers.

    Args:
        drawn: The SVG of the picture's DOT.
        picture: What was sent.

    Raises:
        RenderingError: A text is not what was sent, or the SVG is not what Graphviz writes.
    """
    root = _parsed(drawn)
    graph = root.find(_GROUP)
    place = _PLACE.search(graph.get("transform", "")) if graph is not None else None
    if graph is None or place is None:
        raise RenderingError("the SVG has no graph")
    groups = {_name(group): group for group in graph if group.tag == _GROUP}
    _check(groups, picture)
    prefix = "m" + hashlib.sha256(drawn).hexdigest()[:8]
    parts = [*_head(root, picture, prefix), f'<g transform="translate({place[1]} {place[2]})">\n']
    parts += [_shape(shape) for shape in graph if shape.tag in _SHAPES]
    parts += _links(groups, picture, prefix)
    parts += _nodes(groups, picture, prefix)
    parts.append("</g>\n</svg>\n")
    return "".join(parts).encode()


def _parsed(drawn: bytes) -> Element:
    try:
        return ElementTree.fromstring(drawn)  # noqa: S314 (Graphviz's own output, never a document from outside)
    except ElementTree.ParseError as error:
        raise RenderingError(f"the SVG is not well-formed: {error}") from error


def _name(group: Element) -> str:
    # Graphviz writes the title first.
    return (group[0].text or "") if len(group) and group[0].tag == _TITLE else ""


def _check(groups: Mapping[str, Element], picture: Picture) -> None:
    """Compare every text drawn with what was sent."""
    for index, box in enumerate(picture.boxes):
        group = groups.get(f"n{index}")
        if group is None:
            raise RenderingError(f"a box is missing: {box.title[:80]!r}")
        drawn = [_plain(text.text or "") for text in group if text.tag == _TEXT]
        if drawn != _sent(box):
            raise RenderingError(f"a text came out changed: {' '.join(box.lines)[:80]!r}")
    for link in picture.links:
        if f"n{link.tail}->n{link.head}" not in groups:
            raise RenderingError(f"a link is missing: {link.title!r}")


def _sent(box: Box) -> list[str]:
    sent = [_plain(line) for line in box.lines if line]
    return [*sent, _plain(ASIDE_GAP + box.aside)] if box.aside else sent


def _plain(text: str) -> str:
    # Graphviz writes the second of two spaces as a no-break one.
    return text.replace("\u00a0", " ")


def _head(root: Element, picture: Picture, prefix: str) -> Iterator[str]:
    width, height, box = root.get("width", ""), root.get("height", ""), root.get("viewBox", "")
    language = escape(picture.language)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{escape(width)}" height="{escape(height)}" '
        f'viewBox="{escape(box)}" role="img" aria-labelledby="{prefix}-title {prefix}-desc" '
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
    yield "</style>\n"


def used_chars(picture: Picture) -> Mapping[Face, set[str]]:
    """Return the characters that each face draws."""
    used: defaultdict[Face, set[str]] = defaultdict(set)
    for box in picture.boxes:
        used[box.look.face].update(*box.lines)
        if box.aside:
            used[Face.REGULAR].update(ASIDE_GAP, box.aside)
    return used


def _links(groups: Mapping[str, Element], picture: Picture, prefix: str) -> Iterator[str]:
    for link in picture.links:
        yield f'<g id="{prefix}-e{link.head}" class="{link.classes}"><title>{_text(link.title)}</title>'
        yield from _shapes(groups[f"n{link.tail}->n{link.head}"])
        yield "</g>\n"


def _nodes(groups: Mapping[str, Element], picture: Picture, prefix: str) -> Iterator[str]:
    """Write one group per box; a number or a mark stands in the group of its text."""
    guests: defaultdict[int, list[int]] = defaultdict(list)
    for index, box in enumerate(picture.boxes):
        if box.owner is not None:
            guests[box.owner].append(index)
    for index, box in enumerate(picture.boxes):
        if box.owner is not None:
            continue
        entity = f' data-id="{escape(box.entity)}"' if box.entity else ""
        title = f"<title>{_text(box.title)}</title>" if box.title else ""
        yield f'<g id="{prefix}-n{index}" class="{box.classes}"{entity}>{title}'
        for member in (index, *guests[index]):
            group = groups[f"n{member}"]
            yield from _shapes(group)
            yield from _texts(group)
        yield "</g>\n"


def _shapes(group: Element) -> Iterator[str]:
    for shape in group:
        if shape.tag in _SHAPES and not (shape.get("fill") == "none" and shape.get("stroke") in _INVISIBLE):
            yield _shape(shape)


def _shape(shape: Element) -> str:
    found = ((name, shape.get(name)) for name in _SHAPES[shape.tag])
    attributes = "".join([f' {name}="{_safe(value)}"' for name, value in found if value and value != "transparent"])
    return f"<{shape.tag.removeprefix(_SVG)}{attributes}/>"


def _texts(group: Element) -> Iterator[str]:
    for text in group:
        if text.tag != _TEXT:
            continue
        get = text.get
        attributes = f'x="{_safe(get("x", "0"))}" y="{_safe(get("y", "0"))}"'
        size = get("font-size", "").removesuffix(".00")
        attributes += f' font-size="{_safe(size)}" fill="{_safe(get("fill", "#000000"))}"'
        if (anchor := get("text-anchor", "start")) != "start":
            attributes += f' text-anchor="{_safe(anchor)}"'
        yield f"<text {attributes}{_FACE_ATTRIBUTES[get('font-family', '')]}>{_text(text.text or '')}</text>"


def _safe(value: str) -> str:
    # Graphviz writes numbers, names and colours here; escaping each of them would take a fifth of the job.
    return value if '"' not in value and "&" not in value and "<" not in value else escape(value)


def _text(text: str) -> str:
    return escape(text, quote=False)
