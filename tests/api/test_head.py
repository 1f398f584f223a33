"""HEAD wherever there is GET, from the map of addresses: a new one is covered by itself."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from synthgrid.app import create_app
from synthgrid.settings import Settings
from tests.api.builders import a_document, a_slug

RULES = [
    rule
    for rule in create_app(Settings(database_url="sqlite:///unused.db")).url_map.iter_rules()
    if "GET" in (rule.methods or ())
]
CHANGING = {"X-Request-Id", "Date"}


def headers(answer: TestResponse) -> dict[str, str]:
    """Return the headers that two answers to the same question share."""
    return {name: value for name, value in answer.headers if name not in CHANGING}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_head_answers_what_get_answers_without_the_body(app: Flask, client: FlaskClient, rule: Rule) -> None:
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document())
    group = client.get(f"/v1/workshops/{slug}/groups").get_json()["items"][0]["id"]
    formats = re.search(r"any\((\w+)", rule.rule)
    values = {"id": group, "key": "plus-delta", "format": formats and formats[1], "filename": "synthgrid.css"}
    with app.test_request_context():
        arguments = {name: values.get(name, slug) for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, arguments)
    # A first look warms what is made once: a drawing, the description.
    client.get(path, buffered=True)

    got, head = client.get(path, buffered=True), client.head(path, buffered=True)

    assert (head.status_code, head.data) == (got.status_code, b"")
    expected = headers(got)
    if path == "/metrics":  # each look at it is counted
        del expected["Content-Length"]
    assert headers(head).items() >= expected.items()
