"""Drawings over HTTP: formats, headers, conditions, the cache, and what a known one does not do."""

import base64
import hashlib
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from threading import Event, Thread
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from synthgrid import storage
from synthgrid.api.negotiation import CONTENT_TYPES
from synthgrid.domain.options import FORMATS
from synthgrid.services.keys import list_keys, revoke_key
from synthgrid.settings import Rendering
from synthgrid.storage.workspaces import find_workspace
from tests.api.builders import a_document, a_key, pointers, put, the_problem
from tests.api.conftest import MakeApp
from tests.databases import traced
from tests.processes import workers_of

pytestmark = pytest.mark.sqlite  # it draws, for minutes; what it reads of the database others read on both kinds

MAGIC = {
    "svg": b"<",
    "png": b"\x89PNG\r\n",
    "pdf": b"%PDF",
    "json": b"{",
    "html": b"<!DOCTYPE",
    "docx": b"PK",
    "odt": b"PK",
}
BINARY = {"png", "pdf", "docx", "odt"}
SAVED = {"docx", "odt"}
"""What a browser saves and does not show."""


@pytest.fixture(scope="module")
def slug(app: Flask) -> str:
    """A workshop to draw."""
    return put(app.test_client())


@pytest.mark.parametrize(("view", "format_"), [(view, one) for view, formats in FORMATS.items() for one in formats])
def test_every_format_is_answered_stored_or_not(client: FlaskClient, slug: str, view: str, format_: str) -> None:
    stored = client.get(f"/v1/workshops/{slug}/{view}.{format_}")
    drawn = client.post(f"/v1/draw/{view}.{format_}", json=a_document())

    for answer in (stored, drawn):
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == CONTENT_TYPES[format_]
        assert answer.data.startswith(MAGIC.get(format_, b"")) or format_ == "svg"
        assert answer.headers["Cache-Control"].startswith("private")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if format_ not in BINARY:
        assert "comité" in stored.text or "comit" in stored.text
    shown = "attachment" if format_ in SAVED else "inline"
    assert stored.headers["Content-Disposition"] == f'{shown}; filename="{slug}-{view}.{format_}"'
    assert "ETag" in stored.headers
    assert "ETag" not in drawn.headers


def test_drawing_a_document_stores_nothing(client: FlaskClient) -> None:
    before = client.get("/v1/workshops?total=true").get_json()["total"]

    client.post("/v1/draw/mindmap.txt", json=a_document(slug="jamais-vu"))

    assert client.get("/v1/workshops?total=true").get_json()["total"] == before
    the_problem(client.get("/v1/workshops/jamais-vu"), 404)


def test_nothing_runs_in_what_a_browser_opens(client: FlaskClient, slug: str) -> None:
    for path in ("mindmap.svg", "grid.svg", "grid.html", "sheet.html"):
        policy = client.get(f"/v1/workshops/{slug}/{path}").headers["Content-Security-Policy"].split("; ")
        assert (policy[0], policy[-1]) == ("default-src 'none'", "sandbox")


@pytest.mark.parametrize("view", ["grid", "sheet"])
def test_a_page_is_styled_by_its_own_style_only(client: FlaskClient, slug: str, view: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/{view}.html")

    sheet = answer.text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"; style-src 'sha256-{digest}'; " in answer.headers["Content-Security-Policy"]
    assert answer.text.count("<style") == 1
    assert " style=" not in answer.text


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("image/png", "image/png"),
        ("application/pdf;q=0.5, text/plain", "text/plain"),
        ("*/*", "image/svg+xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "image/svg+xml"),
        ("image/*", "image/svg+xml"),
        ("text/*", "text/plain"),
    ],
)
def test_accept_chooses_the_format(client: FlaskClient, slug: str, accept: str, mimetype: str) -> None:
    assert client.get(f"/v1/workshops/{slug}/mindmap", headers={"Accept": accept}).mimetype == mimetype


