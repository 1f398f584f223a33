"""Tables over HTTP: imported by their type or as they look, exported, and what is refused."""

import csv
import io
import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from synthgrid.formats import XLSX_TYPE
from synthgrid.settings import Limits
from tests.api.builders import a_slug, export, pointers, put, the_problem
from tests.api.conftest import MakeApp

CSV = "text/csv; charset=utf-8"
ROWS = "texte;groupe;polarité\nL'accueil;Table 1;positif\nLe bruit;Table 2;à améliorer\n"
FORM = 'Horodateur,Table,Q1\n20/11/2026 14:02:11,1,"- L\'accueil\n- Le pain"\n'


@pytest.mark.parametrize(
    ("headers", "query", "body"),
    [
        ({"Content-Type": CSV}, "", ROWS.encode()),
        ({"Content-Type": "text/csv; charset=windows-1252"}, "", ROWS.encode("cp1252")),
        ({"Content-Type": "text/tab-separated-values"}, "", ROWS.replace(";", "\t").encode()),
        ({"Content-Type": "application/octet-stream"}, "", ROWS.encode()),
        ({"Content-Type": "text/plain"}, "?format=csv", ROWS.encode()),
    ],
)
def test_a_table_is_imported_by_its_type_or_as_it_looks(
    client: FlaskClient, headers: dict[str, str], query: str, body: bytes
) -> None:
    answer = client.post(f"/v1/workshops/{a_slug()}/imports{query}", data=body, headers=headers)

    report = answer.get_json()
    assert (answer.status_code, report["created"]) == (200, 2)
    assert report["counts"]["polarities"] == {"positive": 1, "improve": 1}
    assert [one["understood_as"] for one in report["headings"]] == ["text", "group", "polarity"]
    assert [item["line"] for item in report["items"]] == [2, 3]


def test_answers_are_mapped_and_split_and_a_second_post_of_the_longer_file_doubles_nothing(client: FlaskClient) -> None:
    mapping = quote(json.dumps({"Table": "group", "Q1": {"polarity": "positive"}, "Horodateur": "ignore"}))
    path = f"/v1/workshops/{a_slug()}/imports?split=lines&mapping={mapping}"

    first = client.post(path, data=FORM.encode(), content_type=CSV).get_json()
    longer = FORM + "20/11/2026 14:09:00,2,Les horaires\n"
    second = client.post(path, data=longer.encode(), content_type=CSV).get_json()

    assert (first["created"], second["created"], second["unchanged"]) == (2, 1, 2)
    assert second["counts"]["polarities"] == {"positive": 3}
    assert all(item["external_id"].startswith("row-") for item in second["items"])


