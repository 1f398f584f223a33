"""Templates, as they are answered."""

from marshmallow import fields

from synthgrid import i18n
from synthgrid.api.schemas.shapes import AnswerSchema
from synthgrid.domain.templates import AxisValue, Template
from synthgrid.errors import Message


class LabelledOut(AnswerSchema):
    """A value of an axis and its headings."""

    key = fields.String(required=True)
    label = fields.Method("_label", required=True, metadata={"$ref": "#/components/schemas/Label"})

    def _label(self, value: AxisValue) -> dict[str, str]:
        return in_all_languages(value.label)


class AxisOut(AnswerSchema):
    """A field of the items and the values it is spread over; none means those that occur."""

    field = fields.String(required=True)
    values = fields.List(fields.Nested(LabelledOut), required=True)


class Label(AnswerSchema):
    """A heading in both languages."""

    fr = fields.String(required=True)
    en = fields.String(required=True)


class TemplateOut(AnswerSchema):
    """The layout of a grid."""

    key = fields.String(required=True)
    form = fields.String(required=True)
    label = fields.Method("_label", required=True, metadata={"$ref": "#/components/schemas/Label"})
    section = fields.String(required=True)
    columns = fields.Nested(AxisOut, required=True)
    rows = fields.Nested(AxisOut, required=True)
    revision = fields.String(required=True)

    def _label(self, template: Template) -> dict[str, str]:
        return in_all_languages(template.label)


def in_all_languages(text: Message | str) -> dict[str, str]:
    """Say a text in every language there is."""
    return {spoken: i18n.translate(text, spoken) for spoken in i18n.LANGUAGES}
