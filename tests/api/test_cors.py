"""Pages of other sites: none by default, else exactly those of the setting."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.builders import a_key, the_problem
from tests.api.conftest import MakeApp

SITE = "https://atelier.example.org"
LOCAL = "http://[::1]:3000"


@pytest.fixture(scope="module")
def open_to_sites(make_app: MakeApp) -> FlaskClient:
    """A client of an application that asks for keys and lets two sites ask."""
    return make_app(access="keys", cors_origins=(SITE, LOCAL)).test_client()


def asked_before(client: FlaskClient, origin: str, method: str = "PUT", path: str = "/v1/workshops/a") -> TestResponse:
    """What a browser asks before it sends the request of a page."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, if-match",
    }
    return client.options(path, headers=headers)


def cors(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name.startswith("Access-Control-")}


def test_no_other_site_is_let_in_by_default(make_app: MakeApp) -> None:
    client = make_app(access="keys").test_client()

    assert cors(asked_before(client, SITE)) == {}
    assert cors(client.get("/healthz", headers={"Origin": SITE})) == {}


@pytest.mark.parametrize("origin", [SITE, LOCAL])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_browser_may_send_what_a_page_of_a_site_needs(open_to_sites: FlaskClient, origin: str, method: str) -> None:
    answer = asked_before(open_to_sites, origin, method)

    assert answer.status_code == 200
    told = cors(answer)
    assert told["Access-Control-Allow-Origin"] == origin
    assert method in told["Access-Control-Allow-Methods"]
    allowed = told["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "idempotency-key", "if-match"))
    assert "Access-Control-Allow-Credentials" not in told


def test_a_browser_may_ask_before_a_request_whose_options_are_judged_then(open_to_sites: FlaskClient) -> None:
    answer = asked_before(open_to_sites, SITE, "GET", "/v1/workshops/a?oops=1")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://atelier.example.org.evil.example",
        "https://atelierXexample.org",
        "http://atelier.example.org",
        "https://atelier.example.org:8443",
        "http://1:3000",
        "http://::3000",
        "null",
        "*",
    ],
)
def test_another_site_is_told_nothing(open_to_sites: FlaskClient, origin: str) -> None:
    assert cors(asked_before(open_to_sites, origin)) == {}
    assert cors(open_to_sites.get("/healthz", headers={"Origin": origin})) == {}


def test_a_page_reads_answers_and_problems_with_their_headers(open_to_sites: FlaskClient) -> None:
    header = a_key(open_to_sites.application)

    good = open_to_sites.get("/v1/workshops", headers={**header, "Origin": SITE})
    bad = open_to_sites.get("/v1/workshops", headers={"Origin": SITE})

    the_problem(bad, 401)
    for answer in (good, bad):
        told = cors(answer)
        assert told["Access-Control-Allow-Origin"] == SITE
        exposed = told["Access-Control-Expose-Headers"]
        assert all(name in exposed for name in ("ETag", "Location", "Link", "X-Request-Id", "Retry-After"))


def test_caches_keep_the_answers_to_sites_apart_from_others(open_to_sites: FlaskClient) -> None:
    for headers in ({}, {"Origin": SITE}, {"Origin": "https://example.net"}):
        varied = ", ".join(open_to_sites.get("/healthz", headers=headers).headers.getlist("Vary"))
        assert varied == "Accept, Authorization, Origin"