def test_a_browser_gets_the_grid_as_a_page(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/grid", headers={"Accept": "text/html,*/*;q=0.8"})

    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(("view", "format_"), [(view, one) for view, formats in FORMATS.items() for one in formats])
def test_every_text_answers_at_the_address_of_its_picture(
    client: FlaskClient, slug: str, view: str, format_: str
) -> None:
    answer = client.get(f"/v1/workshops/{slug}/{view}", headers={"Accept": CONTENT_TYPES[format_]})

    assert (answer.status_code, answer.mimetype) == (200, CONTENT_TYPES[format_])
    assert answer.headers["ETag"] == client.head(f"/v1/workshops/{slug}/{view}.{format_}").headers["ETag"]


def test_the_ending_goes_before_accept(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/mindmap.txt", headers={"Accept": "image/png"})

    assert answer.mimetype == "text/plain"


def test_svg_is_well_formed_and_speaks_the_language_of_the_workshop(client: FlaskClient) -> None:
    french = client.get(f"/v1/workshops/{put(client)}/mindmap.svg")
    english = client.get(f"/v1/workshops/{put(client, a_document(language='en-GB'))}/mindmap.svg")
    asked = client.get(f"/v1/workshops/{put(client)}/mindmap.svg?lang=en")

    languages = [ET.fromstring(one.data).get("lang") for one in (french, english, asked)]  # noqa: S314 (our own output)
    assert languages == ["fr", "en", "en"]


def test_a_known_drawing_is_304_until_something_changes(client: FlaskClient) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}/mindmap.svg"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"{path}?depth=1", headers={"If-None-Match": tag}).status_code == 200

    client.patch(f"/v1/workshops/{slug}", json={"title": "Autre titre"})

    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "Autre titre" in changed.text


def test_dpi_changes_a_png_only(client: FlaskClient, slug: str) -> None:
    def tag(path: str) -> str:
        return client.head(f"/v1/workshops/{slug}/{path}").headers["ETag"]

    assert tag("mindmap.png?dpi=100") != tag("mindmap.png")
    assert tag("mindmap.svg?dpi=100") == tag("mindmap.svg")


@pytest.mark.sqlite
@pytest.mark.parametrize("access", ["open", "keys"])
def test_a_cached_drawing_and_a_304_take_a_look_at_the_workshop_and_start_no_worker(
    make_app: MakeApp, access: str
) -> None:
    app = make_app(access=access)
    client, header = app.test_client(), a_key(app) if access == "keys" else {}
    client.put("/v1/workshops/a", json=a_document(), headers=header)
    first = client.get("/v1/workshops/a/mindmap.svg", headers=header)
    shared = app.extensions["synthgrid"]
    shared.renderer.close()
    others = multiprocessing.active_children()

    with traced(shared.database) as statements:
        cached = client.get("/v1/workshops/a/mindmap.svg", headers=header)
        known = client.get("/v1/workshops/a/mindmap.svg", headers=header | {"If-None-Match": first.headers["ETag"]})

    assert (cached.data, cached.headers["ETag"], known.status_code) == (first.data, first.headers["ETag"], 304)
    assert set(multiprocessing.active_children()) <= set(others)
    who = [one for one in statements if "FROM workshop" not in one]
    # Who asks without a key is remembered for a second.
    assert len(who) == 2 if access == "keys" else len(who) <= 2
    assert len([one for one in statements if "FROM workshop" in one]) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda client, path: client.patch(path, json={"title": "Autre titre"}), id="a title"),
        pytest.param(lambda client, path: client.post(f"{path}/proposals", json={"text": "De plus"}), id="an item"),
        pytest.param(
            lambda client, path: (client.delete(path), client.put(path, json=a_document(title="Refait"))),
            id="made again",
        ),
    ],
)
def test_what_changed_is_drawn_anew_at_once(client: FlaskClient, change: Callable[[FlaskClient, str], object]) -> None:
    workshop = f"/v1/workshops/{put(client)}"
    old = client.get(f"{workshop}/mindmap.svg")
    assert client.get(f"{workshop}/mindmap.svg").data == old.data

    change(client, workshop)

    new = client.get(f"{workshop}/mindmap.svg", headers={"If-None-Match": old.headers["ETag"]})
    assert new.status_code == 200
    assert new.data != old.data


def test_what_was_deleted_is_gone_at_once_and_back_as_another(client: FlaskClient) -> None:
    workshop = f"/v1/workshops/{put(client)}"
    tag = client.get(f"{workshop}/mindmap.svg").headers["ETag"]

    client.delete(workshop)
    the_problem(client.get(f"{workshop}/mindmap.svg", headers={"If-None-Match": tag}), 404)

    client.put(workshop, json=a_document())
    assert client.get(f"{workshop}/mindmap.svg", headers={"If-None-Match": tag}).status_code == 200


def test_who_may_not_ask_learns_nothing_of_a_cached_drawing(make_app: MakeApp) -> None:
    app = make_app(access="keys")
    client, ours, theirs = app.test_client(), a_key(app), a_key(app, workspace="theirs")
    client.put("/v1/workshops/a", json=a_document(), headers=ours)
    tag = client.get("/v1/workshops/a/mindmap.svg", headers=ours).headers["ETag"]
    known = {"If-None-Match": tag}
    assert client.get("/v1/workshops/a/mindmap.svg", headers=ours | known).status_code == 304

    the_problem(client.get("/v1/workshops/a/mindmap.svg", headers=known), 401)
    the_problem(client.get("/v1/workshops/a/mindmap.svg", headers=theirs | known), 404)
    client.put("/v1/workshops/a", json=a_document(), headers=theirs)
    assert client.get("/v1/workshops/a/mindmap.svg", headers=theirs | known).status_code == 200
    database = app.extensions["synthgrid"].database
    with database.read() as session:
        mine = [one.id for one in list_keys(session, "ours")]
    for id_ in mine:
        database.write(partial(revoke_key, id=id_))
    the_problem(client.get("/v1/workshops/a/mindmap.svg", headers=ours | known), 401)


def test_without_graphviz_texts_are_answered_and_pictures_say_503(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    client = make_app(rendering=Rendering(engine="system", workers=1)).test_client()
    path = f"/v1/workshops/{put(client)}"
    others = multiprocessing.active_children()

    for text in ("mindmap.txt", "mindmap.json", "grid.html", "grid.csv"):
        first = client.get(f"{path}/{text}")
        assert first.status_code == 200
        known = {"If-None-Match": first.headers["ETag"]}
        assert client.get(f"{path}/{text}", headers=known).status_code == 304
    assert set(multiprocessing.active_children()) <= set(others)

    stored = client.get(f"{path}/mindmap.svg")
    drawn = client.post("/v1/draw/grid.pdf", json=a_document())
    for answer in (stored, drawn):
        problem = the_problem(answer, 503)
        assert (problem["code"], pointers(problem)) == ("not-ready", ["/engine"])
        assert int(answer.headers["Retry-After"]) > 0


def test_a_worker_that_ends_while_it_starts_is_503_and_the_next_is_tried(make_app: MakeApp) -> None:
    client, others, over = make_app(rendering=Rendering(workers=1)).test_client(), workers_of(os.getpid()), Event()

    def kill_each_as_it_starts() -> None:
        while not over.is_set():
            for worker in workers_of(os.getpid()) - others:
                os.kill(worker, signal.SIGKILL)

    killer = Thread(target=kill_each_as_it_starts)
    killer.start()
    try:
        problem = the_problem(client.post("/v1/draw/mindmap.svg", json=a_document()), 503)
    finally:
        over.set()
        killer.join()

    assert (problem["code"], pointers(problem)) == ("not-ready", ["/engine"])
    assert client.post("/v1/draw/mindmap.svg", json=a_document()).status_code == 200


def test_the_server_never_loads_graphviz_itself() -> None:
    script = "import sys, synthgrid.app; print([one for one in sys.modules if 'graphviz' in one or 'harfbuzz' in one])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_filters_that_name_nothing_are_named(client: FlaskClient, slug: str) -> None:
    problem = the_problem(client.get(f"/v1/workshops/{slug}/grid.txt?group=Table%203"), 422)

    assert problem["errors"][0]["pointer"] == "/group"


def test_characters_without_a_font_are_told(client: FlaskClient) -> None:
    slug = put(client, a_document(title="Signe \u0378"))

    assert client.get(f"/v1/workshops/{slug}/mindmap.svg").headers.get("X-Missing-Glyphs") == "U+0378"


def test_head_of_a_drawing_has_its_length_and_no_body(client: FlaskClient, slug: str) -> None:
    head = client.head(f"/v1/workshops/{slug}/mindmap.svg")

    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 1_000


def test_a_png_of_too_many_pixels_says_its_lower_dpi(make_app: MakeApp) -> None:
    client = make_app(rendering=Rendering(workers=1, pixels=200_000)).test_client()

    answer = client.get(f"/v1/workshops/{put(client)}/mindmap.png?dpi=300")

    assert answer.status_code == 200
    assert 0 < int(answer.headers["X-Render-Dpi"]) < 300


def test_the_stamp_names_what_the_snapshot_is(app: Flask, slug: str) -> None:
    shared = app.extensions["synthgrid"]
    with shared.database.read() as session:
        workspace = find_workspace(session, "default") or ""
        snapshot = storage.load_snapshot(session, workspace, slug)
    assert storage.stamp(shared.database, workspace, slug) == snapshot.stamp


def test_a_text_too_small_for_its_paper_is_told_with_the_way_out(client: FlaskClient) -> None:
    slug = put(client, a_document(proposals=[{"text": f"Contribution {n} des habitants"} for n in range(120)]))

    answer = client.get(f"/v1/workshops/{slug}/mindmap.svg?paper=a4&theme=print")
    address = re.fullmatch(r'<(.+)>; rel="alternate"; type="application/pdf"', answer.headers["Link"])

    assert re.fullmatch(r"[\d.]+pt; floor=8pt", answer.headers["X-Small-Print"])
    assert address is not None
    pages = client.get(address[1])
    assert (pages.status_code, pages.mimetype) == (200, "application/pdf")
    assert "X-Small-Print" not in pages.headers
    assert len(PdfReader(BytesIO(pages.data)).pages) > 5
    assert "X-Small-Print" not in client.get(f"/v1/workshops/{slug}/mindmap.svg").headers


@pytest.mark.parametrize("format_", ["svg", "png", "dot", "txt", "json"])
def test_pages_are_refused_where_there_is_only_one(client: FlaskClient, slug: str, format_: str) -> None:
    answer = client.get(f"/v1/workshops/{slug}/mindmap.{format_}?pages=category")

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == "/pages"
    assert ".pdf" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    "option",
    ["layout=down", "layout=radial", "theme=dark", "theme=print", "paper=a3", "by=facet:pole", "by=actor", "depth=1"],
)
def test_every_option_of_a_map_changes_its_picture_and_its_tag(client: FlaskClient, slug: str, option: str) -> None:
    usual, other = (client.get(f"/v1/workshops/{slug}/mindmap.svg{query}") for query in ("", f"?{option}"))

    assert other.status_code == 200
    assert other.headers["ETag"] != usual.headers["ETag"]
    assert other.data != usual.data


@pytest.mark.parametrize(
    "option", ["by=group", "rows=none", "rows=group", "template=afom", "theme=contrast", "paper=a4"]
)
def test_every_option_of_a_grid_changes_its_picture_and_its_tag(client: FlaskClient, slug: str, option: str) -> None:
    usual, other = (client.get(f"/v1/workshops/{slug}/grid.svg{query}") for query in ("", f"?{option}"))

    assert other.status_code == 200
    assert other.headers["ETag"] != usual.headers["ETag"]
    assert other.data != usual.data
