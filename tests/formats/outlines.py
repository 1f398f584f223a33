"""Builders shared by the tests of outlines: mind maps, OPML, Markdown, pages."""

from synthgrid.domain.document import Unchecked
from synthgrid.formats import Format, read
from synthgrid.settings import Limits


def a_map(*nodes: str, root: str = '<node TEXT="Sujet">', version: str = ' version="1.0.1"') -> bytes:
    """Return a FreeMind map with these nodes at its root."""
    return f"<map{version}>\n{root}\n{chr(10).join(nodes)}\n</node></map>".encode()


def an_opml(*outlines: str, head: str = "") -> bytes:
    """Return OPML with these outlines in its body."""
    return f'<opml version="2.0"><head>{head}</head><body>\n{chr(10).join(outlines)}\n</body></opml>'.encode()


def freemind(body: bytes, **limits: int) -> Unchecked:
    """Read a map."""
    return read(body, Format.FREEMIND, Limits(**limits))


def opml(body: bytes, **limits: int) -> Unchecked:
    """Read OPML."""
    return read(body, Format.OPML, Limits(**limits))


def markdown(text: str, **limits: int) -> Unchecked:
    """Read Markdown."""
    return read(text.encode(), Format.MARKDOWN, Limits(**limits))


def html(text: str, **limits: int) -> Unchecked:
    """Read a page."""
    return read(text.encode(), Format.HTML, Limits(**limits))
