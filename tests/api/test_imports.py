"""Imports over HTTP: the report, the options, and that posting again changes nothing."""

import pytest
from flask.testing import FlaskClient

from tests.api.builders import a_document, a_slug, export, put, the_problem
from tests.real import REAL, needs_real

TEXT = "text/plain; charset=utf-8"
THREE_TABLES = """Atelier du mardi

Groupe 1

Points positifs
- Communication
- Communication
- Communication
- Communication
- Communication

Table 2 : usagers

Points à améliorer
• Les horaires
    • surtout le soir
"""


def test_a_pasted_sheet_makes_the_workshop_and_says_how_it_was_understood(client: FlaskClient) -> None:
    slug = a_slug()

    answer = client.post(f"/v1/workshops/{slug}/imports", data=THREE_TABLES.encode(), content_type=TEXT)

    assert answer.status_code == 200
    report = answer.get_json()
    assert report["created_workshop"] is True
    assert (report["created"], report["rejected"]) == (7, 0)
    assert report["counts"]["polarities"] == {"positive": 5, "improve": 2}
    assert report["workshop"]["title"] == "Atelier du mardi"
    assert [one["understood_as"] for one in report["headings"]].count("group") == 2
    assert {item["status"] for item in report["items"]} == {"created"}
    assert client.get(report["workshop"]["links"]["mindmap"].replace("svg", "txt")).status_code == 200


def test_the_same_body_again_changes_nothing_even_after_items_were_moved(client: FlaskClient) -> None:
    slug = a_slug()
    path = f"/v1/workshops/{slug}/imports"
    client.post(path, data=THREE_TABLES.encode(), content_type=TEXT)
    first = client.get(f"/v1/workshops/{slug}").headers["ETag"]
    again = client.post(path, data=THREE_TABLES.encode(), content_type=TEXT).get_json()
    assert (again["created"], again["unchanged"], again["updated"]) == (0, 7, 0)
    assert client.get(f"/v1/workshops/{slug}").headers["ETag"] == first

    item = client.get(f"/v1/workshops/{slug}/proposals?limit=1").get_json()["items"][0]
    changed = client.patch(f"/v1/workshops/{slug}/proposals/{item['id']}", json={"polarity": "improve"})
    assert changed.get_json()["polarity"] == "improve"

    moved = client.post(path, data=THREE_TABLES.encode(), content_type=TEXT).get_json()
    assert (moved["created"], moved["unchanged"]) == (0, 7)


def test_a_dry_run_reports_the_same_and_writes_nothing(client: FlaskClient) -> None:
    slug = a_slug()

    answer = client.post(f"/v1/workshops/{slug}/imports?dry_run=true", data=THREE_TABLES.encode(), content_type=TEXT)

    report = answer.get_json()
    assert (report["dry_run"], report["created"], report["workshop"]["title"]) == (True, 7, "Atelier du mardi")
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)


def test_options_say_what_the_body_does_not(client: FlaskClient) -> None:
    slug = a_slug()
    options = "group=Table%204&actor=habitants&polarity=positive&category=Lieu%20%3E%20Salle&section=keyword"

    client.post(f"/v1/workshops/{slug}/imports?{options}", data="- Plus de lumière".encode(), content_type=TEXT)

    item = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"][0]
    assert item["group"]["name"] == "Table 4"
    assert item["category"]["path"] == ["Lieu", "Salle"]
    assert (item["polarity"], item["section"]) == ("positive", "keyword")
    assert client.get(f"/v1/workshops/{slug}/groups").get_json()["items"][0]["actor"] == "habitants"


def test_good_items_land_and_bad_ones_are_reported(client: FlaskClient) -> None:
    slug = put(client)
    body = {"proposals": [{"text": "bon"}, {"text": "mauvais", "polarity": "peut-être", "external_id": "x1"}]}

    answer = client.post(f"/v1/workshops/{slug}/imports", json=body, headers={"Accept-Language": "en"})

    report = answer.get_json()
    assert (answer.status_code, report["created"], report["rejected"]) == (200, 1, 1)
    bad = report["items"][1]
    assert (bad["status"], bad["pointer"], bad["external_id"]) == ("rejected", "/proposals/1/polarity", "x1")
    assert bad["message"] == "It must be one of: positive, improve."


def test_a_document_is_imported_by_its_content_type_or_as_it_looks(client: FlaskClient) -> None:
    document = b'{"title": "A", "proposals": [{"text": "a"}]}'
    for headers, query in (
        ({"Content-Type": "application/json"}, ""),
        ({"Content-Type": "application/octet-stream"}, ""),
        ({"Content-Type": "text/plain"}, "?format=json"),
    ):
        answer = client.post(f"/v1/workshops/{a_slug()}/imports{query}", data=document, headers=headers)
        assert answer.get_json()["workshop"]["title"] == "A"


