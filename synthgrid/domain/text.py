"""The only changes ever made to a text: CRLF to LF, trimming, NFC."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

TEXT_MAX: Final = 10_000
"""Characters of a proposal's text, a note, a definition."""

LINE_MAX: Final = 500
"""Characters of a name, a title, a place, a label."""

SHOWN_MAX: Final = 100
"""Characters of a name told back to who sent it, whatever it was."""

_FORBIDDEN_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_LINE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BIDI_CONTROLS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def normal(text: str) -> str:
    """Return the text as it is stored: CRLF to LF, trimmed, NFC. Nothing else ever changes it."""
    text = text.replace("\r\n", "\n").strip()
    # Lone surrogates pass through: `forbidden` names them.
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def forbidden(text: str, *, lines: bool) -> str | None:
    """Return the first character that may not be stored, as `U+0000`, or None.

    Args:
        text: A normal text.
        lines: Whether LF and TAB are allowed (texts, notes, definitions) or not (names, titles).
    """
    found = (_FORBIDDEN_IN_TEXT if lines else _FORBIDDEN_IN_LINE).search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def replace_forbidden(text: str) -> tuple[str, int]:
    """Replace what may not be stored by spaces, for formats that come from files; return how many there were."""
    return _FORBIDDEN_IN_TEXT.subn(" ", text.replace("\r\n", "\n"))


def shown(name: str) -> str:
    """Return any text as a name that can be told: one short line, U+FFFD in the place of what may not be stored."""
    whole = name[:SHOWN_MAX] + ("…" if len(name) > SHOWN_MAX else "")
    return _FORBIDDEN_IN_LINE.sub("\ufffd", whole)


def without_bidi_controls(text: str) -> str:
    """Leave out the bidi controls, which are stored but never drawn."""
    return _BIDI_CONTROLS.sub("", text)


def reads_from_right(text: str) -> bool:
    """Tell whether the first letter with a direction is of a script that runs from right to left (UAX #9, P2)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


class Folding(dict[int, str]):
    """What each character folds to, found at its first use: a table for `str.translate`.

    Args:
        others: What Unicode itself does not take apart, by character.
    """

    def __init__(self, others: Mapping[str, str]) -> None:
        super().__init__()
        self._others = others

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", self._others.get(chr(code), chr(code)))
        plain = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
        self[code] = plain
        return plain


_LOOSE: Final = Folding({"œ": "oe", "Œ": "OE", "’": "'"})


def folded(text: str) -> str:
    """Fold case, accents, ligatures and runs of white space, to compare headings and names loosely."""
    return " ".join(text.translate(_LOOSE).split())
