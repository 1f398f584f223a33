"""Outlines over HTTP: files out with their headers, files in with their reports, and what is refused."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from synthgrid import writing
from tests.api.builders import a_document, a_slug, export, put, the_problem

TYPES = {"md": "text/markdown", "mm": "application/x-freemind", "opml": "text/x-opml", "html": "text/html"}
HOSTILE = ["<script>alert(1)</script>", "</li></ul><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "--> <b>"]


@pytest.mark.parametrize("format_", TYPES)
def test_a_file_comes_with_its_type_its_name_and_its_tag(client: FlaskClient, format_: str) -> None:
    slug = put(client)

    answer = client.get(f"/v1/workshops/{slug}/export.{format_}")

    assert (answer.status_code, answer.mimetype) == (200, TYPES[format_])
    shown = "inline" if format_ == "html" else "attachment"
    assert answer.headers["Content-Disposition"] == f'{shown}; filename="{slug}.{format_}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    again = client.get(f"/v1/workshops/{slug}/export.{format_}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(f"/v1/workshops/{slug}/export.{format_}").headers["ETag"] == answer.headers["ETag"]


def test_every_file_of_a_workshop_has_a_tag_of_its_own_that_changes_with_it(client: FlaskClient) -> None:
    slug = put(client)
    tags = {client.get(f"/v1/workshops/{slug}/export.{one}").headers["ETag"] for one in (*TYPES, "json")}
    assert len(tags) == len(TYPES) + 1

    client.patch(f"/v1/workshops/{slug}", json={"place": "Nérac"})

    assert client.get(f"/v1/workshops/{slug}/export.md").headers["ETag"] not in tags


@pytest.mark.parametrize("format_", TYPES)
def test_a_file_posted_back_changes_nothing_and_elsewhere_makes_the_same_workshop(
    client: FlaskClient, format_: str
) -> None:
    slug, there = put(client), a_slug()
    before = export(client, slug)
    file = client.get(f"/v1/workshops/{slug}/export.{format_}")
    post = {"data": file.data, "content_type": file.content_type}

    back = client.post(f"/v1/workshops/{slug}/imports", **post).get_json()
    away = client.post(f"/v1/workshops/{there}/imports", **post).get_json()

    assert (back["created"], back["updated"], back["unchanged"]) == (0, 0, len(back["items"]))
    assert export(client, slug) == before
    assert (away["created_workshop"], away["rejected"]) == (True, 0)
    copy = export(client, there)
    assert {(one["ref"], one["text"]) for one in copy["proposals"]} == {
        (one["ref"], one["text"]) for one in before["proposals"]
    }
    assert (copy["title"], copy["groups"], copy["categories"]) == (
        *(before["title"], before["groups"], before["categories"]),
    )


def test_the_page_lets_nothing_run_and_escapes_every_text(client: FlaskClient) -> None:
    slug = put(client, a_document(title=HOSTILE[0], proposals=[{"text": text, "note": text} for text in HOSTILE]))

    answer = client.get(f"/v1/workshops/{slug}/export.html")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("sandbox")
    assert policy == writing.EXPORT_POLICIES["html"]
    for sign in ("<script", "<img", "<b>", '" onmouseover'):
        assert sign not in answer.text


@pytest.mark.parametrize("format_", TYPES)
def test_a_workshop_that_is_not_there_has_no_files(client: FlaskClient, format_: str) -> None:
    the_problem(client.get(f"/v1/workshops/{a_slug()}/export.{format_}"), 404)


def test_a_format_that_no_export_has_is_not_there(client: FlaskClient) -> None:
    the_problem(client.get(f"/v1/workshops/{put(client)}/export.exe"), 404)


def test_a_map_says_how_it_was_understood(client: FlaskClient) -> None:
    body = '<map><node TEXT="Atelier"><node TEXT="Les plus"><node TEXT="R&nbsp;D"/></node></node></map>'

    report = client.post(
        f"/v1/workshops/{a_slug()}/imports", data=body, content_type="application/x-freemind"
    ).get_json()

    assert report["workshop"]["title"] == "Atelier"
    assert [(one["text"], one["understood_as"], one["line"]) for one in report["headings"]] == [
        ("Atelier", "title", 1),
        ("Les plus", "polarity:positive", 1),
    ]
    assert report["items"][0]["line"] == 1
    assert len(report["notes"]) == 1


@pytest.mark.parametrize("format_", TYPES)
def test_the_same_file_of_others_twice_changes_nothing_the_second_time(client: FlaskClient, format_: str) -> None:
    bodies = {
        "md": "# A\n\n- x\n- x\n  - y\n",
        "mm": "<map><node TEXT='A'><node TEXT='x'/><node TEXT='x'><node TEXT='y'/></node></node></map>",
        "opml": "<opml><body><outline text='x'/><outline text='x'><outline text='y'/></outline></body></opml>",
        "html": "<h1>A</h1><ul><li>x<li>x<ul><li>y</ul></ul>",
    }
    path, post = f"/v1/workshops/{a_slug()}/imports", {"data": bodies[format_], "content_type": TYPES[format_]}
    first = client.post(path, **post).get_json()

    again = client.post(path, **post).get_json()

    assert first["created"] >= 2
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, first["created"])


BAD = {
    "an empty body": ("text/x-opml", b"", 400, "malformed-body"),
    "XML that breaks off": ("application/x-freemind", b"<map>\n<node", 400, "malformed-body"),
    "another root": ("application/x-freemind", b"<opml/>", 422, "invalid-document"),
    "another root for XML": ("application/xml", b"<rss/>", 415, "unsupported-format"),
    "a document type": ("text/x-opml", b'<!DOCTYPE a [<!ENTITY b "c">]><opml/>', 422, "invalid-document"),
    "no outlines": ("text/x-opml", b"<opml><body/></opml>", 422, "invalid-document"),
    "too deep": ("text/x-opml", b"<opml><body>" + b"<outline text='a'>" * 200_000, 422, "invalid-document"),
    "too many": ("text/markdown", b"- a\n" * 10_001, 422, "invalid-document"),
    "too many nodes": ("application/x-freemind", b"<map>" + b"<node/>" * 20_001, 422, "invalid-document"),
    "another charset": ("text/html", b'<meta charset="utf-7">\xff', 415, "unsupported-format"),
    "no text": ("text/html", b"<script>1</script>", 422, "invalid-document"),
    "bytes": ("text/markdown", bytes(range(256)), 400, "malformed-body"),
    "another type": ("application/x-mindmanager", b"<map/>", 415, "unsupported-format"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_outline_is_one_clear_problem_and_writes_nothing(client: FlaskClient, name: str) -> None:
    content_type, body, status, code = BAD[name]
    slug = a_slug()

    problem = the_problem(client.post(f"/v1/workshops/{slug}/imports", data=body, content_type=content_type), status)

    assert problem["code"] == code
    assert problem["detail"]
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)


def test_the_format_asked_for_goes_before_the_type(client: FlaskClient) -> None:
    path = f"/v1/workshops/{a_slug()}/imports?format={quote('md')}"

    report = client.post(path, data="## Lieux\n\n- Un\n", content_type="text/plain").get_json()

    assert [one["understood_as"] for one in report["headings"]] == ["category"]
