"""Templates, as they are answered: each with the fields of its form."""

from typing import Any

from marshmallow import fields, missing

from synthgrid import i18n
from synthgrid.api.schemas.shapes import AnswerSchema
from synthgrid.domain.templates import Composite, Template
from synthgrid.errors import Message


def in_all_languages(text: Message | str) -> dict[str, str]:
    """Say a text in every language there is."""
    return {spoken: i18n.translate(text, spoken) if text else "" for spoken in i18n.LANGUAGES}


class Labelled(AnswerSchema):
    """What has a heading in both languages."""

    label = fields.Nested("Label", required=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Return a member; the heading in every language."""
        value = super().get_attribute(obj, attr, default)
        return in_all_languages(value) if attr == "label" else value


class AxisValueOut(Labelled):
    """A value of an axis, its headings, and what else the items call it."""

    key = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)


class AxisOut(Labelled):
    """A field of the items and the values it is spread over; none means those that occur.

    Its `label` is empty where the field is called by its own name.
    """

    field = fields.String(required=True)
    values = fields.List(fields.Nested(AxisValueOut), required=True)


class TableFieldOut(Labelled):
    """A column of a table: `text` is the item itself."""

    field = fields.String(required=True)


class Label(AnswerSchema):
    """A heading in both languages."""

    fr = fields.String(required=True)
    en = fields.String(required=True)


class TemplateOut(Labelled):
    """The layout of a grid or a sheet.

    A `pivot` has `section`, `columns` and `rows`; a `table` has `section`, `fields` and `rows`; a `composite` has
    `parts`, keys of sections and of other templates, and `closings`: by the key of a section, that which closes it.
    """

    key = fields.String(required=True)
    form = fields.String(required=True, metadata={"enum": ["pivot", "table", "composite"]})
    section = fields.String()
    columns = fields.Nested(AxisOut)
    # `fields` is what marshmallow calls the fields of a schema.
    table_fields = fields.List(fields.Nested(TableFieldOut), attribute="fields", data_key="fields")
    rows = fields.Nested(AxisOut, allow_none=True)
    parts = fields.List(fields.String())
    closings = fields.Method("_closings", metadata={"type": "object", "additionalProperties": {"type": "string"}})
    revision = fields.String(required=True)

    def _closings(self, template: Template) -> Any:
        return dict(template.closings) if isinstance(template, Composite) else missing
