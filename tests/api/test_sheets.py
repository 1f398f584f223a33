"""Sheets over HTTP: options, conditions, what a document needs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.settings import Limits, Rendering
from tests.api.builders import a_document, pointers, put, the_problem
from tests.api.conftest import MakeApp

pytestmark = pytest.mark.sqlite  # it draws, for minutes; what it reads of the database others read on both kinds


@pytest.fixture(scope="module")
def slug(app: Flask) -> str:
    """A workshop to show."""
    return put(app.test_client())


def test_a_browser_gets_the_sheet_as_a_page(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/sheet", headers={"Accept": "text/html,*/*;q=0.8"})

    assert answer.mimetype == "text/html"
    assert "Un comité de pilotage mixte" in answer.text


def test_a_document_is_the_same_until_something_changes(client: FlaskClient) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}/sheet.docx"
    first = client.get(path)
    tag = first.headers["ETag"]
    assert client.get(path).data == first.data
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304

    client.patch(f"/v1/workshops/{slug}", json={"title": "Autre titre"})

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_filters_and_switches_change_a_sheet(client: FlaskClient, slug: str) -> None:
    text = client.get(f"/v1/workshops/{slug}/sheet.txt?polarity=improve&numbers=off&legend=off&lang=en").text

    assert "△ Des réunions trop tardives [B]" in text
    assert "comité" not in text
    assert "Points to improve" in text
    assert "Groups" not in text
    assert "2 contributions are not shown because of the filter." in text


def test_a_workshop_without_a_template_of_parts_has_the_shipped_sheet(client: FlaskClient) -> None:
    plain, own = put(client), put(client, a_document(template="sheet"))

    texts = [client.get(f"/v1/workshops/{one}/sheet.txt").text for one in (plain, own)]
    assert texts[0] == texts[1] == client.get(f"/v1/workshops/{plain}/sheet.txt?template=sheet").text


@pytest.mark.parametrize("option", ["template=plus-delta", "template=ABSENT", "rows=none", "dpi=200", "by=group"])
def test_an_option_that_a_sheet_cannot_have_is_named(client: FlaskClient, slug: str, option: str) -> None:
    stored = client.get(f"/v1/workshops/{slug}/sheet.html?{option}")
    drawn = client.post(f"/v1/draw/sheet.html?{option}", json=a_document())

    for answer in (stored, drawn):
        problem = the_problem(answer, 422)
        assert (problem["code"], pointers(problem)) == ("invalid-option", [f"/{option.split('=', maxsplit=1)[0]}"])


def test_without_graphviz_a_sheet_is_text_and_a_document_says_503(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    client = make_app(rendering=Rendering(engine="system", workers=1)).test_client()
    path = f"/v1/workshops/{put(client)}"

    assert client.get(f"{path}/sheet.html").status_code == 200
    assert client.get(f"{path}/sheet.md").status_code == 200
    assert the_problem(client.get(f"{path}/sheet.odt"), 503)["code"] == "not-ready"


def test_a_document_of_more_items_than_can_be_drawn_says_so(make_app: MakeApp) -> None:
    client = make_app(limits=Limits(drawn=2)).test_client()
    path = f"/v1/workshops/{put(client)}"

    assert client.get(f"{path}/sheet.txt").status_code == 200
    assert the_problem(client.get(f"{path}/sheet.docx"), 422)["code"] == "too-many-to-draw"
