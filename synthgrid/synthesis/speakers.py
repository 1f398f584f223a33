"""Who said each item, as the marks that stand after it: A, B, … for groups, a, b, … for actors of their own."""

from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from synthgrid.domain.arrangement import LegendEntry
from synthgrid.domain.values import Proposal, Workshop

_SEVERAL: Final = 2


class Speakers:
    """The marks of one drawing.

    Each group has one where there are several. So has each actor that items name as their own because it is not that of
    their group: one person of a table, or whoever speaks without one. A sub-item without actor has that of its parent.
    """

    def __init__(self, workshop: Workshop, *, groups: bool = True, actors: bool = True) -> None:
        """Give the marks.

        Args:
            workshop: The snapshot.
            groups: Whether groups have marks; not where each stands under its own heading.
            actors: Whether actors have.
        """
        marked = workshop.groups if groups and len(workshop.groups) >= _SEVERAL else ()
        self._groups = {group.id: _letters(number, ascii_uppercase) for number, group in enumerate(marked)}
        self._named = {group.id: group for group in marked}
        self._usual: dict[str | None, str] = {group.id: group.actor for group in workshop.groups}
        named = actors and any(item.actor for item in workshop.proposals)
        self._items = {item.id: item for item in workshop.proposals} if named else {}
        own = dict.fromkeys(filter(None, map(self._own, self._items.values())))
        self._actors = {actor: _letters(number, ascii_lowercase) for number, actor in enumerate(own)}

    def group(self, group: str | None) -> str:
        """Return the mark of a group, by its id; "" for one that has none."""
        return self._groups.get(group or "", "")

    def marks(self, item: Proposal, parent: Proposal | None = None) -> tuple[str, ...]:
        """Return the marks of an item; none for a sub-item that says the same as its parent."""
        own = self._own(item)
        if parent is not None and (item.group, own) == (parent.group, self._own(parent)):
            return ()
        return tuple(mark for mark in (self.group(item.group), self._actors.get(own, "")) if mark)

    def legend(self, shown: Iterable[Proposal]) -> tuple[LegendEntry, ...]:
        """Return an entry for each mark, with how many of the items shown have it: the groups, then the actors."""
        shown = tuple(shown)
        counts = Counter(item.group or "" for item in shown)
        voices = Counter(map(self._own, shown)) if self._actors else Counter[str]()
        groups = [
            LegendEntry(mark, self._named[key].name, self._named[key].actor, counts[key])
            for key, mark in self._groups.items()
        ]
        actors = [LegendEntry(mark, actor, "", voices[actor]) for actor, mark in self._actors.items() if voices[actor]]
        return (*groups, *actors)

    def _own(self, item: Proposal) -> str:
        """Return the actor of an item where it is not that of its group, else ""."""
        if not self._items:
            return ""
        while not item.actor and item.parent in self._items and self._items[item.parent].group == item.group:
            item = self._items[item.parent]
        return "" if item.actor == self._usual.get(item.group, "") else item.actor


def _letters(number: int, alphabet: str) -> str:
    """Return the letters of a number: A to Z, then AA, AB and so on."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, len(alphabet))
        letters = alphabet[letter] + letters
    return letters