@pytest.mark.parametrize(
    ("mapping", "pointer", "words"),
    [
        ({"Tabel": "group"}, "/mapping", "“Table”"),
        ({"Table": "groupe"}, "/mapping/Table", "“group”"),
        ({"Q1": {"polarity": "bon"}}, "/mapping/Q1/polarity", "positive, improve"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_its_place(
    client: FlaskClient, mapping: dict[str, object], pointer: str, words: str
) -> None:
    path = f"/v1/workshops/{a_slug()}/imports?mapping={quote(json.dumps(mapping))}"

    problem = the_problem(
        client.post(path, data=FORM.encode(), content_type=CSV, headers={"Accept-Language": "en"}), 422
    )

    assert (problem["code"], pointers(problem)) == ("invalid-option", [pointer])
    assert words in problem["detail"]


def test_errors_of_a_table_name_line_and_column_in_the_language_of_the_sender(client: FlaskClient) -> None:
    body = "texte;polarité\nA;bof\n"

    item = client.post(
        f"/v1/workshops/{a_slug()}/imports", data=body.encode(), content_type=CSV, headers={"Accept-Language": "en"}
    ).get_json()["items"][0]
    whole = client.post(f"/v1/workshops/{a_slug()}/imports?atomic=true", data=body.encode(), content_type=CSV)

    assert (item["status"], item["line"], item["pointer"]) == ("rejected", 2, "/proposals/0/polarity")
    assert item["message"] == "Column “polarité”: It must be one of: positive, improve."
    assert the_problem(whole, 422)["errors"][0]["line"] == 2


def test_contributions_are_exported_as_csv_edited_and_imported(client: FlaskClient) -> None:
    slug = put(client)
    answer = client.get(f"/v1/workshops/{slug}/export.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{slug}.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbfref;text;group;")
    known = client.get(f"/v1/workshops/{slug}/export.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status_code == 304
    before = export(client, slug)

    path = f"/v1/workshops/{slug}/imports"
    again = client.post(path, data=answer.data, content_type=CSV).get_json()
    assert (again["unchanged"], again["updated"], again["created"]) == (3, 0, 0)
    assert export(client, slug) == before

    edited = answer.data.replace(b"Avec des habitants", b"Avec des habitantes")
    changed = client.post(path, data=edited, content_type=CSV).get_json()
    assert (changed["unchanged"], changed["updated"]) == (2, 1)
    assert export(client, slug)["proposals"][0]["children"][0]["text"] == "Avec des habitantes"


def test_a_workbook_goes_out_and_comes_back(client: FlaskClient) -> None:
    slug = put(client)

    answer = client.get(f"/v1/workshops/{slug}/export.xlsx")
    report = client.post(f"/v1/workshops/{slug}/imports", data=answer.data, content_type=answer.content_type).get_json()
    refused = client.post(f"/v1/workshops/{slug}/imports?sheet=Feuille", data=answer.data, content_type=XLSX_TYPE)

    assert answer.content_type == XLSX_TYPE
    assert (report["unchanged"], report["updated"], report["created"]) == (3, 0, 0)
    assert pointers(the_problem(refused, 422)) == ["/sheet"]


def test_a_guard_stands_before_what_looks_like_a_formula_unless_raw_is_asked_for(client: FlaskClient) -> None:
    texts = ["=1+1", "+33", "-5", "@a", "'=1", "à 5 €"]
    slug = put(client, {"title": "A", "language": "en", "proposals": [{"text": text} for text in texts]})
    path = f"/v1/workshops/{slug}/export"

    def column(address: str, separator: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(client.get(address).text, newline=""), delimiter=separator)
        return [row["text"] for row in rows]

    assert column(f"{path}.csv", ",") == ["'=1+1", "'+33", "'-5", "'@a", "''=1", "à 5 €"]
    assert column(f"{path}.csv?raw=true", ",") == texts
    assert column(f"{path}.tsv?raw=true", "\t") == texts
    the_problem(client.get(f"{path}.xlsx?raw=true"), 422)


def test_what_a_workbook_unpacks_to_is_a_setting(make_app: MakeApp) -> None:

    client = make_app(limits=Limits(unpacked_bytes=1_000)).test_client()
    slug = put(client)
    body = client.get(f"/v1/workshops/{slug}/export.xlsx").data

    problem = the_problem(client.post(f"/v1/workshops/{slug}/imports", data=body, content_type=XLSX_TYPE), 422)

    assert problem["code"] == "invalid-document"


def test_the_same_form_again_leaves_what_was_curated_here_alone(client: FlaskClient) -> None:
    slug, form = a_slug(), "Horodateur;Table;Points positifs\n01/02/2026 10:00:00;Table 1;L'accueil\n"
    path = f"/v1/workshops/{slug}"
    item = client.post(f"{path}/imports", data=form.encode(), content_type=CSV).get_json()["items"][0]["id"]
    client.patch(f"{path}/proposals/{item}", json={"polarity": "improve", "text": "L'accueil du matin"})
    before = export(client, slug)

    again = client.post(f"{path}/imports", data=form.encode(), content_type=CSV).get_json()

    assert (again["unchanged"], again["updated"], again["created"]) == (1, 0, 0)
    assert export(client, slug) == before


@pytest.mark.parametrize("text", ["<p>Bonjour</p>", "<br>", "un\ndeux\ntrois", "- un\n- deux"])
@pytest.mark.parametrize("query", ["", "?split=lines", "?absent=archive"])
def test_the_words_of_an_export_come_back_whatever_they_look_like(client: FlaskClient, text: str, query: str) -> None:
    slug = put(client, {"title": "A", "proposals": [{"text": text, "note": text, "external_id": "a"}]})
    before, rows = export(client, slug), client.get(f"/v1/workshops/{slug}/export.csv").data

    report = client.post(f"/v1/workshops/{slug}/imports{query}", data=rows, content_type=CSV).get_json()

    assert report["unchanged"] == 1, report["items"]
    assert export(client, slug) == before


@pytest.mark.parametrize("added", ["nouveau;;", "x;Encore;bof"])
def test_one_row_that_is_refused_archives_nothing_and_doubles_nothing(client: FlaskClient, added: str) -> None:
    slug = put(client, {"title": "A", "proposals": [{"text": "Un", "polarity": "positive"}, {"text": "Deux"}]})
    ids = [item["id"] for item in client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"]]
    rows = f"id;text;polarity\n{ids[0]};Un de plus;positif\n{added}\n"

    path = f"/v1/workshops/{slug}/imports?absent=archive"
    report = client.post(path, data=rows.encode(), content_type=CSV).get_json()

    assert (report["updated"], report["created"], report["rejected"]) == (1, 0, 1)
    assert "rien n’a été archivé" in report["notes"][-1]
    assert [item["text"] for item in client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"]] == [
        "Un de plus",
        "Deux",
    ]


def test_headings_without_rows_archive_nothing(client: FlaskClient) -> None:
    slug = put(client, {"title": "A", "proposals": [{"text": "Un"}]})

    client.post(f"/v1/workshops/{slug}/imports?absent=archive", data=b"text;group\n", content_type=CSV)

    assert len(client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"]) == 1


def test_a_table_that_says_it_is_in_windows_1252_gives_back_what_that_lacks(client: FlaskClient) -> None:
    slug = put(client, {"title": "A", "language": "en", "proposals": [{"text": "x → y"}, {"text": "é"}]})
    body = client.get(f"/v1/workshops/{slug}/export.csv").text.encode("cp1252", "replace")

    for charset in ("", "; charset=windows-1252"):
        sent = client.post(f"/v1/workshops/{slug}/imports", data=body, content_type=f"text/csv{charset}")
        assert sent.get_json()["unchanged"] == 2
