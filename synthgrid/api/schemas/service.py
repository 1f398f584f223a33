"""What the service says about itself."""

from marshmallow import fields

from synthgrid.api.schemas.shapes import AnswerSchema, told


class HealthOut(AnswerSchema):
    """The process lives."""

    status = fields.String(required=True)
    version = fields.String(required=True, metadata=told("The version of synthgrid."))


class DatabaseOut(AnswerSchema):
    """The database and how far its migrations went."""

    revision = fields.String(required=True, allow_none=True)


class EngineOut(AnswerSchema):
    """The Graphviz that draws."""

    name = fields.String(required=True)
    version = fields.String(required=True)


class ReadyOut(HealthOut):
    """The service can work."""

    database = fields.Nested(DatabaseOut, required=True)
    engine = fields.Nested(EngineOut, required=True)
