"""The description of the interface: committed, served, whole, and shown to people."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.api.parsing import Resource
from synthgrid.api.schemas import examples
from tests.api.builders import a_slug, put

SPEC = Path(__file__).parents[2] / "api_spec" / "openapi.json"


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    """The description as it is committed."""
    found: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return found


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_what_is_committed_is_what_is_served(client: FlaskClient) -> None:
    served = client.get("/openapi.json").get_data(as_text=True)

    assert served + "\n" == SPEC.read_text(encoding="utf-8"), "run: synthgrid openapi > api_spec/openapi.json"


def test_every_route_of_the_api_is_described(app: Flask, spec: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if isinstance(app.blueprints.get(rule.endpoint.split(".")[0]), Resource)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes == {(path, method) for path, method, _ in operations(spec)}


def test_operations_have_a_name_of_their_own_a_tag_and_a_sentence(spec: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(spec)]

    assert len(names) == len(set(names))
    for _, _, operation in operations(spec):
        assert operation["summary"].endswith(".")
        assert len(operation["tags"]) == 1


def test_every_reference_leads_somewhere(spec: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(spec))):
        found: Any = spec
        for step in reference.split("/"):
            found = found[step]
        assert found


def test_every_problem_is_described_as_one(spec: dict[str, Any]) -> None:
    for _, _, operation in operations(spec):
        for status, answer in operation["responses"].items():
            if status[0] not in "23":
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}
    for answer in spec["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]


def test_bounds_are_those_of_the_domain(spec: dict[str, Any]) -> None:
    item = spec["components"]["schemas"]["Item"]

    assert item["properties"]["text"]["maxLength"] == 10_000
    assert item["required"] == ["text"]
    assert item["additionalProperties"] is False
    assert item["properties"]["children"]["items"] == {"$ref": "#/components/schemas/Item"}
    assert spec["components"]["schemas"]["WorkshopDocument"]["properties"]["slug"]["maxLength"] == 80
    assert "required" not in spec["components"]["schemas"]["ProposalPatch"]


def test_only_what_is_public_asks_for_no_key(spec: dict[str, Any]) -> None:
    public = {path for path, _, operation in operations(spec) if operation.get("security") == []}

    assert public == {"/healthz", "/readyz", "/openapi.json", "/docs"}


def test_every_example_of_a_body_is_taken(client: FlaskClient) -> None:
    slug = put(client, examples.WORKSHOP)
    path = f"/v1/workshops/{slug}"
    for kind, body, change in (
        ("groups", examples.GROUP, examples.CHANGES["group"]),
        ("categories", examples.CATEGORY, examples.CHANGES["category"]),
        ("proposals", examples.PROPOSAL, examples.CHANGES["proposal"]),
    ):
        added = client.post(f"{path}/{kind}", json=body)
        assert added.status_code == 201, added.text
        assert client.patch(added.headers["Location"], json=change).status_code == 200
    assert client.patch(path, json=examples.CHANGES["workshop"]).status_code == 200
    report = client.post(f"/v1/workshops/{a_slug()}/imports", data=examples.TEXT.encode(), content_type="text/plain")
    assert (report.get_json()["created"], report.get_json()["rejected"]) == (3, 0)


def test_the_page_shows_every_operation_and_loads_nothing(client: FlaskClient, spec: dict[str, Any]) -> None:
    answer = client.get("/docs")

    assert answer.mimetype == "text/html"
    for path, method, operation in operations(spec):
        assert f'id="{operation["operationId"]}"' in answer.text
        assert f'<span class="method">{method}</span> <code>{path}</code>' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert "<script" not in answer.text


def test_links_of_the_page_lead_somewhere(client: FlaskClient) -> None:
    page = client.get("/docs").text

    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
