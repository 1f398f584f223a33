"""Whether the service lives and can work, and what it can do."""

import json
import re
from http import HTTPStatus
from typing import Any, Final

from flask import Response, current_app, render_template, request
from markupsafe import Markup, escape

from synthgrid import __version__, hosting
from synthgrid.api import access, metrics
from synthgrid.api.access import needs
from synthgrid.api.answers import json_answer
from synthgrid.api.context import Context, context, without_engine
from synthgrid.api.parsing import Resource
from synthgrid.api.schemas.service import HealthOut, ReadyOut
from synthgrid.errors import N_, Fault, Message, NotReadyError, SynthgridError

blp = Resource("meta", "synthgrid.api", template_folder="templates", description="The service itself.")

PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TEXT: Final = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}}
HTML: Final = {"200": {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}}
METRICS: Final = {"200": {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}}


@blp.get("/healthz")
@needs(None)
@blp.response(HTTPStatus.OK, HealthOut)
def healthz() -> Response:
    """Tell that the process lives."""
    return json_answer({"status": "ok", "version": __version__})


@blp.get("/readyz")
@needs(None)
@blp.response(HTTPStatus.OK, ReadyOut)
def readyz() -> Response:
    """Tell whether the service can work: database, Graphviz and disks are as they should be, and nobody stops it."""
    shared = context()
    faults: list[Fault] = []
    if shared.stopping.is_set():
        faults.append(Fault("/process", Message(N_("The service is stopping."))))
    database, engine = _database(shared, faults), _engine(shared, faults)
    faults += [Fault(part, message) for part, message in hosting.disk_faults(shared.settings)]
    if faults:
        raise NotReadyError(faults)
    return json_answer({"status": "ready", "version": __version__, "database": database, "engine": engine})


def _database(shared: Context, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        current, reason = shared.database.current(), shared.database.outdated()
    except Exception as error:  # noqa: BLE001 (whatever it is: naming it is what this page is for)
        faults.append(
            Fault(
                "/database", Message(N_("The database cannot be reached: %(reason)s"), {"reason": type(error).__name__})
            )
        )
        return None
    if reason is not None:
        faults.append(Fault("/database", reason))
    return {"revision": current}


def _engine(shared: Context, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        engine = shared.renderer.engine()
    except SynthgridError as error:
        faults.append(without_engine(error))
        return None
    return {"name": engine.name, "version": engine.version}


@blp.get("/metrics")
@needs(None)
@blp.doc(responses=METRICS)
def get_metrics() -> Response:
    """Tell what was counted, in Prometheus' text format: on this machine, or to the key of an administrator."""
    access.only_admins(request)
    shared = context()
    return Response(shared.metrics.text(shared), content_type=metrics.CONTENT_TYPE)


@blp.get("/openapi.json")
@needs(None)
@blp.doc(responses=TEXT)
def openapi_json() -> Response:
    """Describe the whole interface (OpenAPI 3.1)."""
    return Response(_pretty(current_app.extensions["synthgrid-openapi"]()), content_type="application/json")


def _code(text: str) -> Markup:
    """Show what stands between backquotes as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 (escaped just before)


def _pretty(value: Any) -> str:
    """Show a JSON value as people write it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@blp.get("/docs")
@needs(None)
@blp.doc(responses=HTML)
def docs() -> Response:
    """Show the description to people; nothing is loaded from elsewhere."""
    description = current_app.extensions["synthgrid-openapi"]()
    page = render_template("docs.html", spec=description, code=_code, pretty=_pretty)
    return Response(page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": PAGE_POLICY})
