"""Who may ask: keys, scopes, share links, workspaces apart; or, without keys, this machine only."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from synthgrid.domain.access import NewKey, Scope
from synthgrid.services.keys import create_key, revoke_key
from synthgrid.storage import Database, tables
from tests.api.builders import a_document, a_key, a_slug, put, the_problem
from tests.api.conftest import MakeApp
from tests.api.routes import AS_TEXT, SLUG, Route, address, fill, routes, state, told
from tests.processes import eventually

AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def keyed(make_app: MakeApp) -> Flask:
    """An application that asks for keys."""
    return make_app(access="keys")


@pytest.fixture(scope="module")
def without_them(make_app: MakeApp) -> Flask:
    """Another one like it, where the others never were."""
    return make_app(access="keys")


def key_of(app: Flask, workspace: str, scope: Scope = Scope.ADMIN, **fields: Any) -> NewKey:
    database: Database = app.extensions["synthgrid"].database
    return database.write(lambda session: create_key(session, workspace, scope, **fields))


def ask(client: FlaskClient, route: Route, path: str, header: dict[str, str]) -> TestResponse:
    """Ask a route for its text, if it has one, with a body that is good."""
    return client.open(path, method=route.method, headers={**header, **AS_TEXT}, **route.body, buffered=True)


def as_header(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def useless_headers(app: Flask, workspace: str) -> dict[str, dict[str, str]]:
    """What opens nothing in a workspace."""
    database = app.extensions["synthgrid"].database
    expired = key_of(app, workspace, expires_at=dt.datetime.now(dt.UTC) - AN_HOUR)
    revoked = key_of(app, workspace)
    database.write(lambda session: revoke_key(session, revoked.id))
    return {
        "missing": {},
        "wrong": as_header("sg_wrong"),
        "expired": as_header(expired.secret),
        "revoked": as_header(revoked.secret),
    }


def test_nothing_is_answered_without_a_good_key_but_what_is_public(keyed: Flask) -> None:
    client, ours = keyed.test_client(), a_key(keyed, workspace="fermé")
    fill(client, ours, keyed)
    useless = useless_headers(keyed, "fermé")
    before = state(client, ours, keyed)

    for route in routes(keyed):
        path = address(route, client, ours, keyed)
        for why, header in useless.items():
            answer = ask(client, route, path, header)
            if route.scope is None:
                assert answer.status_code == 200, (why, str(route))
            else:
                assert answer.status_code == 401, (why, str(route), answer.text)
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    assert state(client, ours, keyed) == before


def test_a_key_that_is_too_narrow_does_nothing(keyed: Flask) -> None:
    client, ours = keyed.test_client(), a_key(keyed, workspace="étroit")
    narrow = {scope: a_key(keyed, scope, "étroit") for scope in Scope}
    fill(client, ours, keyed)
    before, refused = state(client, ours, keyed), 0

    for route in routes(keyed):
        path = address(route, client, ours, keyed)
        for scope, header in narrow.items():
            if route.scope is not None and route.scope not in scope.included:
                answer = ask(client, route, path, header)
                assert answer.status_code == 403, (scope, str(route), answer.text)
                assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
                refused += 1

    assert refused > 20
    assert state(client, ours, keyed) == before


def test_what_writes_needs_the_scope_for_it_and_what_lets_in_is_for_admins(keyed: Flask) -> None:
    for route in routes(keyed):
        if route.rule.rule.startswith(("/v1/keys", "/v1/shares")):
            assert route.scope == Scope.ADMIN, str(route)
        elif not route.is_safe and not route.rule.rule.startswith("/v1/draw/"):
            assert route.scope in {Scope.WRITE, Scope.ADMIN}, str(route)
        elif route.rule.rule.startswith("/v1/"):
            assert route.scope == Scope.READ, str(route)


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


def test_workspaces_never_meet(keyed: Flask, without_them: Flask) -> None:
    """What one workspace is answered about another is what it is answered where there is no other."""
    client, alone, theirs = keyed.test_client(), without_them.test_client(), a_key(keyed, workspace="leur")
    fill(client, theirs, keyed)
    before, not_found, made = state(client, theirs, keyed), 0, True

    for number, route in enumerate(one for one in routes(keyed) if one.scope is not None):
        if made:  # where the last one made something of ours, the next one begins with nothing again
            ours, same = (a_key(app, workspace=f"nôtre {number}") for app in (keyed, without_them))
        path = address(route, client, theirs, keyed)

        foreign = ask(client, route, path, ours)
        nowhere = ask(alone, route, path, same)

        assert told(foreign) == told(nowhere), str(route)
        assert route.is_safe or state(client, theirs, keyed) == before, str(route)
        not_found += foreign.status_code == 404
        made = foreign.status_code < 300 and not route.is_safe

    assert state(client, theirs, keyed) == before
    assert not_found > 30


def test_what_others_are_refused_its_owner_may_do(keyed: Flask) -> None:
    """Only the key makes the difference: the same addresses and bodies are good."""
    client, theirs = keyed.test_client(), a_key(keyed, workspace="leur aussi")
    fill(client, theirs, keyed)

    # What deletes comes last, first of all what lies deepest.
    for route in sorted(routes(keyed), key=_deletes_last):
        if route.scope is not None:
            path = address(route, client, theirs, keyed)
            own = ask(client, route, path, theirs if route.is_safe else {**theirs, "If-Match": "*"})
            # It may meet what is there already, or what depends on it.
            assert own.status_code < 300 or own.status_code == 409, (str(route), own.text)


def _deletes_last(route: Route) -> tuple[bool, int, bool]:
    deletes = route.method == "DELETE"
    return deletes, -route.depth if deletes else 0, deletes and route.is_of_a_workshop


def test_a_share_link_opens_the_drawings_of_its_workshop_and_nothing_else(keyed: Flask) -> None:
    client, ours, theirs = keyed.test_client(), a_key(keyed, workspace="montré"), a_key(keyed, workspace="caché")
    for header in (ours, theirs):
        fill(client, header, keyed)
        client.put("/v1/workshops/autre", json=a_document(), headers=header)
    own, other, foreign, foreign_other, expired, revoked = (
        a_share(client, header, slug)
        for header, slug in (
            (ours, SLUG),
            (ours, "autre"),
            (theirs, SLUG),
            (theirs, "autre"),
            (ours, SLUG),
            (ours, SLUG),
        )
    )
    end(keyed, expired["id"])
    client.delete(f"/v1/shares/{revoked['id']}", headers=ours)
    before = state(client, ours, keyed)
    opened = 0

    for route in (one for one in routes(keyed) if one.scope is not None):
        path = address(route, client, ours, keyed)
        expected = {
            own["token"]: 200 if route.takes_share else 401,
            other["token"]: 404 if route.takes_share else 401,
            foreign_other["token"]: 404 if route.takes_share else 401,
            expired["token"]: 401,
            revoked["token"]: 401,
            "sgs_inconnu": 401,
            "": 401,
        }
        for token, status in expected.items():
            answer = client.open(
                f"{path}?share={token}", method=route.method, headers=AS_TEXT, **route.body, buffered=True
            )
            assert answer.status_code == status, (str(route), token, answer.text)
            assert not token or token not in answer.text + str(answer.headers)
        opened += route.takes_share

    assert opened == 12, "three views, by ending and by Accept, GET and HEAD"
    assert state(client, ours, keyed) == before
    # That of another workspace opens that one's workshop of the same name, and tells its own words only.
    client.patch(f"/v1/workshops/{SLUG}", json={"title": "Le leur"}, headers=theirs)
    seen = client.get(f"/v1/workshops/{SLUG}/mindmap.txt?share={foreign['token']}").text
    assert seen.startswith("Le leur")


def a_share(client: FlaskClient, header: dict[str, str], slug: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v1/shares", json={"workshop": slug, **fields}, headers=header)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def end(app: Flask, share: str) -> None:
    """Let a share link have ended an hour ago."""
    past = dt.datetime.now(dt.UTC) - AN_HOUR
    database: Database = app.extensions["synthgrid"].database
    query = update(tables.Share).where(tables.Share.id == share).values(expires_at=past)
    database.write(lambda session: session.execute(query).close())


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


def test_a_page_of_a_site_that_was_let_in_writes_without_keys_too(make_app: MakeApp) -> None:
    client = make_app(cors_origins=("https://example.org",)).test_client()

    assert client.post("/v1/workshops", json=a_document(), headers={"Origin": "https://example.org"}).status_code == 201
    the_problem(client.post("/v1/workshops", json=a_document(), headers={"Origin": "https://example.net"}), 403)


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


def test_without_keys_a_database_put_back_under_a_running_server_is_read_in_a_moment(make_app: MakeApp) -> None:
    app = make_app(access="open")
    client, database = app.test_client(), app.extensions["synthgrid"].database
    path = f"/v1/workshops/{put(client)}"
    assert client.get(path).status_code == 200

    with database.engine.begin() as connection:
        connection.execute(update(tables.Workspace).values(name="un autre"))

    assert eventually(lambda: client.get(path).status_code == 404, 5)
