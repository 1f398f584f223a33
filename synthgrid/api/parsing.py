"""How flask-smorest reads arguments here: the strict loader for bodies, every option looked at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Request, current_app, request
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # it has no types
from marshmallow import Schema
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from synthgrid.api import bodies
from synthgrid.api.options import OptionSchema, known_option
from synthgrid.api.schemas.bodies import BodySchema

View = TypeVar("View", bound=Callable[..., Any])


class Parser(FlaskParser):
    """Hands raw options and strictly read bodies to the schemas, which let the domain judge them."""

    DEFAULT_UNKNOWN_BY_LOCATION = {}  # noqa: RUF012 (webargs' own way to configure a parser)

    def load_querystring(self, req: Request, schema: Schema) -> MultiDict[str, str]:  # noqa: ARG002 (webargs calls it)
        """Return the options as they came, repeated ones too."""
        return req.args

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 (webargs calls it)
        """Return the JSON body, its type and size checked first."""
        assert isinstance(schema, BodySchema)  # noqa: S101 (every body here has a judge)
        return bodies.read_json(schema.content_types, schema.most_bytes())


class Resource(Blueprint):  # type: ignore[misc]  # the same
    """A flask-smorest blueprint under /v1 that reads arguments as synthgrid does."""

    ARGUMENTS_PARSER = Parser()

    if TYPE_CHECKING:
        # The decorators of flask-smorest hand the view through; without types they would hide its own.
        def get(self, rule: str) -> Callable[[View], View]: ...  # noqa: D102 (flask-smorest's)

        post = put = patch = delete = get

        def arguments(self, schema: Any, *, location: str = ..., example: Any = ...) -> Callable[[View], View]: ...  # noqa: D102 (the same)
        def response(self, status: int, schema: Any = ...) -> Callable[[View], View]: ...  # noqa: D102 (the same)
        def alt_response(self, status: int, **described: Any) -> Callable[[View], View]: ...  # noqa: D102 (the same)
        def doc(self, **described: Any) -> Callable[[View], View]: ...  # noqa: D102 (the same)

    def options(self, schema: type[OptionSchema]) -> Callable[[View], View]:
        """Give a view the options of its query string; a view without refuses all."""

        def decorate(view: View) -> View:
            decorated = self.arguments(schema(), location="query")(view)
            decorated.takes_options = True  # type: ignore[attr-defined]  # functions carry attributes
            return decorated

        return decorate


def refuse_options_where_none() -> None:
    """Refuse every option of a view of the API that has none of its own."""
    if request.args and isinstance(current_app.blueprints.get(request.blueprint or ""), Resource):
        view = current_app.view_functions[request.endpoint or ""]
        if not getattr(view, "takes_options", False):
            known_option(next(iter(request.args)), {})
