"""What every request works with, and who is asking."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from synthgrid.domain.access import Principal
from synthgrid.drawing import Cache, Renderer
from synthgrid.settings import Settings
from synthgrid.storage import Database


@dataclass(frozen=True, slots=True)
class Context:
    """What one server process shares between its requests."""

    settings: Settings
    database: Database
    renderer: Renderer
    cache: Cache


def context() -> Context:
    """Return what this application works with."""
    return cast(Context, current_app.extensions["synthgrid"])


def principal() -> Principal:
    """Return who is asking; `access.guard` found out before the view was called."""
    return cast(Principal, g.principal)


def workspace() -> str:
    """Return the id of the workspace that the request works in."""
    return principal().workspace
