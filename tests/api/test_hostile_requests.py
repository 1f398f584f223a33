"""Hostile requests to every address, generated from the specification and the URL map: never a 500, nothing stored.

A new address is covered without editing this module.
"""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from synthgrid.api.parsing import Resource
from synthgrid.storage.tables import Base
from tests.api.builders import a_document, export, pointers, put, the_problem

SLUG: Final = "hostile"
JSON: Final = "application/json"
BODIES: Final[dict[str, tuple[bytes, int]]] = {
    "empty": (b"", 400),
    "blank": (b" \n\t", 400),
    "a byte order mark alone": (b"\xef\xbb\xbf", 400),
    "not JSON": (b"title=A", 400),
    "cut": (b'{"title": "A"', 400),
    "something after it": (b'{"title": "A"} x', 400),
    "two values": (b"{}{}", 400),
    "a comment": (b'{"title": "A" /* hello */}', 400),
    "single quotes": (b"{'title': 'A'}", 400),
    "NaN": (b'{"title": NaN}', 400),
    "minus infinity": (b'{"title": -Infinity}', 400),
    "1e400": (b'{"title": 1e400}', 400),
    "300 digits and one": (b'{"title": ' + b"9" * 301 + b"}", 400),
    "a key twice": (b'{"title": "A", "title": "A"}', 400),
    "a key twice, once escaped": (b'{"title": "A", "titl\\u0065": "A"}', 400),
    "too deep": (b'{"zzz": ' + b"[" * 80 + b"]" * 80 + b"}", 400),
    "200,000 brackets": (b"[" * 200_000, 400),
    "latin-1": ('{"title": "é"}'.encode("latin-1"), 400),
    "UTF-16": ('{"title": "A"}'.encode("utf-16"), 400),
    "a surrogate in bytes": (b'{"title": "\xed\xa0\x80"}', 400),
    "a list": (b"[]", 422),
    "a list of objects": (b'[{"title": "A"}]', 422),
    "null": (b"null", 422),
    "a text": (b'"A"', 422),
    "a number": (b"1e-400", 422),
    "true": (b"true", 422),
    "an unknown field": (b'{"~a/b": 1}', 422),
    "a lone surrogate as a field": (b'{"\\ud800": 1}', 422),
    "NUL as a field": (b'{"\\u0000": 1}', 422),
}
SLUGS: Final = (
    "%00",
    "hostile%00",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "hostile%2f..%2fautre",
    "Hostile",
    "hostile%0d%0aX-Evil:%201",
    "%ff%fe",
    "%e2%80%ae",
    "a" * 81,
    "-",
    "hostile'--",
)
CONDITIONS: Final = ('"', "W/", 'W/"', "é", ",,,", '"a" "b"', "*, *", "a" * 4_000, "\x0b", '"\xff"')

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def workshop(app: Flask) -> FlaskClient:
    """A client of an application in which one workshop is stored."""
    client = app.test_client()
    put(client, a_document(), SLUG)
    return client