SIGNS = "- Œuvre à 5 €"


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", SIGNS.encode()),
        ("UTF-8", SIGNS.encode("utf-8-sig")),
        ("windows-1252", SIGNS.encode("cp1252")),
        ("ISO-8859-1", SIGNS.encode("cp1252")),
        ("utf-16", SIGNS.encode("utf-16")),
        ("utf-16", SIGNS.encode("utf-16-le")),
        # Said wrongly, as a copied command does: it is read all the same, and the report says so.
        ("utf-8", SIGNS.encode("cp1252")),
    ],
)
def test_a_text_is_read_in_the_charset_it_says(client: FlaskClient, charset: str, body: bytes) -> None:
    slug = a_slug()

    answer = client.post(
        f"/v1/workshops/{slug}/imports", data=body, headers={"Content-Type": f"text/plain; charset={charset}"}
    )

    assert answer.status_code == 200, answer.text
    assert client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"][0]["text"] == "Œuvre à 5 €"


def test_letters_that_two_charsets_read_are_those_of_the_one_that_is_said(client: FlaskClient) -> None:
    path, both = f"/v1/workshops/{a_slug()}", "Ã©"
    header = {"Content-Type": "text/plain; charset=iso-8859-1"}

    client.post(f"{path}/imports", data=f"- {both}".encode("cp1252"), headers=header)

    assert client.get(f"{path}/proposals").get_json()["items"][0]["text"] == both


@pytest.mark.parametrize(
    ("content_type", "read"),
    [
        ("text/plain; charset=koi8-r", "windows-1252"),
        ("text/plain; charset=hex", "windows-1252"),
        ("application/json; charset=iso-8859-1", "application/json"),
        ("application/json; charset=utf-16", "application/json"),
    ],
)
def test_another_charset_is_refused(client: FlaskClient, content_type: str, read: str) -> None:
    slug, body = a_slug(), b'{"proposals": [{"text": "a"}]}'

    answer = client.post(f"/v1/workshops/{slug}/imports", data=body, headers={"Content-Type": content_type})

    problem = the_problem(answer, 415)
    assert content_type in problem["detail"]
    assert read in problem["detail"]
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)


@pytest.mark.parametrize("body", [b"\x00\xd8- a", b"\xff\xfea", b"\x01\x00\x02\x00\x03\x00"])
def test_what_is_no_utf_16_is_refused(client: FlaskClient, body: bytes) -> None:
    header = {"Content-Type": "text/plain; charset=utf-16"}

    the_problem(client.post(f"/v1/workshops/{a_slug()}/imports", data=body, headers=header), 400)


def test_an_import_of_the_export_knows_every_item(client: FlaskClient) -> None:
    slug = put(client)

    report = client.post(f"/v1/workshops/{slug}/imports", json=export(client, slug)).get_json()

    assert (report["unchanged"], report["created"], report["absent"]) == (3, 0, 0)


def test_absent_items_are_counted_and_kept(client: FlaskClient) -> None:
    slug = put(client, a_document())

    report = client.post(f"/v1/workshops/{slug}/imports?absent=keep", json={"proposals": [{"text": "Neuf"}]}).get_json()

    assert (report["created"], report["absent"]) == (1, 3)
    assert client.get(f"/v1/workshops/{slug}").get_json()["counts"]["proposals"] == 4


@needs_real
def test_the_real_sheet_arrives_whole(client: FlaskClient) -> None:
    body = (REAL / "documents" / "004_acb9cb79d7695846.txt").read_bytes()
    slug = "lot-et-garonne"
    path = f"/v1/workshops/{slug}/imports"
    client.post(f"{path}?dry_run=true", data=body, content_type=TEXT)
    the_problem(client.get(f"/v1/workshops/{slug}"), 404)

    report = client.post(path, data=body, content_type=TEXT).get_json()

    assert (report["created"], report["rejected"]) == (91, 0)
    assert report["counts"]["sections"] == {
        "keyword": 19,
        "point": 29,
        "recommendation": 21,
        "essential": 7,
        "quotation": 1,
        "participation": 14,
    }
    assert report["counts"]["polarities"] == {"positive": 17, "improve": 12}
    assert (report["workshop"]["place"], report["workshop"]["date"]) == ("Lot et Garonne", "2014-04-02")
    assert report["workshop"]["layer"] == "synthesis"
    assert len(report["workshop"]["labels"]) >= 2

    again = client.post(path, data=body, content_type=TEXT).get_json()
    assert (again["unchanged"], again["created"], again["updated"]) == (91, 0, 0)

    for item in client.get(f"{path.removesuffix('/imports')}/proposals?limit=5").get_json()["items"]:
        changed = client.patch(f"/v1/workshops/{slug}/proposals/{item['id']}", json={"section": "essential"})
        assert changed.status_code == 200
    moved = client.post(path, data=body, content_type=TEXT).get_json()
    assert (moved["unchanged"], moved["created"], moved["updated"]) == (91, 0, 0)
