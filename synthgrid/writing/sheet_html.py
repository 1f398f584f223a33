"""A sheet as a page: headings, lists, the table of its grid, the quotation as a callout; no script."""

from collections.abc import Iterator
from html import escape

from synthgrid.domain.arrangement import GridItem, Part, Sheet
from synthgrid.writing.html import grid_table, held, items_list, page, said


def sheet_html(arranged: Sheet) -> str:
    """Write a sheet as a whole HTML page."""
    return page(arranged, "".join(_part(part, arranged.language) for part in arranged.parts))


def _part(part: Part, language: str) -> str:
    heading = f'<h2 dir="auto">{held(part.heading)}</h2>\n' if part.heading else ""
    return heading + (grid_table(part.grid) if part.grid else "".join(_blocks(part, language)))


def _blocks(part: Part, language: str) -> Iterator[str]:
    plain = [item for item in part.items if not item.quotation]
    if plain:
        yield f"{items_list(plain, language)}\n"
    yield from (_callout(item, language) for item in part.items if item.quotation)


def _callout(item: GridItem, language: str) -> str:
    below = items_list(item.children, language)
    return f'<blockquote data-id="{escape(item.id)}" dir="auto">{said(item, language)}{below}</blockquote>\n'
