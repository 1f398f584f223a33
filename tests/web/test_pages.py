"""The page `/`, on a real database."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from synthgrid.app import create_app
from synthgrid.settings import Rendering, Settings
from tests.builders import a_document, three_groups
from tests.databases import address


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of an application with an empty database."""
    settings = Settings(
        database_url=address(tmp_path),
        access="open",
        rendering=Rendering(cache_dir=tmp_path / "cache"),
    )
    app = create_app(settings)
    app.extensions["synthgrid"].database.upgrade()
    return app.test_client()


def put(client: FlaskClient, slug: str, title: str) -> None:
    document = a_document("a", "b", groups=three_groups(), date="2026-11-20", place="Agen") | {"title": title}
    assert client.put(f"/v1/workshops/{slug}", json=document).status_code == 201


def test_the_page_lists_the_workshops_with_their_drawings(client: FlaskClient) -> None:
    put(client, "cantine", "La cantine <b>&")

    answer = client.get("/", headers={"Accept-Language": "fr"})

    assert answer.status_code == 200
    assert "La cantine &lt;b&gt;&amp;" in answer.text
    assert "Agen · 20 novembre 2026 · 3 groupes · 2 contributions" in answer.text
    for drawing in ("mindmap.svg", "mindmap.pdf", "grid.html", "grid.csv", "sheet.html", "sheet.odt", "export.json"):
        assert f'href="/v1/workshops/cantine/{drawing}"' in answer.text
        assert client.get(f"/v1/workshops/cantine/{drawing}").status_code == 200


def test_the_page_needs_no_script_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    put(client, "cantine", "La cantine")

    answer = client.get("/")

    assert "<script" not in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    with client.get("/static/synthgrid.css") as style:
        assert style.mimetype == "text/css"


def test_an_empty_service_says_how_to_begin_in_french_or_english(client: FlaskClient) -> None:
    assert "Pas encore d’atelier" in client.get("/").text
    assert "No workshop yet" in client.get("/", headers={"Accept-Language": "en"}).text


def test_older_workshops_are_on_the_next_page(client: FlaskClient) -> None:
    for number in range(25):
        put(client, f"atelier-{number}", f"Atelier n° {number}")

    first = client.get("/", headers={"Accept-Language": "en"})
    link = first.text.split('<a rel="next" href="')[1].split('"')[0]
    second = client.get(link, headers={"Accept-Language": "en"})

    assert first.text.count("<article") == 24
    assert second.text.count("<article") == 1
    assert "Older workshops" not in second.text


@pytest.mark.parametrize("query", ["cursor=rien", "page=2", "cursor=a&cursor=b"])
def test_a_cursor_of_no_page_or_two_and_an_unknown_option_are_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/?{query}")

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_repeated_cursor_is_told_so(client: FlaskClient) -> None:
    first = client.get("/?cursor=a&cursor=b", headers={"Accept-Language": "en"})

    assert first.get_json(force=True)["errors"] == [{"pointer": "/cursor", "message": "It is given more than once."}]


def test_below_another_address_every_link_leads_below_it(client: FlaskClient) -> None:
    below = "http://localhost/outils/synthgrid"
    assert f"{below}/v1/workshops/ma-reunion/imports</pre>" in client.get("/", base_url=below).text
    for number in range(25):
        put(client, f"atelier-{number}", "La cantine")

    page = client.get("/", base_url=below).text

    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert len(links) > 24 * 15
    assert [link for link in links if not link.startswith("/outils/synthgrid/")] == []


def test_no_header_is_said_twice(client: FlaskClient) -> None:
    names = [name for name, _ in client.get("/").headers]

    assert sorted(set(names)) == sorted(names)
    assert {"X-Content-Type-Options", "Referrer-Policy", "Cache-Control"} < set(names)


def test_the_page_needs_a_key_where_everything_does(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=address(tmp_path)))
    app.extensions["synthgrid"].database.upgrade()

    assert app.test_client().get("/").status_code == 401
