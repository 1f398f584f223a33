"""What a browser makes of the drawings: every text inside its box, no two boxes on one another, nothing that runs."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

import synthgrid
from synthgrid import formats, synthesis
from synthgrid.domain.arrangement import Arrangement, Grid, MindMap
from synthgrid.domain.check import check
from synthgrid.domain.options import Layout, Options
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.values import Workshop
from synthgrid.drawing import Format, Renderer
from synthgrid.settings import Limits
from tests.builders import a_workshop, three_groups
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_sheet_of, a_theme, an_item
from tests.e2e.browsers import IN_A_BROWSER
from tests.real import REAL, needs_real

SAMPLE: Final = Path(synthgrid.__file__).parent / "samples" / "atelier.json"
SHEET: Final = REAL / "documents" / "004_acb9cb79d7695846.txt"
pytestmark = IN_A_BROWSER

MEASURE: Final = r"""() => {
  const rectangle = box => ({x: box.x, y: box.y, width: box.width, height: box.height});
  const lines = {};  // what a text stands on: the last piece of the line that leads to it
  for (const edge of document.querySelectorAll('g.edge')) {
    const numbers = edge.querySelector('path').getAttribute('d').match(/-?[\d.]+/g).map(Number);
    const [left, right] = [numbers.at(-8), numbers.at(-2)].sort((one, other) => one - other);
    if (numbers.at(-7) === numbers.at(-1)) {
      lines[edge.id.split('-').at(-1)] = {x: left, y: numbers.at(-1), width: right - left, height: 0};
    }
  }
  const line = group => group.matches('.item, .reference') ? lines[group.id.split('-n').at(-1)] ?? [] : [];
  return [...document.querySelectorAll('g.node, g.cell')].map(group => ({
    name: group.querySelector(':scope > title')?.textContent ?? '',
    kind: group.getAttribute('class'),
    texts: [...group.querySelectorAll(':scope > text')].map(text => rectangle(text.getBBox())),
    shapes: [...group.querySelectorAll(':scope > :is(path, polygon, polyline, rect)')]
      .map(shape => rectangle(shape.getBBox())).concat(line(group)),
  }));
}"""
HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><svg onload=alert(1)>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<foreignObject><iframe src='http://127.0.0.1:9/'></iframe></foreignObject>",
    "@import url(http://127.0.0.1:9/x.css);",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<use href='http://127.0.0.1:9/x.svg#a'/>",
)


@dataclass(frozen=True)
class Shown:
    """A group of the drawing as Chromium sees it, in points of the drawing."""

    name: str
    kind: str
    texts: tuple[dict[str, float], ...]
    shapes: tuple[dict[str, float], ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        parts = [*self.texts, *self.shapes]
        return (
            min(part["x"] for part in parts),
            min(part["y"] for part in parts),
            max(part["x"] + part["width"] for part in parts),
            max(part["y"] + part["height"] for part in parts),
        )


def shown(browser: Any, svg: bytes, folder: Path) -> list[Shown]:
    """Open a drawing and measure its groups, once the embedded fonts are there."""
    file = folder / "drawing.svg"
    file.write_bytes(svg)
    page = browser.new_page()
    page.goto(file.as_uri())
    page.evaluate("() => document.fonts.ready.then(() => true)")
    found = [
        Shown(one["name"], one["kind"], tuple(one["texts"]), tuple(one["shapes"])) for one in page.evaluate(MEASURE)
    ]
    page.close()
    return found


def inside(text: dict[str, float], shape: dict[str, float]) -> bool:
    """Tell whether a text keeps within the ends of a shape; a point is let."""
    return text["x"] >= shape["x"] - 1 and text["x"] + text["width"] <= shape["x"] + shape["width"] + 1


def too_wide(groups: list[Shown]) -> Iterator[str]:
    """Name the groups with a text that leaves its box: the line under it, its pill or chip, or in a grid its cell.

    The number of an item may stand before the line under its text, on the end of the link.
    """
    cells = [shape for group in groups if "cell" in group.kind for shape in group.shapes]
    for group in groups:
        for text in group.texts:
            before = "item" in group.kind and any(text["x"] + text["width"] <= shape["x"] + 1 for shape in group.shapes)
            if (cells or group.shapes) and not before and not any(inside(text, one) for one in (*group.shapes, *cells)):
                yield group.name


def overlapping(groups: list[Shown]) -> Iterator[tuple[str, str]]:
    """Name the pairs of groups that cover one another. The text's bounds have its font's leading: 4 points are let."""
    placed = sorted((group for group in groups if group.texts), key=lambda group: group.bounds[1])
    for number, one in enumerate(placed):
        left, _, right, bottom = one.bounds
        for other in placed[number + 1 :]:
            its_left, its_top, its_right, _ = other.bounds
            if its_top >= bottom - 4:
                break
            if its_left < right - 1 and left < its_right - 1 and its_top < bottom - 4:
                yield one.name, other.name


def read(file: Path) -> Workshop:
    """Return the workshop that a file describes, as `synthgrid render FILE` does."""
    body = file.read_bytes()
    document = check(formats.read(body, formats.recognise(body, None), Limits()), Limits(), title_required=False)
    return snapshot_of(document, language="fr")


ODD_TEXTS: Final = (
    "Oui",
    "A",
    "https://www.exemple.fr/une/adresse/tres/longue/qui/ne/finit/pas?avec=des&parametres=nombreux#et-une-ancre",
    "Anticonstitutionnellement" * 6,
    "Pourquoi ? Parce que : c'est « ainsi » ! Et puis ; enfin…",
    "Un texte très long. " * 60,
    "参与决策的居民需要时间和培训，" * 5,
    "مشاركة السكان في القرارات تحتاج إلى الوقت والتدريب",
    "👩\u200d👧 🎉 Fête des voisins 🎉",
    "WWWWWWWWWW MMMMMMMMMM AVATAR To. Ta Te Vo",
)
"""What people really write: one word, one letter, an address, a page, other scripts."""


def with_odd_texts() -> MindMap:
    """Return a map of odd texts."""
    items = (an_item(number, text, marks=("A", "BC")) for number, text in enumerate(ODD_TEXTS, 1))
    others = (an_item(20 + number, text) for number, text in enumerate(ODD_TEXTS))
    return a_map(a_theme("À droite", *items), a_theme("À gauche", *others))


def three_by_three() -> Grid:
    """Return a grid of odd texts over actors and dimensions, with an empty cell, items in two cells and sub-items."""
    poles = ("travailleur social", ["équipe", "partenaires"], "équipe")
    items: list[dict[str, Any]] = [
        {
            "text": text,
            "facets": {"pole": poles[number % 3], "dimension": ("individuelle", "collective")[number % 2]},
            "polarity": ("positive", "improve")[number % 2],
            "group": f"Table {number % 3 + 1}",
            "children": [{"text": "un détail"}, {"text": "un autre détail, plus long"}] if number % 4 == 0 else [],
        }
        for number, text in enumerate(ODD_TEXTS * 2)
    ]
    return synthesis.grid(
        a_workshop(*items, "sans pôle", template="actors-dimensions", groups=three_groups()), Options(), 10_000
    )


@pytest.mark.parametrize(
    "arranged",
    [
        pytest.param(a_generated_map(200, groups=3), id="map-200"),
        pytest.param(a_generated_map(35, seed=5), id="map-35"),
        pytest.param(with_odd_texts(), id="map-odd"),
        pytest.param(a_grid_of(a_generated_map(200, groups=3)), id="grid-200"),
        pytest.param(a_grid_of(a_generated_map(35, groups=2)), id="grid-35"),
        pytest.param(three_by_three(), id="grid-3x3"),
        pytest.param(a_sheet_of(91, groups=3), id="sheet-91"),
        pytest.param(a_sheet_of(60, rows=True), id="sheet-60"),
    ],
)
def test_every_text_is_inside_its_box_and_no_two_boxes_overlap(
    arranged: Arrangement, renderer: Renderer, browser: Any, tmp_path: Path
) -> None:
    groups = shown(browser, renderer.draw(arranged, Options(), Format.SVG).data, tmp_path)

    assert len(groups) > 20
    assert not list(too_wide(groups))
    assert not list(overlapping(groups))


@pytest.mark.parametrize("layout", [layout for layout in Layout if layout is not Layout.TWO_SIDED])
@pytest.mark.parametrize(
    "arranged",
    [pytest.param(a_generated_map(91, groups=3), id="map-91"), pytest.param(with_odd_texts(), id="map-odd")],
)
def test_every_layout_keeps_its_texts_inside_their_boxes(
    arranged: Arrangement, layout: Layout, renderer: Renderer, browser: Any, tmp_path: Path
) -> None:
    groups = shown(browser, renderer.draw(arranged, Options(layout=layout), Format.SVG).data, tmp_path)

    assert len(groups) > 20
    assert not list(too_wide(groups))
    assert not list(overlapping(groups))


@pytest.mark.parametrize("arrange", [synthesis.mind_map, synthesis.grid, synthesis.sheet])
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(SAMPLE, id="sample"),
        pytest.param(SHEET, id="real-sheet", marks=[pytest.mark.real, needs_real]),
    ],
)
def test_the_sample_and_the_real_sheet_keep_every_text_inside_its_box(
    arrange: Callable[[Workshop, Options, int], Arrangement],
    file: Path,
    renderer: Renderer,
    browser: Any,
    tmp_path: Path,
) -> None:
    arranged = arrange(read(file), Options(), 10_000)
    groups = shown(browser, renderer.draw(arranged, Options(), Format.SVG).data, tmp_path)

    assert len(groups) > 20
    assert not list(too_wide(groups))
    assert not list(overlapping(groups))


def test_nothing_runs_and_nothing_is_fetched(renderer: Renderer, browser: Any, tmp_path: Path) -> None:
    payloads = [*HOSTILE, *("".join(random.Random(seed).sample(HOSTILE, 3)) for seed in range(50))]
    arranged = a_map(
        *(a_theme(payload, an_item(number, payload)) for number, payload in enumerate(payloads)),
        title=HOSTILE[0],
        subtitle=HOSTILE[:2],
    )
    events: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: events.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: events.append(request.url))
    file = tmp_path / "drawing.svg"
    file.write_bytes(renderer.draw(arranged, Options(), Format.SVG).data)

    page.goto(file.as_uri())
    page.wait_for_timeout(200)

    assert [event for event in events if not event.startswith(("file:", "data:font/ttf"))] == []
    assert json.loads(page.evaluate("() => JSON.stringify(document.scripts?.length ?? 0)")) == 0
    page.close()
