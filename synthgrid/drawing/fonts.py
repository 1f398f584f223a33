"""The faces that draw, measured with HarfBuzz as Pango shapes them, and installed where Graphviz finds only them."""

import base64
import os
import shutil
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro
import uharfbuzz as hb

from synthgrid.drawing import arabic

FAMILY: Final = "Source Sans Pro"
VERSION: Final = version("font-source-sans-pro")


class Face(StrEnum):
    """A cut of the family: the name Graphviz asks for, after the family's."""

    REGULAR = ""
    SEMIBOLD = "Semibold"
    ITALIC = "Italic"

    @property
    def graphviz(self) -> str:
        """The font name for Graphviz."""
        return f"{FAMILY} {self.value}".strip()

    @property
    def svg(self) -> str:
        """The attributes of an SVG text in this face; none for the regular one."""
        weight, style = self.css
        return (f' font-weight="{weight}"' if weight != _CSS[Face.REGULAR][0] else "") + (
            f' font-style="{style}"' if style != "normal" else ""
        )

    @property
    def css(self) -> tuple[int, str]:
        """Weight and style for CSS."""
        return _CSS[self]


_CSS: Final = {
    Face.REGULAR: (400, "normal"),
    Face.SEMIBOLD: (600, "normal"),
    Face.ITALIC: (400, "italic"),
}
_FILES: Final = {
    Face.REGULAR: "SourceSansPro-Regular.ttf",
    Face.SEMIBOLD: "SourceSansPro-Semibold.ttf",
    Face.ITALIC: "SourceSansPro-It.ttf",
}
# Advances of what the font lacks, in em: some other font draws it, so these are on the wide side.
_WIDE_EM: Final = 1.0
_EMOJI_EM: Final = 1.3
_OTHER_EM: Final = 0.7
_WORDS_KEPT: Final = 50_000
_LIGATURES: Final = "liga"
"""The feature that is off, wherever a text is measured or drawn: of « ﬁ » a PDF says one character, not « fi »."""

_CONFIGURATION: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/faces</dir>
  <cachedir>{folder}/cache</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
  </match>
  <match target="font">
    <test name="family"><string>{family}</string></test>
    <edit name="fontfeatures" mode="append"><string>{off}=0</string></edit>
  </match>
