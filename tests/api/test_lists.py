"""Lists: pages that lose and repeat nothing, with a link to the next."""

import pytest
from flask.testing import FlaskClient

from synthgrid.api.schemas.answers import ProposalOut
from tests.api.builders import a_document, pointers, put, the_problem


def test_pages_follow_their_links_to_the_end(client: FlaskClient) -> None:
    slug = put(client, a_document(proposals=[{"text": f"Idée {number}", "group": "Table 1"} for number in range(7)]))
    path, texts, pages = f"/v1/workshops/{slug}/proposals?limit=3&group=Table%201", [], 0
    while path:
        answer = client.get(path)
        page = answer.get_json()
        assert "total" not in page
        texts += [item["text"] for item in page["items"]]
        pages += 1
        path = answer.headers["Link"].partition(">")[0][1:] if page["next"] else ""

    assert texts == [f"Idée {number}" for number in range(7)]
    assert pages == 3


def test_the_last_page_has_no_link(client: FlaskClient) -> None:
    answer = client.get(f"/v1/workshops/{put(client)}/groups")

    assert answer.get_json()["next"] is None
    assert "Link" not in answer.headers


def test_the_total_is_told_when_asked_for(client: FlaskClient) -> None:
    page = client.get(f"/v1/workshops/{put(client)}/proposals?total=true&limit=1").get_json()

    assert page["total"] == 3
    assert len(page["items"]) == 1


def test_an_insert_neither_repeats_nor_skips_an_item(client: FlaskClient) -> None:
    slug = put(client, a_document(proposals=[{"text": f"Idée {number}"} for number in range(4)]))
    first = client.get(f"/v1/workshops/{slug}/proposals?limit=2").get_json()
    client.post(f"/v1/workshops/{slug}/proposals", json={"text": "Nouvelle"})

    second = client.get(f"/v1/workshops/{slug}/proposals?limit=50&cursor={first['next']}").get_json()

    assert [item["text"] for item in second["items"]] == ["Idée 2", "Idée 3", "Nouvelle"]


def test_workshops_are_listed_with_their_counts(client: FlaskClient) -> None:
    slug = put(client)

    items = client.get("/v1/workshops?limit=200").get_json()["items"]

    assert next(one for one in items if one["slug"] == slug)["counts"]["proposals"] == 3


def test_proposals_are_filtered(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}/proposals"

    def texts(query: str) -> list[str]:
        return [item["text"] for item in client.get(f"{path}?{query}").get_json()["items"]]

    assert texts("polarity=improve") == ["Des réunions trop tardives"]
    assert texts("group=Table%201") == ["Un comité de pilotage mixte", "Avec des habitants"]
    assert texts("category=Gouvernance%20%3E%20CA") == ["Un comité de pilotage mixte", "Avec des habitants"]
    assert texts("section=keyword") == []


@pytest.mark.parametrize("kind", ["groups", "categories", "proposals"])
def test_a_list_in_a_workshop_carries_its_revision(client: FlaskClient, kind: str) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}/{kind}"
    answer = client.get(path)
    known = {"If-None-Match": answer.headers["ETag"]}

    assert answer.headers["ETag"] == client.get(f"/v1/workshops/{slug}").headers["ETag"]
    assert client.get(path, headers=known).status_code == 304
    client.post(f"/v1/workshops/{slug}/groups", json={"name": "Table 9"})
    assert client.get(path, headers=known).status_code == 200


def test_the_list_of_workshops_has_a_tag_that_changes_with_it(client: FlaskClient) -> None:
    slug = put(client)
    known = {"If-None-Match": client.get("/v1/workshops").headers["ETag"]}

    assert client.get("/v1/workshops", headers=known).status_code == 304
    client.patch(f"/v1/workshops/{slug}", json={"title": "Autre"})
    assert client.get("/v1/workshops", headers=known).status_code == 200


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("q=R%C3%89UNIONS", ["Des réunions trop tardives"]),
        ("q=reunions", ["Des réunions trop tardives"]),
        ("polarity=none", []),
        ("group=none", []),
        ("category=none", []),
        ("parent=none&sort=-text", ["Un comité de pilotage mixte", "Des réunions trop tardives"]),
        ("ref=2", ["Avec des habitants"]),
        ("external_id=row-17/q2/1", ["Un comité de pilotage mixte"]),
        ("actor=habitants", ["Des réunions trop tardives"]),
        ("updated_since=2100-01-01", []),
        ("updated_since=2020-01-01T00:00:00+01:00&limit=1", ["Un comité de pilotage mixte"]),
        ("archived=true", []),
        ("facet=pole:a", []),
        ("voice=none&sort=-position&limit=1", ["Des réunions trop tardives"]),
    ],
)
def test_proposals_are_narrowed_and_ordered(client: FlaskClient, query: str, texts: list[str]) -> None:
    answer = client.get(f"/v1/workshops/{put(client)}/proposals?{query}")

    assert answer.status_code == 200, answer.text
    assert [item["text"] for item in answer.get_json()["items"]] == texts


