"""What people send: shapes for the specification; `load` asks the domain's judge, not marshmallow."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields

from synthgrid.api import bodies
from synthgrid.api.context import context
from synthgrid.api.schemas import shapes
from synthgrid.domain import check_one, values
from synthgrid.domain import fields as judge
from synthgrid.domain.check import check
from synthgrid.domain.check_items import text_within
from synthgrid.domain.document import Defaults, Document, Unchecked
from synthgrid.domain.fields import Reader
from synthgrid.domain.forms import CARRIED_MAX
from synthgrid.domain.origin import ORIGIN_PATTERN
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN
from synthgrid.domain.templates import KEY_MAX, KEY_PATTERN, TEMPLATES
from synthgrid.domain.text import LINE_MAX, TEXT_MAX

NAME, PATH = shapes.name_schema, shapes.path_schema


class BodySchema(Schema):
    """A body: told here, judged by the domain."""

    class Meta:
        """Unknown fields are refused, and the specification says so."""

        unknown = RAISE

    content_types: Collection[str] = bodies.JSON
    readers: ClassVar[Mapping[str, Reader]] = {}
    required_field: ClassVar[str] = ""

    def most_bytes(self) -> int:
        """Return how long the body may be."""
        return context().settings.limits.body_bytes

    def judges(self) -> Mapping[str, Reader]:
        """Return what reads each field."""
        return self.readers

    def load(self, data: Any, **_: Any) -> Any:
        """Judge the body; a `partial` schema is that of a PATCH.

        Raises:
            InvalidDocumentError: With a fault for each field refused.
        """
        return check_one.check_one(data, self.judges(), self.required_field, partial=bool(self.partial))


def patch(schema: type[BodySchema]) -> BodySchema:
    """Return the body of a PATCH: absent fields stay as they are, null resets one (RFC 7396)."""
    partial = schema(partial=True)
    partial.content_types = bodies.MERGE_PATCH
    return partial


class ListedGroup(BodySchema):
    """A table as a document lists it."""

    name = shapes.line("What the table is called; unique in the workshop.", required=True)
    actor = shapes.line("Who they are: usagers, travailleurs sociaux…")
    composition = shapes.choice(values.Composition, "Whether they are of one kind.")
    members = shapes.shaped(
        "The kinds of people at the table and how many they were.",
        type=["array", "null"],
        maxItems=judge.ENTRIES_MAX,
        items={
            "type": "object",
            "required": ["actor", "count"],
            "additionalProperties": False,
            "properties": {"actor": NAME(), "count": {"type": "integer", "minimum": 0, "maximum": judge.COUNT_MAX}},
        },
    )
    size = shapes.whole(0, "How many people sat there.")


class GroupIn(ListedGroup):
    """A table of the workshop."""

    readers = check_one.GROUP
    required_field = "name"

    before, after = shapes.beside()


class ListedCategory(BodySchema):
    """A theme as a document lists it."""

    name = shapes.line("What the theme is called; unique among its siblings.", required=True)
    parent = shapes.any_of([NAME(), PATH()], "The theme above it: a name or a path.")
    definition = shapes.text("What belongs to it.")
    color = shapes.matching(r"^#[0-9A-Fa-f]{6}$", "The colour of its branch, such as #1f6f8b.")
    side = shapes.choice(values.Side, "The half of the map it is pinned to.")


class CategoryIn(ListedCategory):
    """A theme of the workshop."""

    readers = check_one.CATEGORY
    required_field = "name"

    parent = shapes.any_of([NAME(), PATH(), shapes.id_schema()], "The theme above it: a name, a path or an id.")
    before, after = shapes.beside()


class _ProposalFields(BodySchema):
    text = shapes.text("The words as they were said or written.", required=True, limit="text")
    external_id = shapes.any_of([NAME()], "The sender's own id, unique in the workshop.")
    actor = shapes.line("Who said it, where the group is not enough.")
    voice = shapes.choice(values.Voice, "Whether people speak for themselves.")
    section = shapes.matching(judge.SECTION_PATTERN, "Where it stands on the sheet: point, keyword… or an own key.")
    polarity = shapes.choice(values.Polarity, "The column of the grid.")
    facets = shapes.shaped(
        "Everything else that is said about it: a name and a value, or several.",
        type=["object", "null"],
        maxProperties=judge.ENTRIES_MAX,
        propertyNames=NAME(),
        additionalProperties={
            "anyOf": [
                {"type": "string", "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
                {"type": "number", "minimum": -judge.COUNT_MAX, "maximum": judge.COUNT_MAX},
                {"type": "boolean"},
                {
                    "type": "array",
                    "maxItems": judge.ENTRIES_MAX,
                    "items": {"type": "string", "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
                },
                {"type": "null"},
            ]
        },
    )
    note = shapes.text("A remark about it.")
    source = shapes.shaped(
        "Where it comes from.",
        type=["object", "null"],
        additionalProperties=False,
        properties={
            "app": {"type": ["string", "null"], "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
            "ref": {"type": ["string", "null"], "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
            "line": {"type": ["integer", "null"], "minimum": 1, "maximum": judge.COUNT_MAX},
            "raw": {"type": ["string", "null"], "maxLength": TEXT_MAX, "pattern": shapes.TEXT_PATTERN},
        },
    )


class ProposalIn(_ProposalFields):
    """One verbatim item of a group."""

    readers = check_one.PROPOSAL
    required_field = "text"

    group = shapes.any_of([NAME(), shapes.id_schema()], "The group that said it: its name or its id.")
    category = shapes.any_of([NAME(), PATH(), shapes.id_schema()], "Its theme: a name, a path or an id.")
    also = shapes.shaped(
        "Other themes it belongs to.",
        type=["array", "null"],
        maxItems=judge.ENTRIES_MAX,
        items={"anyOf": [NAME(), PATH(), shapes.id_schema()]},
    )
    parent = shapes.matching(judge.ID_PATTERN, "The id of the item it belongs to.")
    before, after = shapes.beside()
    archived = fields.Boolean(allow_none=True, metadata={"description": "Whether it is kept without being shown."})

    def judges(self) -> Mapping[str, Reader]:
        """Return what reads each field; a text may be as long as is set."""
        return {**self.readers, "text": text_within(context().settings.limits)}


class ProposalFields(ProposalIn):
    """What changes of one item."""

    readers = check_one.CHANGES

    reason = shapes.line("Why the text is corrected; kept with the earlier text, and never drawn.")


class Item(_ProposalFields):
    """One item of a document; what it does not say it inherits from the item it stands under."""

    id = shapes.matching(judge.ID_PATTERN, "The id that synthgrid gave.")
    ref = shapes.whole(1, "The small number that people say aloud; kept when it is free.")
    origin = shapes.matching(ORIGIN_PATTERN, "What an import knows it by, as exported.")
    group = shapes.any_of([NAME()], "The group that said it, by name; created when missing.")
    category = shapes.any_of([NAME(), PATH()], "Its theme: a name or a path; created when missing.")
    also = shapes.shaped(
        "Other themes it belongs to.",
        type=["array", "null"],
        maxItems=judge.ENTRIES_MAX,
        items={"anyOf": [NAME(), PATH()]},
    )
    children = shapes.items(fields.Nested("Item"), "The items that belong to it.")


class WorkshopFields(BodySchema):
    """What is known about a workshop as a whole."""

    readers = check_one.WORKSHOP
    required_field = "title"

    title = shapes.line("What the workshop is called.", required=True)
    question = shapes.text("The question that was worked on.")
    date = shapes.day("The day it took place.")
    place = shapes.line("Where it took place.")
    language = shapes.matching(judge.LANGUAGE_PATTERN, "The language it was held in, such as fr.")
    template = shapes.matching(
        KEY_PATTERN, f"The template of its grid: {', '.join(TEMPLATES)}, or one of the workspace's own.", KEY_MAX
    )
    labels = shapes.shaped(
        "Headings as the authors wrote them, by polarity or section; they replace the template's.",
        type=["object", "null"],
        maxProperties=judge.ENTRIES_MAX,
        propertyNames={"pattern": judge.SECTION_PATTERN},
        additionalProperties={"type": ["string", "null"], "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
    )
    layer = shapes.choice(values.Layer, "Whether the items are what was said, or already a synthesis of it.")
    status = shapes.choice(values.Status, "How far the workshop has come.")


class WorkshopDocument(WorkshopFields):
    """A whole workshop."""

    slug = shapes.matching(SLUG_PATTERN, "Its name in addresses.", SLUG_MAX)
    groups = shapes.items(fields.Nested(ListedGroup), "The tables.")
    categories = shapes.items(fields.Nested(ListedCategory), "The themes.")
    proposals = shapes.items(fields.Nested(Item), "The items, in their order.")
    templates = shapes.shaped(
        "The templates that it brings along, each with its `key`: added where the workspace has none of that key.",
        type=["array", "null"],
        maxItems=CARRIED_MAX,
        items={"$ref": "#/components/schemas/TemplateIn"},
    )

    def most_bytes(self) -> int:
        """Return how long a document may be."""
        return context().settings.limits.document_bytes

    def load(self, data: Any, **_: Any) -> Document:
        """Judge the document.

        Raises:
            InvalidDocumentError: It has a fault anywhere.
        """
        settings = context().settings
        return check(Unchecked(data), settings.limits, Defaults(language=settings.language))


class ImportDocument(WorkshopDocument):
    """A document as an import takes it, for the specification: imports judge item by item, and report bad ones."""

    title = shapes.line("What the workshop is called, when it is not there yet.")


class ExportedItem(Item):
    """An item as it is stored: what was added one by one may be more than one body brings."""

    children = fields.List(fields.Nested("ExportedItem"), metadata={"description": "The items that belong to it."})


class WorkshopExport(WorkshopDocument):
    """A whole workshop as it is stored."""

    groups = fields.List(fields.Nested(ListedGroup), metadata={"description": "The tables."})
    categories = fields.List(fields.Nested(ListedCategory), metadata={"description": "The themes."})
    proposals = fields.List(fields.Nested(ExportedItem), metadata={"description": "The items, in their order."})
