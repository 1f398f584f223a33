"""The OpenAPI description, generated from the routes and finished with what all of them share."""

from collections.abc import Iterator
from typing import Any, Final

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]  # it has no types
from marshmallow import Schema
from werkzeug.routing import BaseConverter

from synthgrid import __version__
from synthgrid.api import catalogue, links, operations
from synthgrid.api.access import SHARE, scope_of, takes_share
from synthgrid.api.answered import HEADERS, examples_of_problems, problem_responses
from synthgrid.api.schemas.bodies import ImportDocument
from synthgrid.api.schemas.problems import Problem
from synthgrid.api.schemas.template_bodies import COMPONENTS
from synthgrid.api.schemas.templates import Label
from synthgrid.domain import templates
from synthgrid.domain.fields import ID_PATTERN
from synthgrid.domain.slug import SLUG_MAX, SLUG_PATTERN
from synthgrid.i18n import LANGUAGES
from synthgrid.settings import Limits

DESCRIPTION: Final = (
    "What workshops said, word for word, as mind maps (cartes heuristiques) and synthesis grids (grilles de synthèse). "
    "Errors are problems (RFC 9457), in French or English by `Accept-Language`; each has a stable `code`, and "
    "`x-problems` lists them all. Every option that is unknown, given "
    "twice or out of its range is refused. PATCH, PUT and DELETE honour `If-Match` and `If-None-Match`; a POST that "
    "writes can be repeated safely with an `Idempotency-Key`."
)


class SlugConverter(BaseConverter):
    """A workshop's slug; `requests` says what is wrong with one that cannot be."""


class IdConverter(BaseConverter):
    """An id that synthgrid gave; anything else is no address."""

    regex = ID_PATTERN.strip("^$")


class TemplateConverter(BaseConverter):
    """The key of a template; where none can have it, there is none, or the judge says why."""


def make_api(app: Flask) -> Api:
    """Prepare an application for blueprints that describe themselves."""
    app.config.update(API_TITLE="synthgrid", API_VERSION=__version__, OPENAPI_VERSION="3.1.0")
    app.url_map.converters.update(slug=SlugConverter, id=IdConverter, template=TemplateConverter)
    options = {
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name),
        "info": {"description": DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
    }
    api = Api(app, spec_kwargs=options)
    api.register_converter(
        SlugConverter, lambda _: {"type": "string", "pattern": SLUG_PATTERN, "minLength": 1, "maxLength": SLUG_MAX}
    )
    api.register_converter(IdConverter, lambda _: {"type": "string", "pattern": ID_PATTERN})
    api.spec.components.security_scheme(
        operations.KEY,
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "sg_…",
            "description": "A key; the scope that an operation needs stands beside it.",
        },
    )
    api.spec.components.security_scheme(
        operations.SHARE,
        {
            "type": "apiKey",
            "in": "query",
            "name": SHARE,
            "description": "A share link: it opens the drawings of one workshop until it ends or is revoked.",
        },
    )
    key = {"type": "string", "pattern": templates.KEY_PATTERN, "minLength": 1, "maxLength": templates.KEY_MAX}
    api.register_converter(TemplateConverter, lambda _: key)
    api.spec.components.schema("Label", schema=Label)
    for name, shape in COMPONENTS.items():
        api.spec.components.schema(name, component=shape)
    api.spec.components.schema("Problem", schema=Problem)
    api.spec.components.schema("ImportDocument", schema=ImportDocument)
    for name, parameter in operations.PARAMETERS.items():
        api.spec.components.parameter(name, "header", {"name": name, **parameter})
    return api


def _name(schema: type[Schema] | Schema) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    if getattr(schema, "partial", None):
        return f"{kind.__name__.removesuffix('In').removesuffix('Fields')}Patch"
    return kind.__name__.removesuffix("Out")


def openapi(app: Flask, api: Api) -> dict[str, Any]:
    """Return the whole description of an application, JSON values."""
    document: dict[str, Any] = api.spec.to_dict()
    components = document["components"]
    # flask-smorest's own shapes of errors and pages, which are not used here.
    for name in ("ErrorSchema", "PaginationMetadataSchema"):
        components["schemas"].pop(name, None)
    for route in _routes(app, api):
        if operation := document["paths"].get(route.path, {}).get(route.method):
            operations.finish(operation, route, components["schemas"])
    links.join(document["paths"])
    components["schemas"]["Problem"]["properties"]["code"]["x-extensible-enum"] = [
        entry.code for entry in catalogue.entries()
    ]
    components["responses"] = problem_responses()
    components["headers"] = dict(HEADERS)
    components["examples"] = examples_of_problems()
    document["x-problems"] = list(_problems())
    settings = app.extensions["synthgrid"].settings
    if settings.public_url:
        document["servers"] = [{"url": settings.public_url}]
    _fill_limits(document, settings.limits)
    return document


def _routes(app: Flask, api: Api) -> Iterator[operations.Route]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in rule.methods or ():
            path = api.flask_plugin.flaskpath2openapi(rule.rule)
            name = rule.endpoint.rpartition(".")[2]
            yield operations.Route(path, method.lower(), name, scope_of(view, method), takes_share(view))


def _problems() -> Iterator[dict[str, Any]]:
    """Yield the catalogue of codes, in every language; a place to be filled stands in braces."""
    for entry in catalogue.entries():
        yield {
            "code": entry.code,
            "status": entry.status,
            "title": {spoken: entry.titled(spoken) for spoken in LANGUAGES},
            "detail": {spoken: entry.said(spoken) for spoken in LANGUAGES},
        }


def _fill_limits(node: Any, limits: Limits) -> None:
    """Write the limits that are settings where `x-limit` names one."""
    if isinstance(node, list):
        for member in node:
            _fill_limits(member, limits)
    elif isinstance(node, dict):
        if name := node.pop("x-limit", None):
            node["maxItems" if "items" in node else "maxLength"] = getattr(limits, name)
        for member in node.values():
            _fill_limits(member, limits)
