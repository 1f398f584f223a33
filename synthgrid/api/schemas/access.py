"""Keys, share links and the workspace, as they are asked for and answered."""

from typing import Any

from flask import url_for
from marshmallow import fields, validate

from synthgrid.api.schemas import shapes
from synthgrid.api.schemas.bodies import BodySchema
from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.domain import check_access as judge
from synthgrid.domain.access import NewShare, Scope
from synthgrid.domain.fields import MOMENT_MAX
from synthgrid.domain.options import View
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN

ONCE = "Only in the first answer; nobody can show it again."


class _EndingIn(BodySchema):
    label = shapes.line("What people call it.")
    expires_at = fields.DateTime(
        allow_none=True,
        metadata={**told("When it ends; never without, nor without `days`."), "maxLength": MOMENT_MAX},
    )
    days = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(1, judge.DAYS_MAX),
        metadata=told("After how many days it ends, instead of `expires_at`."),
    )


class KeyIn(_EndingIn):
    """A key to be made."""

    readers = judge.KEY
    required_field = "scope"

    scope = fields.String(
        required=True,
        validate=validate.OneOf(list(Scope)),
        metadata=told("What it may do; each includes those before it."),
    )


class ShareIn(_EndingIn):
    """A share link to be made."""

    readers = judge.SHARE
    required_field = "workshop"

    workshop = fields.String(
        required=True,
        validate=[validate.Length(1, SLUG_MAX), validate.Regexp(SLUG_PATTERN)],
        metadata=told("The slug of the workshop whose drawings it opens."),
    )


class WorkspaceIn(BodySchema):
    """What a workspace asks of the programs that write."""

    readers = judge.WORKSPACE

    require_if_match = fields.Boolean(
        allow_none=True, metadata=told("Whether PATCH, PUT and DELETE without `If-Match` are refused (428).")
    )


class _EndingOut(AnswerSchema):
    id = fields.String(required=True, metadata=told("Opaque and stable."))
    label = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)
    last_used_at = fields.DateTime(
        required=True, allow_none=True, metadata=told("Noted once an hour at most; no change of the revision.")
    )
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))


class KeyOut(_EndingOut):
    """A key, without its secret."""

    workspace = fields.String(required=True, metadata=told("Name of the workspace."))
    scope = fields.String(required=True, validate=validate.OneOf(list(Scope)))


class NewKeyOut(KeyOut):
    """A key just made."""

    secret = fields.String(required=True, allow_none=True, metadata=told(ONCE))
    note = fields.String(metadata=told("Why the secret is left out, where it is."))


class ShareOut(_EndingOut):
    """A link to the drawings of one workshop, without its token."""

    workshop = fields.String(required=True, metadata=told("The slug of the workshop."))


class NewShareOut(ShareOut):
    """A share link just made."""

    token = fields.String(required=True, allow_none=True, metadata=told(f"{ONCE} Drawings take it as `share=`."))
    links = fields.Method(
        "_links",
        required=True,
        metadata={
            "type": ["object", "null"],
            "additionalProperties": {"type": "string", "format": "uri"},
            "description": f"Addresses of the drawings for a browser. {ONCE}",
        },
    )
    note = fields.String(metadata=told("Why the token is left out, where it is."))

    def _links(self, share: NewShare) -> dict[str, Any]:
        facts: dict[str, Any] = {"slug": share.workshop, "format": "svg", "share": share.token, "_external": True}
        return {view.value: url_for(f"drawings.get_{view.value}", **facts) for view in View}


class WorkspaceOut(AnswerSchema):
    """The workspace of a key."""

    id = fields.String(required=True, metadata=told("Opaque and stable."))
    name = fields.String(required=True)
    require_if_match = fields.Boolean(
        required=True, metadata=told("Whether PATCH, PUT and DELETE without `If-Match` are refused (428).")
    )
    created_at = fields.DateTime(required=True)
    revision = fields.String(required=True, metadata=told("Also its ETag; another one after each change."))
