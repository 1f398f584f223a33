"""The judge's reading of what a document names: its groups and categories."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.document import DocumentCategory, DocumentGroup, Path
from synthgrid.domain.fields import Reader
from synthgrid.domain.objects import read_fields, read_list
from synthgrid.domain.values import Composition, Side
from synthgrid.errors import N_, Fault, Message
from synthgrid.settings import Limits

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


def _named(found: dict[str, Any], value: dict[str, Any], pointer: str, faults: list[Fault]) -> bool:
    if "name" not in value or value["name"] is None:
        faults.append(Fault(f"{pointer}/name", Message(N_("It is required."))))
    return "name" in found


def read_groups(data: dict[str, Any], limits: Limits, faults: list[Fault]) -> dict[str, DocumentGroup]:
    """Read the groups that a document lists, by name."""
    groups: dict[str, DocumentGroup] = {}
    for pointer, value in read_list(data, "groups", limits, faults):
        found = read_fields(value, GROUP_FIELDS, pointer, faults)
        if not _named(found, value, pointer, faults):
            continue
        if found["name"] in groups:
            faults.append(Fault(f"{pointer}/name", Message(N_("Another group of this document has this name."))))
        groups[found["name"]] = DocumentGroup(**found)
    return groups


def read_categories(data: dict[str, Any], limits: Limits, faults: list[Fault]) -> dict[Path, DocumentCategory]:
    """Read the categories that a document lists, with the ancestors that they name, by path."""
    categories: dict[Path, DocumentCategory] = {}
    parents: dict[str, tuple[str, str]] = {}
    for pointer, value in read_list(data, "categories", limits, faults):
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
        place(categories, path, DocumentCategory(path, **found))
        if len(parent) == 1:
            parents[name] = (f"{pointer}/parent", parent[0])
    faults.extend(_cycles(parents, {path[0] for path, one in categories.items() if one.listed and len(path) == 1}))
    return categories


def place(categories: dict[Path, DocumentCategory], path: Path, listed: DocumentCategory | None = None) -> None:
    """Put a category and its ancestors in place, ancestors first; one that is listed replaces one only named."""
    for length in range(1, len(path) + 1):
        categories.setdefault(path[:length], DocumentCategory(path[:length], listed=False))
    if listed is not None:
        categories[path] = listed


def _cycles(parents: Mapping[str, tuple[str, str]], roots: set[str]) -> Iterable[Fault]:
    """Find categories listed as each other's parents: no path from the root leads to them.

    Each name is walked once, however long the chains are.

    Args:
        parents: Name -> pointer of its `parent`, and the one name that stands there.
        roots: Names listed without parent.
    """
    above = {name: parent for name, (_, parent) in parents.items() if name not in roots}
    walked: set[str] = set()
    for start in above:
        way, name = [], start
        while name in above and name not in walked:
            walked.add(name)
            way.append(name)
            name = above[name]
        for one in way[way.index(name) :] if name in way else ():
            yield Fault(parents[one][0], Message(N_("“%(name)s” would be its own ancestor."), {"name": one}))
