"""Each limit at its edge: what just fits is taken, one more is refused with its code, and nothing is stored."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from synthgrid.settings import Limits, Rendering
from tests.api.builders import a_document, a_slug, export, pointers, put, the_problem
from tests.api.conftest import MakeApp

pytestmark = pytest.mark.sqlite

JSON = "application/json"


def padded(value: Any, size: int) -> bytes:
    """Return JSON of so many bytes; blanks at its end are part of it."""
    return json.dumps(value).encode().ljust(size)


def items(count: int) -> list[dict[str, Any]]:
    return [{"text": f"Point {number}"} for number in range(count)]


def nested(depth: int) -> Any:
    """Return an item below so many others, the first being one of them."""
    item: dict[str, Any] = {"text": "fond"}
    for level in range(depth - 1):
        item = {"text": f"niveau {level}", "children": [item]}
    return item


def everywhere(client: FlaskClient, **request: Any) -> list[TestResponse]:
    """Send one body to every address that takes a document."""
    slug = a_slug()
    return [
        client.put(f"/v1/workshops/{slug}", **request),
        client.post("/v1/workshops", **request),
        client.post(f"/v1/workshops/{slug}/imports?atomic=true", **request),
        client.post("/v1/draw/mindmap.txt", **request),
    ]


def taken(answers: list[TestResponse]) -> None:
    assert [answer.status_code for answer in answers] == [201, 201, 200, 200], [answer.text for answer in answers]


def refused(answers: list[TestResponse], status: int, code: str) -> list[dict[str, Any]]:
    """Check that each is the same problem; return them."""
    problems = [the_problem(answer, status) for answer in answers]
    assert {problem["code"] for problem in problems} == {code}
    return problems


def stored(client: FlaskClient) -> int:
    count: int = client.get("/v1/workshops?total=true").get_json()["total"]
    return count


def test_a_document_of_the_bytes_allowed_and_of_one_more(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(document_bytes=2_000)).test_client()

    taken(everywhere(client, data=padded(a_document(), 2_000), content_type=JSON))
    before = stored(client)
    refused(
        everywhere(client, data=padded(a_document(), 2_001), content_type=JSON),
        413,
        "body-too-large",
    )
    assert stored(client) == before


def test_a_document_of_ten_million_bytes_and_of_one_more(client: FlaskClient) -> None:
    slug = put(client)

    fits = client.put(f"/v1/workshops/{slug}", data=padded(a_document(), 10_000_000), content_type=JSON)
    problem = the_problem(
        client.put(f"/v1/workshops/{slug}", data=padded(a_document(title="B"), 10_000_001), content_type=JSON), 413
    )

    assert fits.status_code == 200
    assert "10000000" in problem["detail"]
    assert export(client, slug)["title"] == a_document()["title"]


def test_a_sheet_of_the_bytes_allowed_and_of_one_more(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(document_bytes=100)).test_client()
    path = f"/v1/workshops/{a_slug()}/imports"

    fits = client.post(path, data=b"- un point\n".ljust(100), content_type="text/plain")
    over = client.post(path, data=b"- un autre\n".ljust(101), content_type="text/plain")

    assert fits.get_json()["created"] == 1
    assert the_problem(over, 413)["code"] == "body-too-large"
    assert client.get(path.replace("imports", "proposals?total=true")).get_json()["total"] == 1


@pytest.mark.parametrize("kind", ["groups", "categories", "proposals"])
def test_another_body_of_the_bytes_allowed_and_of_one_more(make_app: MakeApp, kind: str) -> None:
    client = make_app(limits=Limits(body_bytes=300)).test_client()
    path = f"/v1/workshops/{put(client)}/{kind}"
    name = "text" if kind == "proposals" else "name"

    fits = client.post(path, data=padded({name: "Tout juste"}, 300), content_type=JSON)
    over = client.post(path, data=padded({name: "Trop"}, 301), content_type=JSON)
    changed = client.patch(fits.headers["Location"], data=padded({name: "Trop"}, 301), content_type=JSON)

    assert fits.status_code == 201
    for answer in (over, changed):
        assert the_problem(answer, 413)["code"] == "body-too-large"
    assert "Trop" not in client.get(path).text


def test_the_items_allowed_and_one_more(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(items=5)).test_client()
    over = {"title": "A", "proposals": [*items(3), {"text": "a", "children": items(2)}]}

    taken(everywhere(client, json={"title": "A", "proposals": [*items(3), {"text": "a", "children": items(1)}]}))
    before = stored(client)
    problems = refused(everywhere(client, json=over), 422, "invalid-document")

    assert {place for problem in problems for place in pointers(problem)} == {"/proposals/3/children/1"}
    assert stored(client) == before


@pytest.mark.parametrize("kind", ["groups", "categories"])
def test_the_groups_and_themes_allowed_and_one_more(make_app: MakeApp, kind: str) -> None:
    client = make_app(limits=Limits(items=3)).test_client()

    def named(count: int) -> dict[str, Any]:
        return {"title": "A", kind: [{"name": f"N {number}"} for number in range(count)]}

    taken(everywhere(client, json=named(3)))
    problems = refused(everywhere(client, json=named(4)), 422, "invalid-document")

    assert {place for problem in problems for place in pointers(problem)} == {f"/{kind}/3"}


def test_ten_thousand_and_one_items(client: FlaskClient) -> None:
    slug = a_slug()

    problem = the_problem(client.put(f"/v1/workshops/{slug}", json={"title": "A", "proposals": items(10_001)}), 422)

    assert pointers(problem) == ["/proposals/10000"]
    assert client.get(f"/v1/workshops/{slug}").status_code == 404


def test_a_text_of_the_characters_allowed_and_of_one_more(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(text=20)).test_client()
    slug = put(client, {"title": "A"})
    path = f"/v1/workshops/{slug}/proposals"

    taken(everywhere(client, json={"title": "A", "proposals": [{"text": "é" * 20}]}))
    problems = refused(
        everywhere(client, json={"title": "A", "proposals": [{"text": "é" * 21}]}), 422, "invalid-document"
    )
    added = client.post(path, json={"text": "é" * 20})
    over = [
        client.post(path, json={"text": "é" * 21}),
        client.patch(added.headers["Location"], json={"text": "e" * 21}),
    ]

    assert {place for problem in problems for place in pointers(problem)} == {"/proposals/0/text"}
    assert added.status_code == 201
    assert [pointers(the_problem(answer, 422)) for answer in over] == [["/text"], ["/text"]]
    assert [item["text"] for item in client.get(path).get_json()["items"]] == ["é" * 20]


def test_the_specification_tells_the_limits_that_are_set(make_app: MakeApp) -> None:
    shapes = make_app(limits=Limits(items=7, text=20)).test_client().get("/openapi.json").get_json()["components"]

    assert shapes["schemas"]["WorkshopDocument"]["properties"]["proposals"]["maxItems"] == 7
    assert shapes["schemas"]["ProposalIn"]["properties"]["text"]["maxLength"] == 20


def test_as_deep_as_a_tree_may_be_and_one_deeper(client: FlaskClient) -> None:
    slug = a_slug()
    deepest = {"title": "A", "proposals": [nested(32)]}

    taken(everywhere(client, json=deepest))
    put(client, deepest, slug)
    problems = refused(everywhere(client, json={"title": "A", "proposals": [nested(33)]}), 422, "invalid-document")
    leaf = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"][-1]
    below = client.post(f"/v1/workshops/{slug}/proposals", json={"text": "plus bas", "parent": leaf["id"]})

    assert {place for problem in problems for place in pointers(problem)} == {"/proposals/0" + "/children/0" * 32}
    assert pointers(the_problem(below, 422)) == ["/parent"]


def test_as_deep_as_a_setting_allows_and_one_deeper(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(tree_depth=2)).test_client()
    slug = a_slug()
    path = f"/v1/workshops/{slug}/proposals"

    taken(everywhere(client, json={"title": "A", "proposals": [nested(2)]}))
    put(client, {"title": "A", "proposals": [nested(2), {"text": "seul"}]}, slug)
    problems = refused(everywhere(client, json={"title": "A", "proposals": [nested(3)]}), 422, "invalid-document")
    top, leaf, alone = (item["id"] for item in client.get(path).get_json()["items"])
    over = [
        client.post(path, json={"text": "plus bas", "parent": leaf}),
        client.patch(f"{path}/{alone}", json={"parent": leaf}),
        client.patch(f"{path}/{top}", json={"parent": alone}),
    ]

    assert {place for problem in problems for place in pointers(problem)} == {"/proposals/0" + "/children/0" * 2}
    assert [pointers(the_problem(answer, 422)) for answer in over] == [["/parent"]] * 3
    assert "2" in over[0].get_json(force=True)["errors"][0]["message"]
    assert client.patch(f"{path}/{alone}", json={"parent": top}).status_code == 200


def test_sheets_deeper_than_a_setting_allows_are_read_less_deep(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(tree_depth=2)).test_client()
    bullets = b"# Atelier\n\n## Points positifs\n\n- un\n  - deux\n    - trois\n"

    for kind in ("text/plain", "text/markdown"):
        path = f"/v1/workshops/{a_slug()}"
        answer = client.post(f"{path}/imports", data=bullets, content_type=kind)
        assert answer.get_json()["created"] == 3, answer.text
        above = {item["text"]: item["parent"] for item in client.get(f"{path}/proposals").get_json()["items"]}
        assert above["trois"] == above["deux"] is not None


def test_what_stands_deeper_than_a_setting_allows_now_is_kept_and_corrected(make_app: MakeApp) -> None:
    before = make_app()
    slug = put(before.test_client(), {"title": "A", "proposals": [nested(4)]})
    database_url = before.extensions["synthgrid"].settings.database_url
    client = make_app(database_url=database_url, limits=Limits(tree_depth=2)).test_client()
    leaf = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"][-1]
    own = {"proposals": [{"text": "corrigé encore", "id": leaf["id"]}, {"text": "neuf"}]}

    corrected = client.patch(f"/v1/workshops/{slug}/proposals/{leaf['id']}", json={"text": "corrigé"})
    report = client.post(f"/v1/workshops/{slug}/imports", json=own).get_json()

    assert corrected.status_code == 200
    assert (report["updated"], report["created"], report["rejected"]) == (1, 1, 0)
    assert client.get(f"/v1/workshops/{slug}/mindmap.txt").status_code == 200


def test_json_as_deep_as_it_may_be_and_one_deeper(client: FlaskClient) -> None:
    def body(depth: int) -> bytes:
        # The object itself is the first level.
        return b'{"title": "A", "zzz": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    read = everywhere(client, data=body(80), content_type=JSON)
    unread = everywhere(client, data=body(81), content_type=JSON)

    assert {place for problem in refused(read, 422, "invalid-document") for place in pointers(problem)} == {"/zzz"}
    refused(unread, 400, "malformed-body")


def test_the_items_that_can_be_drawn_and_one_more(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(drawn=3)).test_client()
    document = {"title": "A", "proposals": [{"text": "a", "category": "T"}, {"text": "b", "children": items(1)}]}
    fits = put(client, document)
    over = put(client, {**document, "proposals": [*document["proposals"], {"text": "c"}]})

    assert client.get(f"/v1/workshops/{fits}/mindmap.svg").status_code == 200
    for path in ("mindmap.svg", "mindmap.pdf", "grid.svg", "sheet.svg"):
        problem = the_problem(client.get(f"/v1/workshops/{over}/{path}"), 422)
        assert problem["code"] == "too-many-to-draw"
        assert "depth" in problem["detail"]
        assert "category" in problem["detail"]
    for way_out in ("category=T", "depth=2"):
        assert client.get(f"/v1/workshops/{over}/mindmap.svg?{way_out}").status_code == 200
    assert client.get(f"/v1/workshops/{over}/mindmap.txt").status_code == 200


def test_a_drawing_of_the_bytes_allowed_and_of_one_more(make_app: MakeApp) -> None:
    size = len(make_app().test_client().post("/v1/draw/mindmap.dot", json=a_document()).data)

    def answer(output: int) -> TestResponse:
        rendering = Rendering(workers=1, output=output, timeout=60)
        return make_app(rendering=rendering).test_client().post("/v1/draw/mindmap.dot", json=a_document())

    assert answer(size).status_code == 200
    assert the_problem(answer(size - 1), 422)["code"] == "render-too-complex"


def drawn_in_the_end(client: FlaskClient) -> None:
    """Ask for a drawing until the service has time, as it says."""
    answer = client.post("/v1/draw/mindmap.svg", json=a_document())
    while answer.status_code == 503:
        time.sleep(int(answer.headers["Retry-After"]))
        answer = client.post("/v1/draw/mindmap.svg", json=a_document())
    assert answer.status_code == 200


def test_a_drawing_that_takes_too_long_is_refused_and_the_next_is_drawn(make_app: MakeApp) -> None:
    client = make_app(rendering=Rendering(workers=1, timeout=2)).test_client()
    drawn_in_the_end(client)

    late = client.post("/v1/draw/mindmap.pdf", json={"title": "A", "proposals": items(10_000)})

    if late.status_code == 503:
        assert int(late.headers["Retry-After"]) > 0
    else:
        assert the_problem(late, 422)["code"] == "render-too-complex"
    drawn_in_the_end(client)


def test_a_drawing_of_too_much_memory_is_refused_and_the_next_is_drawn(make_app: MakeApp) -> None:
    client = make_app(rendering=Rendering(workers=1, memory=320 * 1024 * 1024, timeout=60)).test_client()

    problem = the_problem(client.post("/v1/draw/mindmap.pdf", json={"title": "A", "proposals": items(9_000)}), 422)

    assert problem["code"] == "render-too-complex"
    drawn_in_the_end(client)


def test_the_pixels_allowed_and_fewer(make_app: MakeApp) -> None:
    def drawn(pixels: int) -> tuple[int, str | None]:
        client = make_app(rendering=Rendering(workers=1, pixels=pixels, timeout=60)).test_client()
        answer = client.post("/v1/draw/mindmap.png?dpi=96", json=a_document())
        width, height = (int.from_bytes(answer.data[at : at + 4], "big") for at in (16, 20))
        return width * height, answer.headers.get("X-Render-Dpi")

    size, whole = drawn(50_000_000)
    smaller, lowered = drawn(size // 2)

    assert whole in {None, "96"}
    assert smaller <= size // 2
    assert lowered is not None
    assert float(lowered) < 96


def test_past_the_drawings_that_may_wait_the_service_is_busy(make_app: MakeApp) -> None:
    app = make_app(rendering=Rendering(workers=1, waiting=1, timeout=120))
    assert app.test_client().post("/v1/draw/mindmap.svg", json=a_document()).status_code == 200

    def ask(number: int) -> TestResponse:
        document = {"title": f"A {number}", "proposals": items(600)}
        return app.test_client().post("/v1/draw/mindmap.svg", json=document)

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(ask, range(8)))

    drawn = [answer for answer in answers if answer.status_code == 200]
    busy = [answer for answer in answers if answer.status_code != 200]
    assert len(drawn) >= 2
    assert busy
    for answer in busy:
        assert the_problem(answer, 503)["code"] == "busy"
        assert int(answer.headers["Retry-After"]) > 0
