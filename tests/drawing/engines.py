"""Drawing in the test's own process, for tests of single steps."""

import os
import shutil
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from synthgrid.domain.arrangement import Arrangement
from synthgrid.drawing import dot, engine, pipeline, svg
from synthgrid.drawing.drawings import EngineInfo
from synthgrid.drawing.picture import Picture
from tests.drawing.builders import a_pen

BUNDLED: Final = engine.find("bundled")


def has_system() -> bool:
    """Tell whether there is a `dot` on PATH, as there must be where all is tested."""
    return shutil.which("dot") is not None or "CI" in os.environ


needs_system = pytest.mark.skipif(not has_system(), reason="there is no `dot` on PATH")


def parsed(svg: str | bytes) -> Element:
    """Parse a drawing; it must be well-formed."""
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def laid_out(arranged: Arrangement) -> Picture:
    """Return the picture of an arrangement."""
    [picture] = pipeline.pictures_of(arranged, a_pen())
    return picture


def drawn(picture: Picture, info: EngineInfo = BUNDLED) -> str:
    """Return the finished, checked SVG of a picture."""
    return svg.finish(engine.draw(info, dot.source(picture), "svg"), picture).decode()
