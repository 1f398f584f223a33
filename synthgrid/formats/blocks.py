"""The blocks of a page, in their order, hung below the headings that they stand under."""

from typing import Final

from synthgrid.domain.branches import Branch, Kind
from synthgrid.formats.meanings import SENTENCE_ENDS
from synthgrid.formats.text.front import Front
from synthgrid.formats.text.headings import THEME_MAX
from synthgrid.formats.text.lines import HEADING_MAX, Line
from synthgrid.formats.text.outline import Outline
from synthgrid.formats.text.words import exact_meaning, group_of

BOLD: Final = 7
PLAIN: Final = 8
"""Ranks of headings that are none by their form: below the six of a page."""


class Blocks:
    """Receives headings and entries in reading order.

    Args:
        outline: Receives the lines before the first item that say something of the workshop itself.
        front: Receives what they say.
    """

    def __init__(self, outline: Outline, front: Front) -> None:
        self.root = Branch("")
        self._outline, self._front = outline, front
        self._open: list[tuple[int, Branch]] = []
        self._paragraphs: set[int] = set()

    @property
    def within(self) -> Branch:
        """The innermost open heading; the root without any."""
        return self._open[-1][1] if self._open else self.root

    def head(self, rank: int, branch: Branch) -> None:
        """Open a heading; it closes those of its rank and below."""
        while self._open and self._open[-1][0] >= rank:
            self._open.pop()
        branch.heading = True
        self.within.children.append(branch)
        self._open.append((rank, branch))

    def add(self, *entries: Branch) -> None:
        """Add entries below the open heading."""
        self.within.children.extend(entries)

    def take(self, branch: Branch, listed: list[Branch], *, bold: bool) -> None:
        """Take a paragraph with the list that follows it, if one does: a heading, what announces the list, or an item.

        Args:
            branch: The paragraph.
            listed: The items of the list right below it.
            bold: Whether all of it is bold.
        """
        branch.heading = False
        self._paragraphs.add(id(branch))
        if _heads(branch, bold=bold, followed=bool(listed)):
            self.head(BOLD if bold else PLAIN, branch)
            self.add(*listed)
        elif branch.text.endswith(":") and listed:
            branch.children += listed
            self.add(branch)
        else:
            self.add(branch, *listed)

    def finish(self) -> Branch:
        """Return the tree, with its title and without the lines that say something of the workshop itself."""
        own = next((one for one in self.root.children if one.kind is Kind.WORKSHOP), None)
        if own is not None:
            own.children += [one for one in self.root.children if one is not own]
            return own
        if not self._front.title:
            self._entitle()
        self._introduce()
        return self.root

    def _entitle(self) -> None:
        """Take the heading that all others stand below for the title."""
        children = self.root.children
        heads = [one for one in children if one.heading]
        if len(heads) != 1 or not any(one.heading for one in heads[0].children):
            return
        only = heads[0]
        if exact_meaning(only.text) or group_of(only.text, heading=True):
            return
        self.root.text, self.root.line, self.root.fields = only.text, only.line, only.fields
        at = children.index(only)
        children[at : at + 1] = only.children
        self._front.entitle(_line(only))

    def _introduce(self) -> None:
        """Read the short paragraphs before the first heading or list: place, date, question."""
        children = self.root.children
        while len(children) > 1 and id(children[0]) in self._paragraphs and not children[0].fields:
            first = _line(children[0])
            known = (self._front.read(first) or self._front.ask(first)) if len(first.text) <= THEME_MAX else None
            if known is None:
                return
            self._outline.report(first.number, first.raw, known)
            del children[0]


def _line(branch: Branch) -> Line:
    return Line(branch.line, branch.text, branch.text, text=branch.text)


def _heads(branch: Branch, *, bold: bool, followed: bool) -> bool:
    """Tell whether a paragraph is a heading: by its words, in bold, or short and right above a list."""
    text = branch.text
    if "\n" in text or len(text) > HEADING_MAX:
        return False
    if exact_meaning(text) or group_of(text, heading=False):
        return True
    return (bold or (followed and len(text) <= THEME_MAX)) and not text.endswith(SENTENCE_ENDS)
