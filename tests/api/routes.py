"""Every route of an application with what it takes, derived from the URL map and the description it serves.

A new route needs no line here: its body is the example of its description, its ids are those of the list above it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from synthgrid.api.schemas import examples
from tests.api.masks import Pretend

SLUG: Final = examples.SHARE["workshop"]
"""The workshop of each workspace: that which the example of a share link names."""
OWN_NAME: Final = "le-notre"
"""What a thing is called that is made by PUT and named by those who make it."""
AS_TEXT: Final = {"Accept": "application/json, text/plain;q=0.9, */*;q=0.1"}
"""Asks for what needs no drawing, where there is a choice."""
VARIABLE: Final = re.compile(r"<(?:([^:<>]+):)?([^:<>]+)>")
SHOWN_ONCE: Final = {"secret", "token", "links"}
MOMENTS: Final = {"expires_at", "last_used_at"}

Header = dict[str, str]


@dataclass(frozen=True)
class Route:
    """A method of an address.

    Attributes:
        method: The method.
        rule: The address.
        operation: What the description says about it; empty where it is none of the API.
    """

    method: str
    rule: Rule
    operation: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    @property
    def is_safe(self) -> bool:
        """Whether it only reads."""
        return self.method in {"GET", "HEAD"}

    @property
    def scope(self) -> str | None:
        """The scope it needs, None where everybody may; pages, which the description leaves out, are read."""
        ways = self.operation.get("security", [{"key": ["read"]}])
        if {} in ways:
            return None
        return next((way["key"][0] for way in ways if "key" in way), None)

    @property
    def depth(self) -> int:
        """How many steps its address has."""
        return self.rule.rule.count("/")

    @property
    def is_of_a_workshop(self) -> bool:
        """Whether it stands in a workshop, or is one."""
        return "<slug:" in self.rule.rule

    @property
    def takes_share(self) -> bool:
        """Whether a share link opens it."""
        return any("share" in way for way in self.operation.get("security", []))

    @property
    def is_collection(self) -> bool:
        """Whether things are made below it that it lists."""
        return self.method == "POST" and "201" in self.operation["responses"] and not self.rule.rule.endswith("/rotate")

    @property
    def body(self) -> dict[str, Any]:
        """The example of its body, as a client takes it."""
        content = self.operation.get("requestBody", {}).get("content", {})
        for kind, described in content.items():
            if "example" in described:
                example = described["example"]
                return {"json": example} if "json" in kind else {"data": example.encode(), "content_type": kind}
        assert not content, f"{self}: its description has no example of a body"
        return {}


@cache
def routes(app: Flask) -> tuple[Route, ...]:
    """Every method and address of an application, the shortest addresses first."""
    described = app.test_client().get("/openapi.json").get_json()["paths"]
    found = (
        Route(method, rule, described.get(VARIABLE.sub(r"{\2}", rule.rule), {}).get(_described_as(method), {}))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
    )
    return tuple(sorted(found, key=lambda route: (route.depth, str(route))))


def _described_as(method: str) -> str:
    return "get" if method == "HEAD" else method.lower()


def address(route: Route, client: FlaskClient, header: Header, app: Flask) -> str:
    """The address of a route where the things of a workspace stand, which its header shows."""
    path = route.rule.rule
    values: list[str] = []
    while found := VARIABLE.search(path):
        values.append(_value(found, path[: found.start()], values, Asker(client, header, app, route)))
        path = f"{path[: found.start()]}{values[-1]}{path[found.end() :]}"
    return path


class Asker(NamedTuple):
    """Who looks for the things of a workspace, and for which route."""

    client: FlaskClient
    header: Header
    app: Flask
    route: Route


def _value(found: re.Match[str], before: str, earlier: list[str], asker: Asker) -> str:
    """The value of a variable part of an address; `before` is the address up to it."""
    kind, name = found.group(1) or "", found.group(2)
    if name == "slug":
        return str(SLUG)
    if name == "filename":
        return next(Path(str(asker.app.blueprints["web"].static_folder)).glob("*.css")).name
    if kind.startswith("any("):
        return the_format(kind)
    if kind != "id" and any((one.method, one.rule.rule) == ("PUT", asker.route.rule.rule) for one in routes(asker.app)):
        return OWN_NAME
    listed = asker.client.get(before.rstrip("/"), headers=asker.header)
    if listed.status_code != 200:
        # No list of its own: it stands for another of the things named before.
        return earlier[-1]
    items: list[dict[str, Any]] = listed.get_json()["items"]
    assert items, f"nothing in {before} to ask {asker.route} for"
    return str(items[0].get(name) or items[0]["id"])


def the_format(kind: str) -> str:
    """One of the formats of a converter such as `any(svg,json)`, a text where there is one."""
    formats = kind[len("any(") : -1].split(",")
    return next((one for one in ("json", "txt", "md") if one in formats), formats[0])


def fill(client: FlaskClient, header: Header, app: Flask) -> None:
    """Make one of everything that can be made in a workspace, by the examples of the description."""
    making = [route for route in routes(app) if route.method == "PUT"]
    making += [route for route in routes(app) if route.is_collection]
    for route in making:
        answer = client.open(address(route, client, header, app), method=route.method, headers=header, **route.body)
        assert answer.status_code in {200, 201}, (str(route), answer.text)


def state(client: FlaskClient, header: Header, app: Flask) -> dict[str, Any]:
    """All that the key of a workspace can read as JSON without naming an id."""
    paths = [address(route, client, header, app) for route in routes(app) if _is_read_as_json(route)]
    answers = {path: client.get(path, headers={**header, **AS_TEXT}) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}, answers
    return {path: _without_use(answer.get_json()) for path, answer in answers.items()}


def _is_read_as_json(route: Route) -> bool:
    if route.method != "GET" or route.scope is None or "<id:" in route.rule.rule:
        return False
    kinds = [kind for kind, _ in VARIABLE.findall(route.rule.rule) if kind.startswith("any(")]
    told = route.operation.get("responses", {}).get("200", {}).get("content", {})
    return "application/json" in told and all(the_format(kind) == "json" for kind in kinds)


def _without_use(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_use(one) for name, one in value.items() if name != "last_used_at"}
    return [_without_use(one) for one in value] if isinstance(value, list) else value


def told(answer: TestResponse) -> tuple[Any, ...]:
    """What an answer tells, without what differs each time."""
    kind = answer.mimetype or ""
    body: Any = answer.text if kind.startswith("text/") else None
    if kind.endswith("json") and answer.data:
        body = _hidden(Pretend().told(answer.get_json(force=True)))
    return answer.status_code, kind, "ETag" in answer.headers, body


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "…" if name in SHOWN_ONCE | MOMENTS else _hidden(one) for name, one in value.items()}
    return [_hidden(one) for one in value] if isinstance(value, list) else value
