"""Contributions: the verbatim items of a workshop."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.answers import found, listed
from synthgrid.api.context import context
from synthgrid.api.parsing import Resource
from synthgrid.api.placing import placed, placed_page
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.answers import Placed, ProposalOut, page_of
from synthgrid.api.schemas.bodies import ProposalFields, ProposalIn, patch
from synthgrid.api.schemas.queries import ProposalDeleteOptions, ProposalOptions
from synthgrid.api.write import write
from synthgrid.storage import Page, PageRequest, Session

blp = Resource(
    "proposals",
    __name__,
    url_prefix="/v1/workshops/<slug:slug>/proposals",
    description="Contributions: the verbatim items of a workshop.",
)

OUT: Final = ProposalOut()
PAGE: Final = page_of(ProposalOut)()


@blp.get("")
@blp.options(ProposalOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_proposals(options: dict[str, Any], slug: str) -> Response:
    """List the proposals of a workshop in reading order, children after their parent."""

    def query(session: Session, workspace: str, page: PageRequest) -> Page[Placed]:
        return placed_page(session, storage.list_proposals(session, workspace, slug, page, **options))

    return listed(PAGE, query, options)


@blp.post("")
@blp.arguments(ProposalIn(), example=examples.PROPOSAL)
@blp.response(HTTPStatus.CREATED, OUT)
def add_proposal(fields: dict[str, Any], slug: str) -> Response:
    """Add one group's proposal to a workshop."""
    levels = context().settings.limits.tree_depth

    def add(session: Session, workspace: str) -> Placed:
        return placed(session, services.add_proposal(session, workspace, slug, fields, levels=levels))

    return write(OUT, add)


@blp.get("/<id:id>")
@blp.response(HTTPStatus.OK, OUT)
def get_proposal(slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Get one proposal."""

    def query(session: Session, workspace: str) -> Placed:
        return placed(session, storage.find_proposal(session, workspace, slug, id))

    return found(OUT, query)


@blp.patch("/<id:id>")
@blp.arguments(patch(ProposalFields), example=examples.CHANGES["proposal"])
@blp.response(HTTPStatus.OK, OUT)
def update_proposal(fields: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Change a proposal; a new text is a correction, and the earlier one is kept."""
    condition, levels = if_match(), context().settings.limits.tree_depth

    def update(session: Session, workspace: str) -> Placed:
        changed = services.update_proposal(session, workspace, slug, id, fields, if_match=condition, levels=levels)
        return placed(session, changed)

    return write(OUT, update)


@blp.delete("/<id:id>")
@blp.options(ProposalDeleteOptions)
@blp.response(HTTPStatus.NO_CONTENT)
def delete_proposal(options: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Delete a proposal; one with children only with `cascade=true`."""
    condition, cascade = if_match(), options.get("cascade", False)
    return write(
        None,
        lambda session, workspace: services.delete_proposal(
            session, workspace, slug, id, cascade=cascade, if_match=condition
        ),
    )
