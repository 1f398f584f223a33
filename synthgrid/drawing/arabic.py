"""How wide Arabic letters are in the fonts that draw them where ours has none, by whether they join the next one.

The widest of DejaVu Sans, Noto Sans Arabic and Noto Kufi Arabic (regular), measured with HarfBuzz.
"""

from typing import Final

_BOLDER: Final = 1.18
"""How much wider their bold cuts are."""
_OTHER: Final = (0.6, 0.85)
_FIGURE: Final = 0.6
# fmt: off
_WIDTHS: Final = {
    letter: widths
    for letters, widths in {
        "اأإآ": (0.32, 0.32), "بتثپٹ": (0.38, 1.0), "نيىئلیں": (0.38, 0.82), "جحخچ": (0.65, 0.65),
        "دذ": (0.57, 0.57), "رزژ": (0.5, 0.5), "سش": (0.92, 1.27), "صض": (0.92, 1.25), "طظ": (0.83, 0.93),
        "عغ": (0.6, 0.6), "ف": (0.6, 1.05), "قكکگ": (0.6, 0.88), "م": (0.6, 0.67), "هة": (0.7, 0.6),
        "وؤ": (0.56, 0.56), "ء": (0.49, 0.49),
    }.items()
    for letter in letters
}
# fmt: on
_ALONE: Final = frozenset("اأإآدذرزژوؤةىء")
"""Letters that the next one does not join."""

_VOWELS: Final = "".join(map(chr, (*range(0x64B, 0x653), 0x670)))
"""Signs above and below the letters, which join all the same."""


def is_letter(char: str) -> bool:
    """Tell whether a character is an Arabic letter or figure."""
    return "\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f"


def width(text: str, at: int, *, bold: bool) -> float:
    """Return the width of a letter in a text, in em.

    Args:
        text: What it stands in.
        at: Where.
        bold: Whether it is drawn bold.
    """
    char, following = text[at], text[at + 1 : at + 5].lstrip(_VOWELS)[:1]
    joins = char not in _ALONE and following.isalpha() and is_letter(following) and following != "ء"
    joined, ended = _WIDTHS.get(char, _OTHER if char.isalpha() else (_FIGURE, _FIGURE))
    return (joined if joins else ended) * (_BOLDER if bold else 1.0)
