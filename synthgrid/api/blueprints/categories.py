"""Themes of a workshop: a tree."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from synthgrid import services, storage
from synthgrid.api.answers import found, listed
from synthgrid.api.parsing import Resource
from synthgrid.api.preconditions import if_match
from synthgrid.api.schemas import examples
from synthgrid.api.schemas.answers import CategoryOut, page_of
from synthgrid.api.schemas.bodies import CategoryIn, patch
from synthgrid.api.schemas.queries import CategoryDeleteOptions, CategoryOptions
from synthgrid.api.write import write
from synthgrid.domain.values import Category
from synthgrid.storage import Page, PageRequest, Session

blp = Resource(
    "categories",
    __name__,
    url_prefix="/v1/workshops/<slug:slug>/categories",
    description="Themes of a workshop: a tree.",
)

OUT: Final = CategoryOut()
PAGE: Final = page_of(CategoryOut)()


@blp.get("")
@blp.options(CategoryOptions)
@blp.response(HTTPStatus.OK, PAGE)
def list_categories(options: dict[str, Any], slug: str) -> Response:
    """List the themes of a workshop, in their order."""

    def query(session: Session, workspace: str, page: PageRequest) -> Page[Category]:
        return storage.list_categories(session, workspace, slug, page, **options)

    return listed(PAGE, query, options)


@blp.post("")
@blp.arguments(CategoryIn(), example=examples.CATEGORY)
@blp.response(HTTPStatus.CREATED, OUT)
def add_category(fields: dict[str, Any], slug: str) -> Response:
    """Add a theme to a workshop."""
    return write(OUT, lambda session, workspace: services.add_category(session, workspace, slug, fields))


@blp.get("/<id:id>")
@blp.response(HTTPStatus.OK, OUT)
def get_category(slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Get one theme."""
    return found(OUT, lambda session, workspace: storage.find_category(session, workspace, slug, id))


@blp.patch("/<id:id>")
@blp.arguments(patch(CategoryIn), example=examples.CHANGES["category"])
@blp.response(HTTPStatus.OK, OUT)
def update_category(fields: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Change a theme."""
    condition = if_match()
    return write(
        OUT,
        lambda session, workspace: services.update_category(session, workspace, slug, id, fields, if_match=condition),
    )


@blp.delete("/<id:id>")
@blp.options(CategoryDeleteOptions)
@blp.response(HTTPStatus.NO_CONTENT)
def delete_category(options: dict[str, Any], slug: str, id: str) -> Response:  # noqa: A002 (the contract's own word)
    """Delete a theme; one with items only when `move_to` says where they go."""
    condition, move_to = if_match(), options.get("move_to")
    return write(
        None,
        lambda session, workspace: services.delete_category(
            session, workspace, slug, id, move_to=move_to, if_match=condition
        ),
    )
