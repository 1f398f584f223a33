"""The themes as palettes: branch hues, one colour and one sign per polarity, contrasts computed, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from synthgrid.domain.looks import POLARITY_COLOR, POLARITY_SIGN
from synthgrid.domain.options import Theme
from synthgrid.domain.values import Polarity

SIGN: Final = POLARITY_SIGN

_BLACK: Final = "#000000"
_WHITE: Final = "#ffffff"
_COLOR: Final = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """The colours of a theme, all `#rrggbb`. Compared by identity: there is one for each theme.

    Attributes:
        ink, muted: Texts, and what stands around them.
        root, root_ink: Fill and text of the title in its pill.
        rest: Headings of what is left over.
        neutral: Columns of a grid that no polarity or colour of the user gives one.
        chip, chip_edge, chip_ink: Marks of groups.
        polarity: One colour for each, in every view.
        branches: Hues of main branches, in turn; neighbours are told apart whatever one's colour vision.
        text_contrast, line_contrast: Least contrasts of texts (WCAG 2.2, 1.4.3 or 1.4.6) and of lines (1.4.11).
        tint: Share of the background in the tint of a cell or of a lighter pill.
        marked: Whether colours say nothing: pills are outlined, every item carries the sign of its polarity.
    """

    background: str
    ink: str
    muted: str
    root: str
    root_ink: str
    rest: str
    neutral: str
    chip: str
    chip_edge: str
    chip_ink: str
    polarity: Mapping[Polarity, str]
    branches: tuple[str, ...]
    text_contrast: float = 4.5
    line_contrast: float = 3.0
    tint: float = 0.94
    marked: bool = False

    def branch(self, index: int, chosen: str | None = None, polarity: Polarity | None = None) -> str:
        """Return the hue of a main branch: that of its polarity, the user's own made visible, or the next."""
        if polarity is not None:
            return self.polarity[polarity]
        return self.own(chosen) or self.branches[index % len(self.branches)]

    def own(self, chosen: str | None) -> str | None:
        """Return a user's colour made to show as a line; None without one, or where colours say nothing.

        Nothing else of what the user wrote reaches Graphviz.
        """
        color = self._chosen(chosen)
        return color and legible(color, self.line_contrast, self.background)

    def filled(self, chosen: str | None) -> str | None:
        """Return a user's colour as the fill of a heading: as it was chosen, where a text can be read on it.

        It need not show on the background: what it fills has an edge of the colour's line.
        """
        color = self._chosen(chosen)
        return color and legible(color, self.text_contrast, max(_BLACK, _WHITE, key=lambda ink: contrast(ink, color)))

    def _chosen(self, chosen: str | None) -> str | None:
        if self.marked or chosen is None or not _COLOR.fullmatch(chosen.lower()):
            return None
        return chosen.lower()

    def text(self, color: str, against: str | None = None) -> str:
        """Return a colour made to be read as text on the background, or on another fill."""
        return legible(color, self.text_contrast, against or self.background)

    def tinted(self, color: str, more: float = 0.0) -> str:
        """Return the tint of a colour that fills a cell, or, with `more` of the colour, a lighter pill."""
        return self.background if self.marked else mixed(color, self.background, self.tint - more)

    def text_on(self, fill: str) -> str:
        """Return the colour of a text on a fill: the background's if it reads well, else ink, else what reads best."""
        for color in (self.background, self.ink):
            if contrast(color, fill) >= self.text_contrast:
                return color
        return max(_BLACK, _WHITE, key=lambda color: contrast(color, fill))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(color: str, other: str, share: float) -> str:
    """Mix two colours: `share` (0 to 1) of `other` into `color`."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@lru_cache(maxsize=1_000)
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


@lru_cache(maxsize=1_000)
def legible(color: str, least: float, against: str) -> str:
    """Return the colour, moved step by step away from what it stands on until its contrast is enough."""
    end = max(_BLACK, _WHITE, key=lambda extreme: contrast(extreme, against))
    for _ in range(20):
        if contrast(color, against) >= least:
            return color
        color = mixed(color, end, 0.1)
    return end


# Found by a search: readable, not near a polarity's colour, neighbours far apart in every kind of colour vision
# (tests/drawing/test_themes.py holds them to it).
# fmt: off
_LIGHT_BRANCHES: Final = (
    "#5167bd", "#396f34", "#244160", "#ba3659", "#3a36ba", "#1c4a34",
    "#8e6e43", "#6b294f", "#ad36ba", "#7e2e25", "#6c3a98", "#433d14",
)
_DARK_BRANCHES: Final = (
    "#7095eb", "#579c16", "#e548d5", "#e1cd89", "#c1baee", "#9fdba0",
    "#b470db", "#db7077", "#c6e3f1", "#169c4e", "#b6c030", "#eebfba",
)
_CONTRAST_BRANCHES: Final = (
    "#324bae", "#4f1720", "#5a33db", "#7d4436", "#17324f", "#4d167e",
    "#2c5223", "#4f1749", "#373210", "#962c6a", "#67561e", "#153224",
)
# fmt: on

_LIGHT: Final = Palette(
    background=_WHITE,
    ink="#1f2937",
    muted="#5b6675",
    root="#1f2a3c",
    root_ink=_WHITE,
    rest="#6b7280",
    neutral="#46617a",
    chip="#e8ecf2",
    chip_edge="#e8ecf2",
    chip_ink="#3d4857",
    polarity=POLARITY_COLOR,
    branches=_LIGHT_BRANCHES,
)
_DARK: Final = Palette(
    background="#12171f",
    ink="#e8edf4",
    muted="#a7b2c1",
    root="#e8edf4",
    root_ink="#12171f",
    rest="#98a3b3",
    neutral="#9db4cc",
    chip="#2a3442",
    chip_edge="#2a3442",
    chip_ink="#d3dbe6",
    polarity={Polarity.POSITIVE: "#5cc8d0", Polarity.IMPROVE: "#f2a365"},
    branches=_DARK_BRANCHES,
    tint=0.88,
)
_PRINT: Final = Palette(
    background=_WHITE,
    ink=_BLACK,
    muted="#333333",
    root=_BLACK,
    root_ink=_WHITE,
    rest="#555555",
    neutral=_BLACK,
    chip=_WHITE,
    chip_edge=_BLACK,
    chip_ink=_BLACK,
    polarity={Polarity.POSITIVE: _BLACK, Polarity.IMPROVE: _BLACK},
    branches=(_BLACK,),
    text_contrast=7.0,
    marked=True,
)
_CONTRAST: Final = Palette(
    background=_WHITE,
    ink=_BLACK,
    muted="#2b323b",
    root=_BLACK,
    root_ink=_WHITE,
    rest="#454b54",
    neutral="#1f3a52",
    chip=_WHITE,
    chip_edge=_BLACK,
    chip_ink=_BLACK,
    polarity={Polarity.POSITIVE: "#00525c", Polarity.IMPROVE: "#7a2f00"},
    branches=_CONTRAST_BRANCHES,
    text_contrast=7.0,
    line_contrast=4.5,
)

PALETTES: Final[Mapping[Theme, Palette]] = {
    Theme.LIGHT: _LIGHT,
    Theme.DARK: _DARK,
    Theme.PRINT: _PRINT,
    Theme.CONTRAST: _CONTRAST,
}
