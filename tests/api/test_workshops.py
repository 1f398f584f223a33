"""Workshops as a whole: the statuses, headers and conditions of the contract."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.api.builders import a_document, a_slug, export, pointers, put, the_problem
from tests.api.conftest import MakeApp


def test_post_answers_201_with_its_address(client: FlaskClient) -> None:
    answer = client.post("/v1/workshops", json=a_document(title="Réussir ensemble"))

    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/workshops/reussir-ensemble"
    assert client.get(answer.headers["Location"]).get_json() == answer.get_json()


def test_post_of_a_taken_slug_is_a_conflict(client: FlaskClient) -> None:
    slug = put(client)

    assert the_problem(client.post("/v1/workshops", json=a_document(slug=slug)), 409)["code"] == "slug-taken"


def test_put_creates_then_replaces_then_changes_nothing(client: FlaskClient) -> None:
    slug = a_slug()
    first = client.put(f"/v1/workshops/{slug}", json=a_document())
    second = client.put(f"/v1/workshops/{slug}", json=a_document(title="Autre"))
    third = client.put(f"/v1/workshops/{slug}", json=a_document(title="Autre"))

    assert [first.status_code, second.status_code, third.status_code] == [201, 200, 200]
    assert first.headers["ETag"] != second.headers["ETag"] == third.headers["ETag"]
    assert third.get_json()["report"]["unchanged"] == 3


def test_put_reports_what_items_named_and_nothing_listed(client: FlaskClient) -> None:
    document = a_document(proposals=[{"text": "A", "group": "Tabel 1", "category": "Gouvernanse"}])

    report = client.put(f"/v1/workshops/{put(client)}", json=document).get_json()["report"]

    assert report["created_groups"] == [{"name": "Tabel 1", "nearest": "Table 1"}]
    assert report["created_categories"] == [{"path": ["Gouvernanse"], "nearest": ["Gouvernance"]}]


def test_a_workshop_says_how_much_is_in_it_and_where_it_is_drawn(client: FlaskClient) -> None:
    slug = put(client)

    workshop = client.get(f"/v1/workshops/{slug}").get_json()

    assert workshop["counts"] == {
        "groups": 2,
        "categories": 2,
        "proposals": 3,
        "sections": {"point": 3},
        "polarities": {"positive": 2, "improve": 1},
    }
    assert workshop["date"] == "2026-11-20"
    assert workshop["links"]["mindmap"] == f"/v1/workshops/{slug}/mindmap.svg"
    for link in workshop["links"].values():
        assert client.get(link).status_code == 200


def test_patch_changes_what_it_names_and_resets_what_is_null(client: FlaskClient) -> None:
    slug = put(client)

    answer = client.patch(
        f"/v1/workshops/{slug}",
        data=b'{"place": "Nantes", "question": null}',
        content_type="application/merge-patch+json",
    )

    assert answer.status_code == 200
    workshop = answer.get_json()
    assert (workshop["place"], workshop["question"], workshop["title"]) == ("Nantes", "", "Critères de réussite")


def test_patch_of_a_required_field_to_null_names_it(client: FlaskClient) -> None:
    answer = client.patch(f"/v1/workshops/{put(client)}", json={"title": None})

    assert pointers(the_problem(answer, 422)) == ["/title"]


def test_delete_answers_204_and_it_is_gone(client: FlaskClient) -> None:
    slug = put(client)

    answer = client.delete(f"/v1/workshops/{slug}")

    assert (answer.status_code, answer.data) == (204, b"")
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)


def test_an_export_put_elsewhere_is_the_same_workshop(client: FlaskClient) -> None:
    first = export(client, put(client))

    second = export(client, put(client, first))

    assert [item["text"] for item in second["proposals"]] == [item["text"] for item in first["proposals"]]
    assert second["categories"] == first["categories"]
    assert second["groups"] == first["groups"]


def test_an_export_put_back_changes_nothing(client: FlaskClient) -> None:
    slug = put(client)
    before = client.get(f"/v1/workshops/{slug}").headers["ETag"]

    put(client, export(client, slug), slug)

    assert client.get(f"/v1/workshops/{slug}").headers["ETag"] == before


def test_if_none_match_is_answered_304_until_something_inside_changes(client: FlaskClient) -> None:
    slug = put(client)
    for path in (f"/v1/workshops/{slug}", f"/v1/workshops/{slug}/export.json"):
        tag = client.get(path).headers["ETag"]
        known = {"If-None-Match": f'"other", W/{tag}'}
        assert client.get(path, headers=known).status_code == 304
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
        assert client.get(path, headers={"If-None-Match": tag.replace('"', "") + "x"}).status_code == 200
        client.post(f"/v1/workshops/{slug}/groups", json={"name": f"Table {path}"})
        assert client.get(path, headers=known).status_code == 200


def test_if_match_guards_put_patch_and_delete(client: FlaskClient) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}"
    old = client.get(path).headers["ETag"]
    client.patch(path, json={"place": "Nantes"})
    before = export(client, slug)

    for answer in (
        client.put(path, json=a_document(title="B"), headers={"If-Match": old}),
        client.patch(path, json={"place": "Rennes"}, headers={"If-Match": old}),
        client.delete(path, headers={"If-Match": old}),
        client.put(path, json=a_document(title="B"), headers={"If-Match": "W/" + client.get(path).headers["ETag"]}),
        client.put(f"/v1/workshops/{a_slug()}", json=a_document(), headers={"If-Match": "*"}),
    ):
        the_problem(answer, 412)
    assert export(client, slug) == before


def test_if_match_knows_a_tag_that_was_compressed_on_its_way(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}"
    tag = client.get(path).headers["ETag"].strip('"')

    answer = client.patch(path, json={"place": "Nantes"}, headers={"If-Match": f'"{tag}:gzip"'})

    assert answer.status_code == 200


@pytest.mark.parametrize("revision", ["aZ09_-aZ09_aZ-br", "aZ09_-aZ09a-gzip", "aZ09_-aZ0a--zstd"])
def test_a_revision_that_ends_like_a_compression_is_known(app: Flask, client: FlaskClient, revision: str) -> None:
    path = f"/v1/workshops/{put(client)}"
    tag = client.get(path).headers["ETag"].strip('"')
    with app.extensions["synthgrid"].database.engine.begin() as connection:
        connection.execute(
            text("UPDATE workshop SET revision = :new WHERE revision = :old"), {"new": revision, "old": tag}
        )

    for given in (revision, f"{revision}-br"):
        assert client.get(path, headers={"If-None-Match": f'"{given}"'}).status_code == 304
    assert client.patch(path, json={"place": "Nantes"}, headers={"If-Match": f'"{revision}"'}).status_code == 200


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}"

    head, get = client.head(path), client.get(path)

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_every_answer_carries_the_headers_of_safety(client: FlaskClient) -> None:
    for path in ("/v1/workshops", f"/v1/workshops/{put(client)}", "/v1/nothing", "/docs"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert {"Accept", "Authorization"} <= {name.strip() for name in headers["Vary"].split(",")}
        assert headers["X-Request-Id"]


def test_a_workshop_without_language_has_that_of_the_service(make_app: MakeApp) -> None:
    client = make_app(language="en").test_client()

    client.put("/v1/workshops/my-meeting", json={"title": "My meeting"})

    assert client.get("/v1/workshops/my-meeting").get_json()["language"] == "en"


def test_put_with_if_none_match_makes_and_never_replaces(client: FlaskClient) -> None:
    headers = {"If-None-Match": "*"}

    assert client.put("/v1/workshops/neuf", json={"title": "Un"}, headers=headers).status_code == 201
    assert client.put("/v1/workshops/neuf", json={"title": "Deux"}, headers=headers).status_code == 412
    assert client.get("/v1/workshops/neuf").get_json()["title"] == "Un"


def test_if_none_match_of_the_present_revision_stops_put_patch_and_delete(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}"
    tag = client.get(path).headers["ETag"]

    for condition in (tag, f'"other", W/{tag}', tag[:-1] + ':gzip"', "*"):
        headers = {"If-None-Match": condition}
        for answer in (
            client.put(path, json=a_document(title="B"), headers=headers),
            client.patch(path, json={"place": "Rennes"}, headers=headers),
            client.delete(path, headers=headers),
        ):
            assert "If-None-Match" in the_problem(answer, 412)["detail"]
    assert client.get(path).headers["ETag"] == tag

    assert client.patch(path, json={"place": "Rennes"}, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_star_in_quotes_is_the_tag_of_nothing(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}"

    assert client.get(path, headers={"If-None-Match": '"*"'}).status_code == 200
    assert client.patch(path, json={"place": "Rennes"}, headers={"If-None-Match": '"*"'}).status_code == 200
    the_problem(client.patch(path, json={"place": "Nantes"}, headers={"If-Match": '"*"'}), 412)


def test_a_published_workshop_is_deleted_only_by_force(client: FlaskClient) -> None:
    slug = put(client)
    client.patch(f"/v1/workshops/{slug}", json={"status": "published"})

    refused = client.delete(f"/v1/workshops/{slug}")

    assert the_problem(refused, 409)["code"] == "published"
    assert client.delete(f"/v1/workshops/{slug}?force=true").status_code == 204
