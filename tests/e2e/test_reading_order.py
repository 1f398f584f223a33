"""What a screen reader meets in a drawing: Chromium's accessibility tree of the SVG in a page."""

from collections.abc import Iterator
from typing import Any

from synthgrid.domain.arrangement import Arrangement, Part
from synthgrid.domain.options import Options
from synthgrid.drawing import Format, Renderer
from tests.drawing.builders import a_generated_map, a_grid_of, a_map, a_sheet_of, a_theme, an_item
from tests.e2e.browsers import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def walked(arranged: Arrangement, renderer: Renderer, browser: Any) -> list[tuple[str, str, int]]:
    """Return role, name and level of every heading and item, in the order of the accessibility tree."""
    svg = renderer.draw(arranged, Options(), Format.SVG).data.decode()
    page = browser.new_page()
    page.set_content(f"<!DOCTYPE html><html lang='fr'><title>Page</title><body>{svg}</body></html>")
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    root = next(node for node in nodes.values() if "parentId" not in node)
    found = list(_walk(root, nodes))
    page.close()
    return found


def _walk(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, int]]:
    role = node.get("role", {}).get("value")
    if role in {"heading", "listitem", "graphics-document"}:
        level = next((one["value"]["value"] for one in node["properties"] if one["name"] == "level"), 0)
        yield role, node.get("name", {}).get("value", ""), level
    for child in node.get("childIds", []):
        yield from _walk(nodes[child], nodes)


def test_a_map_is_walked_branch_by_branch_with_sub_items_below_their_item(renderer: Renderer, browser: Any) -> None:
    inner = an_item(2, "Le soir", an_item(3, "le mardi"))
    arranged = a_map(
        a_theme("Accueil", an_item(1, "Ouvrir plus tôt"), inner), a_theme("Information", an_item(4, "Une affiche"))
    )

    assert walked(arranged, renderer, browser) == [
        ("graphics-document", "Mieux accueillir les familles", 0),
        ("heading", "Mieux accueillir les familles", 1),
        ("heading", "Accueil", 2),
        ("listitem", "Ouvrir plus tôt", 1),
        ("listitem", "Le soir", 1),
        ("listitem", "le mardi", 2),
        ("heading", "Information", 2),
        ("listitem", "Une affiche", 1),
    ]


def test_a_large_map_is_walked_in_the_order_of_its_outline(renderer: Renderer, browser: Any) -> None:
    arranged = a_generated_map(91, groups=3)
    waiting, texts = [arranged.root], []
    while waiting:
        node = waiting.pop()
        texts.append(node.text)
        waiting += reversed(node.children)

    names = [name for role, name, _ in walked(arranged, renderer, browser) if role != "graphics-document"]

    assert names == [*texts, *(f"{one.name} · {one.actor}\u00a0({one.count})" for one in arranged.legend)]


def test_a_grid_is_walked_row_by_row_and_every_item_is_an_item(renderer: Renderer, browser: Any) -> None:
    grid = a_grid_of(a_generated_map(30, groups=2))
    found = walked(grid, renderer, browser)

    rows = [name for role, name, level in found if role == "heading" and level == 3]
    assert rows == [row.label for row in grid.rows]
    first = grid.rows[0]
    place = found.index(("heading", first.label, 3))
    texts = [item.text for cell in first.cells for item in cell if not item.children]
    assert [name for _, name, _ in found[place + 1 :] if name in texts][: len(texts)] == texts


def _headings(part: Part) -> list[str]:
    """Return the heading of a part, or those of the columns that say what it is."""
    if part.heading or part.grid is None:
        return [part.heading] if part.heading else []
    return [column.label for column in part.grid.columns]


def test_a_sheet_is_walked_part_by_part_with_the_quotation_last(renderer: Renderer, browser: Any) -> None:
    sheet = a_sheet_of(30)
    found = walked(sheet, renderer, browser)

    assert [name for role, name, level in found if role == "heading" and level <= 2] == [
        sheet.title,
        *(name for part in sheet.parts for name in _headings(part)),
    ]
    names = [name for role, name, _ in found if role == "listitem"]
    assert names[0] == sheet.parts[0].items[0].text
    assert names[-1] == "«\u00a0On nous écoute, puis plus rien\u00a0»"
