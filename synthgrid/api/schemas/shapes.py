"""The pieces that bodies and answers are described with; bounds and patterns are the domain's."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, fields, validate

from synthgrid.domain import fields as judge
from synthgrid.domain.text import LINE_MAX, TEXT_MAX

_NEVER: Final = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff"
TEXT_PATTERN: Final = rf"^[^{_NEVER}]*$"
FILLED_TEXT_PATTERN: Final = rf"^[^{_NEVER}]*[^\s{_NEVER}][^{_NEVER}]*$"
_NEVER_IN_LINE: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff"
LINE_PATTERN: Final = rf"^[^{_NEVER_IN_LINE}]*$"
FILLED_LINE_PATTERN: Final = rf"^[^{_NEVER_IN_LINE}]*[^\s{_NEVER_IN_LINE}][^{_NEVER_IN_LINE}]*$"


class AnswerSchema(Schema):
    """An answer; more may be in it in later versions."""

    class Meta:
        """The specification leaves answers open, so that programs written against it go on working."""

        unknown = EXCLUDE


def told(description: str) -> dict[str, str]:
    """Describe a field for the specification."""
    return {"description": description}


def _string(
    pattern: str, most: int, description: str, *, required: bool, least: int = 0, limit: str | None = None
) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=[validate.Length(least or None, most), validate.Regexp(pattern)],
        metadata={"description": description, **({"x-limit": limit} if limit else {})},
    )


def text(description: str, *, required: bool = False, limit: str | None = None) -> fields.String:
    """A text that may have several lines, as long as the limit that is set, where one is named."""
    pattern = FILLED_TEXT_PATTERN if required else TEXT_PATTERN
    return _string(pattern, TEXT_MAX, description, required=required, least=int(required), limit=limit)


def line(description: str, *, required: bool = False) -> fields.String:
    """A text of one line."""
    pattern = FILLED_LINE_PATTERN if required else LINE_PATTERN
    return _string(pattern, LINE_MAX, description, required=required, least=int(required))


def matching(pattern: str, description: str, most: int = LINE_MAX) -> fields.String:
    """A text with a pattern of the domain."""
    return _string(pattern, most, description, required=False)


def choice(kind: type[StrEnum], description: str) -> fields.String:
    """One of the values of an enumeration."""
    return fields.String(allow_none=True, validate=validate.OneOf(list(kind)), metadata={"description": description})


def whole(least: int, description: str, *, required: bool = False) -> fields.Integer:
    """A whole number."""
    return fields.Integer(
        required=required,
        strict=True,
        allow_none=not required,
        validate=validate.Range(least, judge.COUNT_MAX),
        metadata={"description": description},
    )


def beside() -> tuple[fields.String, fields.String]:
    """The sibling before which something stands, and the one after which it stands; one of them at most."""
    said = "an id. It goes under the same parent; give one of “before” and “after”."
    before = matching(judge.ID_PATTERN, f"Put it right before this one: {said}")
    return before, matching(judge.ID_PATTERN, f"Put it right after this one: {said}")


def day(description: str) -> fields.Date:
    """A date, `YYYY-MM-DD`."""
    return fields.Date(allow_none=True, metadata={"description": description})


def items(kind: fields.Nested, description: str) -> "fields.List[Any]":
    """A list of a document; `spec` writes the limit that is set."""
    return fields.List(kind, allow_none=True, metadata={"description": description, "x-limit": "items"})


def name_schema() -> dict[str, Any]:
    """The JSON Schema of one name."""
    return {"type": "string", "minLength": 1, "maxLength": LINE_MAX, "pattern": FILLED_LINE_PATTERN}


def path_schema() -> dict[str, Any]:
    """The JSON Schema of a category's path: the list of names from the root down."""
    return {"type": "array", "items": name_schema(), "minItems": 1, "maxItems": judge.CATEGORY_DEPTH_MAX}


def id_schema() -> dict[str, Any]:
    """The JSON Schema of a reference by id."""
    return {
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {"id": {"type": "string", "pattern": judge.ID_PATTERN}},
    }


def any_of(schemas: Iterable[dict[str, Any]], description: str) -> fields.Raw:
    """A value of one of several shapes, or null."""
    return fields.Raw(metadata={"description": description, "anyOf": [*schemas, {"type": "null"}]})


def shaped(description: str, **schema: Any) -> fields.Raw:
    """A value of a shape that is told as JSON Schema; the domain judges it."""
    return fields.Raw(metadata={"description": description, **schema})
