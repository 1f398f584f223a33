"""What whoever runs the service sees of it: the line of each request, and the metrics."""

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from synthgrid.domain.access import Scope
from synthgrid.settings import Limits
from tests.api.builders import a_document, a_key, a_slug, the_problem
from tests.api.conftest import MakeApp

FORWARDED = {"X-Forwarded-For": "192.0.2.7"}


@pytest.fixture(scope="module")
def keyed(make_app: MakeApp) -> Flask:
    return make_app(access="keys")


def the_line(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Return the facts of the last request."""
    return vars([record for record in caplog.records if record.name == "synthgrid.requests"][-1])


def value(client: FlaskClient, name: str, **labels: str) -> float:
    """Return a metric as it is now, 0 where it was never counted."""
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0


def test_the_line_of_a_request_tells_who_asked_for_what_and_how_it_went(
    keyed: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "synthgrid")

    answer = keyed.test_client().put(
        f"/v1/workshops/{a_slug()}", json=a_document(), headers={**a_key(keyed), "X-Request-Id": "vu-par-42"}
    )

    line = the_line(caplog)
    assert (line["method"], line["route"], line["status"]) == ("PUT", "/v1/workshops/{slug}", 201)
    assert (line["request_id"], line["bytes"]) == ("vu-par-42", len(answer.data))
    assert {len(line["key"]), len(line["workspace"])} == {36}
    assert line["ms"] > 0


def test_the_line_of_a_drawing_tells_what_drew_it_or_that_it_was_kept(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "synthgrid")
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document())

    told = []
    for _ in range(2):
        client.get(f"/v1/workshops/{slug}/mindmap.svg")
        told.append(the_line(caplog))

    assert [(line["view"], line["format"], line["drawing"]) for line in told] == [
        ("mindmap", "svg", "drawn"),
        ("mindmap", "svg", "cached"),
    ]
    assert told[0]["engine"].split()[0] in {"bundled", "system"}


def test_the_line_of_a_problem_has_its_code_and_its_request_id(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "synthgrid")

    answer = client.get("/v1/workshops/nulle-part?jeton=secret")

    problem, line = the_problem(answer, 422), the_line(caplog)
    assert (line["code"], line["request_id"]) == ("invalid-option", problem["request_id"])
    assert answer.headers["X-Request-Id"] == problem["request_id"]
    assert "secret" not in caplog.text


@pytest.mark.parametrize("given", ["a\r\nSet-Cookie: x=1", 'abc"}{"level', "é" * 12, "x" * 65, "\u2028" * 8, "court"])
def test_a_request_id_that_could_be_taken_for_more_is_replaced(app: Flask, given: str) -> None:
    answer = app.test_client().get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": given})

    assert answer.headers["X-Request-Id"].isalnum()
    assert len(answer.headers["X-Request-Id"]) == 16


def test_a_failure_of_ours_is_logged_under_its_request_id(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    monkeypatch.setitem(app.view_functions, "meta.healthz", lambda: 1 / 0)

    problem = the_problem(app.test_client().get("/healthz"), 500)

    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert vars(record)["request_id"] == problem["request_id"]
    assert record.exc_info


HOSTILE = 'Titre"; filename="x.exe" \u202eé; ../../etc'


def test_the_file_name_of_a_drawing_and_of_an_export_is_plain_whatever_the_title_says(client: FlaskClient) -> None:
    slug = client.post("/v1/workshops", json=a_document(title=HOSTILE)).get_json()["slug"]
    drawn = client.post("/v1/draw/mindmap.txt", json=a_document(title=HOSTILE))
    kept = [client.get(f"/v1/workshops/{slug}/{path}") for path in ("mindmap.txt", "grid.csv", "export.json")]

    said = [answer.headers["Content-Disposition"].partition("filename=")[2] for answer in (drawn, *kept)]
    assert said == [
        '"atelier-mindmap.txt"',
        f'"{slug}-mindmap.txt"',
        f'"{slug}-grid.csv"',
        f'"{slug}.json"',
    ]
    assert slug.replace("-", "").isalnum()
    assert slug.isascii()


@pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\x00b", "a\x85b"])
def test_an_external_id_of_several_lines_is_refused(client: FlaskClient, text: str) -> None:
    body = {"text": "Un lieu", "external_id": text}
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document())

    the_problem(client.post(f"/v1/workshops/{slug}/proposals", json=body), 422)


def test_requests_are_counted_by_route_method_and_status(client: FlaskClient) -> None:
    labels = {"method": "GET", "route": "/v1/workshops/{slug}", "status": "404"}
    before = value(client, "synthgrid_requests_total", **labels)

    for slug in ("personne", "nulle-part"):
        client.get(f"/v1/workshops/{slug}")

    assert value(client, "synthgrid_requests_total", **labels) == before + 2
    del labels["status"]
    assert value(client, "synthgrid_request_seconds_count", **labels) >= 2


def test_what_a_sender_makes_up_has_one_label(client: FlaskClient) -> None:
    before = value(client, "synthgrid_requests_total", method="-", route="-", status="404")

    for number in range(3):
        client.open(f"/nulle/part/{number}", method=f"SEND{number}")

    assert value(client, "synthgrid_requests_total", method="-", route="-", status="404") == before + 3


def test_problems_are_counted_by_code(client: FlaskClient) -> None:
    before = value(client, "synthgrid_problems_total", code="workshop-not-found")

    client.get("/v1/workshops/personne")

    assert value(client, "synthgrid_problems_total", code="workshop-not-found") == before + 1


def test_drawings_are_counted_by_outcome_and_timed_when_they_are_made(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(drawn=3)).test_client()
    client.put("/v1/workshops/un", json=a_document())
    client.put("/v1/workshops/trop", json=a_document(proposals=[{"text": str(n)} for n in range(4)]))

    for slug in ("un", "un", "un", "trop"):
        client.get(f"/v1/workshops/{slug}/mindmap.svg")

    drawing = {"view": "mindmap", "format": "svg"}
    counted = [
        value(client, "synthgrid_drawings_total", **drawing, outcome=one) for one in ("drawn", "cached", "refused")
    ]
    assert counted == [1, 2, 1]
    assert value(client, "synthgrid_drawing_seconds_count", **drawing) == 2


def test_items_of_imports_are_counted_by_outcome_and_not_when_nothing_is_written(make_app: MakeApp) -> None:
    client = make_app().test_client()
    for dry_run in ("true", "false", "false"):
        client.post(
            f"/v1/workshops/un/imports?dry_run={dry_run}", data="Titre\n\n- a\n- b\n", content_type="text/plain"
        )

    counted = [value(client, "synthgrid_import_items_total", outcome=one) for one in ("created", "unchanged")]
    assert counted == [2, 2]


def test_the_metrics_tell_what_is_at_work(client: FlaskClient) -> None:
    client.get("/readyz")

    assert value(client, "synthgrid_render_workers") == 1
    assert value(client, "synthgrid_renders_waiting") == 0
    assert value(client, "synthgrid_database_connections_open") >= 1
    assert 'synthgrid_build_info{engine="' in client.get("/metrics").text


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": FORWARDED},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"Host": "carte.example.org"}},
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_overrides": {"REMOTE_ADDR": ""}},
    ],
)
def test_from_elsewhere_or_through_a_proxy_the_metrics_need_a_key(keyed: Flask, asked: dict[str, Any]) -> None:
    the_problem(keyed.test_client().get("/metrics", **asked), 401)


def test_the_metrics_are_for_administrators(keyed: Flask) -> None:
    client = keyed.test_client()

    assert client.get("/metrics", headers={**FORWARDED, **a_key(keyed)}).status_code == 200
    the_problem(client.get("/metrics", headers={**FORWARDED, **a_key(keyed, Scope.WRITE)}), 403)


def test_a_trusted_proxy_on_this_machine_does_not_make_everybody_local(make_app: MakeApp) -> None:
    client = make_app(access="keys", trusted_proxies=1).test_client()

    the_problem(client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}), 401)
