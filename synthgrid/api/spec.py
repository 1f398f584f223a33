"""The OpenAPI description, generated from the routes and finished with what all of them share."""

from collections.abc import Iterator
from typing import Any, Final

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]  # it has no types
from marshmallow import Schema
from werkzeug.routing import BaseConverter

from synthgrid import __version__
from synthgrid.api.problems import PROBLEM_TYPE
from synthgrid.api.schemas.bodies import ImportDocument
from synthgrid.api.schemas.problems import Problem
from synthgrid.api.schemas.templates import Label
from synthgrid.api.write import KEY_MAX, KEY_PATTERN
from synthgrid.domain.fields import ID_PATTERN
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN

Operation = dict[str, Any]

DESCRIPTION: Final = (
    "What workshops said, word for word, as mind maps (cartes heuristiques) and synthesis grids (grilles de synthèse). "
    "Errors are problems (RFC 9457), in French or English by `Accept-Language`. Every option that is unknown, given "
    "twice or out of its range is refused. PATCH, PUT and DELETE honour `If-Match`; a POST that writes can be repeated "
    "safely with an `Idempotency-Key`."
)
PROBLEMS: Final = {
    "400": "The body cannot be read.",
    "401": "A key is needed, or this one is unknown.",
    "403": "Not allowed.",
    "404": "There is no such thing, or none that this key may see.",
    "406": "None of the formats is acceptable.",
    "409": "The state of what is stored forbids it.",
    "412": "It has changed since it was read.",
    "413": "The body is too large.",
    "415": "The type of the body is not read here.",
    "422": "Readable, but against a rule; `errors` names each place.",
    "503": "Too much is going on; `Retry-After` says when to try again.",
    "default": "Any other problem.",
}
HEADERS: Final = {
    "If-Match": ("Change it only when it still has one of these ETags.", {}),
    "If-None-Match": ("Answer 304 when it still has one of these ETags.", {}),
    "Idempotency-Key": (
        "Any new name for this request: repeated with it, it is answered as before for 24 hours.",
        {"minLength": 1, "maxLength": KEY_MAX, "pattern": KEY_PATTERN},
    ),
}


class SlugConverter(BaseConverter):
    """A workshop's slug; `requests` says what is wrong with one that cannot be."""


class IdConverter(BaseConverter):
    """An id that synthgrid gave; anything else is no address."""

    regex = ID_PATTERN.strip("^$")


def make_api(app: Flask) -> Api:
    """Prepare an application for blueprints that describe themselves."""
    app.config.update(API_TITLE="synthgrid", API_VERSION=__version__, OPENAPI_VERSION="3.1.0")
    app.url_map.converters.update(slug=SlugConverter, id=IdConverter)
    options = {
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name),
        "info": {"description": DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
        "security": [{"key": []}],
    }
    api = Api(app, spec_kwargs=options)
    api.register_converter(
        SlugConverter, lambda _: {"type": "string", "pattern": SLUG_PATTERN, "minLength": 1, "maxLength": SLUG_MAX}
    )
    api.register_converter(IdConverter, lambda _: {"type": "string", "pattern": ID_PATTERN})
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer", "bearerFormat": "sg_…"})
    api.spec.components.schema("Label", schema=Label)
    api.spec.components.schema("Problem", schema=Problem)
    api.spec.components.schema("ImportDocument", schema=ImportDocument)
    for name, (description, schema) in HEADERS.items():
        api.spec.components.parameter(
            name, "header", {"name": name, "description": description, "schema": {"type": "string", **schema}}
        )
    return api


def _name(schema: type[Schema] | Schema) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    if getattr(schema, "partial", None):
        return f"{kind.__name__.removesuffix('In').removesuffix('Fields')}Patch"
    return kind.__name__.removesuffix("Out")


def openapi(app: Flask, api: Api) -> dict[str, Any]:
    """Return the whole description of an application, JSON values."""
    document: dict[str, Any] = api.spec.to_dict()
    # flask-smorest's own shapes of errors and pages, which are not used here.
    document["components"].pop("responses", None)
    for name in ("ErrorSchema", "PaginationMetadataSchema"):
        document["components"]["schemas"].pop(name, None)
    names = {(path, method): name for path, method, name in _operations(app, api)}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                _finish(operation, method, path, names[path, method])
    document["components"]["responses"] = {
        f"Problem{status}": {
            "description": description,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, description in PROBLEMS.items()
    }
    return document


def _operations(app: Flask, api: Api) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            path = api.flask_plugin.flaskpath2openapi(rule.rule)
            yield path, method.lower(), rule.endpoint.rpartition(".")[2]


def _finish(operation: Operation, method: str, path: str, name: str) -> None:
    operation["operationId"] = name
    responses = operation["responses"]
    for status in ("422", "default"):
        responses.pop(status, None)
    if not path.startswith("/v1/"):
        operation["security"] = []
    headers = list(_conditions(method, path))
    operation.setdefault("parameters", []).extend({"$ref": f"#/components/parameters/{header}"} for header in headers)
    if method == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]
    if "If-None-Match" in headers:
        responses["304"] = {"description": "It has not changed."}
    for status in _problems(operation, method, path, headers):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _conditions(method: str, path: str) -> Iterator[str]:
    if method in {"put", "patch", "delete"}:
        yield "If-Match"
    if method == "get" and path.startswith("/v1/"):
        yield "If-None-Match"
    if method == "post" and not path.startswith("/v1/draw/"):
        yield "Idempotency-Key"


def _problems(operation: Operation, method: str, path: str, headers: list[str]) -> Iterator[str]:
    """Name the problems that an operation can answer, in the order of their statuses."""
    draws = "/mindmap" in path or "/grid" in path
    expected = {
        "400": "requestBody" in operation,
        "401": path.startswith("/v1/"),
        "403": path.startswith("/v1/"),
        "404": "{" in path,
        "406": path.endswith(("/mindmap", "/grid")),
        "409": method in {"post", "put", "patch", "delete"} and not draws,
        "412": "If-Match" in headers,
        "413": "requestBody" in operation,
        "415": "requestBody" in operation,
        "422": path.startswith("/v1/"),
        "503": draws or path == "/readyz",
        "default": True,
    }
    return (status for status, possible in expected.items() if possible)
