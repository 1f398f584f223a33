r"""User text written into DOT: one function per kind of label, each proved against hostile labels.

`graphviz.escape` is not enough: Graphviz reads entities (`&eacute;`) and escapes (`\N`, `\l`) inside labels too.
"""

import html
import re
from collections.abc import Iterable
from typing import Final

_RUN: Final = re.compile(r"[^\\]{4000}")
"""Graphviz reads no run of more than 16,384 bytes: four for each character here."""


def plain(lines: Iterable[str], align: str) -> str:
    r"""Write lines as a quoted label.

    Args:
        lines: One line of text each, without line breaks.
        align: How each line ends: `l`, `r` or `n` (centred), as Graphviz's `\l`, `\r`, `\n`.
    """
    text = "\n".join(lines).replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"')
    if not text:
        return '""'
    # A backslash at the end of a line joins it to the next, in the middle of a label too.
    return '"' + _RUN.sub(r"\g<0>\\" + "\n", text.replace("\n", f"\\{align}")) + f'\\{align}"'


def markup(text: str) -> str:
    """Write a text inside an HTML-like label; the caller writes the tags and the angle brackets around."""
    # A "]" at the start of a label is a syntax error to Graphviz 2.43.
    return html.escape(text.replace("\\", "\\\\")).replace("]", "&#93;")
