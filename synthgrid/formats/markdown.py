"""Markdown: CommonMark with tables; headings, lists, front matter, and what exports keep in comments."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from synthgrid.domain.branches import Branch
from synthgrid.domain.document import Unchecked
from synthgrid.domain.text import TEXT_MAX
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.formats.blocks import Blocks
from synthgrid.formats.decoding import decode
from synthgrid.formats.entries import Entries, with_text
from synthgrid.formats.inline import Inline, read_inline
from synthgrid.formats.kept import OWN_COMMENT, keep
from synthgrid.formats.markup import parse_fragment, pictures_of, text_of
from synthgrid.formats.rows import rows_of
from synthgrid.formats.slips import mended_slips
from synthgrid.formats.text.front import Front
from synthgrid.formats.text.lines import read_lines
from synthgrid.formats.text.matter import matter_length, read_matter
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.reading import limited
from synthgrid.settings import Limits

NESTING_MAX: Final = 120
"""Levels of blocks, of which a list in a list takes two. Past them the parser would leave out what it reads."""
_INLINE_MAX: Final = 2 * TEXT_MAX
"""Characters of a block past which its signs are not looked at: no text is so long."""
_LISTS: Final = frozenset(("bullet_list", "ordered_list"))
_CODE: Final = frozenset(("fence", "code_block"))


def read_markdown(body: bytes, limits: Limits) -> Unchecked:
    """Read Markdown: headings as text sheets know them, items of lists with what stands below them.

    A paragraph is an item, a quotation in an item its note. The heading that all others stand below is the title.

    Raises:
        MalformedBodyError: The body is no text, or empty.
        InvalidDocumentError: It has more items or lines than one body may have, or is nested too deep.
    """
    text, notes = decode(body)
    outline, front = Outline(limits), Front()
    length = matter_length(text)
    list(limited(read_lines(text), limits))
    left_out = read_matter(takewhile(lambda line: line.number < length, read_lines(text)), front, outline)
    if left_out:
        left = N_("Lines before the first item, kept as headings of this report only: %(count)d.")
        notes += (Message(left, {"count": left_out}),)
    text = "\n" * length + text.split("\n", length)[-1]
    if OWN_COMMENT not in text:
        text, slips = mended_slips(text)
        notes += slips
    blocks = _Blocks(Blocks(outline, front), outline, limits, own=OWN_COMMENT in text)
    blocks.take(_parsed(text))
    return Entries(outline).read(blocks.finish(), front.fields(), notes)


def _parsed(text: str) -> Sequence[SyntaxTreeNode]:
    tokens = _PARSER.parse(text)
    deep = next((one for one in tokens if one.level >= NESTING_MAX - 1), None)
    if deep is not None:
        message = Message(N_("It is nested deeper than %(limit)d levels."), {"limit": NESTING_MAX // 2})
        raise InvalidDocumentError([Fault("", message, deep.map[0] + 1 if deep.map else None)])
    return SyntaxTreeNode(tokens).children


def _short_inline(state: StateCore) -> None:
    """Parse the signs in a line as markdown-it does, but for lines longer than any text."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if len(token.content) <= _INLINE_MAX:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children.append(Token("text", "", 0, content=token.content))


_PARSER: Final = MarkdownIt("commonmark", {"maxNesting": NESTING_MAX}).enable(["table", "strikethrough"])
_PARSER.core.ruler.at("inline", _short_inline)


