"""A clock that jumps back: nothing is lost from a list, nobody waits for it to catch up."""

import time

import pytest
from flask.testing import FlaskClient

from tests.api.builders import a_document, a_slug

HOUR = 3_600


def jump_back(patch: pytest.MonkeyPatch, seconds: int) -> None:
    """Set the clock that ids, files and caches read back; the one that only moves forward stays as it is."""
    now, now_ns = time.time, time.time_ns
    patch.setattr(time, "time", lambda: now() - seconds)
    patch.setattr(time, "time_ns", lambda: now_ns() - seconds * 1_000_000_000)


def test_pages_hold_every_proposal_once_though_the_clock_jumped_back_between(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json={"title": "Horloge"})
    texts = [f"Contribution {number}" for number in range(9)]
    for number, text in enumerate(texts):
        if number in {3, 6}:
            jump_back(monkeypatch, HOUR)
        assert client.post(f"/v1/workshops/{slug}/proposals", json={"text": text}).status_code == 201

    found, cursor = [], ""
    while True:
        page = client.get(f"/v1/workshops/{slug}/proposals?limit=2{cursor}").get_json()
        found += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert [item["text"] for item in found] == texts
    assert sorted(item["id"] for item in found) == [item["id"] for item in found]


def test_the_newest_workshop_is_the_last_made_though_the_clock_jumped_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.post("/v1/workshops", json=a_document()).get_json()
    jump_back(monkeypatch, HOUR)
    second = client.post("/v1/workshops", json=a_document()).get_json()

    listed = [one["slug"] for one in client.get("/v1/workshops?limit=200").get_json()["items"]]

    assert first["slug"] in listed
    assert listed.count(second["slug"]) == 1


def test_a_drawing_is_made_and_kept_though_the_clock_jumps_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = a_slug()
    client.put(f"/v1/workshops/{slug}", json=a_document())
    jump_back(monkeypatch, HOUR)
    drawn = client.get(f"/v1/workshops/{slug}/mindmap.svg")
    jump_back(monkeypatch, HOUR)
    again = client.get(f"/v1/workshops/{slug}/mindmap.svg")

    assert (drawn.status_code, again.status_code) == (200, 200)
    assert again.data == drawn.data
    known = client.get(f"/v1/workshops/{slug}/mindmap.svg", headers={"If-None-Match": drawn.headers["ETag"]})
    assert known.status_code == 304
