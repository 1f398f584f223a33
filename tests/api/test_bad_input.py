"""The bad input that issue 2 names, through the real routes: a problem with its place, and nothing half written."""

import json
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from synthgrid.settings import Limits
from tests.api.builders import a_document, a_slug, export, pointers, put, the_problem
from tests.api.conftest import MakeApp

JSON = "application/json"


@pytest.fixture
def slug(client: FlaskClient) -> str:
    return put(client)


def refused(client: FlaskClient, slug: str, status: int, **request: Any) -> dict[str, Any]:
    """PUT, POST and import something bad; each is the same problem, and the workshop stays as it was."""
    before, workshops = export(client, slug), client.get("/v1/workshops?total=true").get_json()["total"]
    answers: list[TestResponse] = [
        client.put(f"/v1/workshops/{slug}", **request),
        client.post("/v1/workshops", **request),
        client.post("/v1/draw/mindmap.svg", **request),
    ]
    problems = [the_problem(answer, status) for answer in answers]
    assert export(client, slug) == before
    assert client.get("/v1/workshops?total=true").get_json()["total"] == workshops
    assert len({json.dumps(pointers(problem)) for problem in problems}) == 1
    return problems[0]


def test_empty_body(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 400, data=b"", content_type=JSON)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "",
    ],
)
def test_wrong_content_type(client: FlaskClient, slug: str, content_type: str) -> None:
    refused(client, slug, 415, data=json.dumps(a_document()), headers={"Content-Type": content_type})


def test_packed_body(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 415, data=b"\x1f\x8b", content_type=JSON, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "application/pdf", "application/x-www-form-urlencoded"]
)
def test_wrong_content_type_of_an_import(client: FlaskClient, slug: str, content_type: str) -> None:
    before = export(client, slug)

    answer = client.post(f"/v1/workshops/{slug}/imports", data=b"- a", headers={"Content-Type": content_type})

    the_problem(answer, 415)
    assert export(client, slug) == before


