"""Every error on every path is a problem, in the asker's language."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.api.access import needs
from synthgrid.settings import Limits, Rendering
from tests.api.builders import a_document, a_slug, put, the_problem
from tests.api.conftest import MakeApp
from tests.databases import address


def test_unknown_path_is_a_problem(client: FlaskClient) -> None:
    assert the_problem(client.get("/v1/nothing/here"), 404)["code"] == "not-found"


def test_unknown_path_outside_v1_is_a_problem_too(client: FlaskClient) -> None:
    the_problem(client.get("/wp-login.php"), 404)


def test_wrong_method_keeps_allow(client: FlaskClient) -> None:
    answer = client.delete("/v1/workshops")

    the_problem(answer, 405)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("fr-FR,en;q=0.9", "fr"),
        ("en-GB,fr;q=0.5", "en"),
        ("fr;q=0.2, en-US;q=0.8", "en"),
        ("de-DE, fr-CA;q=0.3", "fr"),
        ("en;q=0, de", "fr"),
        ("*", "fr"),
    ],
)
def test_a_language_of_any_region_is_that_language(client: FlaskClient, accepted: str, spoken: str) -> None:
    answer = client.get("/v1/nothing/here", headers={"Accept-Language": accepted})

    assert answer.headers["Content-Language"] == spoken


def test_a_page_that_leads_elsewhere_runs_and_loads_nothing(client: FlaskClient) -> None:
    answer = client.get("/v1//workshops")

    assert answer.status_code == 308
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_problems_are_french_unless_english_is_asked_for(client: FlaskClient) -> None:
    french = client.get("/v1/workshops/absent")
    english = client.get("/v1/workshops/absent", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert the_problem(english, 404)["detail"] == "There is no workshop “absent”."
    assert french.headers["Content-Language"] == "fr"
    assert english.headers["Content-Language"] == "en"


def test_language_of_the_setting_is_spoken_when_nothing_is_asked_for(make_app: MakeApp) -> None:
    answer = make_app(language="en").test_client().get("/v1/workshops/absent")

    assert the_problem(answer, 404)["detail"] == "There is no workshop “absent”."


def test_a_given_request_id_is_kept(client: FlaskClient) -> None:
    answer = client.get("/v1/workshops/absent", headers={"X-Request-Id": "from-the-proxy-1"})

    assert the_problem(answer, 404)["request_id"] == "from-the-proxy-1"


def test_a_request_id_that_is_no_id_is_replaced(client: FlaskClient) -> None:
    answer = client.get("/v1/workshops/absent", headers={"X-Request-Id": "<b>hello</b>"})

    assert "<" not in the_problem(answer, 404)["request_id"]


def test_at_most_a_hundred_places_are_named(client: FlaskClient) -> None:
    document = a_document(proposals=[{"text": ""} for _ in range(250)])

    problem = the_problem(client.put(f"/v1/workshops/{a_slug()}", json=document), 422)

    assert len(problem["errors"]) == 100
    assert "250" in problem["detail"]


def test_what_nobody_foresaw_is_a_problem_without_its_text(make_app: MakeApp) -> None:
    app = make_app()
    app.add_url_rule("/division", view_func=needs(None)(lambda: str(1 // len(app.name[:0]))))

    problem = the_problem(app.test_client().get("/division"), 500)

    assert problem["code"] == "internal-error"
    assert "division" not in str(problem).lower()


def test_a_database_without_tables_is_not_ready(make_app: MakeApp, tmp_path: Path) -> None:
    empty = make_app(database_url=address(tmp_path))

    answer = empty.test_client().get("/v1/workshops")

    assert the_problem(answer, 503)["errors"][0]["pointer"] == "/database"
    assert answer.headers["Retry-After"]


def test_too_many_to_draw_names_the_ways_out(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(drawn=1)).test_client()

    slug = put(client)

    for picture in ("mindmap.svg", "grid.pdf"):
        problem = the_problem(client.get(f"/v1/workshops/{slug}/{picture}"), 422)
        assert problem["code"] == "too-many-to-draw"
        assert "category" in problem["detail"]
    assert client.get(f"/v1/workshops/{slug}/mindmap.txt").status_code == 200


def test_head_of_a_problem_has_its_status_and_no_body(client: FlaskClient) -> None:
    answer = client.head("/v1/workshops/absent")

    assert answer.status_code == 404
    assert answer.data == b""


def test_accept_that_nothing_suits_is_not_acceptable(client: FlaskClient) -> None:
    answer = client.get(f"/v1/workshops/{put(client)}/mindmap", headers={"Accept": "application/zip"})

    the_problem(answer, 406)


def test_readyz_names_what_is_wrong(make_app: MakeApp, tmp_path: Path) -> None:
    broken: Flask = make_app(database_url=address(tmp_path), rendering=Rendering(engine="bundled"))

    answer = broken.test_client().get("/readyz")

    assert the_problem(answer, 503)["errors"][0]["pointer"] == "/database"
    assert int(answer.headers["Retry-After"]) > 0


def test_the_language_of_a_problem_varies_by_what_is_asked(client: FlaskClient) -> None:
    answer = client.get("/v1/workshops/absent", headers={"Accept-Language": "en"})

    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]
