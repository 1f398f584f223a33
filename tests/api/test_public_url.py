"""Links lead where people reach the service, whatever a request was addressed to."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.builders import a_document, a_key, a_slug, the_problem
from tests.api.conftest import MakeApp

PUBLIC = "https://ateliers.example.org/synthgrid"
FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    """An application that people reach below a path of another host."""
    return make_app(access="keys", public_url=PUBLIC)


def a_share(client: FlaskClient, **headers: str) -> dict[str, Any]:
    slug, sent = a_slug(), {**a_key(client.application), **headers}
    client.put(f"/v1/workshops/{slug}", json=a_document(), headers=sent)
    share: dict[str, Any] = client.post("/v1/shares", json={"workshop": slug}, headers=sent).get_json()
    return share


def test_share_links_lead_to_the_public_address_and_not_where_a_request_says(client: FlaskClient) -> None:
    share = a_share(client, **FORGED)

    for view, link in share["links"].items():
        assert link == f"{PUBLIC}/v1/workshops/{share['workshop']}/{view}.svg?share={share['token']}"
    path = share["links"]["mindmap"].removeprefix("https://ateliers.example.org")
    for arrives in (path, path.removeprefix("/synthgrid")):
        assert client.get(arrives.replace(".svg", ".txt")).status_code == 200


def test_without_a_public_address_links_lead_where_the_request_was_sent(make_app: MakeApp) -> None:
    share = a_share(make_app(access="keys").test_client(), Host="ateliers.example.net:8443")

    assert share["links"]["grid"].startswith("http://ateliers.example.net:8443/v1/workshops/")


def test_addresses_in_answers_stand_below_the_public_path(client: FlaskClient) -> None:
    header, slug = a_key(client.application, workspace=a_slug()), a_slug()

    made = client.put(f"/synthgrid/v1/workshops/{slug}", json=a_document(), headers=header)
    page = client.get(f"/synthgrid/v1/workshops/{slug}/proposals?limit=1", headers=header)

    assert made.headers["Location"] == f"/synthgrid/v1/workshops/{slug}"
    assert made.get_json()["links"]["self"] == f"/synthgrid/v1/workshops/{slug}"
    assert page.headers["Link"].startswith(f"</synthgrid/v1/workshops/{slug}/proposals?")
    assert client.get(made.headers["Location"], headers=header).status_code == 200


def test_the_page_and_the_description_tell_the_public_address(client: FlaskClient) -> None:
    page = client.get("/synthgrid/", headers={**a_key(client.application, workspace=a_slug()), **FORGED})

    assert f"{PUBLIC}/v1/workshops/ma-reunion/imports" in page.text
    assert "evil.example" not in page.text
    assert client.get("/openapi.json").get_json()["servers"] == [{"url": PUBLIC}]


def test_what_only_begins_like_the_public_path_is_not_below_it(client: FlaskClient) -> None:
    the_problem(client.get("/synthgridv1/workshops", headers=a_key(client.application)), 404)


def test_who_is_asking_is_judged_by_what_the_request_is_addressed_to(make_app: MakeApp) -> None:
    local = make_app(public_url="http://localhost:8000").test_client()

    assert local.get("/v1/workshops").status_code == 200
    the_problem(local.get("/v1/workshops", headers={"Host": "evil.example"}), 403)