def test_multipart_is_refused_even_when_a_format_is_asked_for(client: FlaskClient, slug: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    the_problem(client.post(f"/v1/workshops/{slug}/imports?format=text", data=b"- a", headers=headers), 415)


def test_broken_json(client: FlaskClient, slug: str) -> None:
    problem = refused(client, slug, 400, data=b'{"title": "A",\n "question": }', content_type=JSON)

    assert problem["errors"][0]["line"] == 2


def test_unknown_field(client: FlaskClient, slug: str) -> None:
    problem = refused(
        client, slug, 422, json=a_document(proposals=[{"text": "A"}, {"text": "B", "polarty": "positive"}])
    )

    assert pointers(problem) == ["/proposals/1/polarty"]


def test_text_of_10001_characters(client: FlaskClient, slug: str) -> None:
    problem = refused(client, slug, 422, json=a_document(proposals=[{"text": "é" * 10_001}]))

    assert pointers(problem) == ["/proposals/0/text"]


def test_text_of_10000_characters_is_taken(client: FlaskClient) -> None:
    stored = put(client, a_document(proposals=[{"text": "é" * 10_000}]))

    assert export(client, stored)["proposals"][0]["text"] == "é" * 10_000


def test_nul(client: FlaskClient, slug: str) -> None:
    problem = refused(client, slug, 422, json=a_document(proposals=[{"text": "a\0b"}], title="A\0"))

    assert set(pointers(problem)) == {"/title", "/proposals/0/text"}


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff\ud800"])
def test_lone_surrogates(client: FlaskClient, slug: str, escape: str) -> None:
    body = f'{{"title": "A", "proposals": [{{"text": "a{escape}"}}]}}'

    assert pointers(refused(client, slug, 422, data=body, content_type=JSON)) == ["/proposals/0/text"]


def test_lone_surrogates_in_the_name_of_a_field(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 422, data=r'{"title": "A", "a\ud800": 1}', content_type=JSON)


def test_a_hundred_thousand_nested_brackets(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 400, data=b"[" * 100_000, content_type=JSON)


def test_children_nested_as_deep_as_json_may_be(client: FlaskClient, slug: str) -> None:
    item: dict[str, Any] = {"text": "a"}
    for _ in range(36):
        item = {"text": "a", "children": [item]}

    problem = refused(client, slug, 422, json=a_document(proposals=[item]))

    assert pointers(problem)[0] == "/proposals/0" + "/children/0" * 32


def test_a_number_of_5000_digits(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 400, data=b'{"title": ' + b"9" * 5_000 + b"}", content_type=JSON)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_have(client: FlaskClient, slug: str, constant: str) -> None:
    body = f'{{"title": "A", "proposals": [{{"text": "a", "facets": {{"x": {constant}}}}}]}}'

    refused(client, slug, 400, data=body, content_type=JSON)


def test_duplicate_keys(client: FlaskClient, slug: str) -> None:
    refused(client, slug, 400, data=b'{"title": "A", "title": "B"}', content_type=JSON)


@pytest.mark.parametrize("body", [b"null", b"[]", b'"a"', b"3"])
def test_json_that_is_no_object(client: FlaskClient, slug: str, body: bytes) -> None:
    assert pointers(refused(client, slug, 422, data=body, content_type=JSON)) == [""]


def test_a_category_cycle_in_a_document(client: FlaskClient, slug: str) -> None:
    categories = [{"name": "A", "parent": "B"}, {"name": "B", "parent": "A"}]

    problem = refused(client, slug, 422, json=a_document(categories=categories))

    assert pointers(problem)[0] == "/categories/0/parent"


def test_a_category_moved_below_itself(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)
    items = client.get(f"/v1/workshops/{slug}/categories").get_json()["items"]
    above, below = (next(one["id"] for one in items if one["name"] == name) for name in ("Gouvernance", "CA"))

    answer = client.patch(f"/v1/workshops/{slug}/categories/{above}", json={"parent": {"id": below}})

    assert pointers(the_problem(answer, 422)) == ["/parent"]
    assert export(client, slug) == before


@pytest.mark.parametrize(
    "path",
    [
        "/v1/workshops/absent",
        "/v1/workshops/absent/groups",
        "/v1/workshops/absent/mindmap.svg",
        "/v1/workshops/absent/export.json",
        "/v1/workshops/Not%20a%20slug",
        "/v1/workshops/%00",
    ],
)
def test_unknown_workshop(client: FlaskClient, path: str) -> None:
    assert the_problem(client.get(path), 404)["code"] == "workshop-not-found"


@pytest.mark.parametrize("kind", ["groups", "categories", "proposals"])
def test_unknown_id(client: FlaskClient, slug: str, kind: str) -> None:
    path = f"/v1/workshops/{slug}/{kind}/0190b5a5-0000-7000-8000-000000000000"

    the_problem(client.get(path), 404)
    the_problem(client.delete(path), 404)
    the_problem(client.patch(path, json={"name" if kind != "proposals" else "text": "x"}), 404)


def test_an_address_that_no_workshop_can_have(client: FlaskClient) -> None:
    answer = client.put("/v1/workshops/Ma%20R%C3%A9union", json=a_document())

    assert pointers(the_problem(answer, 422)) == ["/slug"]


def test_a_sheet_of_200000_lines(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)
    body = "\n".join(f"- ligne {number}" for number in range(200_000))

    answer = client.post(f"/v1/workshops/{slug}/imports", data=body.encode(), content_type="text/plain; charset=utf-8")

    problem = the_problem(answer, 422)
    assert problem["errors"][0]["line"] == 10_001
    assert export(client, slug) == before


def test_binary_sent_as_text(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40

    answer = client.post(f"/v1/workshops/{slug}/imports", data=picture, content_type="text/plain")

    assert the_problem(answer, answer.status_code)["status"] in {400, 415, 422}
    assert export(client, slug) == before


def test_a_body_over_its_limit(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(document_bytes=2_000, body_bytes=500)).test_client()
    slug = put(client)

    the_problem(client.put(f"/v1/workshops/{slug}", json=a_document(question="é" * 1_500)), 413)
    the_problem(client.post(f"/v1/workshops/{slug}/groups", json={"name": "A", "actor": "b" * 499}), 413)


def test_a_body_over_its_limit_sent_in_chunks(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(document_bytes=2_000)).test_client()
    body = json.dumps(a_document(question="e" * 3_000)).encode()

    answer = client.put(
        f"/v1/workshops/{a_slug()}",
        input_stream=BytesIO(body),
        content_type=JSON,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    the_problem(answer, 413)


@pytest.mark.parametrize("path", ["", "/mindmap.svg", "/mindmap.txt", "/grid", "/groups", "/proposals", "/export.json"])
def test_unknown_option(client: FlaskClient, slug: str, path: str) -> None:
    problem = the_problem(client.get(f"/v1/workshops/{slug}{path}?colour=red"), 422)

    assert pointers(problem) == ["/colour"]


@pytest.mark.parametrize(
    "path", ["/mindmap.svg?by=group&by=actor", "/grid.svg?lang=fr&lang=fr", "/groups?limit=1&limit=2"]
)
def test_repeated_option(client: FlaskClient, slug: str, path: str) -> None:
    name = path.split("?")[1].split("=", maxsplit=1)[0]

    assert pointers(the_problem(client.get(f"/v1/workshops/{slug}{path}"), 422)) == [f"/{name}"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mindmap.svg?by=colour", "by"),
        ("/mindmap.svg?depth=0", "depth"),
        ("/mindmap.svg?depth=-1", "depth"),
        ("/mindmap.svg?depth=%C2%B2", "depth"),
        ("/mindmap.svg?depth=" + "9" * 5_000, "depth"),
        ("/mindmap.png?dpi=100000", "dpi"),
        ("/mindmap.svg?group=", "group"),
        ("/mindmap.svg?group=%00", "group"),
        ("/mindmap.svg?group=Personne", "group"),
        ("/mindmap.svg?category=Rien", "category"),
        ("/mindmap.svg?section=RUB", "section"),
        ("/grid.svg?template=absent", "template"),
        ("/grid.svg?rows=table", "rows"),
        ("/grid.svg?by=group&rows=group", "rows"),
        ("/grid.svg?by=facet:", "by"),
        ("/mindmap.svg?layout=spiral", "layout"),
        ("/mindmap.svg?paper=a5", "paper"),
        ("/mindmap.svg?theme=pink", "theme"),
        ("/sheet.pdf?template=plus-delta", "template"),
        ("/sheet.svg?depth=2", "depth"),
        ("/groups?limit=201", "limit"),
        ("/groups?cursor=%FF", "cursor"),
        ("/groups?cursor=nonsense", "cursor"),
        ("/groups?total=yes", "total"),
    ],
)
def test_bad_value_of_an_option(client: FlaskClient, slug: str, path: str, name: str) -> None:
    assert pointers(the_problem(client.get(f"/v1/workshops/{slug}{path}"), 422)) == [f"/{name}"]


def test_option_where_there_are_none(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)

    assert pointers(the_problem(client.put(f"/v1/workshops/{slug}?force=true", json=a_document(title="B")), 422)) == [
        "/force"
    ]
    assert export(client, slug) == before


def test_an_unknown_option_names_the_nearest(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/mindmap.svg?dept=2", headers={"Accept-Language": "en"})

    assert "“depth”" in the_problem(answer, 422)["detail"]


def test_atomic_import_lands_as_a_whole_or_not_at_all(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)
    body = {"title": "A", "proposals": [{"text": "bon"}, {"text": ""}]}

    problem = the_problem(client.post(f"/v1/workshops/{slug}/imports?atomic=true", json=body), 422)

    assert pointers(problem) == ["/proposals/1/text"]
    assert export(client, slug) == before


def test_unknown_group_of_a_single_proposal_names_the_nearest(client: FlaskClient, slug: str) -> None:
    before = export(client, slug)

    problem = the_problem(client.post(f"/v1/workshops/{slug}/proposals", json={"text": "A", "group": "Table1"}), 422)

    assert pointers(problem) == ["/group"]
    assert "Table 1" in problem["errors"][0]["message"]
    assert export(client, slug) == before