</fontconfig>
"""


def path_of(face: Face) -> Path:
    """Return the file of a face in the installed package."""
    return Path(font_source_sans_pro.font_directory) / _FILES[face]


def install(folder: Path) -> Path:
    """Copy the faces and write a fontconfig file that names them first.

    Only the measured TTF files are copied: the package also has OTF files, which fontconfig might prefer.

    Args:
        folder: Where to, each version of the fonts in its own sub-folder. Safe when several processes do it at once.

    Returns:
        The fontconfig file.
    """
    folder = folder.resolve() / VERSION
    (folder / "faces").mkdir(parents=True, exist_ok=True)
    for face in Face:
        target = folder / "faces" / _FILES[face]
        if not target.exists():
            # Not among the faces: fontconfig reads whatever lies there, and a process may be killed as it copies.
            aside = folder / f"{_FILES[face]}.{os.getpid()}"
            shutil.copyfile(path_of(face), aside)
            aside.replace(target)
    configuration = folder / "fonts.conf"
    aside = configuration.with_suffix(f".{os.getpid()}")
    aside.write_text(_CONFIGURATION.format(folder=_xml(str(folder)), family=FAMILY, off=_LIGATURES), encoding="utf-8")
    aside.replace(configuration)
    return configuration


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@cache
def _loaded(face: Face) -> tuple[Any, Any, frozenset[int]]:
    loaded = hb.Face(hb.Blob.from_file_path(str(path_of(face))))
    return loaded, hb.Font(loaded), frozenset(loaded.unicodes)


def extents() -> tuple[float, float]:
    """Return what the lines of the family take above and below their baseline, in em; the same for every face."""
    loaded, font, _ = _loaded(Face.REGULAR)
    measured = font.get_font_extents("ltr")
    return measured.ascender / loaded.upem, -measured.descender / loaded.upem


def lacks(char: str) -> bool:
    """Tell whether the family cannot draw a character that needs drawing."""
    return ord(char) not in _loaded(Face.REGULAR)[2] and unicodedata.category(char) not in _INVISIBLE


_INVISIBLE: Final = frozenset({"Cf", "Cc", "Mn", "Me", "Zs", "Zl", "Zp"})


def _fallback(text: str, at: int, face: Face) -> float:
    """Return how wide another font draws a character of a text."""
    char = text[at]
    if unicodedata.category(char) in _INVISIBLE:
        return 0.0
    if arabic.is_letter(char):
        return arabic.width(text, at, bold=face is Face.SEMIBOLD)
    if unicodedata.east_asian_width(char) in "WF":
        return _EMOJI_EM if unicodedata.category(char) == "So" else _WIDE_EM
    return _EMOJI_EM if unicodedata.category(char) == "So" else _OTHER_EM


def _shaped(text: str, face: Face) -> Any:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_loaded(face)[1], buffer, {_LIGATURES: False})
    return buffer


@lru_cache(maxsize=_WORDS_KEPT)
def em_width(text: str, face: Face) -> float:
    """Return the width of a text in em: points at size 1."""
    loaded, _, covered = _loaded(face)
    if covered.issuperset(map(ord, text)):
        return float(sum(at.x_advance for at in _shaped(text, face).glyph_positions)) / float(loaded.upem)
    return sum(width for _, width in clusters(text, face))


def clusters(text: str, face: Face) -> list[tuple[str, float]]:
    """Cut a text where it may be broken at need, between graphemes as HarfBuzz clusters them.

    Returns:
        Each piece with its width in em.
    """
    upem = _loaded(face)[0].upem
    shaped = _shaped(text, face)
    found: dict[int, float] = {}
    for info, at in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
        advance = at.x_advance / upem if info.codepoint else _fallback(text, info.cluster, face)
        before = found.get(info.cluster, 0.0)
        # A family, a flag, a thumb with its skin is one picture; an Arabic letter is as wide with its vowel signs.
        alone = not info.codepoint and (
            unicodedata.category(text[info.cluster]) == "So" or arabic.is_letter(text[info.cluster])
        )
        found[info.cluster] = max(before, advance) if alone else before + advance
    starts = sorted(found)
    ends = [*islice(starts, 1, None), len(text)]
    return [(text[start:end], found[start]) for start, end in zip(starts, ends, strict=True)]


@lru_cache(maxsize=64)
def embedded(face: Face, chars: frozenset[str]) -> str:
    """Return a data URI of the face with the glyphs of `chars` only (about 10 KB)."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(ord(char) for char in chars)
    wanted.layout_feature_tag_set.discard(int.from_bytes(_LIGATURES.encode()))
    wanted.flags = hb.SubsetFlags.NO_HINTING
    subset = hb.subset(_loaded(face)[0], wanted)
    return "data:font/ttf;base64," + base64.b64encode(subset.blob.data).decode("ascii")


_FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")


@cache
def installed_elsewhere() -> frozenset[int]:
    """Return the code points that the fonts of the system can draw; their files are read once."""
    folders = [Path(folder) for folder in _FONT_FOLDERS]
    with suppress(RuntimeError):  # a user without a home, as in a container
        folders += [Path.home() / ".fonts", Path.home() / ".local/share/fonts"]
    found: set[int] = set()
    for folder in folders:
        for file in folder.rglob("*"):
            if file.suffix.lower() in {".ttf", ".otf", ".ttc"}:
                with suppress(hb.HarfBuzzError):
                    found.update(hb.Face(hb.Blob.from_file_path(str(file))).unicodes)
    return frozenset(found)


def missing(chars: Iterable[str]) -> tuple[str, ...]:
    """Return, sorted and as `U+4E2D`, the characters that no font here can draw."""
    lacking = sorted({char for char in chars if lacks(char)})
    return tuple(f"U+{ord(char):04X}" for char in lacking if ord(char) not in installed_elsewhere()) if lacking else ()
