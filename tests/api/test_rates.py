"""How many requests a minute are answered, and to whom."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.domain.access import Scope
from synthgrid.settings import Limits
from tests.api.builders import a_document, a_key, the_problem
from tests.api.conftest import MakeApp
from tests.databases import traced

FEW = Limits(requests=3)


def few(make_app: MakeApp) -> tuple[Flask, FlaskClient]:
    app = make_app(access="keys", limits=FEW)
    return app, app.test_client()


def statuses(client: FlaskClient, path: str, times: int = 4, **request: Any) -> list[int]:
    return [client.get(path, **request).status_code for _ in range(times)]


def test_a_key_that_asks_too_often_is_told_when_to_come_again(make_app: MakeApp) -> None:
    app, client = few(make_app)
    ours, others = a_key(app), a_key(app, workspace="ailleurs")

    assert statuses(client, "/v1/workshops", headers=ours) == [200, 200, 200, 429]
    answer = client.get("/v1/workshops", headers=ours)

    problem = the_problem(answer, 429)
    assert problem["code"] == "rate-limit"
    # One more is answered every twenty seconds.
    assert 1 <= int(answer.headers["Retry-After"]) <= 20
    assert client.get("/v1/workshops", headers=others).status_code == 200
    assert client.get("/v1/workshops", headers=a_key(app)).status_code == 200


def test_what_is_refused_writes_nothing(make_app: MakeApp) -> None:
    app, client = few(make_app)
    ours = a_key(app)
    statuses(client, "/v1/workshops", headers=ours)

    the_problem(client.put("/v1/workshops/a", json=a_document(), headers=ours), 429)

    assert client.get("/v1/workshops", headers=a_key(app)).get_json()["items"] == []


def test_a_wrong_key_is_counted_where_it_comes_from_and_a_good_one_is_not(make_app: MakeApp) -> None:
    app, client = few(make_app)
    wrong, good = {"Authorization": "Bearer sg_wrong"}, a_key(app)

    assert statuses(client, "/v1/workshops", 1, headers=good) == [200]
    assert statuses(client, "/v1/workshops", headers=wrong) == [401, 401, 401, 429]
    assert statuses(client, "/v1/workshops", 1) == [429]
    assert statuses(client, "/v1/nowhere", 1) == [429]
    assert statuses(client, "/v1/workshops", 1, headers=wrong, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}) == [401]
    assert statuses(client, "/v1/workshops", 1, headers=good) == [200]


@pytest.mark.sqlite
def test_where_many_wrong_keys_come_from_the_next_cost_no_query(make_app: MakeApp) -> None:
    app, client = few(make_app)
    statuses(client, "/v1/workshops", headers={"Authorization": "Bearer sg_wrong"})

    with traced(app.extensions["synthgrid"].database) as queries:
        for path in ("/v1/workshops", "/v1/workshops/a/mindmap.svg?share=sgs_wrong"):
            key = {} if "share" in path else {"Authorization": "Bearer sg_another"}
            answer = client.get(path, headers=key)
            assert the_problem(answer, 429)["code"] == "rate-limit"
            assert 1 <= int(answer.headers["Retry-After"]) <= 20

    assert queries == []


def test_a_key_that_is_revoked_is_counted_as_a_wrong_one(make_app: MakeApp) -> None:
    app, client = few(make_app)
    admin, reader = a_key(app), a_key(app, Scope.READ)
    assert statuses(client, "/v1/workshops", 1, headers=reader) == [200]
    ours = client.get("/v1/keys", headers=admin).get_json()["items"][0]["id"]
    client.delete(f"/v1/keys/{ours}", headers=admin)

    assert statuses(client, "/v1/workshops", headers=reader) == [401, 401, 401, 429]


def test_the_metrics_are_counted_where_they_need_a_key(make_app: MakeApp) -> None:
    app, client = few(make_app)
    away: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}

    assert statuses(client, "/metrics", 10) == [200] * 10
    assert statuses(client, "/metrics", headers=a_key(app), **away) == [200, 200, 200, 429]
    assert statuses(client, "/metrics", headers={"Authorization": "Bearer sg_wrong"}, **away) == [401, 401, 401, 429]


def test_the_addresses_of_one_ipv6_network_are_one(make_app: MakeApp) -> None:
    _, client = few(make_app)
    ends = ("::1", "::2", ":a:b:c:d", "::5")

    found = [
        client.get("/v1/workshops", environ_overrides={"REMOTE_ADDR": f"2001:db8:0:1{end}"}).status_code for end in ends
    ]

    assert found == [401, 401, 401, 429]
    other = client.get("/v1/workshops", environ_overrides={"REMOTE_ADDR": "2001:db8:0:2::1"})
    assert other.status_code == 401


def test_a_share_link_is_counted_as_a_key_is(make_app: MakeApp) -> None:
    app, client = few(make_app)
    writer, admin = a_key(app, Scope.WRITE), a_key(app)
    client.put("/v1/workshops/a", json=a_document(), headers=writer)
    token = client.post("/v1/shares", json={"workshop": "a"}, headers=admin).get_json()["token"]

    assert statuses(client, f"/v1/workshops/a/mindmap.txt?share={token}") == [200, 200, 200, 429]


def test_what_machines_ask_all_the_time_is_not_counted(make_app: MakeApp) -> None:
    _, client = few(make_app)

    assert statuses(client, "/healthz", 10) == [200] * 10
    assert statuses(client, "/readyz", 10) == [200] * 10
    assert statuses(client, "/openapi.json") == [200, 200, 200, 429]


def test_without_keys_or_without_a_limit_nothing_is_counted(make_app: MakeApp) -> None:
    local = make_app(access="open", limits=FEW).test_client()
    free = make_app(access="keys", limits=Limits(requests=0))

    assert statuses(local, "/v1/workshops", 10) == [200] * 10
    assert statuses(free.test_client(), "/v1/workshops", 10, headers=a_key(free)) == [200] * 10
