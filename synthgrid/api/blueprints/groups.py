"""Tables of a workshop."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.answers import found, listed
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.answers import GroupOut, page_of
from synthgrid.api.schemas.bodies import GroupIn, patch
from synthgrid.api.schemas.queries import GroupDeleteOptions, GroupOptions
from synthgrid.api.write import write
from synthgrid.domain.values import Group
from synthgrid.storage import Page, PageRequest, Session

blp = Resource("groups", __name__, url_prefix="/v1/workshops/<slug:slug>/groups", description="Tables of a workshop.")

OUT: Final = GroupOut()
PAGE: Final = page_of(GroupOut)()


@blp.get("")
@blp.options(GroupOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_groups(options: dict[str, Any], slug: str) -> Response:
    """List the groups of a workshop, in their order."""

    def query(session: Session, workspace: str, page: PageRequest) -> Page[Group]:
        return storage.list_groups(session, workspace, slug, page, **options)

    return listed(PAGE, query, options)


@blp.post("")
@blp.arguments(GroupIn(), example=examples.GROUP)
@blp.response(HTTPStatus.CREATED, OUT)
def add_group(fields: dict[str, Any], slug: str) -> Response:
    """Add a group to a workshop."""
    return write(OUT, lambda session, workspace: services.add_group(session, workspace, slug, fields))


@blp.get("/<id:id>")
@blp.response(HTTPStatus.OK, OUT)
def get_group(slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Get one group."""
    return found(OUT, lambda session, workspace: storage.find_group(session, workspace, slug, id))


@blp.patch("/<id:id>")
@blp.arguments(patch(GroupIn), example=examples.CHANGES["group"])
@blp.response(HTTPStatus.OK, OUT)
def update_group(fields: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Change a group."""
    condition = if_match()
    return write(
        OUT,
        lambda session, workspace: services.update_group(session, workspace, slug, id, fields, if_match=condition),
    )


@blp.delete("/<id:id>")
@blp.options(GroupDeleteOptions)
@blp.response(HTTPStatus.NO_CONTENT)
def delete_group(options: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Delete a group; one with items only when `move_to` says where they go."""
    condition, move_to = if_match(), options.get("move_to")
    return write(
        None,
        lambda session, workspace: services.delete_group(
            session, workspace, slug, id, move_to=move_to, if_match=condition
        ),
    )
