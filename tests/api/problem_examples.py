"""One example of each code of a problem: real requests that are refused, in both languages.

`python -m tests.api.examples` writes them to `synthgrid/samples/problems.json`, from where the specification has them.
"""

import inspect
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from flask import Flask, abort
from flask.testing import FlaskClient

from synthgrid.api import catalogue
from synthgrid.api.access import needs
from synthgrid.api.schemas.examples import GROUP, PROPOSAL, TEMPLATE, WORKSHOP
from synthgrid.domain.access import Scope
from synthgrid.errors import Fault, Message
from synthgrid.i18n import LANGUAGES
from synthgrid.refusals import REFUSALS
from synthgrid.settings import Limits
from tests.api.builders import a_key
from tests.api.masks import Pretend

HERE: Final = "/v1/workshops/criteres"
ABSENT_ID: Final = "0190b5a5-0000-7000-8000-000000000000"
Request = dict[str, Any]

REQUESTS: Final[dict[str, Request]] = {
    "body-too-large": {"method": "POST", "path": f"{HERE}/groups", "data": b" " * 2_000_001},
    "built-in-template": {"method": "PUT", "path": "/v1/templates/plus-delta", "json": TEMPLATE},
    "category-not-found": {"path": f"{HERE}/categories/{ABSENT_ID}"},
    "external-id-taken": {
        "method": "POST",
        "path": f"{HERE}/proposals",
        "json": {"text": "Encore", "external_id": "row-17/q2/1"},
    },
    "forbidden-origin": {"method": "POST", "path": "/v1/workshops", "headers": {"Origin": "https://example.org"}},
    "group-not-found": {"path": f"{HERE}/groups/{ABSENT_ID}"},
    "idempotency-mismatch": {
        "method": "POST",
        "path": f"{HERE}/groups",
        "json": {**GROUP, "size": 7},
        "headers": {"Idempotency-Key": "groupe-3"},
    },
    "invalid-document": {
        "method": "PUT",
        "path": HERE,
        "json": {**WORKSHOP, "proposals": [{"text": ""}, {"text": "Un marché", "polarty": "positive"}]},
    },
    "invalid-option": {"path": f"{HERE}/mindmap.svg?dept=2"},
    "key-not-found": {"path": f"/v1/keys/{ABSENT_ID}"},
    "malformed-body": {"method": "PUT", "path": HERE, "data": '{"title": "A",\n "question": }'},
    "method-not-allowed": {"method": "DELETE", "path": "/v1/workshops"},
    "name-taken": {"method": "POST", "path": f"{HERE}/groups", "json": {**GROUP, "name": "Table 1"}},
    "not-acceptable": {"path": f"{HERE}/mindmap", "headers": {"Accept": "application/zip"}},
    "not-found": {"path": "/v1/ateliers"},
    "not-loopback": {"path": "/v1/workshops", "headers": {"X-Forwarded-For": "203.0.113.7"}},
    "precondition-failed": {"method": "DELETE", "path": HERE, "headers": {"If-Match": '"earlier"'}},
    "proposal-not-found": {"path": f"{HERE}/proposals/{ABSENT_ID}"},
    "share-not-found": {"path": f"/v1/shares/{ABSENT_ID}"},
    "slug-taken": {"method": "POST", "path": "/v1/workshops", "json": {**WORKSHOP, "slug": "criteres"}},
    "template-not-found": {"path": "/v1/templates/affinites"},
    "two-keys": {"path": f"{HERE}/mindmap.svg?share=sgs_one&share=sgs_two"},
    "unknown-reference": {"method": "POST", "path": f"{HERE}/proposals", "json": {**PROPOSAL, "group": "Table1"}},
    "unknown-share": {"path": f"{HERE}/mindmap.svg?share=sgs_old"},
    "unknown-template": {"path": f"{HERE}/grid.svg?template=plus_delta"},
    "unsupported-format": {
        "method": "PUT",
        "path": HERE,
        "data": "title=A",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    },
    "workshop-not-found": {"path": "/v1/workshops/absent"},
}
"""Requests to a service without keys in which the workshop of the examples is stored."""

UNREADABLE: Final[dict[str, bytes]] = {
    "bad-request": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    "expectation-failed": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: everything\r\n\r\n",
    "headers-too-large": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 9_000 + b"\r\n\r\n",
    "not-implemented": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: brotli\r\n\r\n",
    "uri-too-long": b"GET /v1/workshops?cursor=" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}
