"""The styles, lists and fonts of a Word document, in place of those of python-docx's template."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from synthgrid.writing.flow import Look, Style
from synthgrid.writing.office import BULLETS, FALLBACKS, FONT, GREY, INK, PALE, RULE

if TYPE_CHECKING:  # imported where a document is made: it is slow
    from docx.document import Document

_NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS: Final = 9
"""Levels that a list of Word has."""
_LANGUAGES: Final = {"fr": "fr-FR", "en": "en-GB"}

STYLE_IDS: Final[Mapping[Style, str]] = {
    Style.TITLE: "Title",
    Style.SUBTITLE: "Subtitle",
    Style.HEADING: "Heading1",
    Style.SUBHEADING: "Heading2",
    Style.ITEM: "ListBullet",
    Style.NOTE: "ItemNote",
    Style.QUOTE: "Quote",
    Style.COLUMN: "ColumnHeading",
    Style.ROW: "RowHeading",
    Style.FOOTER: "SheetFooter",
    Style.TEXT: "Normal",
}
LOOK_IDS: Final[Mapping[Look, str]] = {Look.NUMBER: "ItemNumber", Look.MARK: "GroupMark"}


def _color(color: str) -> str:
    return f'<w:color w:val="{color[1:]}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{points * 2:g}"/><w:szCs w:val="{points * 2:g}"/>'


def _spacing(before: float, after: float) -> str:
    return f'<w:spacing w:before="{before * 20:g}" w:after="{after * 20:g}"/>'


_BOLD: Final = "<w:b/><w:bCs/>"
_KEPT: Final = "<w:keepNext/><w:keepLines/>"
_QUOTED: Final = (
    f'<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="10" w:color="8795A3"/></w:pBdr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE[1:]}"/>{_spacing(5, 5)}<w:ind w:left="340" w:right="340"/>'
)
_UNDERLINED: Final = (
    f'<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="2" w:color="{RULE[1:]}"/></w:pBdr>{_spacing(7, 2)}'
)
_PARAGRAPHS: Final = (
    ("Normal", "Normal", _spacing(0, 1), ""),
    ("Title", "Title", f"{_KEPT}{_spacing(0, 3)}", f"{_BOLD}{_color(INK)}{_size(18)}"),
    ("Subtitle", "Subtitle", f"{_KEPT}{_spacing(0, 1)}", f"{_color(GREY)}{_size(11)}"),
    ("Heading1", "heading 1", f'{_KEPT}{_UNDERLINED}<w:outlineLvl w:val="0"/>', f"{_BOLD}{_color(INK)}{_size(13)}"),
    (
        "Heading2",
        "heading 2",
        f'{_KEPT}{_spacing(6, 2)}<w:outlineLvl w:val="1"/>',
        f"{_BOLD}{_color(GREY)}{_size(11)}",
    ),
    ("ListBullet", "List Bullet", '<w:keepLines/><w:numPr><w:numId w:val="1"/></w:numPr>', ""),
    ("ItemNote", "Item Note", _spacing(0, 2), f"<w:i/><w:iCs/>{_color(GREY)}{_size(9)}"),
    ("Quote", "Quote", _QUOTED, "<w:i/><w:iCs/>"),
    ("ColumnHeading", "Column Heading", f"{_KEPT}{_spacing(2, 2)}", f'{_BOLD}<w:color w:val="FFFFFF"/>{_size(10)}'),
    ("RowHeading", "Row Heading", _spacing(2, 2), _BOLD),
    ("SheetFooter", "Sheet Footer", _spacing(8, 0), f"{_color(GREY)}{_size(9)}"),
    ("Footer", "footer", f'{_spacing(0, 0)}<w:jc w:val="right"/>', f"{_color(GREY)}{_size(9)}"),
)
"""Id, name, paragraph and text of each."""
_CHARACTERS: Final = (
    ("ItemNumber", "Item Number", f"{_color(GREY)}{_size(8)}"),
    ("GroupMark", "Group Mark", f"{_color(GREY)}{_size(8.5)}"),
)


def dress(document: "Document", language: str) -> None:
    """Give a document its styles, lists, fonts and language."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 (slow to import, and only a document needs it)
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    part = document.part
    for element, xml in (
        (part.styles.element, _styles(_LANGUAGES.get(language, language))),
        (part.numbering_part.element, _numbering()),
    ):
        element[:] = list(parse_xml(xml))
    # A part that python-docx only carries: it keeps its bytes.
    part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = _fonts().encode()
    # A mode before Word 2013 is announced over the document, and hangs tables out of the text.
    part.settings.element.xpath("//w:compatSetting[@w:name='compatibilityMode']")[0].set(qn("w:val"), "15")
    package = part.package
    for name, relation in tuple(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of the template
            package.rels.pop(name)


def _styles(language: str) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="Arial"/>'
    speaks = f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
    paragraphs = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"{_default(key)}><w:name w:val="{name}"/>{_based(key)}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>"
        for key, name, paragraph, text in _PARAGRAPHS
    )
    characters = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{text}</w:rPr></w:style>"
        for key, name, text in _CHARACTERS
    )
    return (
        f"<w:styles {_NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_color(INK)}{_size(9.5)}{speaks}</w:rPr>"
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        f"</w:docDefaults>{paragraphs}{characters}</w:styles>"
    )


def _default(key: str) -> str:
    if key == "Normal":
        return ' w:default="1"'
    return ' w:customStyle="1"' if key in {"ItemNote", "ColumnHeading", "RowHeading", "SheetFooter"} else ""


def _based(key: str) -> str:
    return "" if key == "Normal" else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{BULLETS[level % len(BULLETS)]}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent(level)}" w:hanging="227"/></w:pPr><w:rPr>{_color(GREY)}</w:rPr></w:lvl>'
        for level in range(LEVELS)
    )
    return (
        f'<w:numbering {_NAMESPACE}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
        f'{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def indent(level: int) -> int:
    """Return how far in the text of an item stands, in twentieths of a point."""
    return 227 + 284 * level


def _fonts() -> str:
    return (
        f'<w:fonts {_NAMESPACE}><w:font w:name="{FONT}"><w:altName w:val="{",".join(FALLBACKS)}"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
