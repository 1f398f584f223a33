"""Where every text of a drawing stands, as synthgrid writes it and as Graphviz draws it with the same font.

`python -m tests.drawing.places ENGINE` prints the largest distance for each kind of drawing, in points: the fonts have
to be named before Graphviz is loaded, so this is a program of its own.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Layout
from synthgrid.domain.values import Polarity
from synthgrid.drawing import dot, engine, fonts, pipeline, svg
from synthgrid.drawing.drawings import EngineInfo
from synthgrid.drawing.picture import Leadings, Pen, Picture
from synthgrid.drawing.spacing import LEADINGS, set_out
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_pen, a_sheet_of, a_theme, an_item
from tests.drawing.engines import parsed

SVG: Final = "{http://www.w3.org/2000/svg}"
LONG: Final = a_map(
    a_theme("Un thème dont le nom prend bien deux lignes", an_item(1, "Écouter, avant de décider : voilà ! " * 20)),
    a_theme("Ailleurs", an_item(2, "Deux\nlignes", polarity=Polarity.IMPROVE, marks=("A", "B"))),
    subtitle=("Que changer ?", "Agen · 20 novembre 2026"),
    footers=("Une dernière ligne",),
)
KINDS: Final[Mapping[str, tuple[Arrangement, Layout]]] = {
    "map": (a_generated_map(60, groups=3), Layout.TWO_SIDED),
    "long": (LONG, Layout.TWO_SIDED),
    "down": (LONG, Layout.DOWN),
    "radial": (a_generated_map(40, groups=2), Layout.RADIAL),
    "grid": (a_grid_of(a_generated_map(40, groups=3)), Layout.TWO_SIDED),
    "sheet": (a_sheet_of(30, groups=3), Layout.TWO_SIDED),
}
Places = dict[tuple[str, str, int], tuple[str, float, float]]


def places(drawing: bytes) -> Places:
    """Return anchor and place of each text, by the box whose group it stands in, and its turn there."""
    found: Places = {}
    for group in parsed(drawing).iter(f"{SVG}g"):
        for text in group.findall(f"{SVG}text"):
            name = (group.get("id", "").rpartition("-")[2], (text.text or "").replace("\u00a0", " "))
            turn = sum(known[:2] == name for known in found)
            place = (text.get("text-anchor", "start"), float(text.get("x", "")), float(text.get("y", "")))
            found[(*name, turn)] = place
    return found


def apart(picture: Picture, info: EngineInfo, leadings: Leadings) -> float:
    """Return how far a text is from where Graphviz draws it, at most."""
    written = places(svg.finish(engine.draw(info, dot.source(picture, texts=False), "svg"), picture, texts=False))
    sent = set_out(picture, leadings)
    drawn = places(svg.finish(engine.draw(info, dot.source(sent), "svg"), sent))
    if written.keys() != drawn.keys() or any(written[name][0] != drawn[name][0] for name in drawn):
        return float("inf")
    return max(
        abs(one - other) for name in drawn for one, other in zip(written[name][1:], drawn[name][1:], strict=True)
    )


def main() -> None:
    """Measure each kind of drawing."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FONTCONFIG_FILE"], os.environ["PANGOCAIRO_BACKEND"] = str(fonts.install(Path(folder))), "fc"
        info = engine.find(sys.argv[1])
        leadings = engine.measure(info)
        found = {}
        for kind, (arranged, layout) in KINDS.items():
            pen = Pen(a_pen().palette, LEADINGS, a_pen(layout=layout).options)
            [picture] = pipeline.pictures_of(arranged, pen)
            found[kind] = round(apart(picture, info, leadings), 2)
        print(json.dumps(found))  # noqa: T201 (what this program is for)


if __name__ == "__main__":
    main()
