"""The judge's reading of the items: a tree of JSON values in, a flat list in reading order out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from synthgrid.domain import fields
from synthgrid.domain.document import Defaults, Item, Place
from synthgrid.domain.fields import Reader, Refused, UnknownField
from synthgrid.domain.objects import fault_of, too_many
from synthgrid.domain.origin import ORIGIN_PATTERN, Origins
from synthgrid.domain.text import shown
from synthgrid.domain.values import POINT, Polarity, Voice
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.settings import Limits

ITEM_FIELDS: Final[Mapping[str, Reader]] = {
    "text": fields.required(fields.text),
    "id": fields.matching(fields.ID_PATTERN, N_("an id that synthgrid gave")),
    "external_id": fields.required(fields.line),
    "ref": fields.whole(1),
    "origin": fields.matching(ORIGIN_PATTERN, N_("an origin that synthgrid gave")),
    "group": fields.required(fields.line),
    "actor": fields.line,
    "voice": fields.choice(Voice),
    "section": fields.matching(fields.SECTION_PATTERN, N_("a key such as “point” or “keyword”")),
    "polarity": fields.choice(Polarity),
    "category": fields.path,
    "also": fields.paths,
    "facets": fields.facets,
    "note": fields.text,
    "source": fields.source,
}
UNIQUE: Final = ("id", "external_id", "ref", "origin")
NOT_READ: Final = {"text", "id", "external_id", "ref", "origin", "source"}
"""Fields that do not make the origin of an item: its text stands apart, the others are not what people said."""

INHERITED: Final = ("group", "section", "polarity", "category")
REPEATED: Final = {*INHERITED, "actor", "voice"}
"""Fields that have few values in a body: each is read once."""


def text_within(limits: Limits) -> Reader:
    """Return the reader of an item's text, which may be as long as is set."""
    return fields.required(partial(fields.text, most=limits.text))


@dataclass(slots=True)
class Items:
    """The items of one body: those accepted, and by index the external_id and faults of those rejected."""

    accepted: list[Item] = field(default_factory=list)
    rejected: dict[int, tuple[str | None, tuple[Fault, ...]]] = field(default_factory=dict)


class _Waiting(NamedTuple):
    """An item still to be read, with what its parent hands down."""

    value: Any
    pointer: str
    depth: int
    parent: Item | None = None
    inherited: Mapping[str, Any] = MappingProxyType({})
    orphan: bool = False


def read_items(
    proposals: Any, places: Mapping[str, Place], limits: Limits, defaults: Defaults, faults: list[Fault]
) -> Items:
    """Read the items of a document.

    Args:
        proposals: What stands under `proposals`.
        places: Where items stood in their body, by pointer.
        limits: How many, how deep.
        defaults: What an item without parent means where it says nothing.
        faults: Receives the faults of the list as a whole.

    Raises:
        InvalidDocumentError: There are more items than one body may have.
    """
    reading = _Reading(places, limits, defaults)
    if proposals is None:
        return reading.items
    if not isinstance(proposals, list):
        faults.append(Fault("/proposals", Message(N_("It must be a list."))))
        return reading.items
    waiting = [_Waiting(value, f"/proposals/{index}", 1) for index, value in enumerate(proposals)]
    waiting.reverse()
    while waiting:
        waiting.extend(reading.read(waiting.pop()))
    return reading.items


def in_column(fault: Fault, pointer: str, place: Place) -> Fault:
    """Say in which column of a table a fault of an item stands, if it was read from one."""
    where = fault.pointer.removeprefix(f"{pointer}/")
    column = place.columns.get(where) or place.columns.get(where.partition("/")[0])
    if column is None:
        return fault
    facts = {"column": shown(column), "reason": fault.message}
    return replace(fault, message=Message(N_("Column “%(column)s”: %(reason)s"), facts))