"""Requests that gunicorn refuses by itself, in English: no language is known."""


class Site:
    """Services to be refused by.

    Args:
        make_app: Makes an application with settings.
        folder: Where there is no database yet.
        port: Where a real server answers.
    """

    def __init__(self, make_app: Callable[..., Flask], folder: Path, port: int) -> None:
        self._port = port
        self._open, self._keyed = make_app(), make_app(access="keys")
        for app in (self._open, self._keyed):
            app.add_url_rule("/raised/<code>", view_func=needs(None)(raised))
        self._few = make_app(limits=Limits(drawn=1))
        self._empty = make_app(database_url=f"sqlite:///{folder / 'empty.db'}")
        for app in (self._open, self._few):
            assert app.test_client().put(HERE, json=WORKSHOP).status_code == 201
        key = {"Idempotency-Key": "groupe-3"}
        assert self._open.test_client().post(f"{HERE}/groups", json=GROUP, headers=key).status_code == 201
        self._reader = a_key(self._keyed, Scope.READ)

    def examples(self) -> dict[str, dict[str, Any]]:
        """Return an example of each code in each language."""
        return {entry.code: self._examples(entry.code) for entry in catalogue.entries()}

    def _examples(self, code: str) -> dict[str, Any]:
        if code in UNREADABLE:
            return dict.fromkeys(LANGUAGES, self._unreadable(UNREADABLE[code]))
        return {language: self._problem(code, language) for language in LANGUAGES}

    def _problem(self, code: str, language: str) -> Any:
        client, request = self._request(code)
        headers = {"Content-Type": "application/json", "Accept-Language": language, **request.pop("headers", {})}
        answer = client.open(request.pop("path"), headers=headers, **request)
        assert answer.content_type == "application/problem+json", (code, answer.text)
        problem = answer.get_json(force=True)
        assert problem["code"] == code, problem
        return Pretend().told(problem)

    def _request(self, code: str) -> tuple[FlaskClient, Request]:
        """Return who is asked what; what only a race or a failure brings about is raised at an address of its own."""
        if code in REQUESTS:
            return self._open.test_client(), dict(REQUESTS[code])
        special: dict[str, tuple[Flask, Request]] = {
            "missing-key": (self._keyed, {"path": "/v1/workshops"}),
            "unknown-key": (self._keyed, {"path": "/v1/workshops", "headers": {"Authorization": "Bearer sg_old"}}),
            "scope": (self._keyed, {"method": "DELETE", "path": HERE, "headers": self._reader}),
            "too-many-to-draw": (self._few, {"path": f"{HERE}/mindmap.svg"}),
            "not-ready": (self._empty, {"path": "/v1/workshops"}),
            "has-dependents": (self._open, {"method": "DELETE", "path": self._first("groups")}),
            "category-rule": (
                self._open,
                {"method": "PATCH", "path": self._first("categories"), "json": {"parent": ["Gouvernance", "CA"]}},
            ),
        }
        app, request = special.get(code, (self._open, {"path": f"/raised/{code}"}))
        return app.test_client(), request

    def _first(self, kind: str) -> str:
        found = self._open.test_client().get(f"{HERE}/{kind}").get_json()["items"][0]
        return f"{HERE}/{kind}/{found['id']}"

    def _unreadable(self, request: bytes) -> Any:
        with socket.create_connection(("127.0.0.1", self._port), timeout=20) as connection:
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
        return Pretend().told(json.loads(received.partition(b"\r\n\r\n")[2]))


def raised(code: str) -> NoReturn:
    """Raise what has this code, its facts made up by their types."""
    for error in catalogue.answered():
        if error.code == code:
            needed = inspect.signature(error).parameters.values()
            raise error(**{one.name: _sample(one) for one in needed if one.kind == one.POSITIONAL_OR_KEYWORD})
    abort(next(status for status, refusal in REFUSALS.items() if refusal.code == code))


def _sample(parameter: inspect.Parameter) -> Any:
    if parameter.default is not parameter.empty:
        return parameter.default
    told = str(parameter.annotation)
    if "Fault" in told:
        return [Fault("", Message("…"))]
    return 2 if "int" in told or "float" in told else "…"
