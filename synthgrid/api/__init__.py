"""The HTTP side: routes, schemas, problems. A route loads, calls, dumps."""

from functools import cache
from typing import Any

from flask import Flask

from synthgrid.api import problems, requests, spec
from synthgrid.api.blueprints import (
    categories,
    draw,
    drawings,
    exports,
    groups,
    imports,
    meta,
    proposals,
    templates,
    workshops,
)
from synthgrid.api.context import Context

__all__ = ["Context", "register"]

BLUEPRINTS = (workshops, groups, categories, proposals, imports, exports, drawings, draw, templates, meta)


def register(app: Flask) -> None:
    """Put every resource of the contract into an application."""
    api = spec.make_api(app)
    for module in BLUEPRINTS:
        api.register_blueprint(module.blp)
    requests.register(app)
    problems.register(app)

    @cache
    def description() -> dict[str, Any]:
        return spec.openapi(app, api)

    app.extensions["synthgrid-openapi"] = description
