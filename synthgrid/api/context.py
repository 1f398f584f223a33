"""What every request works with, and who is asking."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from flask import Request, current_app, g, request
from flask.ctx import _AppCtxGlobals

from synthgrid.api.metrics import Metrics
from synthgrid.api.rates import Rates
from synthgrid.domain.access import Principal
from synthgrid.drawing import Cache, EngineInfo, Renderer
from synthgrid.errors import N_, Fault, Message, NotReadyError, SettingsError, SynthgridError
from synthgrid.settings import Settings
from synthgrid.storage import Database


@dataclass(frozen=True, slots=True)
class Context:
    """What one server process shares between its requests.

    Attributes:
        stopping: Set once the process has been asked to stop.
    """

    settings: Settings
    database: Database
    renderer: Renderer
    cache: Cache
    rates: Rates
    metrics: Metrics = field(default_factory=Metrics)
    stopping: threading.Event = field(default_factory=threading.Event)


def context() -> Context:
    """Return what this application works with."""
    return cast(Context, current_app.extensions["synthgrid"])


def principal() -> Principal:
    """Return who is asking; `access.guard` found out before the view was called."""
    return cast(Principal, g.principal)


def workspace() -> str:
    """Return the id of the workspace that the request works in."""
    return principal().workspace


def asked() -> Request:
    """Return the request itself: what every request does goes past Flask's proxy once, not at each attribute."""
    return cast(Request, request._get_current_object())  # type: ignore[attr-defined]  # typed as what it stands for


def noted() -> _AppCtxGlobals:
    """Return what is noted of the request (`g`), past Flask's proxy as `asked` does."""
    return cast(_AppCtxGlobals, g._get_current_object())


def engine_of(shared: Context) -> EngineInfo:
    """Return the engine that draws.

    Raises:
        NotReadyError: There is none any more; each server process had one when it started.
    """
    try:
        return shared.renderer.engine()
    except SettingsError as error:
        raise NotReadyError([without_engine(error)]) from error


@contextmanager
def renderer() -> Iterator[Renderer]:
    """Give what draws.

    Raises:
        NotReadyError: It has no engine any more; each server process had one when it started.
    """
    try:
        yield context().renderer
    except SettingsError as error:
        raise NotReadyError([without_engine(error)]) from error


def without_engine(error: SynthgridError) -> Fault:
    """Say why nothing can be drawn."""
    return Fault("/engine", Message(N_("Graphviz cannot be used: %(reason)s"), {"reason": error.sentence}))
