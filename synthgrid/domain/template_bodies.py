"""A template as the contract writes it, JSON values: what is answered, sent, stored and carried by documents."""

from collections.abc import Mapping
from typing import Any

from synthgrid.domain.forms import (
    Axis,
    AxisValue,
    Composite,
    Label,
    Pivot,
    Table,
    TableField,
    Template,
    Words,
    said,
)
from synthgrid.i18n import LANGUAGES


def body_of(template: Template) -> dict[str, Any]:
    """Return a template without its key and revision, all fields of its form in it."""
    shared = {"form": template.form, "label": _label(template.label)}
    if isinstance(template, Composite):
        return {
            **shared,
            "parts": list(template.parts),
            "closings": dict(template.closings),
            "labels": {key: _label(label) for key, label in template.labels},
        }
    rows = _axis(template.rows) if template.rows else None
    if isinstance(template, Table):
        fields = [{"field": one.field, "label": _label(one.label)} for one in template.fields]
        return {**shared, "section": template.section, "fields": fields, "rows": rows}
    return {**shared, "section": template.section, "columns": _axis(template.columns), "rows": rows}


def _axis(axis: Axis) -> dict[str, Any]:
    values = [{"key": one.key, "label": _label(one.label), "aliases": list(one.aliases)} for one in axis.values]
    return {"field": axis.field, "label": _label(axis.label), "values": values}


def _label(label: Label) -> dict[str, str]:
    return {language: said(label, language) for language in LANGUAGES}


def template_of(key: str, body: Mapping[str, Any], revision: str) -> Template:
    """Return the template of a body that `body_of` wrote."""
    label = _words(body["label"])
    if body["form"] == Composite.form:
        labels = tuple((part, _words(one)) for part, one in body["labels"].items())
        return Composite(key, label, tuple(body["parts"]), tuple(body["closings"].items()), labels, revision)
    rows = _axis_of(body["rows"]) if body["rows"] else None
    if body["form"] == Table.form:
        fields = tuple(TableField(one["field"], _words(one["label"])) for one in body["fields"])
        return Table(key, label, body["section"], fields, rows, revision)
    return Pivot(key, label, body["section"], _axis_of(body["columns"]), rows, revision)


def _axis_of(body: Mapping[str, Any]) -> Axis:
    values = (AxisValue(one["key"], _words(one["label"]), tuple(one["aliases"])) for one in body["values"])
    return Axis(body["field"], tuple(values), _words(body["label"]))


def _words(label: Mapping[str, str]) -> Label:
    return Words(**label) if any(label.values()) else ""
