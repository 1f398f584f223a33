"""Keys over HTTP: made, shown once, rotated, revoked; and what a workspace asks of those who write."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.domain.access import Scope
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
    """The first admin key of a new workspace."""
    return a_key(app, workspace=a_slug())


def made(client: FlaskClient, header: Header, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/keys", json={"scope": "write", **asked}, headers=header)
    assert answer.status_code == 201, answer.text
    key: dict[str, Any] = answer.get_json()
    return key


def as_header(key: dict[str, Any]) -> Header:
    return {"Authorization": f"Bearer {key['secret']}"}


def listed(client: FlaskClient, header: Header) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/v1/keys", headers=header).get_json()["items"]
    return items


def works(client: FlaskClient, key: dict[str, Any]) -> bool:
    return client.get("/v1/workspace", headers=as_header(key)).status_code == 200


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_key_is_made_with_its_secret_and_found_without_it(client: FlaskClient, admin: Header) -> None:
    answer = client.post("/v1/keys", json={"scope": "read", "label": "Tableau"}, headers=admin)
    key = answer.get_json()

    secret = key.pop("secret")
    found = client.get(answer.headers["Location"], headers=admin)
    assert found.get_json() == key
    assert (key["scope"], key["label"], key["expires_at"], key["revoked_at"]) == ("read", "Tableau", None, None)
    assert answer.headers["ETag"] == found.headers["ETag"]
    assert works(client, {"secret": secret})
    assert listed(client, admin)[0] == key


def test_the_list_of_keys_comes_in_pages_and_holds_those_of_ones_own_workspace(
    app: Flask, client: FlaskClient, admin: Header
) -> None:
    made(client, a_key(app, workspace="ailleurs"), label="Le leur")
    ids = [made(client, admin)["id"] for _ in range(3)]

    first = client.get("/v1/keys?limit=2&total=true", headers=admin)
    second = client.get(first.headers["Link"].split(">")[0].strip("<"), headers=admin)

    seen = [one["id"] for page in (first, second) for one in page.get_json()["items"]]
    assert (seen[:3], len(seen), first.get_json()["total"]) == (ids[::-1], 4, 4)


def test_the_replay_of_a_key_leaves_the_secret_out_and_says_so(client: FlaskClient, admin: Header) -> None:
    again = {**admin, "Idempotency-Key": "une-fois", "Accept-Language": "en"}
    first = client.post("/v1/keys", json={"scope": "read"}, headers=again)
    second = client.post("/v1/keys", json={"scope": "read"}, headers=again)

    assert "note" not in first.get_json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.get_json()["id"] == first.get_json()["id"]
    assert second.get_json()["secret"] is None
    assert "first answer only" in second.get_json()["note"]
    assert len(listed(client, admin)) == 2


def test_no_secret_is_kept_with_the_answers_that_are_replayed(app: Flask, client: FlaskClient, admin: Header) -> None:
    answer = client.post(
        "/v1/keys", json={"scope": "read"}, headers={**admin, "Idempotency-Key": "à-cacher".encode().hex()}
    )

    database: Database = app.extensions["synthgrid"].database
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM idempotency").scalars().all()
    assert any(answer.get_json()["id"].encode() in body for body in kept)
    assert not any(answer.get_json()["secret"].encode() in body for body in kept)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, "/scope"),
        ({"scope": "root"}, "/scope"),
        ({"scope": None}, "/scope"),
        ({"scope": "read", "days": 0}, "/days"),
        ({"scope": "read", "days": 36501}, "/days"),
        ({"scope": "read", "days": True}, "/days"),
        ({"scope": "read", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"scope": "read", "expires_at": "2030-01-01"}, "/expires_at"),
        ({"scope": "read", "expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
        ({"scope": "read", "expires_at": "9999-12-31T23:59:59-14:00"}, "/expires_at"),
        ({"scope": "read", "expires_at": 1}, "/expires_at"),
        ({"scope": "read", "expires_at": "2099-01-01T00:00:00Z", "days": 3}, "/days"),
        ({"scope": "read", "label": "a\nb"}, "/label"),
        ({"scope": "read", "workspace": "ailleurs"}, "/workspace"),
    ],
)
def test_a_key_that_cannot_be_is_refused_by_its_field(
    client: FlaskClient, admin: Header, asked: dict[str, Any], pointer: str
) -> None:
    problem = the_problem(client.post("/v1/keys", json=asked, headers=admin), 422)

    assert pointers(problem) == [pointer]
    assert len(listed(client, admin)) == 1


@pytest.mark.parametrize("asked", [{"days": 30}, {"expires_at": "2099-01-01T02:00:00.5+02:00"}])
def test_a_key_ends_when_it_was_asked_to(client: FlaskClient, admin: Header, asked: dict[str, Any]) -> None:
    key = made(client, admin, **asked)

    end = (
        moment(key["created_at"]) + dt.timedelta(days=30) if "days" in asked else moment("2099-01-01T00:00:00.5+00:00")
    )
    assert abs(moment(key["expires_at"]) - end) < dt.timedelta(minutes=1)
    assert works(client, key)


def test_a_revoked_key_stays_in_the_list_and_opens_nothing(client: FlaskClient, admin: Header) -> None:
    key = made(client, admin)

    assert client.delete(f"/v1/keys/{key['id']}", headers=admin).status_code == 204
    once = listed(client, admin)[0]["revoked_at"]
    assert client.delete(f"/v1/keys/{key['id']}", headers=admin).status_code == 204

    assert not works(client, key)
    assert once is not None
    assert listed(client, admin)[0]["revoked_at"] == once


def test_a_key_is_revoked_only_as_it_was_read(client: FlaskClient, admin: Header) -> None:
    key = made(client, admin)
    path, tag = f"/v1/keys/{key['id']}", client.get(f"/v1/keys/{key['id']}", headers=admin).headers["ETag"]
    client.post(f"{path}/rotate?overlap=60", headers=admin)

    the_problem(client.delete(path, headers={**admin, "If-Match": tag}), 412)
    assert works(client, key)


def test_the_last_admin_key_that_works_is_not_revoked(client: FlaskClient, admin: Header) -> None:
    mine = listed(client, admin)[0]["id"]
    for other in (made(client, admin), made(client, admin, scope="admin")):
        client.delete(f"/v1/keys/{other['id']}", headers=admin)

    problem = the_problem(client.delete(f"/v1/keys/{mine}", headers=admin), 409)

    assert problem["code"] == "last-admin-key"
    second = made(client, admin, scope="admin")
    assert client.delete(f"/v1/keys/{mine}", headers=admin).status_code == 204
    assert works(client, second)


def test_a_rotated_key_gives_its_place_at_once(client: FlaskClient, admin: Header) -> None:
    old = made(client, admin, scope="read", label="Site", days=10)

    answer = client.post(f"/v1/keys/{old['id']}/rotate", headers=admin)
    new = answer.get_json()

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/keys/{new['id']}"
    assert (new["scope"], new["label"]) == ("read", "Site")
    lasting = moment(new["expires_at"]) - moment(new["created_at"])
    assert abs(lasting - dt.timedelta(days=10)) < dt.timedelta(minutes=1)
    assert (works(client, old), works(client, new)) == (False, True)


def test_a_rotated_key_works_on_for_the_overlap(client: FlaskClient, admin: Header) -> None:
    old = made(client, admin)

    new = client.post(f"/v1/keys/{old['id']}/rotate?overlap=3600", headers=admin).get_json()

    end = moment(client.get(f"/v1/keys/{old['id']}", headers=admin).get_json()["expires_at"])
    assert abs(end - moment(new["created_at"]) - dt.timedelta(hours=1)) < dt.timedelta(minutes=1)
    assert (works(client, old), works(client, new)) == (True, True)


@pytest.mark.parametrize("asked", [{}, {"days": 30}])
def test_a_key_rotated_once_more_while_it_works_on_gives_as_long_a_life_again(
    client: FlaskClient, admin: Header, asked: dict[str, Any]
) -> None:
    old = made(client, admin, **asked)

    first, second = (
        client.post(f"/v1/keys/{old['id']}/rotate?overlap=3600", headers=admin).get_json() for _ in range(2)
    )

    for new in (first, second):
        if asked:
            life = moment(new["expires_at"]) - moment(new["created_at"])
            assert abs(life - dt.timedelta(days=30)) < dt.timedelta(minutes=1)
        else:
            assert new["expires_at"] is None


def test_a_key_that_ends_at_the_last_moment_there_is_is_rotated(client: FlaskClient, admin: Header) -> None:
    old = made(client, admin, expires_at="9999-12-31T23:59:59.999999Z")

    new = client.post(f"/v1/keys/{old['id']}/rotate", headers=admin).get_json()

    assert new["expires_at"] == old["expires_at"]


def test_an_answer_with_a_secret_is_kept_nowhere(client: FlaskClient, admin: Header) -> None:
    path = f"/v1/keys/{made(client, admin)['id']}"

    for answer in (
        client.post("/v1/keys", json={"scope": "read"}, headers=admin),
        client.post(f"{path}/rotate", headers=admin),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(path, headers=admin).headers["Cache-Control"] == "private, no-cache"


def test_an_overlap_does_not_lengthen_the_life_of_a_key(client: FlaskClient, admin: Header) -> None:
    old = made(client, admin, days=1)

    client.post(f"/v1/keys/{old['id']}/rotate?overlap=2592000", headers=admin)

    assert client.get(f"/v1/keys/{old['id']}", headers=admin).get_json()["expires_at"] == old["expires_at"]


def test_the_only_admin_key_rotates_itself(client: FlaskClient, admin: Header) -> None:
    mine = listed(client, admin)[0]["id"]

    new = client.post(f"/v1/keys/{mine}/rotate", headers=admin).get_json()

    known = listed(client, as_header(new))
    assert [one["id"] for one in known] == [new["id"], mine]
    # For some minutes: an answer that was lost can be asked for again.
    assert (known[0]["expires_at"], known[1]["expires_at"] is None) == (None, False)


def test_a_key_that_has_ended_is_not_rotated(client: FlaskClient, admin: Header) -> None:
    key = made(client, admin)
    client.delete(f"/v1/keys/{key['id']}", headers=admin)

    assert the_problem(client.post(f"/v1/keys/{key['id']}/rotate", headers=admin), 409)["code"] == "key-ended"
    the_problem(client.post(f"/v1/keys/{key['id']}/rotate?overlap=2592001", headers=admin), 422)
    assert len(listed(client, admin)) == 2


def test_the_use_of_a_key_that_only_reads_is_noted_after_the_answer(client: FlaskClient, admin: Header) -> None:
    key = made(client, admin, scope="read")

    client.get("/v1/workspace", headers=as_header(key)).close()

    used = client.get(f"/v1/keys/{key['id']}", headers=admin).get_json()
    assert used["last_used_at"] > key["created_at"]
    assert used["revision"] == key["revision"]
    client.get("/v1/workspace", headers=as_header(key)).close()
    assert client.get(f"/v1/keys/{key['id']}", headers=admin).get_json() == used


@pytest.mark.parametrize("second", ["Bearer sg_b", "bearer sg_b"])
def test_two_keys_in_one_request_are_refused(client: FlaskClient, admin: Header, second: str) -> None:
    answer = client.get("/v1/workspace", headers=[*admin.items(), ("Authorization", second)])

    assert the_problem(answer, 400)["code"] == "two-keys"
    assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


def test_the_same_idempotency_key_stands_for_itself_in_each_workspace(app: Flask, client: FlaskClient) -> None:
    answers = [
        client.post(
            "/v1/workshops", json=a_document(), headers={**a_key(app, workspace=name), "Idempotency-Key": "une"}
        )
        for name in ("un", "deux")
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert "Idempotency-Replayed" not in answers[1].headers
    assert answers[0].get_json()["revision"] != answers[1].get_json()["revision"]


def test_a_workspace_is_read_by_every_key_and_changed_by_admins(app: Flask, client: FlaskClient) -> None:
    name = a_slug()
    admin, reader = a_key(app, workspace=name), a_key(app, Scope.READ, name)

    changed = client.patch("/v1/workspace", json={"require_if_match": True}, headers=admin)

    assert changed.get_json() == client.get("/v1/workspace", headers=reader).get_json()
    assert (changed.get_json()["name"], changed.get_json()["require_if_match"]) == (name, True)
    the_problem(client.patch("/v1/workspace", json={"require_if_match": False}, headers=reader), 403)


@pytest.mark.parametrize("asked", [{"require_if_match": "oui"}, {"require_if_match": 1}, {"name": "x"}])
def test_what_a_workspace_cannot_be_is_refused(client: FlaskClient, admin: Header, asked: dict[str, Any]) -> None:
    problem = the_problem(client.patch("/v1/workspace", json=asked, headers=admin), 422)

    assert pointers(problem) == [f"/{next(iter(asked))}"]


def test_a_workspace_that_asks_for_it_refuses_changes_without_if_match(client: FlaskClient, admin: Header) -> None:
    path = f"/v1/workshops/{a_slug()}"
    tag = client.put(path, json=a_document(), headers=admin).headers["ETag"]
    client.patch("/v1/workspace", json={"require_if_match": True}, headers=admin)

    for method, body in (("PUT", a_document()), ("PATCH", {"place": "Nérac"}), ("DELETE", None)):
        answer = client.open(path, method=method, json=body, headers=admin)
        assert the_problem(answer, 428)["code"] == "precondition-required"
    assert client.get(path, headers=admin).headers["ETag"] == tag
    assert client.post(f"{path}/groups", json={"name": "Table 9"}, headers=admin).status_code == 201
    tag = client.get(path, headers=admin).headers["ETag"]
    assert client.patch(path, json={"place": "Nérac"}, headers={**admin, "If-Match": tag}).status_code == 200
    new = client.put(f"{path}-2", json=a_document(), headers={**admin, "If-None-Match": "*"})
    assert new.status_code == 201
    assert client.delete(path, headers={**admin, "If-Match": "*"}).status_code == 204


def test_a_workspace_stops_asking_for_if_match(client: FlaskClient, admin: Header) -> None:
    client.patch("/v1/workspace", json={"require_if_match": True}, headers=admin)
    the_problem(client.patch("/v1/workspace", json={"require_if_match": None}, headers=admin), 428)

    answer = client.patch("/v1/workspace", json={"require_if_match": None}, headers={**admin, "If-Match": "*"})

    assert answer.get_json()["require_if_match"] is False
    assert client.put(f"/v1/workshops/{a_slug()}", json=a_document(), headers=admin).status_code == 201


def test_without_keys_the_workspace_of_everybody_asks_for_if_match_too(make_app: MakeApp) -> None:
    client = make_app(access="open").test_client()
    client.get("/v1/workspace")

    client.patch("/v1/workspace", json={"require_if_match": True})

    the_problem(client.put(f"/v1/workshops/{a_slug()}", json=a_document()), 428)


def test_a_key_that_takes_its_own_place_can_ask_again_for_an_answer_that_was_lost(
    client: FlaskClient, admin: Header
) -> None:
    own = made(client, admin, scope="admin")
    asked = {**as_header(own), "Idempotency-Key": "encore"}

    first = client.post(f"/v1/keys/{own['id']}/rotate", headers=asked)
    again = client.post(f"/v1/keys/{own['id']}/rotate", headers=asked)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json()["id"] == first.get_json()["id"]


def test_a_rotation_takes_no_body(client: FlaskClient, admin: Header) -> None:
    own = made(client, admin, scope="read")

    answer = client.post(f"/v1/keys/{own['id']}/rotate", headers=admin, data=b" " * 5_000_000)

    assert answer.status_code == 400
    assert works(client, own)


def test_the_last_admin_key_is_one_that_no_other_outlives(app: Flask, client: FlaskClient) -> None:
    only = a_key(app, workspace="une-seule")
    mine = listed(client, only)[0]["id"]
    new = client.post(f"/v1/keys/{mine}/rotate?overlap=600", headers=only).get_json()

    answer = client.delete(f"/v1/keys/{new['id']}", headers=only)

    assert answer.get_json(force=True)["code"] == "last-admin-key"
