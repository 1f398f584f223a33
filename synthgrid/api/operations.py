"""What every operation of the description has: its name, who may ask, conditions, headers, problems, examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from synthgrid.api.answered import headers, recorded, statuses
from synthgrid.api.write import KEY_MAX, KEY_PATTERN
from synthgrid.domain.access import Scope

Operation = dict[str, Any]

KEY: Final = "key"
SHARE: Final = "share"
"""What the description calls the ways of showing a key and a share link."""

METRICS: Final = "/metrics"
"""Open on this machine, else for administrators."""

UNLESS: Final = "If-None-Match-to-change"
"""What the description calls `If-None-Match` where it stops a change."""

PARAMETERS: Final = {
    "If-Match": {
        "description": "Change it only when it still has one of these ETags; `*`: when it is there.",
        "schema": {"type": "string"},
        "example": "*",
    },
    "If-None-Match": {
        "description": "Answer 304 when it still has one of these ETags.",
        "schema": {"type": "string"},
        "example": '"RfhrWrdBfIEiQPST"',
    },
    UNLESS: {
        "name": "If-None-Match",
        "description": "Change it only when it has none of these ETags; `*`: when it is not there.",
        "schema": {"type": "string"},
        "example": '"RfhrWrdBfIEiQPST"',
    },
    "Idempotency-Key": {
        "description": "Any new name for this request: repeated with it, it is answered as before for 24 hours.",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MAX, "pattern": KEY_PATTERN},
    },
}
PICTURE: Final = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Route:
    """An operation as the application knows it.

    Attributes:
        scope: What a key must be allowed; None where everybody may ask.
        shared: Whether a share link opens it too.
    """

    path: str
    method: str
    name: str
    scope: Scope | None
    shared: bool


def finish(operation: Operation, route: Route, schemas: dict[str, Any]) -> None:
    """Add to an operation what follows from its route.

    Args:
        operation: As flask-smorest described it; changed in place.
        route: What the application knows about it.
        schemas: The schemas of the document, by name.
    """
    operation["operationId"] = route.name
    operation["security"] = list(_security(route))
    responses = operation["responses"]
    for status in ("422", "default"):
        responses.pop(status, None)
    conditions = list(_conditions(route))
    operation.setdefault("parameters", []).extend({"$ref": f"#/components/parameters/{name}"} for name in conditions)
    if route.method == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]
    for status, answer in responses.items():
        _describe(answer, str(status), operation, conditions, schemas)
    if "If-None-Match" in conditions:
        responses["304"] = {"description": "It has not changed.", "headers": headers("X-Request-Id", "ETag")}
    for status in _problems(operation, route, conditions):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _security(route: Route) -> Iterator[dict[str, list[str]]]:
    if route.path == METRICS:
        yield from ({}, {KEY: [Scope.ADMIN.value]})
    if route.scope is not None:
        yield {KEY: [route.scope.value]}
    if route.shared:
        yield {SHARE: []}


def _conditions(route: Route) -> Iterator[str]:
    if route.scope is None:
        return
    if route.method in {"put", "patch", "delete"}:
        yield from ("If-Match", UNLESS)
    if route.method == "get" and not route.name.startswith("list_"):
        yield "If-None-Match"
    if route.method == "post" and route.scope is not Scope.READ:
        yield "Idempotency-Key"


def _describe(
    answer: Operation, status: str, operation: Operation, conditions: list[str], schemas: dict[str, Any]
) -> None:
    """Add the headers and the recorded examples of a good answer."""
    content = answer.get("content", {})
    answer["headers"] = headers(*_headers(status, content, operation, conditions, schemas))
    for kind, example in recorded("answers").get(operation["operationId"], {}).get(status, {}).items():
        if kind in content:
            content[kind]["example"] = example


def _headers(
    status: str, content: dict[str, Any], operation: Operation, conditions: list[str], schemas: dict[str, Any]
) -> Iterator[str]:
    schema = content.get("application/json", {}).get("schema", {})
    members = schemas.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    yield "X-Request-Id"
    if "If-None-Match" in conditions or "revision" in members:
        yield "ETag"
    if status == "201":
        yield "Location"
    if "Idempotency-Key" in conditions:
        yield "Idempotency-Replayed"
    if PICTURE in content or any(one.get("name") == "cursor" for one in operation["parameters"]):
        yield "Link"
    if PICTURE in content:
        yield from ("Content-Disposition", "X-Render-Dpi", "X-Small-Print", "X-Missing-Glyphs")


def _problems(operation: Operation, route: Route, conditions: list[str]) -> Iterator[str]:
    """Name the problems that an operation can answer, in the order of their statuses."""
    asked, writes = route.scope is not None, route.method != "get" and route.scope not in {None, Scope.READ}
    draws = any(PICTURE in answer.get("content", {}) for answer in operation["responses"].values())
    body = "requestBody" in operation
    expected = {
        "400": body,
        "401": asked or route.path == METRICS,
        "403": asked or route.path == METRICS,
        "404": "{" in route.path,
        "406": draws and route.method == "get" and "{format}" not in route.path,
        "408": body,
        "409": writes,
        "412": "If-Match" in conditions,
        "413": body,
        "415": body,
        "422": asked,
        "428": "If-Match" in conditions,
        "429": asked or route.path == METRICS,
        "503": asked or route.name == "readyz",
        "default": True,
    }
    known = {*statuses(), "default"}
    return (status for status, possible in expected.items() if possible and status in known)
