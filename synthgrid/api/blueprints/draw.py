"""Maps, grids and sheets of documents that are not stored."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from synthgrid.api.access import needs
from synthgrid.api.context import context, workspace
from synthgrid.api.negotiation import ending, shows
from synthgrid.api.parsing import Resource
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.bodies import WorkshopDocument
from synthgrid.api.schemas.queries import GridOptions, MapOptions, SheetOptions
from synthgrid.api.showing import drawn
from synthgrid.domain.access import Scope
from synthgrid.domain.document import Document
from synthgrid.domain.forms import Template
from synthgrid.domain.options import View
from synthgrid.domain.snapshot import snapshot_of
from synthgrid.domain.templates import TEMPLATES
from synthgrid.storage import own_templates

blp = Resource("draw", __name__, url_prefix="/v1/draw", description="Pictures of documents; nothing is stored.")


@blp.post(f"/mindmap.{ending(View.MINDMAP)}")
@needs(Scope.READ)
@blp.options(MapOptions)
@blp.arguments(WorkshopDocument(), example=examples.WORKSHOP)
@blp.doc(responses=shows(View.MINDMAP))
def draw_mindmap(options: dict[str, Any], document: Document, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw the mind map of a document."""
    return _drawn(View.MINDMAP, document, format, options)


@blp.post(f"/grid.{ending(View.GRID)}")
@needs(Scope.READ)
@blp.options(GridOptions)
@blp.arguments(WorkshopDocument(), example=examples.WORKSHOP)
@blp.doc(responses=shows(View.GRID))
def draw_grid(options: dict[str, Any], document: Document, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw the grid of a document."""
    return _drawn(View.GRID, document, format, options)


@blp.post(f"/sheet.{ending(View.SHEET)}")
@needs(Scope.READ)
@blp.options(SheetOptions)
@blp.arguments(WorkshopDocument(), example=examples.WORKSHOP)
@blp.doc(responses=shows(View.SHEET))
def draw_sheet(options: dict[str, Any], document: Document, format: str) -> Response:  # noqa: A002 (the contract's own word)
    """Draw or write the synthesis sheet of a document."""
    return _drawn(View.SHEET, document, format, options)


def _drawn(view: View, document: Document, format_: str, options: dict[str, Any]) -> Response:
    own: Mapping[str, Template] = {}
    if {document.template, options.get("template")}.difference(TEMPLATES, [None]):
        with context().database.read() as session:
            own = own_templates(session, workspace())
    return drawn(view, snapshot_of(document, language=context().settings.language, own=own), format_, options)
