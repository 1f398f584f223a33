"""What synthgrid answers: frozen values in, the contract's JSON out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields as members_of
from functools import lru_cache
from typing import Any, ClassVar, Final, NamedTuple

from flask import url_for
from marshmallow import Schema, fields

from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Proposal, WorkshopSummary
from synthgrid.storage import Page

FACET: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "string"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "string"}},
    ]
}
SOURCE: Final[dict[str, Any]] = {
    "app": {"type": "string"},
    "ref": {"type": "string"},
    "line": {"type": "integer"},
    "raw": {"type": "string"},
}


class MemberOut(AnswerSchema):
    """A kind of people at a table and how many they were."""

    actor = fields.String(required=True)
    count = fields.Integer(required=True)


class GroupOut(AnswerSchema):
    """A table of the workshop."""

    id = fields.String(required=True, metadata=told("Opaque and stable."))
    name = fields.String(required=True)
    actor = fields.String(required=True)
    composition = fields.String(required=True)
    members = fields.List(fields.Nested(MemberOut), required=True)
    size = fields.Integer(required=True, allow_none=True)
    position = fields.Integer(required=True)
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))


class CategoryOut(AnswerSchema):
    """A theme of the workshop."""

    id = fields.String(required=True, metadata=told("Opaque and stable."))
    name = fields.String(required=True)
    path = fields.List(fields.String(), required=True, metadata=told("Its name after those above it."))
    parent = fields.String(required=True, allow_none=True, metadata=told("Id of the theme above it."))
    definition = fields.String(required=True)
    color = fields.String(required=True, allow_none=True)
    side = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True)
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))


class GroupRef(AnswerSchema):
    """A group, named."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class CategoryRef(AnswerSchema):
    """A theme, named by its path."""

    id = fields.String(required=True)
    path = fields.List(fields.String(), required=True)


class Placed(NamedTuple):
    """A proposal with the groups and categories that its ids name, as they are told."""

    proposal: Proposal
    groups: Mapping[str, dict[str, Any]]
    categories: Mapping[str, dict[str, Any]]


def plain(value: WorkshopSummary | ImportReport) -> dict[str, Any]:
    """Return the members of a frozen value by name."""
    return {member.name: getattr(value, member.name) for member in members_of(value)}


class ProposalOut(AnswerSchema):
    """One verbatim item. What a child inherits is filled in."""

    id = fields.String(required=True, metadata=told("Opaque and stable."))
    ref = fields.Integer(required=True, metadata=told("The number that people say aloud."))
    text = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)
    group = fields.Nested(GroupRef, required=True, allow_none=True)
    actor = fields.String(required=True)
    voice = fields.String(required=True, allow_none=True)
    section = fields.String(required=True)
    polarity = fields.String(required=True, allow_none=True)
    category = fields.Nested(CategoryRef, required=True, allow_none=True)
    also = fields.List(fields.Nested(CategoryRef), required=True)
    facets = fields.Raw(required=True, metadata={"type": "object", "additionalProperties": FACET})
    parent = fields.String(required=True, allow_none=True, metadata=told("Id of the item it belongs to."))
    position = fields.Integer(required=True)
    note = fields.String(required=True)
    source = fields.Raw(required=True, metadata={"type": "object", "properties": SOURCE})
    archived = fields.Boolean(
        required=True, metadata=told("Whether it is kept without being shown, itself or with its parent.")
    )
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))
    created_at = fields.DateTime(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True, allow_none=True)

    def dump(self, obj: Placed, **_: Any) -> dict[str, Any]:
        """Return the members above; marshmallow takes twenty times as long, and there are 200 of them on a page."""
        one, groups, themes = obj
        found = one._asdict()
        del found["origin"]
        found["group"] = groups[one.group] if one.group else None
        found["category"] = themes[one.category] if one.category else None
        found["also"] = [themes[other] for other in one.also]
        found["created_at"] = _told(one.created_at)
        found["updated_at"] = _told(one.updated_at)
        return found


@lru_cache(10_000)
def _told(moment: dt.datetime | None) -> str | None:
    """Tell a moment; what was imported together has one in common."""
    return None if moment is None else moment.isoformat()


class CountsOut(AnswerSchema):
    """How much there is in a workshop."""

    groups = fields.Integer(required=True)
    categories = fields.Integer(required=True)
    proposals = fields.Integer(required=True)
    sections = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    polarities = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class WorkshopHead(AnswerSchema):
    """What is known about a workshop as a whole."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    date = fields.Date(required=True, allow_none=True)
    place = fields.String(required=True)
    language = fields.String(required=True)
    template = fields.String(required=True)
    labels = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    layer = fields.String(required=True)
    status = fields.String(required=True)
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change inside."))
    created_at = fields.DateTime(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True, allow_none=True)
    links = fields.Method(
        "_links", required=True, metadata={"type": "object", "additionalProperties": {"type": "string"}}
    )

    def _links(self, workshop: Any) -> dict[str, str]:
        slug = self.get_attribute(workshop, "slug", None)
        return {
            "self": url_for("workshops.get_workshop", slug=slug),
            "mindmap": url_for("drawings.get_mindmap", slug=slug, format="svg"),
            "grid": url_for("drawings.get_grid", slug=slug, format="svg"),
            "export": url_for("exports.export_json", slug=slug),
        }


class WorkshopOut(WorkshopHead):
    """A workshop: what is known about it, and how much is in it."""

    counts = fields.Nested(CountsOut, required=True)


class _Page(AnswerSchema):
    of: ClassVar[Schema]

    def dump(self, obj: Page[Any], **_: Any) -> dict[str, Any]:
        """Return the page; `total` only when it was asked for."""
        told = {} if obj.total is None else {"total": obj.total}
        return {"items": [self.of.dump(one) for one in obj.items], "next": obj.next, **told}


def page_of(schema: type[Schema]) -> type[Schema]:
    """Return the schema of one page of a list."""
    members = {
        "__doc__": "One page of a list.",
        "of": schema(),
        "items": fields.List(fields.Nested(schema), required=True),
        "next": fields.String(required=True, allow_none=True, metadata=told("The `cursor` of the next page.")),
        "total": fields.Integer(metadata=told("How long the whole list is; only when asked for.")),
    }
    return type(f"{schema.__name__.removesuffix('Out')}Page", (_Page,), members)
