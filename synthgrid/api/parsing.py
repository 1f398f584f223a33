"""How flask-smorest reads arguments here: the strict loader for bodies, every option looked at once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl

from flask import Request, current_app
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # it has no types
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

from synthgrid.api import bodies
from synthgrid.api.access import options_given
from synthgrid.api.context import asked
from synthgrid.api.options import OptionSchema, known_option
from synthgrid.api.schemas.bodies import BodySchema
from synthgrid.errors import N_, InvalidOptionError

View = TypeVar("View", bound=Callable[..., Any])


class Parser(FlaskParser):
    """Hands strictly read bodies to the schemas, which let the domain judge them."""

    DEFAULT_UNKNOWN_BY_LOCATION = {}  # noqa: RUF012 (webargs' own way to configure a parser)

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
        known = schema()

        def decorate(view: View) -> View:
            # flask-smorest describes them, and they are read here: no request needs its general parser for that.
            @wraps(self.arguments(known, location="query")(view))
            def reading(*arguments: Any, **path: Any) -> Any:
                request = asked()
                return view(_options(known, request) if request.query_string else {}, *arguments, **path)

            reading.takes_options = True  # type: ignore[attr-defined]  # functions carry attributes
            return cast(View, reading)

        return decorate


def _options(known: OptionSchema, request: Request) -> dict[str, Any]:
    """Read the options of a query string; werkzeug leaves what is not UTF-8 percent-encoded, as another text."""
    if b"%" in (query := request.query_string):
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="surrogateescape"):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise InvalidOptionError(name, N_("It is not UTF-8.")) from error
    return known.load(options_given(request))


def refuse_options_where_none(request: Request) -> None:
    """Refuse every option of a view of the API that has none of its own."""
    if request.query_string and isinstance(current_app.blueprints.get(request.blueprint or ""), Resource):
        view = current_app.view_functions[request.endpoint or ""]
        if request.args and not getattr(view, "takes_options", False):
            known_option(next(iter(request.args)), {})
