"""The one judge of every document, wherever it comes from: API, import, command line, `draw`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.check_items import Items, read_items
from synthgrid.domain.document import Defaults, Document, DocumentCategory, DocumentGroup, Item, Path, Unchecked
from synthgrid.domain.fields import Reader, Refused
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN
from synthgrid.domain.templates import TEMPLATES
from synthgrid.domain.values import Composition, Layer, Side, Status
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.settings import Limits


def _slug(value: Any) -> str:
    slug = fields.line(value, SLUG_MAX)
    expected = N_("lower-case letters, digits and single hyphens, such as ma-reunion")
    return str(fields.matching(SLUG_PATTERN, expected)(slug))


def _template(value: Any) -> str:
    key = fields.line(value)
    if key not in TEMPLATES:
        raise Refused(N_("It must be one of: %(choices)s."), choices=", ".join(TEMPLATES))
    return key


DOCUMENT_FIELDS: Final[Mapping[str, Reader]] = {
    "slug": _slug,
    "title": fields.required(fields.line),
    "question": fields.text,
    "date": fields.day,
    "place": fields.line,
    "language": fields.matching(fields.LANGUAGE_PATTERN, N_("a language such as fr or en")),
    "template": _template,
    "labels": fields.labels,
    "layer": fields.choice(Layer),
    "status": fields.choice(Status),
}
GROUP_FIELDS: Final[Mapping[str, Reader]] = {
    "name": fields.required(fields.line),
    "actor": fields.line,
    "composition": fields.choice(Composition),
    "members": fields.members,
    "size": fields.whole(0),
}
CATEGORY_FIELDS: Final[Mapping[str, Reader]] = {
    "name": fields.required(fields.line),
    "parent": fields.path,
    "definition": fields.text,
    "color": fields.color,
    "side": fields.choice(Side),
}
LISTS: Final = ("groups", "categories", "proposals")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that did not pass, in its place in reading order."""

    index: int
    external_id: str | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge found: the good part of a document, and what was refused, item by item."""

    document: Document
    rejected: tuple[Rejected, ...]


def check(
    unchecked: Unchecked, limits: Limits, defaults: Defaults | None = None, *, title_required: bool = True
) -> Document:
    """Judge a document that must be good as a whole; arguments as for `judge`.

    Raises:
        InvalidDocumentError: It has a fault anywhere.
    """
    verdict = judge(unchecked, limits, defaults, title_required=title_required)
    if verdict.rejected:
        raise InvalidDocumentError(fault for rejected in verdict.rejected for fault in rejected.faults)
    return verdict.document


def judge(
    unchecked: Unchecked, limits: Limits, defaults: Defaults | None = None, *, title_required: bool = True
) -> Verdict:
    """Judge a document of which the good items may land while the bad ones are reported.

    Args:
        unchecked: What a format read.
        limits: Counts and depths allowed.
        defaults: What the body means where it says nothing.
        title_required: False for an import into a workshop that has a title.

    Raises:
        InvalidDocumentError: A fault outside the items; no part of the document can be used.
    """
    faults = list(unchecked.faults)
    data = unchecked.data
    if not isinstance(data, dict):
        raise InvalidDocumentError([Fault("", Message(N_("The document must be an object with a “title”.")))])
    head = read_fields(data, DOCUMENT_FIELDS, "", faults, also=LISTS)
    if title_required and not data.get("title"):
        faults.append(Fault("/title", Message(N_("It is required."))))
    groups = _read_groups(data, faults)
    categories = _read_categories(data, faults)
    items = read_items(data.get("proposals"), unchecked.places, limits, defaults or Defaults(), faults)
    rejected = tuple(Rejected(index, *found) for index, found in items.rejected.items())
    if faults:
        raise InvalidDocumentError([*faults, *(fault for one in rejected for fault in one.faults)])
    return Verdict(_document(head, groups, categories, items, defaults or Defaults()), rejected)


def _document(
    head: dict[str, Any],
    groups: dict[str, DocumentGroup],
    categories: dict[Path, DocumentCategory],
    items: Items,
    defaults: Defaults,
) -> Document:
    for item in items.accepted:
        if item.group is not None and item.group not in groups:
            groups[item.group] = DocumentGroup(item.group, listed=False)
        for path in _paths_of(item):
            _place(categories, path)
    if defaults.actor:
        groups = {
            name: group if group.actor else replace(group, actor=defaults.actor) for name, group in groups.items()
        }
    return Document(
        **{"title": "", "language": defaults.language, **head},
        groups=tuple(groups.values()),
        categories=tuple(categories.values()),
        items=tuple(items.accepted),
    )


def _paths_of(item: Item) -> Iterable[Path]:
    return item.also if item.category is None else (item.category, *item.also)


def read_fields(
    data: dict[str, Any],
    readers: Mapping[str, Reader],
    pointer: str,
    faults: list[Fault],
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """Read the fields of an object; null is absent; what is refused or unknown is added to `faults`.

    Args:
        data: The object.
        readers: The fields it may have.
        pointer: Where the object stands.
        faults: Receives the faults.
        also: Fields that someone else reads.
    """
    found: dict[str, Any] = {}
    known = {*readers, *also}
    for name, value in data.items():
        try:
            if name not in known:
                raise fields.unknown_field(name, known)
            if value is not None and name in readers:
                found[name] = readers[name](value)
        except Refused as refused:
            at = refused.at if name not in known else f"/{name}{refused.at}"
            faults.append(Fault(pointer + at, refused.message))
    return found


def read_list(data: dict[str, Any], name: str, faults: list[Fault]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Return the objects of a list of the document, each with its pointer."""
    values = data.get(name)
    if values is None:
        return
    if not isinstance(values, list):
        faults.append(Fault(f"/{name}", Message(N_("It must be a list."))))
        return
    for index, value in enumerate(values):
        if isinstance(value, dict):
            yield f"/{name}/{index}", value
        else:
            faults.append(Fault(f"/{name}/{index}", Message(N_("It must be an object."))))


