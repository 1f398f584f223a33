"""The description of the interface: committed, served, whole, and shown to people."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from openapi_spec_validator import OpenAPIV31SpecValidator

from synthgrid.api import catalogue
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


ITS_OWN = {"openapi_json", "docs", "get_metrics"}
"""What describes or measures the service itself."""


def problems_shown(answer: dict[str, Any]) -> list[str]:
    return [example["$ref"].rpartition("/")[2] for example in problem_of(answer)["examples"].values()]


def problem_of(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["content"]["application/problem+json"]
    return found


def unbounded(spec: dict[str, Any]) -> Iterator[str]:
    """Yield each place of a request that may hold a text, a number, a list or an object of any size."""
    for path, operations in spec["paths"].items():
        shared = operations.get("parameters", [])
        for method, operation in operations.items():
            if method == "parameters":
                continue
            for parameter in (*shared, *operation.get("parameters", [])):
                told = followed(spec, parameter)
                # The server bounds every header; these two are lists of tags without a bound of their own.
                if told["name"] not in {"If-Match", "If-None-Match"}:
                    yield from loose(spec, told["schema"], f"{method} {path} {told['name']}", ())
            for kind, body in operation.get("requestBody", {}).get("content", {}).items():
                yield from loose(spec, body["schema"], f"{method} {path} {kind}", ())


def followed(spec: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = spec
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


def loose(spec: dict[str, Any], schema: dict[str, Any], at: str, seen: tuple[str, ...]) -> Iterator[str]:
    if (reference := schema.get("$ref")) in seen:
        return
    seen = (*seen, reference) if reference else seen
    schema = followed(spec, schema)
    if "enum" in schema or "const" in schema:
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    inner = [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("properties", {}).values()]
    inner += [schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)]
    ends = re.fullmatch(r"\^.*\{\d+,\d+\}\$", schema.get("pattern", ""))
    bounds = {
        "string": "maxLength" in schema or schema.get("format") == "date" or ends,
        "integer": {"minimum", "maximum"} <= schema.keys(),
        "number": {"minimum", "maximum"} <= schema.keys(),
        "array": "maxItems" in schema,
        "object": "maxProperties" in schema or schema.get("additionalProperties") is False,
    }
    yield from (f"{at}: {kind}" for kind in kinds if not bounds.get(kind, True))
    if not kinds and not inner:
        yield f"{at}: anything"
    for one in inner:
        yield from loose(spec, one, at, seen)


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


def test_it_is_valid_openapi(spec: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(spec).validate()


def test_every_body_and_every_good_answer_has_an_example(spec: dict[str, Any]) -> None:
    for _, _, operation in operations(spec):
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [
            answer["content"]
            for status, answer in operation["responses"].items()
            if status.startswith("2") and "content" in answer and operation["operationId"] not in ITS_OWN
        ]
        for content in filter(None, contents):
            assert any("example" in body for body in content.values()), operation["operationId"]


def test_every_operation_tells_the_problems_that_it_can_have(spec: dict[str, Any]) -> None:
    for path, method, operation in operations(spec):
        told = set(operation["responses"])
        assert "default" in told
        if operation["security"] and {} not in operation["security"]:
            assert {"401", "403", "422", "503"} <= told
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= told
        if method in {"put", "patch", "delete"}:
            assert {"409", "412"} <= told
        if "{" in path:
            assert "404" in told


def test_every_operation_of_the_api_names_the_scope_that_it_needs(spec: dict[str, Any]) -> None:
    for path, method, operation in operations(spec):
        if path.startswith("/v1/"):
            way = operation["security"][0]
            reads = method == "get" or path.startswith("/v1/draw/")
            assert way in ({"key": ["read" if reads else "write"]}, {"key": ["admin"]}), path


def test_headers_of_answers_are_told(spec: dict[str, Any]) -> None:
    for _, _, operation in operations(spec):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                assert "X-Request-Id" in answer["headers"]
            if status == "201":
                assert "Location" in answer["headers"]
    for status in ("401", "503"):
        assert {"WWW-Authenticate", "Retry-After"} & set(spec["components"]["responses"][f"Problem{status}"]["headers"])


def test_what_is_created_links_to_all_that_is_about_it(spec: dict[str, Any]) -> None:
    known = {operation["operationId"] for _, _, operation in operations(spec)}
    linked = set()
    for _, _, operation in operations(spec):
        for status, answer in operation["responses"].items():
            if status == "201":
                assert answer["links"], operation["operationId"]
            linked |= {link["operationId"] for link in answer.get("links", {}).values()}

    assert linked <= known
    about_one = {one["operationId"] for path, _, one in operations(spec) if re.search(r"\{(slug|id|key)\}", path)}
    assert about_one <= linked


def test_what_is_sent_is_bounded(spec: dict[str, Any]) -> None:
    assert list(unbounded(spec)) == []


def test_every_code_is_in_the_catalogue_with_an_example_in_both_languages(spec: dict[str, Any]) -> None:
    codes = [problem["code"] for problem in spec["x-problems"]]

    assert codes == [entry.code for entry in catalogue.entries()]
    assert codes == spec["components"]["schemas"]["Problem"]["properties"]["code"]["x-extensible-enum"]
    for problem in spec["x-problems"]:
        assert problem["title"].keys() == problem["detail"].keys() == {"fr", "en"}
        for language in ("fr", "en"):
            example = spec["components"]["examples"][f"{problem['code']}.{language}"]["value"]
            assert (example["code"], example["status"]) == (problem["code"], problem["status"])
    shown = {name for answer in spec["components"]["responses"].values() for name in problems_shown(answer)}
    assert shown == spec["components"]["examples"].keys()


def test_every_class_of_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in catalogue.answered()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for code in codes)


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


def test_the_page_tells_every_code_in_french_first(client: FlaskClient) -> None:
    page = client.get("/docs").text

    for entry in catalogue.entries():
        row = page[page.index(f'id="problem-{entry.code}"') :]
        french, english = (row.index(str(escape(entry.said(language)))) for language in ("fr", "en"))
        assert french <= english