class _Reading:
    """One pass over the items, in reading order."""

    def __init__(self, places: Mapping[str, Place], limits: Limits, defaults: Defaults) -> None:
        self.items = Items()
        self._places, self._limits, self._defaults = places, limits, defaults
        self._readers = {**ITEM_FIELDS, "text": text_within(limits)}
        self._origins = Origins()
        self._seen: dict[tuple[str, Any], str] = {}
        self._known: dict[tuple[str, Any], Any] = {}
        self._index = self._faults = 0

    def read(self, waiting: _Waiting) -> list[_Waiting]:
        """Read one item; return its children, last first."""
        index, self._index = self._index, self._index + 1
        place = self._places.get(waiting.pointer)
        line = place.line if place else None
        if self._index > self._limits.items:
            raise InvalidDocumentError([too_many(waiting.pointer, line, self._limits)])
        faults: list[Fault] = []
        found = self._fields(waiting, line, faults)
        children = self._children(waiting, faults)
        self._faults += len(faults)
        if faults or waiting.orphan:
            external_id = found.get("external_id")
            orphaned = Fault(waiting.pointer, Message(N_("The item it belongs to was refused.")), line)
            self.items.rejected[index] = (external_id, tuple(faults) or (orphaned,))
            return self._below(children, waiting, None, {}, orphan=True)
        item, effective = self._item(index, waiting, found, place)
        self.items.accepted.append(item)
        return self._below(children, waiting, item, effective, orphan=False)

    def _fields(self, waiting: _Waiting, line: int | None, faults: list[Fault]) -> dict[str, Any]:
        if not isinstance(waiting.value, dict):
            faults.append(Fault(waiting.pointer, Message(N_("It must be an object with a “text”.")), line))
            return {}
        found: dict[str, Any] = {}
        for name, value in waiting.value.items():
            try:
                if name in self._readers:
                    if value is not None:
                        found[name] = self._value(name, value) if name in REPEATED else self._readers[name](value)
                elif name != "children":
                    raise UnknownField(name, (*ITEM_FIELDS, "children"))
            except Refused as refused:
                at = f"{waiting.pointer}/{name}" if name in ITEM_FIELDS else waiting.pointer
                faults.append(fault_of(refused, at, self._faults + len(faults), line))
        if waiting.value.get("text") is None:
            faults.append(Fault(f"{waiting.pointer}/text", Message(N_("It is required.")), line))
        if waiting.depth > self._limits.tree_depth:
            message = Message(N_("It stands deeper than %(most)d levels."), {"most": self._limits.tree_depth})
            faults.append(Fault(waiting.pointer, message, line))
        faults.extend(self._repeated(found, waiting.pointer, line))
        self._name_columns(waiting.pointer, faults)
        return found

    def _name_columns(self, pointer: str, faults: list[Fault]) -> None:
        """Say of each fault in which column of a table it stands, and what the format itself found wrong."""
        if place := self._places.get(pointer):
            faults[:] = [in_column(fault, pointer, place) for fault in faults]
            if place.fault is not None:
                faults.insert(0, Fault(pointer, place.fault, place.line))

    def _value(self, name: str, value: Any) -> Any:
        """Read a value of a field, unless the same one was read before."""
        key = (name, tuple(value) if isinstance(value, list) else value)
        try:
            return self._known[key]
        except (KeyError, TypeError):  # it is new, or holds what can be no key, nor a value of these fields
            found = ITEM_FIELDS[name](value)
        self._known[key] = found
        return found

    def _repeated(self, found: Mapping[str, Any], pointer: str, line: int | None) -> list[Fault]:
        faults = []
        for name in UNIQUE:
            if name in found:
                first = self._seen.setdefault((name, found[name]), pointer)
                if first != pointer:
                    message = Message(N_("%(first)s has the same one."), {"first": first})
                    faults.append(Fault(f"{pointer}/{name}", message, line))
        return faults

    def _children(self, waiting: _Waiting, faults: list[Fault]) -> list[Any]:
        children = waiting.value.get("children") if isinstance(waiting.value, dict) else None
        if children is None:
            return []
        if not isinstance(children, list):
            faults.append(Fault(f"{waiting.pointer}/children", Message(N_("It must be a list."))))
            return []
        return children

    def _below(
        self,
        children: list[Any],
        waiting: _Waiting,
        parent: Item | None,
        inherited: Mapping[str, Any],
        *,
        orphan: bool,
    ) -> list[_Waiting]:
        if waiting.depth > self._limits.tree_depth:
            return []
        return [
            _Waiting(
                children[number], f"{waiting.pointer}/children/{number}", waiting.depth + 1, parent, inherited, orphan
            )
            for number in reversed(range(len(children)))
        ]

    def _item(
        self, index: int, waiting: _Waiting, found: dict[str, Any], place: Place | None
    ) -> tuple[Item, dict[str, Any]]:
        parent = waiting.parent
        if parent is None:
            self._fill(found, place.columns if place and place.whole else ())
        read = {name: value for name, value in found.items() if name not in NOT_READ and value}
        headings = place.headings if place else ()
        above = parent.origin if parent else None
        found["origin"], found["read"] = self._origins.of(found.get("origin"), above, headings, read, found["text"])
        effective = {name: found.get(name, waiting.inherited.get(name)) for name in INHERITED}
        for name in INHERITED:
            if parent is not None and found.get(name) == waiting.inherited.get(name):
                found.pop(name, None)
        item = Item(
            **found,
            index=index,
            pointer=waiting.pointer,
            parent=parent.index if parent else None,
            line=place.line if place else None,
        )
        return item, effective

    def _fill(self, found: dict[str, Any], said: Collection[str]) -> None:
        """Give an item without parent what it does not say: the defaults of the import, then section `point`.

        Args:
            found: Its fields.
            said: Fields that it says even where they are empty.
        """
        for name in (*INHERITED, "actor"):
            default = getattr(self._defaults, name)
            if default is not None and name not in said and not (name == "actor" and found.get("group")):
                found.setdefault(name, default)
        found.setdefault("section", POINT)
