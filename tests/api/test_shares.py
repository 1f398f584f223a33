"""Share links: the drawings of one workshop in a browser, and nothing of the token anywhere else."""

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.api.schemas.examples import TEMPLATE
from synthgrid.storage import Database
from tests.api.builders import a_document, a_key, a_slug, pointers, the_problem
from tests.api.conftest import MakeApp

Header = dict[str, str]


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    """An application that asks for keys."""
    return make_app(access="keys")


@pytest.fixture
def admin(app: Flask) -> Header:
    """The admin key of a new workspace."""
    return a_key(app, workspace=a_slug())


@pytest.fixture
def slug(client: FlaskClient, admin: Header) -> str:
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document(), headers=admin)
    return slug


def shared(client: FlaskClient, header: Header, slug: str, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/shares", json={"workshop": slug, **asked}, headers=header)
    assert answer.status_code == 201, answer.text
    share: dict[str, Any] = answer.get_json()
    return share


def as_text(share: dict[str, Any], view: str = "mindmap") -> str:
    """The address of a drawing that needs no Graphviz."""
    link: str = share["links"][view]
    return link.replace(".svg", ".txt")


def test_a_link_opens_every_drawing_in_a_browser_without_a_key(client: FlaskClient, admin: Header, slug: str) -> None:
    share = shared(client, admin, slug)

    for view in ("mindmap", "grid", "sheet"):
        assert "Un comité de pilotage mixte" in client.get(as_text(share, view)).text
    answer = client.get(share["links"]["mindmap"])
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert (
        client.get(f"/v1/workshops/{slug}/mindmap?share={share['token']}", headers={"Accept": "text/plain"}).status_code
        == 200
    )


def test_a_link_takes_the_options_of_a_drawing_and_refuses_unknown_ones(
    client: FlaskClient, admin: Header, slug: str
) -> None:
    path = as_text(shared(client, admin, slug))

    assert "trop tardives" not in client.get(f"{path}&group=Table%201").text
    problem = the_problem(client.get(f"{path}&grop=x"), 422)
    assert pointers(problem) == ["/grop"]


def test_a_link_and_a_key_get_the_same_drawing_from_the_cache(client: FlaskClient, admin: Header, slug: str) -> None:
    path = as_text(shared(client, admin, slug))

    by_link, by_key = client.get(path), client.get(f"/v1/workshops/{slug}/mindmap.txt", headers=admin)

    assert by_link.headers["ETag"] == by_key.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": by_key.headers["ETag"]}).status_code == 304


def test_who_may_see_is_asked_before_what_is_in_the_cache(client: FlaskClient, admin: Header, slug: str) -> None:
    share = shared(client, admin, slug)
    known = {"If-None-Match": client.get(as_text(share)).headers["ETag"]}

    client.delete(f"/v1/shares/{share['id']}", headers=admin)

    answer = client.get(as_text(share), headers=known)
    assert the_problem(answer, 401)["code"] == "unknown-share"
    assert "ETag" not in answer.headers


def test_a_link_is_found_and_listed_without_its_token(client: FlaskClient, admin: Header, slug: str) -> None:
    other = a_slug()
    client.put(f"/v1/workshops/{other}", json=a_document(), headers=admin)
    answer = client.post("/v1/shares", json={"workshop": slug, "label": "Mairie", "days": 7}, headers=admin)
    share = answer.get_json()
    shared(client, admin, other)

    seen = {name: value for name, value in share.items() if name not in {"token", "links"}}
    assert client.get(answer.headers["Location"], headers=admin).get_json() == seen
    listed = client.get(f"/v1/shares?workshop={slug}", headers=admin).get_json()["items"]
    assert listed == [seen]
    assert len(client.get("/v1/shares", headers=admin).get_json()["items"]) == 2


def test_links_to_a_workshop_that_is_not_there_are_not_listed(app: Flask, client: FlaskClient, slug: str) -> None:
    problem = the_problem(client.get(f"/v1/shares?workshop={slug}", headers=a_key(app, workspace=a_slug())), 422)

    assert (problem["code"], pointers(problem)) == ("invalid-option", ["/workshop"])


def test_the_replay_of_a_link_leaves_the_token_out_and_says_so(client: FlaskClient, admin: Header, slug: str) -> None:
    again = {**admin, "Idempotency-Key": "un-lien"}
    first = client.post("/v1/shares", json={"workshop": slug}, headers=again)
    second = client.post("/v1/shares", json={"workshop": slug}, headers=again)

    assert second.get_json()["id"] == first.get_json()["id"]
    assert (second.get_json()["token"], second.get_json()["links"]) == (None, None)
    assert second.get_json()["note"]
    assert first.get_json()["token"] not in second.text


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, "/workshop"),
        ({"workshop": "nulle-part"}, "/workshop"),
        ({"workshop": "../x"}, "/workshop"),
        ({"workshop": "nulle-part", "days": 1, "expires_at": "2099-01-01T00:00:00Z"}, "/days"),
    ],
)
def test_a_link_that_cannot_be_is_refused_by_its_field(
    client: FlaskClient, admin: Header, asked: dict[str, Any], pointer: str
) -> None:
    problem = the_problem(client.post("/v1/shares", json=asked, headers=admin), 422)

    assert pointers(problem) == [pointer]
    assert client.get("/v1/shares", headers=admin).get_json()["items"] == []