def _named(found: dict[str, Any], value: dict[str, Any], pointer: str, faults: list[Fault]) -> bool:
    if "name" not in value or value["name"] is None:
        faults.append(Fault(f"{pointer}/name", Message(N_("It is required."))))
    return "name" in found


def _read_groups(data: dict[str, Any], faults: list[Fault]) -> dict[str, DocumentGroup]:
    groups: dict[str, DocumentGroup] = {}
    for pointer, value in read_list(data, "groups", faults):
        found = read_fields(value, GROUP_FIELDS, pointer, faults)
        if not _named(found, value, pointer, faults):
            continue
        if found["name"] in groups:
            faults.append(Fault(f"{pointer}/name", Message(N_("Another group of this document has this name."))))
        groups[found["name"]] = DocumentGroup(**found)
    return groups


def _read_categories(data: dict[str, Any], faults: list[Fault]) -> dict[Path, DocumentCategory]:
    categories: dict[Path, DocumentCategory] = {}
    parents: dict[str, tuple[str, Path]] = {}
    for pointer, value in read_list(data, "categories", faults):
        found = read_fields(value, CATEGORY_FIELDS, pointer, faults)
        if not _named(found, value, pointer, faults):
            continue
        parent, name = found.pop("parent", ()), found.pop("name")
        path = (*parent, name)
        if len(path) > fields.CATEGORY_DEPTH_MAX:
            message = Message(
                N_("It has %(depth)d levels; at most %(most)d."),
                {"depth": len(path), "most": fields.CATEGORY_DEPTH_MAX},
            )
            faults.append(Fault(f"{pointer}/parent", message))
        if path in categories and categories[path].listed:
            faults.append(Fault(f"{pointer}/name", Message(N_("Another category of this document has this path."))))
        _place(categories, path, DocumentCategory(path, **found))
        if len(parent) == 1:
            parents[name] = (f"{pointer}/parent", parent)
    faults.extend(_cycles(parents, {path[0] for path, one in categories.items() if one.listed and len(path) == 1}))
    return categories


def _place(categories: dict[Path, DocumentCategory], path: Path, listed: DocumentCategory | None = None) -> None:
    """Put a category and its ancestors in place, ancestors first; one that is listed replaces one only named."""
    for length in range(1, len(path) + 1):
        categories.setdefault(path[:length], DocumentCategory(path[:length], listed=False))
    if listed is not None:
        categories[path] = listed


def _cycles(parents: Mapping[str, tuple[str, Path]], roots: set[str]) -> Iterable[Fault]:
    """Find categories listed as each other's parents: no path from the root leads to them."""
    for name, (pointer, _) in parents.items():
        seen = {name}
        step = parents[name][1][0]
        while step not in roots and step not in seen and step in parents:
            seen.add(step)
            step = parents[step][1][0]
        if step == name and step not in roots:
            yield Fault(pointer, Message(N_("“%(name)s” would be its own ancestor."), {"name": name}))
