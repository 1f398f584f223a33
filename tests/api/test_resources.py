"""Groups, categories and proposals, one at a time."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.api.builders import a_document, export, pointers, put, the_problem

ONE = {
    "groups": ({"name": "Table 9", "actor": "élus"}, {"actor": "habitants"}),
    "categories": ({"name": "Budget", "parent": "Gouvernance"}, {"definition": "Ce qui coûte"}),
    "proposals": (
        {"text": "Plus de temps", "group": "Table 1", "category": ["Gouvernance", "CA"]},
        {"note": "Dit deux fois"},
    ),
}


def the_items(client: FlaskClient, slug: str, kind: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/v1/workshops/{slug}/{kind}").get_json()["items"]
    return items


@pytest.mark.parametrize("kind", ONE)
def test_one_is_added_read_changed_and_deleted(client: FlaskClient, kind: str) -> None:
    slug = put(client)
    before = export(client, slug)
    fields, change = ONE[kind]

    added = client.post(f"/v1/workshops/{slug}/{kind}", json=fields)
    path = added.headers["Location"]
    assert added.status_code == 201
    assert path == f"/v1/workshops/{slug}/{kind}/{added.get_json()['id']}"
    assert client.get(path).get_json() == added.get_json()

    changed = client.patch(path, json=change)
    assert changed.status_code == 200
    assert change.items() <= changed.get_json().items()
    assert changed.headers["ETag"] != added.headers["ETag"]

    assert client.delete(path).status_code == 204
    assert export(client, slug) == before


@pytest.mark.parametrize("kind", ONE)
def test_if_match_guards_one(client: FlaskClient, kind: str) -> None:
    slug = put(client)
    fields, change = ONE[kind]
    added = client.post(f"/v1/workshops/{slug}/{kind}", json=fields)
    path, old = added.headers["Location"], {"If-Match": added.headers["ETag"]}
    assert client.patch(path, json=change, headers=old).status_code == 200
    before = export(client, slug)

    the_problem(client.patch(path, json=change, headers=old), 412)
    the_problem(client.delete(path, headers=old), 412)

    assert export(client, slug) == before


def test_a_proposal_names_its_group_and_category(client: FlaskClient) -> None:
    slug = put(client)
    parent, child, _ = the_items(client, slug, "proposals")

    assert parent["group"]["name"] == "Table 1"
    assert parent["category"]["path"] == ["Gouvernance", "CA"]
    assert child["parent"] == parent["id"]
    assert child["group"] == parent["group"]
    assert (parent["external_id"], parent["ref"]) == ("row-17/q2/1", 1)
    assert parent["created_at"].endswith("+00:00")


def test_a_proposal_takes_its_group_and_category_by_id(client: FlaskClient) -> None:
    slug = put(client)
    group, category = the_items(client, slug, "groups")[1], the_items(client, slug, "categories")[1]
    fields = {"text": "A", "group": {"id": group["id"]}, "category": {"id": category["id"]}}

    added = client.post(f"/v1/workshops/{slug}/proposals", json=fields).get_json()

    assert added["group"] == {"id": group["id"], "name": "Table 2"}
    assert added["category"]["path"] == ["Gouvernance", "CA"]


def test_a_group_with_items_goes_only_when_they_are_moved(client: FlaskClient) -> None:
    slug = put(client)
    first, second = the_items(client, slug, "groups")
    before = export(client, slug)

    the_problem(client.delete(f"/v1/workshops/{slug}/groups/{first['id']}"), 409)
    assert export(client, slug) == before

    answer = client.delete(f"/v1/workshops/{slug}/groups/{first['id']}?move_to={second['id']}")
    assert answer.status_code == 204
    assert {item["group"]["name"] for item in the_items(client, slug, "proposals")} == {"Table 2"}


def test_a_category_with_items_goes_only_when_they_are_moved(client: FlaskClient) -> None:
    slug = put(client)
    above, below = the_items(client, slug, "categories")

    the_problem(client.delete(f"/v1/workshops/{slug}/categories/{below['id']}"), 409)

    answer = client.delete(f"/v1/workshops/{slug}/categories/{below['id']}?move_to={above['id']}")
    assert answer.status_code == 204
    assert {tuple(item["category"]["path"]) for item in the_items(client, slug, "proposals")} == {("Gouvernance",)}


def test_a_proposal_with_children_goes_only_with_them(client: FlaskClient) -> None:
    slug = put(client)
    parent = the_items(client, slug, "proposals")[0]

    the_problem(client.delete(f"/v1/workshops/{slug}/proposals/{parent['id']}"), 409)

    assert client.delete(f"/v1/workshops/{slug}/proposals/{parent['id']}?cascade=true").status_code == 204
    assert len(the_items(client, slug, "proposals")) == 1


@pytest.mark.parametrize(
    ("kind", "field", "taken"),
    [("groups", "name", "Table 1"), ("categories", "name", "Gouvernance"), ("proposals", "external_id", "row-17/q2/1")],
)
def test_a_taken_name_is_a_conflict(client: FlaskClient, kind: str, field: str, taken: str) -> None:
    slug = put(client)
    before = export(client, slug)

    the_problem(
        client.post(
            f"/v1/workshops/{slug}/{kind}", json={"text": "A", field: taken} if kind == "proposals" else {field: taken}
        ),
        409,
    )

    assert export(client, slug) == before


@pytest.mark.parametrize(
    ("kind", "fields", "pointer"),
    [
        ("groups", {}, "/name"),
        ("groups", {"name": "A", "size": -1}, "/size"),
        ("categories", {"name": "A", "color": "red"}, "/color"),
        ("categories", {"name": "A", "parent": "Rien"}, "/parent"),
        ("proposals", {"text": "A", "polarity": "bad"}, "/polarity"),
        ("proposals", {"text": "A", "parent": "0190b5a5"}, "/parent"),
        ("proposals", {"text": "A", "ref": 3}, "/ref"),
    ],
)
def test_a_bad_field_is_named(client: FlaskClient, kind: str, fields: dict[str, Any], pointer: str) -> None:
    slug = put(client)
    before = export(client, slug)

    assert pointers(the_problem(client.post(f"/v1/workshops/{slug}/{kind}", json=fields), 422)) == [pointer]
    assert export(client, slug) == before


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_all_that_a_proposal_names_and_is_not_there_is_told(client: FlaskClient, method: str) -> None:
    path = f"/v1/workshops/{put(client)}/proposals"
    one = client.get(path).get_json()["items"][0]["id"]
    body = {
        "text": "Deux",
        "group": "Table 11",
        "category": "Temps",
        "also": ["Lieux", {"id": str(uuid4())}],
        "parent": str(uuid4()),
    }

    answer = client.open(path if method == "POST" else f"{path}/{one}", method=method, json=body)

    problem = the_problem(answer, 422)
    assert problem["code"] == "unknown-reference"
    assert sorted(pointers(problem)) == ["/also/0", "/also/1", "/category", "/group", "/parent"]
    assert any("Table 1" in one["message"] for one in problem["errors"])


def test_a_category_is_told_its_unknown_parent_and_sibling_at_once(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}/categories"

    answer = client.post(path, json={"name": "Neuf", "parent": "Nulle part", "after": str(uuid4())})

    assert pointers(the_problem(answer, 422)) == ["/parent", "/after"]


@pytest.mark.parametrize("title", ["", " ", None])
def test_a_title_that_is_empty_is_one_fault(client: FlaskClient, title: str | None) -> None:
    for answer in (
        client.put("/v1/workshops/sans-titre", json={"title": title}),
        client.post("/v1/workshops", json={"title": title}),
        client.patch(f"/v1/workshops/{put(client)}", json={"title": title}),
    ):
        assert pointers(the_problem(answer, 422)) == ["/title"]


def test_a_category_of_another_workshop_is_unknown_here(client: FlaskClient) -> None:
    elsewhere = the_items(client, put(client), "categories")[0]["id"]
    slug = put(client)

    answer = client.post(f"/v1/workshops/{slug}/proposals", json={"text": "A", "category": {"id": elsewhere}})

    assert pointers(the_problem(answer, 422)) == ["/category"]


def test_a_change_inside_renews_the_workshop(client: FlaskClient) -> None:
    slug = put(client, a_document())
    before = client.get(f"/v1/workshops/{slug}").headers["ETag"]

    client.post(f"/v1/workshops/{slug}/groups", json={"name": "Table 9"})

    assert client.get(f"/v1/workshops/{slug}").headers["ETag"] != before
