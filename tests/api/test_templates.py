"""Templates: those that synthgrid ships, and a workspace's own; drawn everywhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid import storage
from synthgrid.api.schemas import examples
from synthgrid.domain.templates import OWN_MAX, TEMPLATES
from synthgrid.storage import find_workspace
from tests.api.builders import a_document, a_key, a_slug, export, pointers, put, the_problem
from tests.api.conftest import MakeApp
from tests.databases import traced

READY = sorted((Path(__file__).parents[2] / "api_spec" / "examples" / "templates").glob("*.json"))
LABEL = {"fr": "Le mien", "en": "Mine"}
POLES = {
    "form": "pivot",
    "label": LABEL,
    "columns": {
        "field": "facet:pole",
        "values": [{"key": "team", "label": {"fr": "Équipe"}, "aliases": ["collègues"]}],
    },
}
SAID = [{"text": "Se voir le matin", "facets": {"pole": "COLLEGUES"}}, {"text": "Un cahier de liaison"}]


def a_template(client: FlaskClient, body: dict[str, Any] | None = None, key: str | None = None, **fields: Any) -> str:
    """Store a template; return its key."""
    key = key or a_slug()
    answer = client.put(f"/v1/templates/{key}", json={**(body or POLES), **fields})
    assert answer.status_code in {200, 201}, answer.text
    return key


def text_of(client: FlaskClient, slug: str, query: str = "") -> str:
    """The grid of a workshop as text."""
    answer = client.get(f"/v1/workshops/{slug}/grid.txt{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_templates_are_listed_in_both_languages(client: FlaskClient) -> None:
    items = client.get("/v1/templates?own=false").get_json()["items"]

    assert [one["key"] for one in items] == list(TEMPLATES)
    assert items[0]["columns"]["values"][1]["label"] == {"fr": "Points à améliorer", "en": "Points to improve"}
    one = client.get("/v1/templates/plus-delta")
    assert (one.get_json(), one.headers["ETag"]) == (items[0], f'"{TEMPLATES["plus-delta"].revision}"')


def test_a_template_is_answered_with_the_fields_of_its_form(client: FlaskClient) -> None:
    items = {one["key"]: one for one in client.get("/v1/templates").get_json()["items"]}

    common = {"key", "form", "own", "label", "revision"}
    assert set(items["afom"]) == common | {"section", "columns", "rows"}
    assert set(items["recommendations"]) == common | {"section", "fields", "rows"}
    assert set(items["sheet"]) == common | {"parts", "closings", "labels"}
    assert items["afom"]["columns"]["values"][0]["key"] == "helps"
    assert "positif" in items["afom"]["columns"]["values"][0]["aliases"]
    assert items["recommendations"]["rows"] is None
    assert items["recommendations"]["fields"][0]["field"] == "text"
    assert items["sheet"]["closings"] == {"essential": "quotation"}


@pytest.mark.parametrize("shipped", TEMPLATES)
def test_a_shipped_template_can_be_put_under_another_key_as_it_is_answered(client: FlaskClient, shipped: str) -> None:
    answered, key = client.get(f"/v1/templates/{shipped}").get_json(), a_slug()

    made = client.put(f"/v1/templates/{key}", json=answered)

    assert made.status_code == 201
    assert made.headers["Location"] == f"/v1/templates/{key}"
    own = client.get(f"/v1/templates/{key}")
    assert own.headers["ETag"] == made.headers["ETag"] != f'"{answered["revision"]}"'
    changed = {"key": key, "own": True, "revision": own.get_json()["revision"]}
    assert own.get_json() == made.get_json() == answered | changed
    document = a_document(template=shipped)
    slugs = [put(client, document), put(client, document | {"template": key})]
    for view in ("grid", "sheet"):
        drawn, other = (client.get(f"/v1/workshops/{slug}/{view}.json").get_json() for slug in slugs)
        assert [_without_ids(one) for one in (drawn, other)] == [_without_ids(drawn)] * 2


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(one) for name, one in value.items() if name not in {"id", "key"}}
    return [_without_ids(one) for one in value] if isinstance(value, list) else value


def test_an_equal_template_changes_nothing_and_another_renews_its_revision(client: FlaskClient) -> None:
    key = a_template(client)
    path = f"/v1/templates/{key}"
    first = client.get(path)

    equal = client.put(path, json={**first.get_json(), "label": {"en": "Mine", "fr": " Le mien "}})
    other = client.put(path, json={**POLES, "label": {"fr": "Autre"}})

    assert (equal.status_code, equal.headers["ETag"]) == (200, first.headers["ETag"])
    assert (other.status_code, other.get_json()["label"]) == (200, {"fr": "Autre", "en": "Autre"})
    assert other.headers["ETag"] != first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": other.headers["ETag"]}).status_code == 304


def test_preconditions_of_a_template_are_honoured(client: FlaskClient) -> None:
    key = a_slug()
    path = f"/v1/templates/{key}"

    the_problem(client.put(path, json=POLES, headers={"If-Match": "*"}), 412)
    assert client.put(path, json=POLES, headers={"If-None-Match": "*"}).status_code == 201
    the_problem(client.put(path, json=POLES, headers={"If-None-Match": "*"}), 412)
    tag = client.get(path).headers["ETag"]
    the_problem(client.put(path, json=POLES, headers={"If-Match": '"other"'}), 412)
    the_problem(client.delete(path, headers={"If-Match": '"other"'}), 412)
    assert client.put(path, json={**POLES, "section": "keyword"}, headers={"If-Match": tag}).status_code == 200
    the_problem(client.delete(path, headers={"If-Match": tag}), 412)
    assert client.delete(path, headers={"If-Match": client.get(path).headers["ETag"]}).status_code == 204
    the_problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_shipped_template_stays_as_it_is(client: FlaskClient, method: str) -> None:
    before = client.get("/v1/templates/afom").get_json()

    problem = the_problem(client.open("/v1/templates/afom", method=method, json=POLES), 409)

    assert problem["code"] == "built-in-template"
    assert client.get("/v1/templates/afom").get_json() == before


@pytest.mark.parametrize("key", ["Le-mien", "%C3%A9", "recommendation", "convergence", "x" * 65, "%00", "..", "a%20b"])
def test_a_key_that_no_template_can_have_is_refused_and_never_found(client: FlaskClient, key: str) -> None:
    path = f"/v1/templates/{key}"

    assert pointers(the_problem(client.put(path, json=POLES), 422)) == ["/key"]
    the_problem(client.get(path), 404)
    the_problem(client.delete(path), 404)


def test_faults_of_a_template_are_told_and_nothing_is_stored(client: FlaskClient) -> None:
    key = a_slug()
    body = {**POLES, "label": {}, "rows": {"field": "colour"}, "colour": 1}

    problem = the_problem(client.put(f"/v1/templates/{key}", json=body), 422)

    assert set(pointers(problem)) == {"/label", "/rows/field", "/colour"}
    the_problem(client.get(f"/v1/templates/{key}"), 404)
    the_problem(client.put(f"/v1/templates/{key}", data=b"{", content_type="application/json"), 400)
    the_problem(client.put(f"/v1/templates/{key}", data=b"{}", content_type="text/plain"), 415)
    the_problem(client.put(f"/v1/templates/{key}?force=true", json=POLES), 422)


def test_the_list_has_pages_forms_and_ones_own(make_app: MakeApp) -> None:
    client = make_app().test_client()
    for key in ("b", "a", "c"):
        a_template(client, key=key)

    def walk(query: str) -> Iterator[list[str]]:
        following: str | None = ""
        while following is not None:
            page = client.get(f"/v1/templates?{query}{following and '&cursor='}{following}").get_json()
            yield [one["key"] for one in page["items"]]
            following = page["next"]
            # Where the next page begins does not depend on what is added before it.
            a_template(client, key="aa")

    assert list(walk("limit=4")) == [list(TEMPLATES)[:4], [*list(TEMPLATES)[4:], "a", "aa"], ["b", "c"]]
    assert list(walk("own=true&limit=50")) == [["a", "aa", "b", "c"]]
    listed = client.get("/v1/templates?form=pivot&total=true").get_json()
    assert {one["form"] for one in listed["items"]} == {"pivot"}
    assert listed["total"] == len(listed["items"])
    assert pointers(the_problem(client.get("/v1/templates?form=computed"), 422)) == ["/form"]
    assert pointers(the_problem(client.get("/v1/templates?cursor=WzFd"), 422)) == ["/cursor"]


def test_there_are_not_more_templates_than_there_may_be(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    for number in range(OWN_MAX):
        a_template(client, key=f"t{number}")

    assert the_problem(client.put("/v1/templates/un-de-trop", json=POLES), 409)["code"] == "too-many-templates"
    assert client.put("/v1/templates/t0", json={**POLES, "section": "keyword"}).status_code == 200
    document = a_document(template="porte", templates=[{"key": "porte", **POLES}])
    assert the_problem(client.put("/v1/workshops/w", json=document), 409)["code"] == "too-many-templates"
    the_problem(client.get("/v1/workshops/w"), 404)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "dot", "json", "txt", "html", "md", "csv"])
def test_a_grid_is_drawn_with_a_template_of_ones_own(client: FlaskClient, ending: str) -> None:
    slug = put(client, a_document(proposals=SAID, template=a_template(client)))

    answer = client.get(f"/v1/workshops/{slug}/grid.{ending}")

    assert answer.status_code == 200
    if ending not in {"png", "pdf"}:
        assert "Équipe" in answer.get_data(as_text=True)


@pytest.mark.parametrize("ending", ["svg", "pdf", "json", "txt", "html", "md", "docx", "odt"])
def test_a_sheet_is_drawn_with_a_template_of_ones_own(client: FlaskClient, ending: str) -> None:
    poles = a_template(client)
    parts = {"form": "composite", "label": LABEL, "parts": [poles], "labels": {poles: {"fr": "Qui parle"}}}
    slug = put(client, a_document(proposals=SAID, template=a_template(client, parts)))

    answer = client.get(f"/v1/workshops/{slug}/sheet.{ending}")

    assert answer.status_code == 200
    if ending in {"svg", "txt", "html", "md"}:
        assert "Équipe" in answer.text
        assert "Qui parle" in answer.text


def test_an_option_names_a_template_of_ones_own(client: FlaskClient) -> None:
    key, slug = a_template(client), put(client, a_document(proposals=SAID))

    assert "Équipe" not in text_of(client, slug)
    assert "Équipe" in text_of(client, slug, f"?template={key}")
    assert "Équipe" in text_of(client, slug, f"?template={key}&rows=polarity")
    unknown = the_problem(client.get(f"/v1/workshops/{slug}/grid.svg?template={key}x"), 422)
    assert (unknown["code"], pointers(unknown)) == ("unknown-template", ["/template"])
    assert f"“{key}”" in unknown["errors"][0]["message"].replace("«\u00a0", "“").replace("\u00a0»", "”")
    one_part = the_problem(client.get(f"/v1/workshops/{slug}/sheet.txt?template={key}"), 422)
    assert pointers(one_part) == ["/template"]


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "import"])
def test_an_unknown_template_is_refused_with_the_nearest(client: FlaskClient, method: str) -> None:
    key, slug = a_template(client), put(client)
    before = export(client, slug)
    body = {"title": "A", "template": f"{key}x"}
    path = f"/v1/workshops/{slug}"
    asked = {"POST": ("POST", "/v1/workshops"), "import": ("POST", f"{path}/imports")}.get(method, (method, path))

    problem = the_problem(client.open(asked[1], method=asked[0], json=body, headers={"Accept-Language": "en"}), 422)

    assert (problem["code"], pointers(problem)) == ("unknown-template", ["/template"])
    assert f"“{key}”" in problem["detail"]
    assert export(client, slug) == before


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "import"])
def test_a_workshop_names_a_template_of_ones_own(client: FlaskClient, method: str) -> None:
    key, slug = a_template(client), a_slug()
    path, body = f"/v1/workshops/{slug}", a_document(template=key, slug=slug)
    if method == "PATCH":
        put(client, slug=slug)
        body = {"template": key}
    asked = {"POST": ("POST", "/v1/workshops"), "import": ("POST", f"{path}/imports")}.get(method, (method, path))

    answer = client.open(asked[1], method=asked[0], json=body)

    assert answer.status_code in {200, 201}, answer.text
    assert client.get(path).get_json()["template"] == key
    assert client.patch(path, json={"template": None}).get_json()["template"] == "plus-delta"


def test_a_drawing_changes_with_its_template_and_with_the_parts_of_it(client: FlaskClient) -> None:
    poles = a_template(client)
    whole = a_template(client, {"form": "composite", "label": LABEL, "parts": [poles]})
    slug = put(client, a_document(proposals=SAID, template=whole))
    path = f"/v1/workshops/{slug}/sheet.svg"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    revision = client.get(f"/v1/templates/{whole}").headers["ETag"]

    a_template(client, key=poles, columns={"field": "facet:pole", "values": [{"key": "collègues"}]})

    second = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Équipe" in first.text
    assert "Équipe" not in second.text
    assert client.get(f"/v1/templates/{whole}").headers["ETag"] != revision


def test_a_section_becomes_a_template_when_one_has_its_key(client: FlaskClient) -> None:
    later = a_slug()
    whole = a_template(client, {"form": "composite", "label": LABEL, "parts": [later]})
    slug = put(client, a_document(proposals=SAID, template=whole))
    before = client.get(f"/v1/workshops/{slug}/sheet.txt")

    a_template(client, key=later)

    after = client.get(f"/v1/workshops/{slug}/sheet.txt")
    assert "Équipe" not in before.text
    assert "Équipe" in after.text
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_template_of_several_parts_has_no_such_part(client: FlaskClient) -> None:
    whole, part = a_slug(), a_template(client)
    composite = {"form": "composite", "label": LABEL, "parts": [part]}
    a_template(client, composite, whole)

    other = client.put(f"/v1/templates/{a_slug()}", json={**composite, "parts": ["keyword", whole]})
    itself = client.put(f"/v1/templates/{whole}", json={**composite, "parts": [part, whole]})
    shown = client.put(f"/v1/templates/{part}", json={**composite, "parts": ["keyword"]})

    assert pointers(the_problem(other, 422)) == ["/parts/1"]
    assert pointers(the_problem(itself, 422)) == ["/parts/1"]
    assert pointers(the_problem(shown, 422)) == ["/form"]


def test_a_template_in_use_is_deleted_only_with_one_that_takes_its_place(client: FlaskClient) -> None:
    key, other = a_template(client), a_template(client, section="keyword")
    whole = a_template(client, {"form": "composite", "label": LABEL, "parts": [key], "labels": {key: {"fr": "Qui"}}})
    slugs = [put(client, a_document(proposals=SAID, template=key)) for _ in range(2)]
    shown = put(client, a_document(proposals=SAID, template=whole))
    tags = [client.get(f"/v1/workshops/{slug}").headers["ETag"] for slug in (*slugs, shown)]
    path = f"/v1/templates/{key}"

    problem = the_problem(client.delete(path, headers={"Accept-Language": "en"}), 409)
    assert problem["code"] == "template-in-use"
    assert "(2)" in problem["detail"]
    assert "(1)" in problem["detail"]
    for move_to in (key, "absent"):
        assert pointers(the_problem(client.delete(f"{path}?move_to={move_to}"), 422)) == ["/move_to"]
    assert pointers(the_problem(client.delete(f"{path}?move_to=sheet"), 422)) == ["/move_to"]
    assert client.get(path).status_code == 200

    assert client.delete(f"{path}?move_to={other}").status_code == 204

    the_problem(client.get(path), 404)
    assert {client.get(f"/v1/workshops/{slug}").get_json()["template"] for slug in slugs} == {other}
    moved = client.get(f"/v1/templates/{whole}").get_json()
    assert (moved["parts"], list(moved["labels"])) == ([other], [other])
    now = [client.get(f"/v1/workshops/{slug}").headers["ETag"] for slug in (*slugs, shown)]
    assert [one == before for one, before in zip(now, tags, strict=True)] == [False, False, True]
    assert client.delete(f"/v1/templates/{whole}?move_to=plus-delta").status_code == 204
    assert client.get(f"/v1/workshops/{shown}").get_json()["template"] == "plus-delta"


def test_an_export_carries_its_templates_anywhere(client: FlaskClient, make_app: MakeApp) -> None:
    poles = a_template(client)
    whole = a_template(client, {"form": "composite", "label": LABEL, "parts": ["keyword", poles]})
    slug = put(client, a_document(proposals=SAID, template=whole))
    document = export(client, slug)
    there = make_app().test_client()

    answer = there.put(f"/v1/workshops/{slug}", json=document)

    assert answer.status_code == 201
    assert len(answer.get_json()["report"]["notes"]) == 2
    for view in ("sheet", "grid"):
        path = f"/v1/workshops/{slug}/{view}.txt"
        assert there.get(path).text == client.get(path).text
        assert there.post(f"/v1/draw/{view}.txt", json=document).text == client.get(path).text
    assert _without_ids(export(there, slug)["templates"]) == _without_ids(document["templates"])
    revision = there.get(f"/v1/workshops/{slug}").headers["ETag"]
    again = there.put(f"/v1/workshops/{slug}", json=export(there, slug))
    assert (again.status_code, again.headers["ETag"], again.get_json()["report"]["notes"]) == (200, revision, [])
    assert "templates" not in export(client, put(client))


def test_what_is_carried_never_replaces_what_is_there(client: FlaskClient) -> None:
    key = a_template(client)
    kept = client.get(f"/v1/templates/{key}").get_json()
    document = a_document(template=key, templates=[{"key": key, **POLES, "section": "keyword"}])

    answer = client.post(f"/v1/workshops/{a_slug()}/imports", json=document)

    assert len(answer.get_json()["notes"]) == 1
    assert client.get(f"/v1/templates/{key}").get_json() == kept


@pytest.mark.parametrize(
    ("carried", "pointer"),
    [
        ([POLES], "/templates/0/key"),
        ([{"key": "afom", **POLES}], "/templates/0/key"),
        ([{"key": "keyword", **POLES}], "/templates/0/key"),
        ([{"key": "a", **POLES}, {"key": "a", **POLES}], "/templates/1/key"),
        ([{"key": "a", **POLES, "rows": {}}], "/templates/0/rows/field"),
        ([{"key": "a", **POLES}] * 32, "/templates"),
    ],
)
def test_faults_of_what_is_carried_are_told(client: FlaskClient, carried: list[Any], pointer: str) -> None:
    slug = a_slug()

    problem = the_problem(client.put(f"/v1/workshops/{slug}", json=a_document(templates=carried)), 422)

    assert pointers(problem) == [pointer]
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)


def test_a_rehearsed_import_adds_no_template(client: FlaskClient) -> None:
    key = a_slug()
    document = a_document(template=key, templates=[{"key": key, **POLES}])

    answer = client.post(f"/v1/workshops/{a_slug()}/imports?dry_run=true", json=document)

    assert answer.status_code == 200
    the_problem(client.get(f"/v1/templates/{key}"), 404)


def test_the_tag_of_an_export_follows_its_template_and_lets_the_workshop_be_replaced(client: FlaskClient) -> None:
    key = a_template(client)
    slug = put(client, a_document(template=key))
    path = f"/v1/workshops/{slug}"
    first = client.get(f"{path}/export.json")
    assert client.get(f"{path}/export.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304

    a_template(client, key=key, section="keyword")

    tag = {"If-Match": first.headers["ETag"]}
    second = client.get(f"{path}/export.json", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.get_json()["templates"][0]["section"] == "keyword"
    assert client.put(path, json={**first.get_json(), "title": "Autre"}, headers=tag).status_code == 200
    the_problem(client.put(path, json=first.get_json(), headers=tag), 412)


def test_a_document_is_drawn_with_a_template_of_the_workspace(client: FlaskClient) -> None:
    key = a_template(client)

    named = client.post("/v1/draw/grid.txt", json=a_document(proposals=SAID, template=key))
    asked = client.post(f"/v1/draw/grid.txt?template={key}", json=a_document(proposals=SAID))

    assert "Équipe" in named.text
    assert "Équipe" in asked.text
    for view in ("grid", "mindmap", "sheet"):
        unknown = client.post(f"/v1/draw/{view}.txt", json=a_document(template=f"{key}x"))
        assert pointers(the_problem(unknown, 422)) == ["/template"]


def test_workspaces_never_see_each_others_templates(make_app: MakeApp) -> None:
    app = make_app(access="keys")
    client, ours, theirs = app.test_client(), a_key(app), a_key(app, workspace="theirs")
    client.put("/v1/templates/commun", json=POLES, headers=theirs)
    client.put("/v1/workshops/w", json=a_document(proposals=SAID, template="commun"), headers=theirs)
    client.put("/v1/workshops/w", json=a_document(proposals=SAID), headers=ours)
    before = client.get("/v1/templates/commun", headers=theirs).get_json()

    for method in ("GET", "DELETE"):
        the_problem(client.open("/v1/templates/commun", method=method, headers=ours), 404)
    assert [one["key"] for one in client.get("/v1/templates?own=true", headers=ours).get_json()["items"]] == []
    the_problem(client.get("/v1/workshops/w/grid.svg?template=commun", headers=ours), 422)
    the_problem(client.patch("/v1/workshops/w", json={"template": "commun"}, headers=ours), 422)
    the_problem(client.post("/v1/draw/grid.txt", json=a_document(template="commun"), headers=ours), 422)
    mine = client.put("/v1/templates/commun", json={**POLES, "section": "keyword"}, headers=ours)
    assert (mine.status_code, mine.get_json()["section"]) == (201, "keyword")
    assert client.delete("/v1/templates/commun", headers=ours).status_code == 204
    assert client.get("/v1/templates/commun", headers=theirs).get_json() == before
    assert "Équipe" in client.get("/v1/workshops/w/grid.txt", headers=theirs).text


@pytest.mark.sqlite
def test_a_drawing_that_is_kept_takes_one_query_with_any_template(app: Flask, client: FlaskClient) -> None:
    key, database = a_template(client), app.extensions["synthgrid"].database
    for template, query in (("plus-delta", ""), (key, ""), ("plus-delta", f"?template={key}")):
        slug = put(client, a_document(proposals=SAID, template=template))
        path = f"/v1/workshops/{slug}/grid.svg{query}"
        first = client.get(path)

        with traced(database) as asked:
            again = client.get(path)

        assert again.data == first.data
        # In open mode nobody's key is looked for, and whose workspace it is once a second at most.
        assert len([one for one in asked if "FROM workspace" not in one]) == 1, asked


def test_the_stamp_with_a_template_of_ones_own_is_that_of_the_snapshot(app: Flask, client: FlaskClient) -> None:
    key, slug, database = a_template(client), put(client), app.extensions["synthgrid"].database
    with database.read() as session:
        workspace = find_workspace(session, "default") or ""
        snapshot = storage.load_snapshot(session, workspace, slug, key)
        seen = storage.find_seen(session, workspace, [slug], key)[slug]

    assert storage.stamp(database, workspace, slug, key) == snapshot.stamp == seen.stamp
    assert list(snapshot.templates) == [key]


def test_the_example_of_the_specification_is_taken(client: FlaskClient) -> None:
    assert client.put(f"/v1/templates/{a_slug()}", json=examples.TEMPLATE).status_code == 201


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_ready_template_is_taken_and_drawn(client: FlaskClient, path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    key = a_template(client, body, path.stem)
    view = "sheet" if body["form"] == "composite" else "grid"

    drawn = client.get(f"/v1/workshops/{put(client, a_document(template=key))}/{view}.svg")

    assert drawn.status_code == 200


MINE = {
    "form": "pivot",
    "label": LABEL,
    "columns": {
        "field": "polarity",
        "values": [
            {"key": "positive", "label": {"fr": "Ça roule"}, "aliases": ["au top"]},
            {"key": "improve", "label": {"fr": "Ça coince"}},
        ],
    },
    "rows": {"field": "category", "label": {"fr": "Domaine"}},
}


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("Ça roule\n- Se voir\n\nÇA COINCE :\n- Le bruit\n", "text/plain"),
        ("## Au top\n- Se voir\n\n## Ça coince\n- Le bruit\n", "text/markdown"),
        ("Ça roule;Ça coince\nSe voir;Le bruit\n", "text/csv"),
        ("texte;polarité\nSe voir;au top\nLe bruit;ça coince\n", "text/csv"),
    ],
)
def test_imports_know_the_words_of_an_own_template(client: FlaskClient, body: str, type_: str) -> None:
    slug = put(client, {"title": "A", "template": a_template(client, MINE), "proposals": []})

    client.post(f"/v1/workshops/{slug}/imports", data=body.encode(), content_type=type_)

    assert [(one["text"], one.get("polarity")) for one in export(client, slug)["proposals"]] == [
        ("Se voir", "positive"),
        ("Le bruit", "improve"),
    ]


def test_imports_know_the_fields_and_sections_of_an_own_template(client: FlaskClient) -> None:
    ideas = {
        "form": "table",
        "label": {"fr": "Idées folles", "en": "Wild ideas"},
        "section": "idees",
        "fields": [{"field": "text"}, {"field": "facet:qui", "label": {"fr": "À qui"}}],
        "rows": {"field": "category", "label": {"fr": "Domaine"}},
    }
    slug = put(client, {"title": "A", "template": a_template(client, ideas), "proposals": []})
    body = "texte;rubrique;Domaine;À qui\nUn toit;idées folles;Lieu;élus\n"

    client.post(f"/v1/workshops/{slug}/imports", data=body.encode(), content_type="text/csv")

    (item,) = export(client, slug)["proposals"]
    assert (item["section"], item["category"], item["facets"]) == ("idees", ["Lieu"], {"qui": "élus"})


def test_words_of_templates_that_a_workshop_does_not_use_come_last(client: FlaskClient) -> None:
    labels = {"fr": "Note"}
    other = {"form": "table", "label": LABEL, "fields": [{"field": "text"}, {"field": "facet:x", "label": labels}]}
    a_template(client, other)
    a_template(client, MINE)
    slug = put(client, {"title": "A", "proposals": []})
    body = "texte;note;polarité\nUn toit;grand;ça coince\n"

    client.post(f"/v1/workshops/{slug}/imports", data=body.encode(), content_type="text/csv")

    (item,) = export(client, slug)["proposals"]
    assert (item["note"], item["polarity"], item.get("facets")) == ("grand", "improve", None)


def test_imports_know_the_labels_of_the_workshop(client: FlaskClient) -> None:
    labels = {"positive": "Ça pousse", "envies": "Nos envies"}
    slug = put(client, {"title": "A", "labels": labels, "proposals": []})
    body = "texte;polarité;rubrique\nUn toit;ça pousse;\nUne mare;;Nos envies\n"

    client.post(f"/v1/workshops/{slug}/imports", data=body.encode(), content_type="text/csv")

    document = export(client, slug)
    assert document["labels"] == labels
    assert [(one.get("polarity"), one.get("section")) for one in document["proposals"]] == [
        ("positive", None),
        (None, "envies"),
    ]
