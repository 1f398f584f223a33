"""The styles, lists and pages of an OpenDocument text, in place of those of odfdo's template."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from synthgrid.domain.values import Polarity
from synthgrid.writing.flow import Look, Style
from synthgrid.writing.office import (
    BULLETS,
    FALLBACKS,
    FONT,
    GREY,
    GROUNDS,
    HEADINGS,
    INK,
    MARGIN,
    PAGE,
    PALE,
    RULE,
    TEXT_WIDTH,
    Size,
)

LANDSCAPE: Final = "Landscape"
"""The page of a figure, on its side."""
FIGURE_HEADING: Final = "Figure_20_Heading"
LIST: Final = "Bullets"
RIGHT: Final = "_right"
"""The end of the name of a style whose text runs from right to left."""
_LEVELS: Final = 10
_COUNTRIES: Final = {"fr": "FR", "en": "GB"}

STYLE_NAMES: Final[Mapping[Style, str]] = {
    Style.TITLE: "Title",
    Style.SUBTITLE: "Subtitle",
    Style.HEADING: "Heading_20_1",
    Style.SUBHEADING: "Heading_20_2",
    Style.ITEM: "List_20_Item",
    Style.NOTE: "Item_20_Note",
    Style.QUOTE: "Quotations",
    Style.COLUMN: "Column_20_Heading",
    Style.ROW: "Row_20_Heading",
    Style.FOOTER: "Sheet_20_Footer",
    Style.TEXT: "Text_20_body",
}
LOOK_NAMES: Final[Mapping[Look, str]] = {Look.NUMBER: "Item_20_Number", Look.MARK: "Group_20_Mark"}
OUTLINE: Final[Mapping[Style, int]] = {Style.HEADING: 1, Style.SUBHEADING: 2}
"""Levels of what is a heading."""

NAMESPACES: Final = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def cell_style(polarity: Polarity | None, *, heading: bool) -> str:
    """Return the name of the style of a cell."""
    return f"{'Heading' if heading else 'Cell'}_{polarity or 'plain'}"


def _size(points: float) -> str:
    return " ".join(
        f'{name}="{points:g}pt"' for name in ("fo:font-size", "style:font-size-asian", "style:font-size-complex")
    )


def _all(name: str, value: str) -> str:
    """Return a property of all scripts."""
    return f'fo:{name}="{value}" style:{name}-asian="{value}" style:{name}-complex="{value}"'


def _spacing(before: float, after: float) -> str:
    return f'fo:margin-top="{before:g}pt" fo:margin-bottom="{after:g}pt"'


_BOLD: Final = _all("font-weight", "bold")
_ITALIC: Final = _all("font-style", "italic")
_KEPT: Final = 'fo:keep-with-next="always" fo:keep-together="always"'
_HEADING: Final = (
    f'{_KEPT} {_spacing(6, 2)} fo:padding="0in" fo:padding-bottom="2pt" fo:border="none" '
    f'fo:border-bottom="0.75pt solid {RULE}"'
)
_QUOTED: Final = (
    f'fo:keep-together="always" {_spacing(5, 5)} fo:margin-left="0.24in" fo:margin-right="0.24in" '
    f'fo:background-color="{PALE}" fo:border="none" fo:border-left="3pt solid #8795a3" '
    'fo:padding="2pt" fo:padding-left="10pt"'
)
_PARAGRAPHS: Final = (
    ("Title", "Title", f"{_KEPT} {_spacing(0, 3)}", f"{_BOLD} {_size(18)}"),
    ("Subtitle", "Subtitle", f"{_KEPT} {_spacing(0, 0)}", f'fo:color="{GREY}" {_size(11)}'),
    ("Heading_20_1", "Heading 1", _HEADING, f"{_BOLD} {_size(13)}"),
    ("Heading_20_2", "Heading 2", f"{_KEPT} {_spacing(4, 1)}", f'fo:color="{GREY}" {_BOLD} {_size(11)}'),
    ("List_20_Item", "List Item", f'fo:keep-together="always" {_spacing(0, 1)}', ""),
    ("Item_20_Note", "Item Note", _spacing(0, 2), f'{_ITALIC} fo:color="{GREY}" {_size(9)}'),
    ("Quotations", "Quotations", _QUOTED, _ITALIC),
    ("Column_20_Heading", "Column Heading", f"{_KEPT} {_spacing(2, 2)}", f'{_BOLD} fo:color="#ffffff" {_size(10)}'),
    ("Row_20_Heading", "Row Heading", _spacing(2, 2), _BOLD),
    ("Sheet_20_Footer", "Sheet Footer", _spacing(8, 0), f'fo:color="{GREY}" {_size(9)}'),
    ("Text_20_body", "Text body", _spacing(0, 1), ""),
    ("Footer", "Footer", 'fo:text-align="end"', f'fo:color="{GREY}" {_size(9)}'),
)
"""Name, name shown, paragraph and text of each."""
_CHARACTERS: Final = (
    ("Item_20_Number", "Item Number", f'fo:color="{GREY}" {_size(8)}'),
    ("Group_20_Mark", "Group Mark", f'fo:color="{GREY}" {_size(8.5)}'),
)


def styles_xml(language: str) -> str:
    """Return the part that holds the styles of a document in a language."""
    layouts = _layout("Portrait", PAGE) + _layout(LANDSCAPE, PAGE.turned)
    masters = _master("Standard", "Portrait") + _master(LANDSCAPE, LANDSCAPE)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {NAMESPACES} office:version="1.4">'
        f"<office:font-face-decls>{_font()}</office:font-face-decls>"
        f"<office:styles>{_defaults(language)}{''.join(_styles())}{_bullets()}</office:styles>"
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        "</office:document-styles>"
    )


def _font() -> str:
    families = ", ".join(f"&apos;{name}&apos;" for name in (FONT, *FALLBACKS))
    return (
        f'<style:font-face style:name="{FONT}" svg:font-family="{families}" style:font-family-generic="swiss" '
        'style:font-pitch="variable"/>'
    )


def _defaults(language: str) -> str:
    country = _COUNTRIES.get(language, "none")
    fonts = " ".join(f'style:font-name{script}="{FONT}"' for script in ("", "-asian", "-complex"))
    return (
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="100%" '
        'style:writing-mode="page" fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties {fonts} {_size(9.5)} fo:color="{INK}" fo:language="{language}" '
        f'fo:country="{country}"/>'
        '</style:default-style><style:default-style style:family="table">'
        '<style:table-properties table:border-model="collapsing"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text">'
        f"<style:paragraph-properties {_spacing(0, 2)}/></style:style>"
    )


def _styles() -> Iterator[str]:
    levels = {STYLE_NAMES[style]: level for style, level in OUTLINE.items()}
    for name, shown, paragraph, text in _PARAGRAPHS:
        outline = f' style:default-outline-level="{levels[name]}"' if name in levels else ""
        yield (
            f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
            f'style:parent-style-name="Standard"{outline}>'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
        )
        yield (
            f'<style:style style:name="{name}{RIGHT}" style:display-name="{shown}, from right" '
            f'style:family="paragraph" style:parent-style-name="{name}">'
            '<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="right"/></style:style>'
        )
    for name, shown, text in _CHARACTERS:
        yield (
            f'<style:style style:name="{name}" style:display-name="{shown}" style:family="text">'
            f"<style:text-properties {text}/></style:style>"
        )


def _bullets() -> str:
    levels = "".join(
        f'<text:list-level-style-bullet text:level="{level + 1}" '
        f'text:bullet-char="{BULLETS[level % len(BULLETS)]}">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'text:list-tab-stop-position="{_indent(level)}" fo:text-indent="-0.16in" fo:margin-left="{_indent(level)}"/>'
        f'</style:list-level-properties><style:text-properties fo:color="{GREY}"/></text:list-level-style-bullet>'
        for level in range(_LEVELS)
    )
    return f'<text:list-style style:name="{LIST}">{levels}</text:list-style>'


def _indent(level: int) -> str:
    return f"{0.16 + 0.2 * level:.2f}in"


def _layout(name: str, page: Size) -> str:
    turned = "landscape" if page.width > page.height else "portrait"
    return (
        f'<style:page-layout style:name="{name}"><style:page-layout-properties '
        f'fo:page-width="{page.width}in" fo:page-height="{page.height}in" style:print-orientation="{turned}" '
        f'fo:margin-left="{MARGIN}in" fo:margin-right="{MARGIN}in" fo:margin-top="{MARGIN}in" '
        f'fo:margin-bottom="{MARGIN / 2}in"/><style:header-style/><style:footer-style>'
        f'<style:header-footer-properties fo:min-height="{MARGIN / 2}in" fo:margin-top="0.04in"/>'
        "</style:footer-style></style:page-layout>"
    )


def _master(name: str, layout: str) -> str:
    number = '<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count>'
    return (
        f'<style:master-page style:name="{name}" style:page-layout-name="{layout}"><style:footer>'
        f'<text:p text:style-name="Footer">{number}</text:p></style:footer></style:master-page>'
    )


def column_style(width: float) -> str:
    """Return the name of the style of a column that takes a share of the width."""
    return f"Width_{round(1000 * width)}"


def automatic_xml(widths: Iterable[float]) -> str:
    """Return the styles that a document keeps with its text: those of its tables, and the page of its figure.

    Args:
        widths: Of the columns of its tables, as shares of 1.
    """
    line = f"0.5pt solid {RULE}"
    cells = "".join(
        f'<style:style style:name="{cell_style(polarity, heading=heading)}" style:family="table-cell">'
        f'<style:table-cell-properties fo:background-color="{ground}" fo:padding="3pt" fo:padding-left="5pt" '
        f'fo:padding-right="5pt" fo:border="none" fo:border-bottom="{line}"/></style:style>'
        for heading, grounds in ((True, HEADINGS), (False, GROUNDS))
        for polarity, ground in grounds.items()
    )
    columns = "".join(
        f'<style:style style:name="{column_style(width)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * TEXT_WIDTH:.3f}in"/></style:style>'
        for width in widths
    )
    return (
        '<style:style style:name="Sheet" style:family="table"><style:table-properties '
        f'style:width="{TEXT_WIDTH:.3f}in" table:align="left" fo:margin-top="5pt" fo:margin-bottom="5pt"/>'
        "</style:style>"
        f'{columns}{cells}<style:style style:name="Name" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding="3pt" fo:padding-left="0in" fo:border="none" fo:border-bottom="{line}"/></style:style>'
        f'<style:style style:name="{FIGURE_HEADING}" style:family="paragraph" '
        f'style:parent-style-name="Heading_20_1" style:master-page-name="{LANDSCAPE}"/>'
        '<style:style style:name="Whole" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
    )