@pytest.fixture(autouse=True)
def nothing_happens(app: Flask, workshop: FlaskClient, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test of this module sends, the database is the same afterwards, and nothing went wrong inside."""
    del workshop
    before = everything(app)
    yield
    assert everything(app) == before
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def everything(app: Flask) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    with app.extensions["synthgrid"].database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }


def operations(app: Flask) -> list[Operation]:
    paths = app.extensions["synthgrid-openapi"]()["paths"]
    return [
        (path, method, operation)
        for path, methods in paths.items()
        if path.startswith("/v1/")
        for method, operation in methods.items()
        if method != "parameters"
    ]


def address(client: FlaskClient, path: str) -> str:
    """Fill the places of an address with what is stored."""
    path = path.replace("{slug}", SLUG, 1)
    found = re.match(r"^(.*)/\{id\}", path)
    items = client.get(found[1]).get_json().get("items", []) if found else []
    absent = "0190b5a5-0000-7000-8000-000000000000"
    path = path.replace("{id}", items[0]["id"] if items else absent, 1)
    file = "csv" if "/export." in path else "svg"
    return re.sub(r"\{\w+\}", "x", path.replace("{key}", "plus-delta").replace("{format}", file))


def with_json(app: Flask) -> list[Operation]:
    return [one for one in operations(app) if JSON in one[2].get("requestBody", {}).get("content", {})]


def kinds_of(operation: dict[str, Any]) -> set[str]:
    return set(operation["requestBody"]["content"])


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_wherever_json_is_taken(app: Flask, workshop: FlaskClient, name: str) -> None:
    body, status = BODIES[name]
    for path, method, operation in with_json(app):
        for kind in kinds_of(operation) & {JSON, "application/merge-patch+json"}:
            answer = workshop.open(address(workshop, path), method=method, data=body, content_type=kind)
            problem = the_problem(answer, status)
            assert problem["errors"], (path, method)
            if name == "an unknown field":
                assert "/~0a~1b" in pointers(problem)


def test_a_byte_order_mark_before_a_body_is_no_fault(app: Flask, workshop: FlaskClient) -> None:
    body = b'\xef\xbb\xbf{"title": "A", "proposals": [{"text": "a", "facets": {"x": 1e-400}}]}'
    del app

    drawn = workshop.post("/v1/draw/mindmap.txt", data=body, content_type=JSON)

    assert drawn.status_code == 200


@pytest.mark.parametrize("value", [True, 1, 1.5, [], {}, ["A"], {"id": "A"}, "\ud800", "a\0b"])
def test_a_text_is_no_other_kind_of_value(app: Flask, workshop: FlaskClient, value: Any) -> None:
    for path, method, operation in with_json(app):
        if method in {"post", "patch"}:
            name = first_text(app, operation)
            if name is None:
                continue
            body = json.dumps({name: value})
            answer = workshop.open(address(workshop, path), method=method, data=body, content_type=JSON)
            assert f"/{name}" in pointers(the_problem(answer, 422)), (path, method, name)


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\u2028b", "a\x85b", "a\x1b[31mb"])
def test_a_name_never_has_lines(workshop: FlaskClient, value: str) -> None:
    path = f"/v1/workshops/{SLUG}"
    document = {"title": value, "proposals": [{"text": "a", "external_id": value}]}
    for answer in (
        workshop.put(path, json=document),
        workshop.post(f"{path}/imports?atomic=true", json=document),
        workshop.post("/v1/draw/mindmap.svg", json=document),
    ):
        assert pointers(the_problem(answer, 422)) == ["/title", "/proposals/0/external_id"]
        assert "X-Evil" not in answer.headers
    one = workshop.post(f"{path}/proposals", json={"text": "a", "external_id": value})
    assert pointers(the_problem(one, 422)) == ["/external_id"]


@pytest.mark.parametrize("value", [True, "1", 1.5, 1e300, -1, 10**299, [1], {"a": 1}])
def test_a_number_is_no_other_kind_of_value(workshop: FlaskClient, value: Any) -> None:
    answer = workshop.post(f"/v1/workshops/{SLUG}/groups", json={"name": "Table 9", "size": value})

    assert pointers(the_problem(answer, 422)) == ["/size"]


@pytest.mark.parametrize("name", ["groups", "categories", "proposals"])
@pytest.mark.parametrize("value", [{}, "A", 1, True, [[]], ["A"], [None], [{"name": []}]])
def test_a_list_of_objects_is_nothing_else(workshop: FlaskClient, name: str, value: Any) -> None:
    answer = workshop.put(f"/v1/workshops/{SLUG}", json={"title": "A", name: value})

    assert all(place.startswith(f"/{name}") for place in pointers(the_problem(answer, 422)))


def first_text(app: Flask, operation: dict[str, Any]) -> str | None:
    """Return a field of a body that is a text: the required one, or that of the same name; None where none is."""
    components = app.extensions["synthgrid-openapi"]()["components"]["schemas"]
    reference = operation["requestBody"]["content"][JSON]["schema"]["$ref"]
    fields = components[reference.rpartition("/")[2]]["properties"]
    texts = [name for name, told in fields.items() if "string" in told.get("type", ())]
    return next((name for name in ("title", "text", "name", *texts) if name in texts), None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/xml"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "json"},
        {"Content-Type": ";"},
        {"Content-Type": ""},
        {"Content-Type": JSON, "Content-Encoding": "gzip"},
        {"Content-Type": JSON, "Content-Encoding": "br, gzip"},
    ],
)
def test_another_type_charset_or_packing_is_unsupported(
    app: Flask, workshop: FlaskClient, headers: dict[str, str]
) -> None:
    for path, method, operation in with_json(app):
        # An import without a usable type is recognised by its first bytes; it takes more types than these.
        if kinds_of(operation) - {JSON, "application/merge-patch+json"}:
            continue
        answer = workshop.open(address(workshop, path), method=method, data=b"{}", headers=headers)
        assert the_problem(answer, 415)["code"] == "unsupported-format", (path, method)


def test_an_unknown_option_is_named_at_every_address(app: Flask, workshop: FlaskClient) -> None:
    for path, method, operation in operations(app):
        body = a_body(operation)
        answer = workshop.open(f"{address(workshop, path)}?zzz=1", method=method, data=body, content_type=JSON)
        assert pointers(the_problem(answer, 422)) == ["/zzz"], (path, method)


def test_every_option_given_twice_is_refused(app: Flask, workshop: FlaskClient) -> None:
    for path, method, operation in operations(app):
        for option in (one for one in operation["parameters"] if one.get("in") == "query"):
            name, value = option["name"], a_value(option["schema"])
            query = f"?{name}={value}&{name}={value}"
            body = a_body(operation)
            answer = workshop.open(address(workshop, path) + query, method=method, data=body, content_type=JSON)
            assert pointers(the_problem(answer, 422)) == [f"/{name}"], (path, method)


@pytest.mark.parametrize("value", ["%00", "a%0d%0aX-Evil:1", "a" * 4_001, "../../etc/passwd%00", "%1b[31m"])
def test_every_option_refuses_what_no_option_can_be(app: Flask, workshop: FlaskClient, value: str) -> None:
    for path, method, operation in operations(app):
        for option in (one for one in operation["parameters"] if one.get("in") == "query"):
            query = f"?{option['name']}={value}"
            answer = workshop.open(
                address(workshop, path) + query, method=method, data=a_body(operation), content_type=JSON
            )
            assert answer.status_code in {401, 404, 422}, (path, method, option["name"], answer.status_code)
            the_problem(answer, answer.status_code)
            assert "X-Evil" not in answer.headers


def a_body(operation: dict[str, Any]) -> bytes | None:
    return b"{}" if "requestBody" in operation else None


def a_value(schema: dict[str, Any]) -> str:
    return str(schema.get("enum", [schema.get("minimum", "category")])[0])


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_that_cannot_be_finds_nothing(app: Flask, workshop: FlaskClient, slug: str) -> None:
    for path, method, operation in operations(app):
        if "{slug}" in path:
            data = json.dumps(a_document()) if "requestBody" in operation else None
            where = path.replace("{slug}", slug, 1)
            where = re.sub(r"\{\w+\}", "x", where.replace("{format}", "svg"))
            answer = workshop.open(where, method=method, data=data, content_type=JSON if data else None)
            assert answer.status_code in {404, 405, 422}, (method, where)
            the_problem(answer, answer.status_code)
            assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/v1/../etc/passwd", "/v1//workshops", "/%2e%2e/", "/v1/workshops/", "/\u202e", "/%C0%AF"]
)
def test_an_address_that_is_none_is_not_found(workshop: FlaskClient, path: str) -> None:
    answer = workshop.get(path)

    assert answer.status_code in {200, 308, 404}
    if answer.status_code == 404:
        the_problem(answer, 404)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "QUERY"])
def test_an_unknown_method_is_not_allowed_anywhere(app: Flask, workshop: FlaskClient, method: str) -> None:
    for rule in app.url_map.iter_rules():
        if isinstance(app.blueprints.get(rule.endpoint.split(".")[0]), Resource):
            path = re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
            answer = workshop.open(address(workshop, path), method=method)
            if answer.status_code != 404:
                assert the_problem(answer, 405)["code"] == "method-not-allowed"
                assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "accept", [";;;", "image/*;q=x", "*/", "a" * 5_000, "text/html;q=0, */*;q=0", "\xe9", ",", "image/svg+xml;q=-1"]
)
def test_an_accept_that_makes_no_sense_is_answered(workshop: FlaskClient, accept: str) -> None:
    for view in ("mindmap", "grid", "sheet"):
        answer = workshop.get(f"/v1/workshops/{SLUG}/{view}", headers={"Accept": accept})
        assert answer.status_code in {200, 406}
        if answer.status_code == 406:
            assert the_problem(answer, 406)["code"] == "not-acceptable"


@pytest.mark.parametrize("given", CONDITIONS)
def test_an_if_match_that_makes_no_sense_changes_nothing(app: Flask, workshop: FlaskClient, given: str) -> None:
    for path, method, operation in operations(app):
        if method in {"put", "patch", "delete"} and path.startswith("/v1/workshops/"):
            data = body_for(operation)
            answer = workshop.open(
                address(workshop, path), method=method, data=data, content_type=JSON, headers={"If-Match": given}
            )
            assert the_problem(answer, 412)["code"] == "precondition-failed", (path, method)


@pytest.mark.parametrize("given", CONDITIONS)
def test_an_if_none_match_that_makes_no_sense_is_as_none(app: Flask, workshop: FlaskClient, given: str) -> None:
    del app
    answer = workshop.get(f"/v1/workshops/{SLUG}", headers={"If-None-Match": given})

    assert answer.status_code == 200


def body_for(operation: dict[str, Any]) -> bytes | None:
    content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    return json.dumps(content["example"]).encode() if content else None


@pytest.mark.parametrize("given", ["", "é", "a" * 256, "a\tb", "\x7f"])
def test_an_idempotency_key_that_cannot_be_writes_nothing(app: Flask, workshop: FlaskClient, given: str) -> None:
    for path, method, operation in operations(app):
        told = {one.get("$ref", "").rpartition("/")[2] for one in operation["parameters"]}
        if "Idempotency-Key" in told and path.startswith("/v1/workshops"):
            headers = {"Idempotency-Key": given}
            answer = workshop.open(
                address(workshop, path), method=method, data=body_for(operation), content_type=JSON, headers=headers
            )
            assert pointers(the_problem(answer, 422)) == ["/Idempotency-Key"], (path, method)


def test_names_never_become_headers_or_lines_of_the_log(
    workshop: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    hostile = 'A"; filename="mal.exe"; x=\'é\u202e<b>%0d%0aX-Evil: 1'
    caplog.set_level(logging.DEBUG)

    answers: list[TestResponse] = [
        workshop.post(
            f"/v1/draw/{view}.{form}", json={"title": hostile, "proposals": [{"text": "a", "external_id": hostile}]}
        )
        for view, form in (("mindmap", "svg"), ("grid", "html"), ("sheet", "docx"))
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert re.fullmatch(r'(inline|attachment); filename="atelier-\w+\.\w+"', answer.headers["Content-Disposition"])
    assert "mal.exe" not in caplog.text


def test_the_workshop_is_as_it_was(workshop: FlaskClient) -> None:
    assert export(workshop, SLUG)["title"] == a_document()["title"]
