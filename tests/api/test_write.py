"""Idempotency-Key over HTTP: a write that is sent again is done once."""

import pytest
from flask.testing import FlaskClient

from tests.api.builders import a_document, a_slug, export, pointers, put, the_problem


def key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


def test_the_same_request_again_is_answered_as_before(client: FlaskClient) -> None:
    first = client.post("/v1/workshops", json=a_document(title="Une fois"), headers=key("once"))
    second = client.post("/v1/workshops", json=a_document(title="Une fois"), headers=key("once"))

    assert (second.status_code, second.data) == (201, first.data)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    the_problem(client.get("/v1/workshops/une-fois-2"), 404)


@pytest.mark.parametrize("other", ["body", "address"])
def test_the_same_key_for_another_request_is_refused(client: FlaskClient, other: str) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}/groups"
    client.post(path, json={"name": "Table 3"}, headers=key(f"two-{other}"))
    before = export(client, slug)

    answer = (
        client.post(path, json={"name": "Table 4"}, headers=key(f"two-{other}"))
        if other == "body"
        else client.post(f"/v1/workshops/{slug}/categories", json={"name": "Table 3"}, headers=key(f"two-{other}"))
    )

    assert the_problem(answer, 422)["code"] == "idempotency-mismatch"
    assert export(client, slug) == before


def test_a_refused_request_leaves_its_key_free(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}/groups"
    the_problem(client.post(path, json={"name": "Table 1"}, headers=key("again")), 409)

    assert client.post(path, json={"name": "Table 5"}, headers=key("again")).status_code == 201


def test_a_dry_run_claims_no_key(client: FlaskClient) -> None:
    path, body = f"/v1/workshops/{a_slug()}/imports", {"data": b"- a", "content_type": "text/plain"}
    client.post(f"{path}?dry_run=true", headers=key("rehearsed"), **body)

    answer = client.post(path, headers=key("rehearsed"), **body)

    assert answer.get_json()["created"] == 1
    assert "Idempotency-Replayed" not in answer.headers


@pytest.mark.parametrize("name", ["", "a" * 256, "clé", "a\tb"])
def test_a_key_that_cannot_be_one_is_named(client: FlaskClient, name: str) -> None:
    answer = client.post("/v1/workshops", json=a_document(), headers=[("Idempotency-Key", name)])

    assert pointers(the_problem(answer, 422)) == ["/Idempotency-Key"]


@pytest.mark.parametrize("names", [("un", "deux"), ("un", "un"), ("", "un"), ("un,deux",)])
def test_two_idempotency_keys_in_one_request_are_refused(client: FlaskClient, names: tuple[str, ...]) -> None:
    slug = a_slug()
    headers = [("Idempotency-Key", name) for name in names]

    answer = client.post("/v1/workshops", json=a_document(slug=slug), headers=headers)

    assert pointers(the_problem(answer, 422)) == ["/Idempotency-Key"]
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)
