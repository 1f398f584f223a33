"""Templates, as they are answered: each with the fields of its form."""

from typing import Any

from marshmallow import fields, pre_dump

from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.domain.forms import FORMS, Template
from synthgrid.domain.template_bodies import body_of
from synthgrid.domain.templates import TEMPLATES
from synthgrid.services import PutTemplate


class Label(AnswerSchema):
    """A heading in both languages; empty where it has none of its own."""

    fr = fields.String(required=True)
    en = fields.String(required=True)


class AxisValueOut(AnswerSchema):
    """A value of an axis, its heading, and what else the items call it."""

    key = fields.String(required=True)
    label = fields.Nested(Label, required=True)
    aliases = fields.List(fields.String(), required=True)


class AxisOut(AnswerSchema):
    """A field of the items and the values it is spread over; none means those that occur.

    Its `label` is empty where the field is called by its own name.
    """

    field = fields.String(required=True)
    label = fields.Nested(Label, required=True)
    values = fields.List(fields.Nested(AxisValueOut), required=True)


class TableFieldOut(AnswerSchema):
    """A column of a table: `text` is the item itself."""

    field = fields.String(required=True)
    label = fields.Nested(Label, required=True)


class TemplateOut(AnswerSchema):
    """The layout of a grid or a sheet; it can be PUT under another key as it is.

    A `pivot` has `section`, `columns` and `rows`; a `table` has `section`, `fields` and `rows`; a `composite` has
    `parts`, keys of sections and of other templates, `closings`, by the key of a section that which closes it, and
    `labels`, headings of parts by their key.
    """

    key = fields.String(required=True)
    form = fields.String(required=True, metadata={"enum": list(FORMS)})
    own = fields.Boolean(required=True, metadata=told("Whether it is the workspace's own; the others cannot change."))
    label = fields.Nested(Label, required=True)
    section = fields.String()
    columns = fields.Nested(AxisOut)
    # `fields` is what marshmallow calls the fields of a schema.
    table_fields = fields.List(fields.Nested(TableFieldOut), attribute="fields", data_key="fields")
    rows = fields.Nested(AxisOut, allow_none=True)
    parts = fields.List(fields.String())
    closings = fields.Dict(keys=fields.String(), values=fields.String())
    labels = fields.Dict(keys=fields.String(), values=fields.Nested(Label))
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change inside."))

    @pre_dump
    def _body(self, template: Template | PutTemplate, **_: Any) -> dict[str, Any]:
        known = template.template if isinstance(template, PutTemplate) else template
        own = known.key not in TEMPLATES
        return {"key": known.key, **body_of(known), "own": own, "revision": known.revision}
