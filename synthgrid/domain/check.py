"""The one judge of every document, wherever it comes from: API, import, command line, `draw`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.check_items import Items, read_items
from synthgrid.domain.check_names import place, read_categories, read_groups
from synthgrid.domain.check_template import read_templates, template_key
from synthgrid.domain.document import Defaults, Document, DocumentCategory, DocumentGroup, Item, Path, Unchecked
from synthgrid.domain.fields import Reader
from synthgrid.domain.objects import read_fields
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN
from synthgrid.domain.values import Layer, Status
from synthgrid.errors import N_, Fault, InvalidDocumentError, Message
from synthgrid.settings import Limits


def _slug(value: Any) -> str:
    slug = fields.line(value, SLUG_MAX)
    expected = N_("lower-case letters, digits and single hyphens, such as ma-reunion")
    return str(fields.matching(SLUG_PATTERN, expected)(slug))


DOCUMENT_FIELDS: Final[Mapping[str, Reader]] = {
    "slug": _slug,
    "title": fields.required(fields.line),
    "question": fields.text,
    "date": fields.day,
    "place": fields.line,
    "language": fields.matching(fields.LANGUAGE_PATTERN, N_("a language such as fr or en")),
    "template": template_key,
    "labels": fields.labels,
    "layer": fields.choice(Layer),
    "status": fields.choice(Status),
}
LISTS: Final = ("groups", "categories", "proposals", "templates")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that did not pass, in its place in reading order."""

    index: int
    external_id: str | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge found: the good part of a document, and what was refused, item by item.

    Attributes:
        levels: How many levels of items may stand below each other, also where the document is put into more of them.
    """

    document: Document
    rejected: tuple[Rejected, ...]
    levels: int


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
    if title_required and data.get("title") is None:
        faults.append(Fault("/title", Message(N_("It is required."))))
    groups = read_groups(data, limits, faults)
    categories = read_categories(data, limits, faults)
    templates = read_templates(data, faults)
    items = read_items(data.get("proposals"), unchecked.places, limits, defaults or Defaults(), faults)
    rejected = tuple(Rejected(index, *found) for index, found in items.rejected.items())
    if faults:
        raise InvalidDocumentError([*faults, *(fault for one in rejected for fault in one.faults)])
    document = _document({**head, "templates": templates}, groups, categories, items, defaults or Defaults())
    return Verdict(document, rejected, limits.tree_depth)


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
            place(categories, path)
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
