"""The HTTP side: routes, schemas, problems. A route loads, calls, dumps."""

from functools import cache
from typing import Any

from flask import Flask

from synthgrid.api import cors, problems, requests, spec
from synthgrid.api.blueprints import (
    categories,
    draw,
    drawings,
    exports,
    groups,
    imports,
    keys,
    meta,
    proposals,
    shares,
    templates,
    workshops,
    workspaces,
)
from synthgrid.api.context import Context
from synthgrid.api.public import Application
from synthgrid.api.rates import Rates

__all__ = ["Application", "Context", "Rates", "register"]

BLUEPRINTS = (
    workshops,
    groups,
    categories,
    proposals,
    imports,
    exports,
    drawings,
    draw,
    templates,
    keys,
    shares,
    workspaces,
    meta,
)


def register(app: Flask) -> None:
    """Put every resource of the contract into an application."""
    api = spec.make_api(app)
    for module in BLUEPRINTS:
        api.register_blueprint(module.blp)
    cors.register(app, app.extensions["synthgrid"].settings.cors_origins)
    requests.register(app)
    problems.register(app)

    @cache
    def description() -> dict[str, Any]:
        return spec.openapi(app, api)

    app.extensions["synthgrid-openapi"] = description