@pytest.mark.parametrize(
    ("path", "option", "choices"),
    [
        ("proposals?sort=size", "/sort", "-updated_at"),
        ("groups?sort=text", "/sort", "-name"),
        ("categories?depth=0", "/depth", "6"),
        ("proposals?facet=pole", "/facet", "NOM:VALEUR"),
        ("proposals?q=%22%22", "/q", ""),
        ("proposals?updated_since=demain", "/updated_since", "2026-11-20"),
        ("proposals?polarity=bad", "/polarity", "none"),
        ("proposals?grup=a", "/grup", "group"),
        ("proposals?archived=yes", "/archived", "true"),
        ("proposals?q=%ff", "/q", "UTF-8"),
        ("proposals?limit=2&group=Table%201%C3", "/group", "UTF-8"),
        ("groups?q=%ED%A0%80", "/q", "UTF-8"),
    ],
)
def test_a_bad_option_is_named_with_the_choices(client: FlaskClient, path: str, option: str, choices: str) -> None:
    problem = the_problem(client.get(f"/v1/workshops/{put(client)}/{path}"), 422)

    assert pointers(problem) == [option]
    assert choices in problem["errors"][0]["message"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("proposals?group=Tabel%201", "Table 1"),
        ("proposals?group=0199", "0199"),
        ("proposals?category=Gouvernance%20%3E%20Ca", "Gouvernance > CA"),
        ("proposals?category=CA", "CA"),
        ("proposals?also=Budget", "Budget"),
        ("proposals?parent=root", "root"),
        ("proposals?parent=0199", "0199"),
        ("categories?parent=Gouvernanse", "Gouvernance"),
        ("categories?parent=0199", "0199"),
    ],
)
def test_what_a_list_is_narrowed_to_must_be_there(client: FlaskClient, path: str, named: str) -> None:
    problem = the_problem(client.get(f"/v1/workshops/{put(client)}/{path}"), 422)

    assert problem["code"] == "invalid-option"
    assert pointers(problem) == [f"/{path.partition('?')[2].partition('=')[0]}"]
    assert f"« {named} »" in problem["errors"][0]["message"].replace("\u00a0", " ").replace("\u202f", " ")


def test_a_list_is_not_narrowed_to_what_is_in_another_workshop(client: FlaskClient) -> None:
    elsewhere, here = (f"/v1/workshops/{put(client)}" for _ in range(2))
    ids = {kind: client.get(f"{elsewhere}/{kind}").get_json()["items"][0]["id"] for kind in ("groups", "categories")}
    above = client.get(f"{elsewhere}/proposals").get_json()["items"][0]["id"]

    for query in (f"group={ids['groups']}", f"category={ids['categories']}", f"parent={above}"):
        assert client.get(f"{elsewhere}/proposals?{query}").get_json()["items"]
        the_problem(client.get(f"{here}/proposals?{query}"), 422)


def test_workshops_of_a_template_that_is_not_there_are_not_listed(client: FlaskClient) -> None:
    problem = the_problem(client.get("/v1/workshops?template=plus-detla"), 422)

    assert (problem["code"], pointers(problem)) == ("unknown-template", ["/template"])


@pytest.mark.parametrize("query", ["status=draft", "from=hier", "language=FR", "sort=position", "layer=x"])
def test_a_bad_option_of_workshops_is_named(client: FlaskClient, query: str) -> None:
    problem = the_problem(client.get(f"/v1/workshops?{query}"), 422)

    assert pointers(problem) == [f"/{query.partition('=')[0]}"]


def test_workshops_are_narrowed_by_date(client: FlaskClient) -> None:
    slug = put(client, a_document(date="1999-05-05", title="L’Évaluation"))

    found = client.get("/v1/workshops?from=1999-05-01&to=1999-05-31&q=evaluation&sort=-date").get_json()["items"]

    assert [one["slug"] for one in found] == [slug]


def test_a_cursor_of_another_order_is_refused(client: FlaskClient) -> None:
    path = f"/v1/workshops/{put(client)}/proposals?limit=1"
    cursor = client.get(path).get_json()["next"]

    assert pointers(the_problem(client.get(f"{path}&sort=text&cursor={cursor}"), 422)) == ["/cursor"]


def test_what_is_told_of_a_proposal_is_what_its_schema_says(client: FlaskClient) -> None:
    slug = put(client)
    item = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"][0]

    assert item.keys() == ProposalOut().fields.keys()
    assert item == client.get(f"/v1/workshops/{slug}/proposals/{item['id']}").get_json()


def test_an_import_archives_what_it_lacks_when_it_is_told_to(client: FlaskClient) -> None:
    slug = put(client)
    body = {"proposals": [{"text": "Neuf"}]}

    report = client.post(f"/v1/workshops/{slug}/imports?absent=archive", json=body).get_json()
    archived = client.get(f"/v1/workshops/{slug}/proposals?archived=true").get_json()["items"]

    assert (report["absent"], report["created"], report["counts"]["proposals"]) == (3, 1, 1)
    assert [one["status"] for one in report["items"]] == ["created", "archived", "archived", "archived"]
    assert [one["archived"] for one in archived] == [True, True, True]
    first = archived[0]["id"]
    assert client.patch(f"/v1/workshops/{slug}/proposals/{first}", json={"archived": False}).status_code == 200
    assert client.get(f"/v1/workshops/{slug}").get_json()["counts"]["proposals"] == 2


@pytest.mark.parametrize("kind", ["groups", "categories", "proposals"])
def test_one_is_moved_before_another(client: FlaskClient, kind: str) -> None:
    slug = put(client)
    path = f"/v1/workshops/{slug}/{kind}"
    fields = {"text": "Neuf"} if kind == "proposals" else {"name": "Neuf"}
    first = client.get(path).get_json()["items"][0]["id"]
    added = client.post(path, json=fields).get_json()

    moved = client.patch(f"{path}/{added['id']}", json={"before": first})

    assert moved.status_code == 200
    assert client.get(path).get_json()["items"][0] == moved.get_json()
    problem = the_problem(client.patch(f"{path}/{first}", json={"before": first, "after": added["id"]}), 422)
    assert pointers(problem) == ["/after"]
