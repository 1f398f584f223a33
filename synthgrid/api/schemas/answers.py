"""What synthgrid answers: frozen values in, the contract's JSON out."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as members_of
from typing import Any, Final

from flask import url_for
from marshmallow import Schema, fields, post_dump, pre_dump

from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Category, Group, Proposal, WorkshopSummary

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


@dataclass(frozen=True, slots=True)
class Placed:
    """A proposal with the groups and categories that its ids name."""

    proposal: Proposal
    groups: Mapping[str, Group]
    categories: Mapping[str, Category]


def plain(value: Proposal | WorkshopSummary | ImportReport) -> dict[str, Any]:
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
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))
    created_at = fields.DateTime(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True, allow_none=True)

    @pre_dump
    def _name(self, placed: Placed, **_: Any) -> dict[str, Any]:
        proposal = placed.proposal
        found = plain(proposal)
        found["group"] = placed.groups.get(proposal.group or "")
        found["category"] = placed.categories.get(proposal.category or "")
        found["also"] = [placed.categories[one] for one in proposal.also]
        return found


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
    @post_dump
    def _only_when_asked(self, page: dict[str, Any], **_: Any) -> dict[str, Any]:
        if page["total"] is None:
            del page["total"]
        return page


def page_of(schema: type[Schema]) -> type[Schema]:
    """Return the schema of one page of a list."""
    members = {
        "__doc__": "One page of a list.",
        "items": fields.List(fields.Nested(schema), required=True),
        "next": fields.String(required=True, allow_none=True, metadata=told("The `cursor` of the next page.")),
        "total": fields.Integer(metadata=told("How long the whole list is; only when asked for.")),
    }
    return type(f"{schema.__name__.removesuffix('Out')}Page", (_Page,), members)
