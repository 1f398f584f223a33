"""The light palette: branch hues, one colour and one sign per polarity, contrasts computed, never guessed."""

import re
from typing import Final

from synthgrid.domain.looks import POLARITY_COLOR, POLARITY_SIGN
from synthgrid.domain.values import Polarity

TEXT_CONTRAST: Final = 4.5
LINE_CONTRAST: Final = 3.0
"""Least contrasts of WCAG 2.2: text (1.4.3), lines and signs (1.4.11)."""

BACKGROUND: Final = "#ffffff"
INK: Final = "#1f2937"
MUTED: Final = "#5b6675"
ROOT: Final = "#1f2a3c"
REST: Final = "#6b7280"
CHIP: Final = "#e8ecf2"
CHIP_INK: Final = "#3d4857"
POLARITY: Final = POLARITY_COLOR
SIGN: Final = POLARITY_SIGN

# None is near a polarity's colour; neighbours differ in lightness too.
BRANCHES: Final = (
    "#3b5ba5",
    "#8a3f8f",
    "#2f7d4f",
    "#a8324a",
    "#6a651c",
    "#5a4bb8",
    "#7b583b",
    "#46617a",
    "#a23a78",
    "#4c7024",
)

_COLOR: Final = re.compile("#[0-9a-f]{6}")


def branch_color(index: int, chosen: str | None = None, polarity: Polarity | None = None) -> str:
    """Return the hue of a main branch: that of its polarity, the user's own made dark enough for lines, or the next."""
    if polarity is not None:
        return POLARITY[polarity]
    return own_color(chosen) or BRANCHES[index % len(BRANCHES)]


def own_color(chosen: str | None) -> str | None:
    """Return a user's colour dark enough for lines on white; None without one. Nothing else of it reaches Graphviz."""
    if chosen is None or not _COLOR.fullmatch(chosen.lower()):
        return None
    return darkened(chosen.lower(), LINE_CONTRAST)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(color: str, other: str, share: float) -> str:
    """Mix two colours: `share` (0 to 1) of `other` into `color`."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB, IEC 61966-2-1)
        for value in (channel / 255 for channel in _channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(color), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darkened(color: str, least: float, against: str = BACKGROUND) -> str:
    """Return the colour, darkened step by step until its contrast is enough."""
    for _ in range(20):
        if contrast(color, against) >= least:
            return color
        color = mixed(color, "#000000", 0.1)
    return "#000000"


def text_on(fill: str) -> str:
    """Return white where it reads well on a fill, else the dark that reads best."""
    if contrast(BACKGROUND, fill) >= TEXT_CONTRAST:
        return BACKGROUND
    return INK if contrast(INK, fill) >= TEXT_CONTRAST else "#000000"
