"""A sheet as a Word document: python-docx keeps the package, its text is written as the XML it stands for."""

from collections.abc import Iterable, Mapping
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from synthgrid.domain.arrangement import Sheet
from synthgrid.domain.text import reads_from_right
from synthgrid.domain.values import Polarity
from synthgrid.writing.docx_styles import LEVELS, LOOK_IDS, STYLE_IDS, dress, indent
from synthgrid.writing.flow import Block, Cell, Figure, Paragraph, Span, Style, Table, flow_of
from synthgrid.writing.office import (
    AUTHOR,
    GROUNDS,
    HEADINGS,
    MARGIN,
    PAGE,
    RULE,
    TEXT_WIDTH,
    Size,
    fitted,
    reproducible,
)

if TYPE_CHECKING:  # imported where a document is made: it is slow
    from docx.document import Document as Docx

_TWIPS: Final = 1440
"""Twentieths of a point an inch, the unit of Word."""
_PROPERTY_MAX: Final = 255
"""Characters of a property of a document."""
_BETWEEN: Final = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
"""Keeps a table from what stands before and after it."""
_PAGE_NUMBER: Final = (
    '<w:p {}><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    '<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
)


def sheet_docx(arranged: Sheet, figure: Figure | None = None) -> bytes:
    """Write a sheet as a Word document.

    Args:
        arranged: The sheet.
        figure: Its mind map, on a page of its own at the end.
    """
    document = _document("".join(map(_block, flow_of(arranged))))
    dress(document, arranged.language)
    _describe(document, arranged)
    _paginate(document)
    if figure:
        _illustrate(document, figure)
    packed = BytesIO()
    document.save(packed)
    return reproducible(packed.getvalue())


def _document(body: str) -> "Docx":
    """Return a document with this body."""
    from docx import Document  # noqa: PLC0415 (slow to import, and only a document needs it)

    part: Any = Document().part
    # Not moved into the body of the template: moving a large table takes lxml the square of its size.
    part._element = _parsed(f"<w:document {{}}><w:body>{body}<w:sectPr/></w:body></w:document>")
    document: Docx = part.document
    return document


def _parsed(xml: str) -> Any:
    """Return the element that an XML stands for, its namespaces declared at `{}`."""
    from docx.oxml import parse_xml  # noqa: PLC0415 (slow to import, and only a document needs it)
    from docx.oxml.ns import nsdecls  # noqa: PLC0415

    opening, rest = xml.split("{}", 1)
    return parse_xml(f"{opening}{nsdecls('w', 'r')}{rest}")


def _describe(document: "Docx", arranged: Sheet) -> None:
    properties = document.core_properties
    properties.title, properties.subject = arranged.title[:_PROPERTY_MAX], " ".join(arranged.subtitle)[:_PROPERTY_MAX]
    properties.author = properties.last_modified_by = AUTHOR
    properties.language, properties.comments = arranged.language, ""
    for time in properties._element.xpath("dcterms:created | dcterms:modified"):  # those of the template
        properties._element.remove(time)


def _paginate(document: "Docx") -> None:
    """Set the page, and its number at its foot."""
    section = document.sections[0]
    _turn(section, PAGE)
    footer = section.footer.paragraphs[0]._p
    for element in _parsed(_PAGE_NUMBER):
        footer.append(element)


def _turn(section: Any, page: Size) -> None:
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 (slow to import, and only a document needs it)
    from docx.shared import Inches  # noqa: PLC0415

    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Inches(page.width), Inches(page.height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(MARGIN)
    section.header_distance = section.footer_distance = Inches(MARGIN / 2)


def _illustrate(document: "Docx", figure: Figure) -> None:
    """Show a figure on a page on its side, the last."""
    from docx.shared import Inches, Pt  # noqa: PLC0415 (slow to import, and only a document needs it)

    _turn(document.add_section(), PAGE.turned)
    # The empty paragraph that ends the section before must not start a page.
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    document.add_paragraph(figure.heading, "Heading 1")
    if figure.caption:
        document.add_paragraph(figure.caption, "Sheet Footer")
    size = fitted(figure.png)
    run = document.add_paragraph().add_run()
    shown = run.add_picture(BytesIO(figure.png), Inches(size.width), Inches(size.height))._inline.docPr
    shown.set("name", figure.heading)
    shown.set("descr", figure.alternative)


def _block(block: Block) -> str:
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph) -> str:
    right = "<w:bidi/>" if reads_from_right(paragraph.text) else ""
    runs = "".join(map(_run, paragraph.spans))
    style = f'<w:pStyle w:val="{STYLE_IDS[paragraph.style]}"/>'
    return f"<w:p><w:pPr>{style}{_list(paragraph)}{right}{_note(paragraph)}</w:pPr>{runs}</w:p>"


def _list(paragraph: Paragraph) -> str:
    if paragraph.style is not Style.ITEM:
        return ""
    return f'<w:numPr><w:ilvl w:val="{min(paragraph.level, LEVELS - 1)}"/><w:numId w:val="1"/></w:numPr>'


def _note(paragraph: Paragraph) -> str:
    return f'<w:ind w:left="{indent(paragraph.level)}"/>' if paragraph.style is Style.NOTE else ""


def _run(span: Span) -> str:
    look = f'<w:rStyle w:val="{LOOK_IDS[span.look]}"/>' if span.look else ""
    right = "<w:rtl/>" if reads_from_right(span.text) else ""
    return f"<w:r><w:rPr>{look}{right}</w:rPr>{_text(span.text)}</w:r>"


def _text(text: str) -> str:
    """Write a text with its own spaces, tabs and line breaks."""
    kept = '<w:t xml:space="preserve">{}</w:t>'
    lines = ("<w:tab/>".join(kept.format(escape(word)) for word in line.split("\t")) for line in text.split("\n"))
    return "<w:br/>".join(lines)


def _table(table: Table) -> str:
    widths = [round(share * TEXT_WIDTH * _TWIPS) for share in table.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"'
    return (
        f'{_BETWEEN}<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        f'<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:firstColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(table.caption)}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{_row(table.headings, widths, HEADINGS, '<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>')}"
        f"{''.join(_row(row, widths, GROUNDS) for row in table.rows)}</w:tbl>{_BETWEEN}"
    )


def _row(
    cells: Iterable[Cell], widths: Iterable[int], grounds: Mapping[Polarity | None, str], properties: str = ""
) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_ground(cell, grounds)}</w:tcPr>'
        f"{''.join(map(_paragraph, cell.paragraphs)) or '<w:p/>'}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{written}</w:tr>"


def _ground(cell: Cell, grounds: Mapping[Polarity | None, str]) -> str:
    """Return the ground of a cell; the headings of rows, and what stands over them, have none."""
    if cell.names_rows:
        return ""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{grounds[cell.polarity][1:]}"/>'
