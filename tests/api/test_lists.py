"""Lists: pages that lose and repeat nothing, with a link to the next."""

from flask.testing import FlaskClient

from tests.api.builders import a_document, put


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
