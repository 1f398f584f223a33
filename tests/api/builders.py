"""Data for the tests, sent over HTTP as everybody sends it."""

import itertools
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from synthgrid.domain.access import Scope
from synthgrid.services.keys import create_key

PROBLEM = "application/problem+json"
_numbers = itertools.count(1)


def a_slug() -> str:
    """An address that no other test uses."""
    return f"atelier-{next(_numbers)}"


def a_document(**fields: Any) -> dict[str, Any]:
    """A small workshop: two groups, a tree of two themes, three items, one of them under another."""
    return {
        "title": "Critères de réussite",
        "question": "À quoi voit-on que ça marche ?",
        "date": "2026-11-20",
        "place": "Agen",
        "groups": [
            {"name": "Table 1", "actor": "travailleurs sociaux", "composition": "peer", "size": 8},
            {"name": "Table 2", "actor": "habitants"},
        ],
        "categories": [{"name": "Gouvernance", "side": "right"}, {"name": "CA", "parent": ["Gouvernance"]}],
        "proposals": [
            {
                "text": "Un comité de pilotage mixte",
                "group": "Table 1",
                "category": ["Gouvernance", "CA"],
                "polarity": "positive",
                "external_id": "row-17/q2/1",
                "children": [{"text": "Avec des habitants"}],
            },
            {
                "text": "Des réunions trop tardives",
                "group": "Table 2",
                "category": "Gouvernance",
                "polarity": "improve",
            },
        ],
        **fields,
    }


def a_key(app: Flask, scope: Scope = Scope.ADMIN, workspace: str = "ours") -> dict[str, str]:
    """Make a key; return the header that shows it."""
    new = app.extensions["synthgrid"].database.write(
        lambda session: create_key(session, workspace, scope, label="", expires_at=None)
    )
    return {"Authorization": f"Bearer {new.secret}"}


def put(client: FlaskClient, document: dict[str, Any] | None = None, slug: str | None = None) -> str:
    """Store a workshop; return its slug."""
    slug = slug or a_slug()
    answer = client.put(f"/v1/workshops/{slug}", json=document or a_document())
    assert answer.status_code in {200, 201}, answer.text
    return slug


def export(client: FlaskClient, slug: str) -> Any:
    """The whole workshop, as it is stored."""
    return client.get(f"/v1/workshops/{slug}/export.json").get_json()


def the_problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """Check that an answer is a whole problem with this status; return it."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == PROBLEM
    problem: dict[str, Any] = answer.get_json(force=True)
    assert problem["status"] == status
    assert {"type", "title", "detail", "code", "request_id"} <= problem.keys()
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    return problem


def pointers(problem: dict[str, Any]) -> list[str]:
    """The places that a problem names."""
    return [error["pointer"] for error in problem.get("errors", [])]
