"""A sheet as an OpenDocument text: odfdo keeps the package, its text is written as the XML it stands for."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Final, cast

from synthgrid.domain.arrangement import Sheet
from synthgrid.domain.text import reads_from_right
from synthgrid.writing.flow import Block, Cell, Figure, Paragraph, Span, Style, Table, flow_of
from synthgrid.writing.odt_styles import (
    FIGURE_HEADING,
    LIST,
    LOOK_NAMES,
    NAMESPACES,
    OUTLINE,
    RIGHT,
    STYLE_NAMES,
    automatic_xml,
    cell_style,
    column_style,
    styles_xml,
)
from synthgrid.writing.office import AUTHOR, fitted, reproducible

if TYPE_CHECKING:  # imported where a document is made: it is slow
    from odfdo import Document

_PICTURE: Final = "Pictures/map.png"
_TEMPLATES_OWN: Final = ("Configurations2/", "Thumbnails/")
"""Folders of odfdo's template that a document does not need."""
_WHITE: Final = re.compile(r"\n|\t|  +|(?<![^ \t\n]) | (?![^ \t\n])")
"""What a reader of XML would take for one space, or for none."""


def sheet_odt(arranged: Sheet, figure: Figure | None = None) -> bytes:
    """Write a sheet as an OpenDocument text.

    Args:
        arranged: The sheet.
        figure: Its mind map, on a page of its own at the end.
    """
    from odfdo import Document  # noqa: PLC0415 (slow to import, and only a document needs it)

    document = Document("text")
    document.set_part("styles.xml", styles_xml(arranged.language).encode())
    document.set_part("content.xml", _content(arranged, figure).encode())
    if figure:
        document.set_part(_PICTURE, figure.png)
        document.manifest.add_full_path(_PICTURE, "image/png")
    _describe(document, arranged)
    packed = BytesIO()
    document.save(packed)
    return reproducible(packed.getvalue())


def _describe(document: "Document", arranged: Sheet) -> None:
    meta = document.meta
    for name in ("meta:creation-date", "meta:document-statistic"):  # those of the template
        if (element := meta.get_element(f"//{name}")) is not None:
            element.delete()
    meta.title, meta.subject = arranged.title, " ".join(arranged.subtitle)
    meta.language = arranged.language
    meta.initial_creator = meta.creator = AUTHOR
    for path in document.get_parts():
        if path.startswith(_TEMPLATES_OWN):
            document.del_part(path)
    for path in document.manifest.get_paths():
        if path.startswith(_TEMPLATES_OWN):
            document.manifest.del_full_path(path)


def _content(arranged: Sheet, figure: Figure | None) -> str:
    blocks = tuple(flow_of(arranged))
    widths = sorted({width for block in blocks if isinstance(block, Table) for width in block.widths})
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.4">'
        f"<office:automatic-styles>{automatic_xml(widths)}</office:automatic-styles><office:body><office:text>"
        f"{_written(blocks)}{_figure(figure) if figure else ''}</office:text></office:body></office:document-content>"
    )


def _written(blocks: Iterable[Block]) -> str:
    """Write blocks; items that follow each other, with their notes, are one list."""
    return "".join(
        _list(cast("Iterator[Paragraph]", group)) if listed else "".join(map(_block, group))
        for listed, group in groupby(blocks, _is_listed)
    )


def _is_listed(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style in {Style.ITEM, Style.NOTE}


def _list(paragraphs: Iterable[Paragraph]) -> str:
    """Write items as a list with lists inside it, by their levels; the notes stand in their item."""
    written, depth = [], -1
    for paragraph in paragraphs:
        if paragraph.style is Style.ITEM:
            written.append("</text:list-item></text:list>" * (depth - paragraph.level))
            written.append("</text:list-item>" * (depth >= paragraph.level))
            written.append(f'<text:list text:style-name="{LIST}"><text:list-item>' * (paragraph.level - depth))
            written.append("<text:list-item>" * (depth >= paragraph.level))
            depth = paragraph.level
        written.append(_paragraph(paragraph))
    written.append("</text:list-item></text:list>" * (depth + 1))
    return "".join(written)


def _block(block: Block) -> str:
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph, style: str = "") -> str:
    name = style or STYLE_NAMES[paragraph.style] + (RIGHT if reads_from_right(paragraph.text) else "")
    text = "".join(map(_span, paragraph.spans))
    if level := OUTLINE.get(paragraph.style):
        return f'<text:h text:style-name="{name}" text:outline-level="{level}">{text}</text:h>'
    return f'<text:p text:style-name="{name}">{text}</text:p>'


def _span(span: Span) -> str:
    text = _WHITE.sub(_white, escape(span.text))
    return f'<text:span text:style-name="{LOOK_NAMES[span.look]}">{text}</text:span>' if span.look else text


def _white(found: re.Match[str]) -> str:
    if found[0] == "\n":
        return "<text:line-break/>"
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def _table(table: Table) -> str:
    columns = "".join(f'<table:table-column table:style-name="{column_style(width)}"/>' for width in table.widths)
    return (
        f'<table:table table:style-name="Sheet"><table:title>{escape(table.caption)}</table:title>{columns}'
        f"<table:table-header-rows>{_row(table.headings, heading=True)}</table:table-header-rows>"
        f"{''.join(_row(row, heading=False) for row in table.rows)}</table:table>"
    )


def _row(cells: Iterable[Cell], *, heading: bool) -> str:
    written = "".join(
        f'<table:table-cell table:style-name="{_ground(cell, heading=heading)}" office:value-type="string">'
        f"{_written(cell.paragraphs) or '<text:p/>'}</table:table-cell>"
        for cell in cells
    )
    style = ' table:style-name="Whole"' if heading else ""
    return f"<table:table-row{style}>{written}</table:table-row>"


def _ground(cell: Cell, *, heading: bool) -> str:
    return "Name" if cell.names_rows else cell_style(cell.polarity, heading=heading)


def _figure(figure: Figure) -> str:
    size = fitted(figure.png)
    heading = _paragraph(Paragraph(Style.HEADING, (Span(figure.heading),)), FIGURE_HEADING)
    heading += _paragraph(Paragraph(Style.FOOTER, (Span(figure.caption),))) if figure.caption else ""
    return (
        f'{heading}<text:p><draw:frame draw:name="{escape(figure.heading)}" text:anchor-type="as-char" '
        f'svg:width="{size.width:.3f}in" svg:height="{size.height:.3f}in"><draw:image xlink:href="{_PICTURE}" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        f"<svg:title>{escape(figure.heading)}</svg:title><svg:desc>{escape(figure.alternative)}</svg:desc>"
        "</draw:frame></text:p>"
    )
