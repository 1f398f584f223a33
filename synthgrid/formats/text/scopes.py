"""The headings that are open: what they say about the items below them, and which of them a new one closes."""

from dataclasses import dataclass, replace
from typing import Any, Final

from synthgrid.domain.fields import CATEGORY_DEPTH_MAX
from synthgrid.formats.text.lines import HASHES_MAX, PLAIN

GROUP: Final = "group"
READING: Final = "reading"
THEME: Final = "category"


@dataclass(frozen=True, slots=True)
class Scope:
    """An open heading: everything below it belongs to it.

    Attributes:
        kind: `GROUP`, `THEME`, or `READING` (a polarity or a section).
        value: The group's or theme's name; `polarity:positive`, `section:keyword`.
        written: The heading as its authors wrote it.
        rank: As of its line.
        indent: Columns before it when it is itself marked as an item; an item no deeper closes it.
        used: Whether items stand directly below it.
    """

    kind: str
    value: str
    written: str
    rank: int = PLAIN
    indent: int | None = None
    used: bool = False


class Scopes:
    """The open headings, outermost first."""

    def __init__(self, scopes: tuple[Scope, ...] = ()) -> None:
        self._scopes = list(scopes)

    def copy(self) -> "Scopes":
        """Return the same scopes, to come back to."""
        return Scopes(tuple(self._scopes))

    @property
    def path(self) -> tuple[str, ...]:
        """The open themes."""
        return tuple(scope.value for scope in self._scopes if scope.kind == THEME)

    @property
    def written(self) -> tuple[str, ...]:
        """The open headings as written."""
        return tuple(scope.written for scope in self._scopes)

    @property
    def reading(self) -> str:
        """The polarity or section in force, or ""."""
        return next((scope.value for scope in reversed(self._scopes) if scope.kind == READING), "")

    def fields(self) -> dict[str, Any]:
        """Return what the open headings say about an item."""
        fields: dict[str, Any] = {scope.kind: scope.value for scope in self._scopes if scope.kind == GROUP}
        if reading := self.reading:
            name, _, value = reading.partition(":")
            fields[name] = value
        if path := self.path:
            fields["category"] = list(path)
        return fields

    def open(self, new: Scope) -> None:
        """Open a heading, closing those it ends."""
        cut = next((index for index, old in enumerate(self._scopes) if _closes(new, old)), len(self._scopes))
        del self._scopes[cut:]
        themes = [index for index, scope in enumerate(self._scopes) if scope.kind == THEME]
        if new.kind == THEME and len(themes) == CATEGORY_DEPTH_MAX:
            del self._scopes[themes[-1] :]
        self._scopes.append(new)

    def push(self, new: Scope) -> None:
        """Open a heading below all that are open."""
        self._scopes.append(new)

    def close_reading(self) -> None:
        """Close the polarity or section in force, and what stands below it."""
        cut = next((index for index, scope in enumerate(self._scopes) if scope.kind == READING), len(self._scopes))
        del self._scopes[cut:]

    def use(self) -> None:
        """Remember that an item stands directly below the innermost heading."""
        if self._scopes:
            self._scopes[-1] = replace(self._scopes[-1], used=True)

    def close_marked(self, indent: int) -> None:
        """Close the headings marked as items that an item with this indentation is not below."""
        while self._scopes and self._scopes[-1].indent is not None and indent <= self._scopes[-1].indent:
            self._scopes.pop()


def _closes(new: Scope, old: Scope) -> bool:
    """Tell whether a new heading ends what an older one opened.

    Hashes say it themselves. Else a new group ends everything; a new polarity or section the one before, and a theme
    as high that has items of its own; a new theme the themes as high, those that have items of their own, and a
    polarity or section written alike that has: below « Faiblesses » and its items, « Opportunités » says no opinion.
    """
    counted = old.rank <= HASHES_MAX
    if new.rank <= HASHES_MAX and counted:
        return old.rank >= new.rank
    if old.indent is not None and new.indent is not None and old.indent >= new.indent:
        return True
    if new.kind == GROUP:
        return old.kind == GROUP or not counted
    if new.kind == READING:
        return old.kind == READING or (not counted and old.used and old.kind == THEME and old.rank >= new.rank)
    if old.kind == READING:
        return not counted and old.used and old.rank == new.rank
    return old.kind == THEME and (old.rank >= new.rank or (not counted and old.used))
