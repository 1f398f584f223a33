"""Who may ask: keys, scopes, workspaces apart; or, without keys, this machine only."""

from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from synthgrid.api.schemas import examples
from synthgrid.domain.access import Scope
from synthgrid.services.keys import create_key, revoke_key
from tests.api.builders import a_document, a_key, a_slug, put, the_problem
from tests.api.conftest import MakeApp

PUBLIC = {"/healthz", "/readyz", "/openapi.json", "/docs", "/metrics"}  # the last on this machine only
SLUG = "ma-reunion"


@pytest.fixture(scope="module")
def keyed(make_app: MakeApp) -> Flask:
    """An application that asks for keys."""
    return make_app(access="keys")


def routes(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Every method and path of the application."""
    values = {"slug": SLUG, "id": "0190b5a5", "key": "plus-delta", "format": "json", "filename": "x.css"}
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            yield method, path, rule


def test_nothing_is_answered_without_a_key_but_what_is_public(keyed: Flask) -> None:
    client = keyed.test_client()
    for method, path, rule in routes(keyed):
        answer = client.open(path, method=method)
        if path in PUBLIC:
            assert answer.status_code == 200, rule
        else:
            assert answer.status_code == 401, rule
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer sg_wrong", "Bearer ", "Basic c2c6eA==", "sg_abc", "Bearer \xff"])
def test_a_key_that_is_none_is_refused(keyed: Flask, header: str) -> None:
    answer = keyed.test_client().get("/v1/workshops", headers={"Authorization": header})

    the_problem(answer, 401)


def test_a_revoked_key_is_refused(keyed: Flask) -> None:
    database = keyed.extensions["synthgrid"].database
    new = database.write(lambda session: create_key(session, "ours", Scope.READ, label="", expires_at=None))
    header = {"Authorization": f"Bearer {new.secret}"}
    client = keyed.test_client()
    assert client.get("/v1/workshops", headers=header).status_code == 200

    database.write(lambda session: revoke_key(session, new.id))

    answer = client.get("/v1/workshops", headers=header)
    assert the_problem(answer, 401)["code"] == "unknown-key"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_a_key_to_read_does_not_write(keyed: Flask) -> None:
    client, reader = keyed.test_client(), a_key(keyed, Scope.READ)

    answer = client.put(f"/v1/workshops/{SLUG}", json=a_document(), headers=reader)

    assert the_problem(answer, 403)["code"] == "scope"
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert client.post("/v1/draw/mindmap.txt", json=a_document(), headers=reader).status_code == 200


WRITES = {
    ("PATCH", "workshops"): examples.CHANGES["workshop"],
    ("POST", "groups"): examples.GROUP,
    ("PATCH", "groups"): examples.CHANGES["group"],
    ("POST", "categories"): examples.CATEGORY,
    ("PATCH", "categories"): examples.CHANGES["category"],
    ("POST", "proposals"): examples.PROPOSAL,
    ("PATCH", "proposals"): examples.CHANGES["proposal"],
}
"""A body that is good for each address that takes one; a new address fails until it stands here."""
CREATES = {("PUT", "workshops"), ("POST", "imports")}
"""What makes a workshop of one's own where another workspace has one."""


def test_workspaces_never_meet(keyed: Flask) -> None:
    client, ours, theirs = keyed.test_client(), a_key(keyed), a_key(keyed, workspace="theirs")
    asked = 0

    for method, path, rule in routes(keyed):
        kind = path.split("/")[4] if path.count("/") > 3 else "workshops"
        if "slug" not in rule.arguments or (method, kind) in CREATES:
            continue
        slug = a_slug()
        client.put(f"/v1/workshops/{slug}", json=a_document(), headers=theirs)
        here = path.replace(SLUG, slug)
        if "id" in rule.arguments:
            listed = client.get(f"/v1/workshops/{slug}/{kind}", headers=theirs).get_json()["items"]
            here = here.replace("0190b5a5", listed[0]["id"])
        body = WRITES[method, kind] if method in {"POST", "PATCH"} else None
        before = client.get(f"/v1/workshops/{slug}/export.json", headers=theirs).get_json()

        foreign = client.open(here, method=method, headers=ours, json=body)

        assert foreign.status_code == 404, (method, rule)
        assert "Agen" not in foreign.text
        assert client.get(f"/v1/workshops/{slug}/export.json", headers=theirs).get_json() == before
        # The same is answered to its owner: only the key made the difference. A deletion may meet what depends on it.
        own = client.open(here, method=method, headers=theirs, json=body)
        assert own.status_code < 300 or (method, own.status_code) == ("DELETE", 409), (method, rule, own.text)
        asked += 1

    assert asked > 30
    assert client.get("/v1/workshops", headers=ours).get_json()["items"] == []


def test_a_foreign_id_is_not_found_in_ones_own_workshop(keyed: Flask) -> None:
    client, ours, theirs = keyed.test_client(), a_key(keyed), a_key(keyed, workspace="theirs")
    for header in (ours, theirs):
        client.put("/v1/workshops/commun", json=a_document(), headers=header)
    before = client.get("/v1/workshops/commun/export.json", headers=theirs).get_json()
    for kind, field in (("groups", "name"), ("categories", "name"), ("proposals", "text")):
        foreign = client.get(f"/v1/workshops/commun/{kind}", headers=theirs).get_json()["items"][0]["id"]
        path = f"/v1/workshops/commun/{kind}/{foreign}"
        the_problem(client.get(path, headers=ours), 404)
        the_problem(client.patch(path, json={field: "x"}, headers=ours), 404)
        the_problem(client.delete(path, headers=ours), 404)

    assert client.get("/v1/workshops/commun/export.json", headers=theirs).get_json() == before


@pytest.mark.parametrize("origin", ["https://example.org", "http://localhost:3000", "null", "http://127.0.0.1"])
def test_a_page_of_another_site_does_not_write(client: FlaskClient, origin: str) -> None:
    before = client.get("/v1/workshops").get_json()

    answer = client.post("/v1/workshops", data=b"{}", content_type="text/plain", headers={"Origin": origin})

    assert the_problem(answer, 403)["code"] == "forbidden-origin"
    assert client.get("/v1/workshops").get_json() == before


def test_a_page_of_ones_own_writes(client: FlaskClient) -> None:
    answer = client.post("/v1/workshops", json=a_document(), headers={"Origin": "http://localhost"})

    assert answer.status_code == 201


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "fe80::1", ""])
def test_without_keys_other_machines_are_refused(client: FlaskClient, address: str) -> None:
    answer = client.get("/v1/workshops", environ_overrides={"REMOTE_ADDR": address})

    assert the_problem(answer, 403)["code"] == "not-loopback"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_without_keys_this_machine_is_served(client: FlaskClient, address: str) -> None:
    assert client.get("/v1/workshops", environ_overrides={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize(
    "host", ["example.org", "192.0.2.7:8000", "localhost.example.org", "127.0.0.1.nip.io", "[::2]:8000"]
)
def test_without_keys_another_name_is_refused(client: FlaskClient, host: str) -> None:
    the_problem(client.get("/v1/workshops", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_without_keys_the_names_of_this_machine_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/v1/workshops", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via", "True-Client-IP"]
)
def test_without_keys_what_was_forwarded_is_refused(client: FlaskClient, header: str) -> None:
    the_problem(client.get("/v1/workshops", headers={header: "127.0.0.1"}), 403)


def test_a_forwarded_address_is_believed_from_trusted_proxies_only(make_app: MakeApp) -> None:
    trusting = make_app(access="keys", trusted_proxies=1)
    seen: list[str | None] = []
    trusting.before_request(lambda: seen.append(_address()))

    trusting.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.7"})

    assert seen == ["192.0.2.7"]


def _address() -> str | None:
    return request.remote_addr


@pytest.mark.parametrize(("method", "end"), [("PUT", ""), ("POST", "/imports")])
def test_what_exists_in_another_workspace_is_made_in_ones_own(keyed: Flask, method: str, end: str) -> None:
    client, ours, theirs = keyed.test_client(), a_key(keyed, workspace=method), a_key(keyed, workspace="theirs")
    path = f"/v1/workshops/{a_slug()}"
    client.put(path, json=a_document(title="Le leur"), headers=theirs)
    before = client.get(f"{path}/export.json", headers=theirs).get_json()

    answer = client.open(path + end, method=method, json=a_document(title="Le nôtre"), headers=ours)

    assert answer.status_code in {200, 201}
    assert client.get(path, headers=ours).get_json()["title"] == "Le nôtre"
    assert client.get(f"{path}/export.json", headers=theirs).get_json() == before


def test_secrets_and_texts_stay_out_of_the_log(keyed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "synthgrid")
    header = a_key(keyed)
    client = keyed.test_client()
    slug = "journal"
    client.put(f"/v1/workshops/{slug}", json=a_document(), headers=header)
    client.get(f"/v1/workshops/{slug}/mindmap.txt?group=Table%201", headers=header)

    lines = [record.getMessage() for record in caplog.records if record.name == "synthgrid.requests"]
    assert len(lines) == 2
    assert header["Authorization"].removeprefix("Bearer ") not in caplog.text
    assert "Table" not in caplog.text
    assert "comité" not in caplog.text


def test_the_log_names_what_was_asked_and_how_it_went(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "synthgrid")

    put(client)

    assert "PUT /v1/workshops/{slug} 201" in caplog.text
