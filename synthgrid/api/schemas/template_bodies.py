"""What a template of one's own looks like in the specification: a shape for each form; the domain judges it."""

from typing import Any, Final

from synthgrid.api.schemas import shapes
from synthgrid.domain import axes
from synthgrid.domain import fields as judge
from synthgrid.domain.forms import (
    ALIASES_MAX,
    FIELDS_MAX,
    LABEL_MAX,
    PARTS_MAX,
    TEXT,
    VALUES_MAX,
    Composite,
    Pivot,
    Table,
)
from synthgrid.domain.templates import KEY_MAX, KEY_PATTERN
from synthgrid.domain.text import LINE_MAX
from synthgrid.i18n import LANGUAGES

Shape = dict[str, Any]


def _object(description: str, required: list[str], **properties: Shape) -> Shape:
    return {
        "type": "object",
        "description": description,
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


def _list(items: Shape, most: int, description: str, least: int = 0) -> Shape:
    bounds = {"minItems": least, "uniqueItems": True} if least else {}
    kind: Any = "array" if least else ["array", "null"]
    return {"type": kind, "items": items, "maxItems": most, "description": description, **bounds}


def _field(*others: str) -> Shape:
    return {
        "type": "string",
        "pattern": axes.pattern_of(*others),
        "maxLength": LINE_MAX,
        "description": "A field of the items; `facet:NAME` is one of their facets.",
    }


def _or_null(component: str, description: str) -> Shape:
    return {"anyOf": [{"$ref": f"#/components/schemas/{component}"}, {"type": "null"}], "description": description}


def _told(description: str, kind: str) -> Shape:
    return {"type": [kind, "null"], "description": f"{description}; as answered, and not looked at."}


_HEADING: Final[Shape] = {"$ref": "#/components/schemas/LabelIn"}
_SECTION: Final[Shape] = {"type": "string", "pattern": judge.SECTION_PATTERN, "maxLength": KEY_MAX}
_OF_SECTION: Final[Shape] = {
    "type": ["string", "null"],
    "pattern": judge.SECTION_PATTERN,
    "default": "point",
    "description": "The section whose items it shows.",
}
_ROWS: Final = _or_null("AxisIn", "The rows; none where nothing is said.")


def _template(form: str, description: str, required: list[str], **properties: Shape) -> Shape:
    key = {
        "type": ["string", "null"],
        "pattern": KEY_PATTERN,
        "description": "Its key: that of the address counts; in a document, this one.",
    }
    return _object(
        description,
        ["form", "label", *required],
        form={"const": form, "type": "string"},
        label=_HEADING,
        **properties,
        key=key,
        own=_told("Whether it is the workspace's own", "boolean"),
        revision={**_told("Its revision", "string"), "maxLength": LINE_MAX, "pattern": shapes.LINE_PATTERN},
    )


_LABEL: Final[Shape] = {"type": ["string", "null"], "maxLength": LABEL_MAX, "pattern": shapes.LINE_PATTERN}

COMPONENTS: Final[dict[str, Shape]] = {
    "LabelIn": _object(
        "A heading; in a language where it says nothing it is that of the other one.",
        [],
        **{language: dict(_LABEL) for language in LANGUAGES},
    ),
    "AxisValueIn": _object(
        "A column or a row: what the items call it, its heading (by default its key), other names for it.",
        ["key"],
        key={
            **shapes.name_schema(),
            "description": "A polarity, a section, a theme's path or name, a group's name, an actor, a facet's value.",
        },
        label=_or_null("LabelIn", "Its heading."),
        aliases=_list(
            shapes.name_schema(), ALIASES_MAX, "What else the items call it; case and accents do not matter."
        ),
    ),
    "AxisIn": _object(
        "Columns or rows: a field of the items, and its values in order; without any, those that occur.",
        ["field"],
        field=_field(),
        label=_or_null("LabelIn", "What the field is called; by default its own name."),
        values=_list({"$ref": "#/components/schemas/AxisValueIn"}, VALUES_MAX, "The values, in order."),
    ),
    "TableFieldIn": _object(
        "A column of a table.",
        ["field"],
        field=_field(TEXT),
        label=_or_null("LabelIn", "Its heading; by default the name of the field."),
    ),
    "PivotIn": _template(
        Pivot.form,
        "Columns and rows over fields of the items.",
        ["columns"],
        section=_OF_SECTION,
        columns={"$ref": "#/components/schemas/AxisIn"},
        rows=_ROWS,
    ),
    "TableIn": _template(
        Table.form,
        "One item a row, a field a column; one of these is `text`, the item itself.",
        ["fields"],
        section=_OF_SECTION,
        fields=_list({"$ref": "#/components/schemas/TableFieldIn"}, FIELDS_MAX, "The columns, in order.", 1),
        rows=_ROWS,
    ),
    "CompositeIn": _template(
        Composite.form,
        "Several parts in order: keys of sections, and of templates of a single part.",
        ["parts"],
        parts=_list(_SECTION, PARTS_MAX, "Keys of sections and of templates, in order.", 1),
        closings={
            "type": ["object", "null"],
            "propertyNames": {"pattern": judge.SECTION_PATTERN},
            "additionalProperties": _SECTION,
            "maxProperties": PARTS_MAX,
            "description": "By the key of a section among the parts: the section that closes it.",
        },
        labels={
            "type": ["object", "null"],
            "propertyNames": {"pattern": judge.SECTION_PATTERN},
            "additionalProperties": _HEADING,
            "maxProperties": 2 * PARTS_MAX,
            "description": "Headings of parts by their key; those that a workshop gives go first.",
        },
    ),
    "TemplateIn": {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("PivotIn", "TableIn", "CompositeIn")],
        "discriminator": {
            "propertyName": "form",
            "mapping": {
                form: f"#/components/schemas/{name}"
                for form, name in ((Pivot.form, "PivotIn"), (Table.form, "TableIn"), (Composite.form, "CompositeIn"))
            },
        },
    },
}
