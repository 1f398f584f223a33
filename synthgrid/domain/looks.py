"""How polarities, notes and references look: one sign each in every view, one colour, never red against green."""

from collections.abc import Mapping
from typing import Final

from synthgrid.domain.values import Polarity

POLARITY_SIGN: Final[Mapping[Polarity, str]] = {Polarity.POSITIVE: "+", Polarity.IMPROVE: "△"}

# Blue-green against orange: told apart by people who do not see red from green; each also has its sign.
POLARITY_COLOR: Final[Mapping[Polarity, str]] = {Polarity.POSITIVE: "#0f6e78", Polarity.IMPROVE: "#b4501a"}

NOTE_SIGN: Final = "*"
"""After an item that carries a note."""

REFERENCE_SIGN: Final = "↗"
"""Before what refers to an item that stands elsewhere."""

BOTH_SIGN: Final = "/".join(POLARITY_SIGN.values())
"""Marks an item that is seen both ways."""


def places_sign(*, ambivalent: bool, cells: int) -> str:
    """Return the mark of an item that stands in several cells of a grid: « +/△ », else « ×2 »; "" in one only."""
    if ambivalent:
        return BOTH_SIGN
    return f"×{cells}" if cells > 1 else ""
