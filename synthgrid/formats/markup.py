"""HTML inside an entry to the text that it shows, and what it refers to."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("tfoot", "thead", "title", "tr", "ul"),
    )
)
HIDDEN: Final = frozenset(("head", "script", "style", "template"))
_CELLS: Final = frozenset(("td", "th"))
_VERBATIM: Final = frozenset(("pre", "textarea"))
_BREAK: Final = "\0"
_SPACE: Final = re.compile("[ \t\n\r\f]+")
# Inside <pre> white space stays: it stands as noncharacters until the rest is collapsed.
_KEPT: Final = {ord(" "): "\ufdd0", ord("\n"): "\ufdd1", ord("\t"): "\ufdd2"}
_COLLAPSED: Final = {0xFDD0: " ", 0xFDD1: "\n", 0xFDD2: "\t"}
_TAG: Final = re.compile(r"<(?:/?[a-z][a-z0-9]{0,9}\b[^<>]*|br\s*/?)>", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Tell whether a text is HTML in an attribute: a page, or with a tag that is closed."""
    return text.lstrip()[:5].lower() == "<html" or (bool(_TAG.search(text)) and ("</" in text or "<br" in text.lower()))


def parse_fragment(text: str) -> Any | None:
    """Parse HTML of any kind; None when there is nothing in it."""
    try:
        return etree.fromstring(text, etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True))
    except etree.XMLSyntaxError:
        return None


def text_of(element: Any) -> str:
    """Return the text that an element shows: blocks and breaks as lines, white space as a browser has it."""
    if (verbatim := _alone(element)) is not None:
        return verbatim
    pieces = _SPACE.sub(" ", "".join(_pieces(element)))
    lines = (line.strip(" ") for line in re.sub(f" ?{_BREAK} ?", _BREAK, pieces).split(_BREAK))
    return "\n".join(lines).strip().translate(_COLLAPSED)


def _alone(element: Any) -> str | None:
    """Return the text of a <pre> when an element holds nothing else: it is meant to the character."""
    inside = [one for one in element.iter() if local_name(one) not in {"", "richcontent", "html", "head", "body"}]
    only = inside[0] if len(inside) == 1 and local_name(inside[0]) == "pre" else None
    return None if only is None else (only.text or "")


def _pieces(top: Any) -> Iterator[str]:
    """Yield the texts below an element; a block stands on lines of its own, never on an empty one."""
    fresh = True
    for is_text, piece, verbatim in _walk(top):
        if is_text:
            said = piece.translate(_KEPT) if verbatim else piece
            if said.strip(" \t\n\r\f"):
                fresh = False
            elif fresh:
                continue
            yield said
        elif piece == "br":
            fresh = True
            yield _BREAK
        elif piece == "cell" and not fresh:
            yield " | "
        elif piece == "block" and not fresh:
            fresh = True
            yield _BREAK


def _walk(top: Any) -> Iterator[tuple[bool, str, bool]]:
    verbatim = 0
    for event, element in etree.iterwalk(top, events=("start", "end")):
        tag = local_name(element)
        if not tag:
            pass
        elif event == "start":
            hidden = tag in HIDDEN
            if tag in BLOCKS:
                yield False, "block", False
            elif tag in _CELLS and element.getprevious() is not None:
                yield False, "cell", False
            verbatim += tag in _VERBATIM
            if tag == "br":
                yield False, "br", False
            if element.text and not hidden:
                yield True, element.text, verbatim > 0
            continue
        else:
            verbatim -= tag in _VERBATIM
            if tag in BLOCKS:
                yield False, "block", False
        if event == "end" and element is not top and element.tail and not _is_hidden(element.getparent()):
            yield True, element.tail, verbatim > 0


def _is_hidden(element: Any) -> bool:
    return element is not None and local_name(element) in HIDDEN


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace, "" for what is none (a comment)."""
    # Where HTML is parsed, a colon is no sign of a namespace.
    return re.split("[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def references_of(element: Any) -> tuple[str, ...]:
    """Return the addresses that the links in an element lead to."""
    found = (one.get("href") for one in element.iter() if local_name(one) == "a")
    return tuple(dict.fromkeys(address for address in found if address and not address.startswith("#")))


def pictures_of(element: Any) -> tuple[str, ...]:
    """Return what stands for the pictures in an element: their description, else their address."""
    found = (one.get("alt") or one.get("src") for one in element.iter() if local_name(one) == "img")
    return tuple(dict.fromkeys(name for name in found if name))
