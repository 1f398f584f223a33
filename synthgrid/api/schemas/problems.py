"""A problem, as the specification tells it; `api.problems` writes it."""

from marshmallow import fields

from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.errors import FAULTS_TOLD


class FaultOut(AnswerSchema):
    """One thing wrong at one place."""

    pointer = fields.String(required=True, metadata=told("JSON pointer (RFC 6901) into what was sent."))
    message = fields.String(required=True)
    line = fields.Integer(metadata=told("Line of the body, from 1, where it has lines."))


class Problem(AnswerSchema):
    """A problem (RFC 9457)."""

    type = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata=told("Stable name of what is wrong."))
    request_id = fields.String(required=True, metadata=told("As in the header X-Request-Id and in the log."))
    errors = fields.List(
        fields.Nested(FaultOut), metadata={"maxItems": FAULTS_TOLD, "description": "The places concerned."}
    )