class _Blocks:
    """Hands the blocks of Markdown on, in reading order."""

    def __init__(self, blocks: Blocks, outline: Outline, limits: Limits, *, own: bool) -> None:
        self._blocks, self._outline, self._limits, self._own = blocks, outline, limits, own

    def finish(self) -> Branch:
        """Return the tree."""
        return self._blocks.finish()

    def take(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Take blocks that stand one after the other."""
        waiting = list(reversed(nodes))
        while waiting:
            node = waiting.pop()
            if node.type == "paragraph":
                listed = self._items(waiting.pop()) if waiting and waiting[-1].type in _LISTS else []
                self._paragraph(node, listed)
            elif node.type == "heading":
                branch = self._branch(node)
                self._blocks.head(branch.fields.pop("level", int(node.tag[1])), branch)
            elif node.type == "blockquote":
                waiting += reversed(node.children)
            else:
                self._blocks.add(*self._entries(node))

    def _paragraph(self, node: SyntaxTreeNode, listed: list[Branch]) -> None:
        branch, inline = self._branch(node), _inline(node)
        if name := branch.fields.pop("field", None):
            self._blocks.within.fields[str(name)] = branch.text
            self._blocks.add(*listed)
        elif branch.text:
            self._blocks.take(branch, listed, bold=inline.bold)
        else:
            self._blocks.add(*listed)

    def _branch(self, node: SyntaxTreeNode) -> Branch:
        inline = _inline(node, own=self._own and node.type != "heading")
        branch = Branch(inline.text, line=_line(node), raw=inline.raw)
        keep(branch, inline.kept, self._limits)
        if inline.group:
            branch.fields["group"] = inline.group
        # An item keeps how it was written; of a heading only the addresses would be lost.
        hidden = [one for one in inline.addresses if node.type == "heading" or one not in inline.raw]
        if hidden and branch.kind is None:
            branch.fields["note"] = "\n".join(hidden)
        return branch

    def _items(self, node: SyntaxTreeNode) -> list[Branch]:
        return [one for item in node.children for one in with_text(self._item(item))]

    def _item(self, node: SyntaxTreeNode) -> Branch:
        """Read an item: its paragraphs are its text, lists stand below it, a quotation is its note."""
        item: Branch | None = None
        below: list[Branch] = []
        quoted: list[str] = []
        for block in node.children:
            if block.type in {"paragraph", "heading"}:
                read = self._branch(block)
            elif block.type in _CODE or block.type == "html_block":
                read = next(iter(self._entries(block)), Branch(""))
            elif block.type == "blockquote":
                quoted += [_inline(one).text for one in block.walk() if one.type in {"paragraph", "heading"}]
                continue
            else:
                below += self._entries(block)
                continue
            item = read if item is None else _joined(item, read)
        item = item or Branch("", line=_line(node))
        item.heading, item.children = False, [*item.children, *below]
        if note := "\n".join(filter(None, (*quoted, item.fields.get("note", "")))):
            item.fields["note"] = note
        return item

    def _entries(self, node: SyntaxTreeNode) -> list[Branch]:
        """Read a block that is neither a paragraph nor a heading."""
        if node.type in _LISTS:
            return self._items(node)
        if node.type in _CODE:
            text = node.content.strip("\n")
            return [Branch(text, line=_line(node), heading=False)] if text.strip() else []
        if node.type == "html_block":
            return _html(node)
        return self._table(node) if node.type == "table" else []

    def _table(self, node: SyntaxTreeNode) -> list[Branch]:
        rows = [(_line(row), [_inline(cell) for cell in row.children]) for row in node.walk() if row.type == "tr"]
        (line, headings), *others = rows
        said = [(number, [_cell(one) for one in cells]) for number, cells in others]
        return rows_of(line, [one.text for one in headings], said, self._outline)


def _html(node: SyntaxTreeNode) -> list[Branch]:
    """Read a block of HTML: the text that it shows, if it shows any."""
    shown = parse_fragment(node.content)
    text = "" if shown is None else text_of(shown) or "\n".join(pictures_of(shown))
    return [Branch(text, line=_line(node), heading=False, raw=node.content.strip())] if text else []


def _inline(node: SyntaxTreeNode, *, own: bool = False) -> Inline:
    inline = node.children[0] if node.children else None
    return (
        Inline("")
        if inline is None or inline.token is None
        else read_inline(inline.content, inline.token.children or [], own=own)
    )


def _cell(inline: Inline) -> str:
    """Return what a cell says, with the addresses that it shows nothing of."""
    return "\n".join(dict.fromkeys(filter(None, (inline.text, *inline.addresses))))


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


def _joined(item: Branch, more: Branch) -> Branch:
    """Go on with an item."""
    item.raw = "\n".join(filter(None, (item.raw or item.text, more.raw or more.text))) if item.raw or more.raw else ""
    item.text = "\n".join(filter(None, (item.text, more.text)))
    item.fields = {**more.fields, **item.fields}
    return item
