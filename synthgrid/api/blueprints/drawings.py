"""Maps, grids and sheets of stored workshops."""

from typing import Any

from flask import Response

from synthgrid.api.access import needs
from synthgrid.api.negotiation import by_accept, ending, shows
from synthgrid.api.parsing import Resource
from synthgrid.api.schemas.queries import GridOptions, MapOptions, SheetOptions
from synthgrid.api.showing import stored
from synthgrid.domain.access import Scope
from synthgrid.domain.options import View

blp = Resource(
    "drawings",
    __name__,
    url_prefix="/v1/workshops/<slug:slug>",
    description="Cartes heuristiques, grilles and fiches de synthèse of stored workshops.",
)


@blp.get(f"/mindmap.{ending(View.MINDMAP)}")
@needs(Scope.READ, or_share=True)
@blp.options(MapOptions)
@blp.doc(responses=shows(View.MINDMAP))
def get_mindmap(options: dict[str, Any], slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw the mind map of a workshop."""
    return stored(View.MINDMAP, slug, format, options)


@blp.get("/mindmap")
@needs(Scope.READ, or_share=True)
@blp.options(MapOptions)
@blp.doc(responses=shows(View.MINDMAP))
def get_mindmap_by_accept(options: dict[str, Any], slug: str) -> Response:
    """Draw the mind map of a workshop in the format that `Accept` asks for; SVG when any will do."""
    return stored(View.MINDMAP, slug, by_accept(View.MINDMAP), options)


@blp.get(f"/grid.{ending(View.GRID)}")
@needs(Scope.READ, or_share=True)
@blp.options(GridOptions)
@blp.doc(responses=shows(View.GRID))
def get_grid(options: dict[str, Any], slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw the grid of a workshop."""
    return stored(View.GRID, slug, format, options)


@blp.get("/grid")
@needs(Scope.READ, or_share=True)
@blp.options(GridOptions)
@blp.doc(responses=shows(View.GRID))
def get_grid_by_accept(options: dict[str, Any], slug: str) -> Response:
    """Draw the grid of a workshop in the format that `Accept` asks for; SVG when any will do."""
    return stored(View.GRID, slug, by_accept(View.GRID), options)


@blp.get(f"/sheet.{ending(View.SHEET)}")
@needs(Scope.READ, or_share=True)
@blp.options(SheetOptions)
@blp.doc(responses=shows(View.SHEET))
def get_sheet(options: dict[str, Any], slug: str, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw or write the synthesis sheet of a workshop."""
    return stored(View.SHEET, slug, format, options)


@blp.get("/sheet")
@needs(Scope.READ, or_share=True)
@blp.options(SheetOptions)
@blp.doc(responses=shows(View.SHEET))
def get_sheet_by_accept(options: dict[str, Any], slug: str) -> Response:
    """Draw or write the sheet of a workshop in the format that `Accept` asks for; SVG when any will do."""
    return stored(View.SHEET, slug, by_accept(View.SHEET), options)