def test_the_links_of_a_workshop_end_with_it_even_when_another_takes_its_name(
    client: FlaskClient, admin: Header, slug: str
) -> None:
    share = shared(client, admin, slug)
    client.delete(f"/v1/workshops/{slug}", headers=admin)
    the_problem(client.get(as_text(share)), 401)

    client.put(f"/v1/workshops/{slug}", json=a_document(), headers=admin)

    the_problem(client.get(as_text(share)), 401)
    assert client.get("/v1/shares", headers=admin).get_json()["items"] == []


def test_the_links_of_a_workshop_stay_when_it_is_replaced(client: FlaskClient, admin: Header, slug: str) -> None:
    share = shared(client, admin, slug)

    client.put(f"/v1/workshops/{slug}", json=a_document(title="Une autre question"), headers=admin)

    assert client.get(as_text(share)).text.startswith("Une autre question")


def test_the_token_is_nowhere_in_the_database(app: Flask, client: FlaskClient, admin: Header, slug: str) -> None:
    share = client.post(
        "/v1/shares", json={"workshop": slug}, headers={**admin, "Idempotency-Key": "secret"}
    ).get_json()
    client.get(as_text(share)).close()

    database: Database = app.extensions["synthgrid"].database
    with database.engine.connect() as connection:
        dumped = "\n".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM share"))
        dumped += "\n".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM idempotency"))
    assert share["id"] in dumped
    assert share["token"] not in dumped


def test_the_token_is_not_in_the_log(
    client: FlaskClient, admin: Header, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    share = shared(client, admin, slug)
    for end in ("", "&layout=radial", "&layout=oblique"):
        client.get(as_text(share) + end).close()
    client.get(f"/v1/workshops/autre/mindmap.txt?share={share['token']}").close()

    assert "mindmap" in caplog.text
    assert share["token"] not in caplog.text
    assert share["token"] not in str([vars(record) for record in caplog.records if record.name.startswith("synthgrid")])


def test_the_address_of_a_drawing_on_pages_does_not_hold_the_token(client: FlaskClient, admin: Header) -> None:
    slug, many = a_slug(), [{"text": f"Contribution numéro {number}"} for number in range(150)]
    client.put(f"/v1/workshops/{slug}", json=a_document(proposals=many), headers=admin)
    share = shared(client, admin, slug)

    answer = client.get(f"{share['links']['mindmap']}&paper=a4")

    assert 'rel="alternate"' in answer.headers["Link"]
    assert "paper=a4" in answer.headers["Link"]
    assert share["token"] not in str(answer.headers)
    assert "share" not in answer.headers["Link"]


def test_a_link_besides_a_key_or_another_link_is_refused(client: FlaskClient, admin: Header, slug: str) -> None:
    share = shared(client, admin, slug)

    for answer in (
        client.get(as_text(share), headers=admin),
        client.get(f"{as_text(share)}&share={share['token']}"),
        client.get(f"/v1/workshops?share={share['token']}", headers=admin),
    ):
        assert the_problem(answer, 400)["code"] == "two-keys"


def test_the_use_of_a_link_is_noted(client: FlaskClient, admin: Header, slug: str) -> None:
    share = shared(client, admin, slug)

    client.get(as_text(share)).close()

    assert client.get(f"/v1/shares/{share['id']}", headers=admin).get_json()["last_used_at"] > share["created_at"]


def test_the_same_workshop_in_two_workspaces_is_two_drawings(app: Flask, client: FlaskClient) -> None:
    slug = a_slug()
    tags: list[str] = []
    for name in ("premier", "second"):
        header = a_key(app, workspace=name)
        client.put(f"/v1/workshops/{slug}", json=a_document(), headers=header)
        known = {"If-None-Match": ", ".join(tags)} if tags else {}
        answer = client.get(f"/v1/workshops/{slug}/mindmap.svg", headers={**header, **known})
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])

    assert tags[0] != tags[1]


def test_links_open_where_no_keys_are_asked_for_until_they_end(make_app: MakeApp) -> None:
    client = make_app(access="open").test_client()
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document())
    share = shared(client, {}, slug)
    assert client.get(as_text(share)).status_code == 200

    client.delete(f"/v1/shares/{share['id']}")

    the_problem(client.get(as_text(share)), 401)


def test_a_link_tells_nothing_of_the_templates_of_the_workspace(client: FlaskClient, admin: Header, slug: str) -> None:
    client.put("/v1/templates/secret-2027", json=TEMPLATE, headers=admin)
    token = shared(client, admin, slug)["token"]

    drawn, other = (
        client.get(f"/v1/workshops/{slug}/grid.txt?template={key}&share={token}") for key in ("secret-2027", "autre")
    )

    assert (drawn.status_code, other.status_code) == (422, 422)
    assert "secret-2027" not in other.text
