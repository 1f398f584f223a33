"""Many at the same moment: what was acknowledged is there, once, and too many drawings are told to wait."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import TestResponse

from synthgrid.settings import Rendering
from tests.api.builders import a_document, put, the_problem
from tests.api.conftest import MakeApp


def at_once(ask: Callable[[int], TestResponse], times: int) -> list[TestResponse]:
    """Ask many times at the same moment."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(ask, range(times)))


def test_every_acknowledged_proposal_is_there_once(app: Flask) -> None:
    slug = put(app.test_client(), a_document(proposals=[]))
    path = f"/v1/workshops/{slug}/proposals"

    answers = at_once(lambda number: app.test_client().post(path, json={"text": f"Idée {number}"}), 12)

    acknowledged = Counter(answer.get_json()["text"] for answer in answers if answer.status_code == 201)
    stored = app.test_client().get(f"{path}?limit=200").get_json()["items"]
    assert Counter(item["text"] for item in stored) == acknowledged
    assert sorted(item["ref"] for item in stored) == list(range(1, len(stored) + 1))
    for answer in answers:
        assert answer.status_code == 201 or the_problem(answer, 409)["code"] == "write-conflict"


def test_one_key_writes_once_however_often_it_comes(app: Flask) -> None:
    slug = put(app.test_client(), a_document(proposals=[]))
    path, key = f"/v1/workshops/{slug}/proposals", {"Idempotency-Key": "at-once"}

    answers = at_once(lambda _: app.test_client().post(path, json={"text": "Une seule fois"}, headers=key), 8)

    assert {answer.get_json()["id"] for answer in answers if answer.status_code == 201} != set()
    assert app.test_client().get(f"{path}?total=true").get_json()["total"] == 1


def test_of_two_who_change_the_same_one_is_told(app: Flask) -> None:
    path = f"/v1/workshops/{put(app.test_client())}"
    tag = {"If-Match": app.test_client().get(path).headers["ETag"]}

    answers = at_once(lambda number: app.test_client().patch(path, json={"place": f"Ville {number}"}, headers=tag), 6)

    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert app.test_client().get(path).get_json()["place"] == won[0].get_json()["place"]
    assert {answer.status_code for answer in answers} <= {200, 409, 412}


def test_too_many_drawings_at_once_say_when_to_come_back(make_app: MakeApp) -> None:
    app = make_app(rendering=Rendering(workers=1))
    document = a_document(proposals=[{"text": f"Proposition numéro {number}"} for number in range(150)])

    answers = at_once(lambda _: app.test_client().post("/v1/draw/mindmap.svg", json=document), 10)

    assert {answer.status_code for answer in answers} == {200, 503}
    for answer in answers:
        if answer.status_code == 503:
            assert the_problem(answer, 503)["code"] == "busy"
            assert int(answer.headers["Retry-After"]) > 0
