"""Full-text search: what texts are looked through as, and the words that a question looks for."""

import re
from collections.abc import Iterable
from typing import Final

from synthgrid.domain.fields import Refused
from synthgrid.domain.text import Folding
from synthgrid.errors import N_

_TYPOGRAPHY: Final = {
    **dict.fromkeys("’‘ʼ‛`´", "'"),
    **dict.fromkeys("«»“”„‟", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u061c\u200e\u200f", ""),
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
}
_LETTERS: Final = {
    **dict.fromkeys("œŒ", "oe"),
    **dict.fromkeys("æÆ", "ae"),
    **dict.fromkeys("øØ", "o"),
    **dict.fromkeys("łŁ", "l"),
    **dict.fromkeys("đĐ", "d"),
}
_SEARCHED: Final = Folding({**_TYPOGRAPHY, **_LETTERS})
_TERM: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')


def searched(texts: Iterable[str]) -> str:
    """Return texts as they are looked through, one a line: without case, accents, ligatures and typography.

    « ŒUVRE » and « oeuvre » are the same, « l’élan » and « l'elan », « 10 – 20 » and « 10 - 20 ».
    """
    return "\n".join(" ".join(text.translate(_SEARCHED).split()) for text in texts)


def terms(question: str) -> tuple[str, ...]:
    """Return what must all be found in a text: words, and phrases between quotation marks, as they are looked for.

    Raises:
        Refused: There is nothing to look for.
    """
    found = (phrase or word for phrase, word in _TERM.findall(searched([question])))
    wanted = tuple(dict.fromkeys(term for one in found if (term := one.strip())))
    if not wanted:
        raise Refused(N_("It holds nothing to look for."))
    return wanted
