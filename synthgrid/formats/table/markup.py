"""Cells that hold HTML, as Decidim exports them, as plain text."""

import re
from html.parser import HTMLParser
from typing import Final

from synthgrid.domain.text import TEXT_MAX

HTML_MAX: Final = 5 * TEXT_MAX
"""Characters past which the text of a cell would be too long anyway."""

_HTML: Final = re.compile(r"\s*<(?:p|ul|ol|div|h[1-6]|blockquote|span|strong|em|br)\b.*>\s*", re.DOTALL | re.IGNORECASE)
_BLOCKS: Final = frozenset(("p", "div", "br", "li", "ul", "ol", "blockquote", "tr", *(f"h{n}" for n in range(1, 7))))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (html.parser's)
        self.parts.append("\n- " if tag == "li" else "\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n" if tag in _BLOCKS - {"br"} else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def without_markup(cell: str) -> str:
    """Return the text of a cell that is HTML from its beginning to its end; any other cell as it is."""
    if len(cell) > HTML_MAX or not _HTML.fullmatch(cell):
        return cell
    reader = _Reader()
    reader.feed(cell)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
