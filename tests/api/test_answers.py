"""Answers to a form posted again: longer, in another order, split, reworded; nothing is lost, doubled or undone."""

from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.builders import a_slug

CSV = "text/csv; charset=utf-8"
HEAD = "Horodateur;Votre table;Ce qui marche\n"


def posted(client: FlaskClient, slug: str, body: str, query: str = "") -> dict[str, Any]:
    answer = client.post(f"/v1/workshops/{slug}/imports{query}", data=body.encode(), content_type=CSV)
    assert answer.status_code == 200, answer.get_json()
    report: dict[str, Any] = answer.get_json()
    return {name: report[name] for name in ("created", "unchanged", "updated", "rejected") if report[name]}


def stored(client: FlaskClient, slug: str, query: str = "") -> list[str]:
    items = client.get(f"/v1/workshops/{slug}/proposals?limit=200{query}").get_json()["items"]
    return sorted(item["text"] for item in items)


def rows(*said: tuple[str, str]) -> str:
    return HEAD + "".join(f'20/11/2026 {moment};T1;"{text}"\n' for moment, text in said)


def test_two_answers_of_one_moment_may_change_places(client: FlaskClient) -> None:
    slug = a_slug()

    first = posted(client, slug, rows(("10:00", "Les horaires")))
    second = posted(client, slug, rows(("10:00", "La cantine"), ("10:00", "Les horaires")))
    third = posted(client, slug, rows(("10:00", "Les horaires"), ("10:00", "La cantine")))

    assert (first, second, third) == ({"created": 1}, {"created": 1, "unchanged": 1}, {"unchanged": 2})
    assert stored(client, slug) == ["La cantine", "Les horaires"]


def test_what_the_file_no_longer_has_is_what_is_archived(client: FlaskClient) -> None:
    slug = a_slug()
    posted(client, slug, rows(("10:00", "Les horaires"), ("10:00", "La cantine")))

    posted(client, slug, rows(("10:00", "La cantine")), "?absent=archive")

    assert stored(client, slug, "&archived=false") == ["La cantine"]


def test_a_line_that_comes_before_others_of_its_cell_takes_the_place_of_none(client: FlaskClient) -> None:
    slug = a_slug()

    posted(client, slug, rows(("10:00", "un\ndeux")), "?split=lines")
    longer = posted(client, slug, rows(("10:00", "nouveau\nun\ndeux")), "?split=lines")
    again = posted(client, slug, rows(("10:00", "nouveau\nun\ndeux")), "?split=lines")
    shorter = posted(client, slug, rows(("10:00", "deux")), "?split=lines&absent=archive")

    assert (longer, again, shorter) == ({"created": 1, "unchanged": 2}, {"unchanged": 3}, {"unchanged": 1})
    assert stored(client, slug, "&archived=false") == ["deux"]
    assert stored(client, slug, "&archived=true") == ["nouveau", "un"]


def test_a_cell_that_is_split_later_is_told_as_changed(client: FlaskClient) -> None:
    slug = a_slug()

    posted(client, slug, rows(("10:00", "un\ndeux")))
    split = posted(client, slug, rows(("10:00", "un\ndeux")), "?split=lines")

    assert split == {"created": 1, "updated": 1}
    assert stored(client, slug) == ["deux", "un"]


@pytest.mark.parametrize("head", ["Horodateur;Votre table;Ce qui marche", "Id;Votre table;Ce qui marche"])
def test_an_answer_that_was_reworded_is_corrected(client: FlaskClient, head: str) -> None:
    slug, moment = a_slug(), "20/11/2026 10:00" if head[0] == "H" else "17"
    query = "" if head[0] == "H" else "?mapping=" + quote('{"Id": "external_id"}')

    posted(client, slug, f"{head}\n{moment};T1;Le bruit\n", query)
    reworded = posted(client, slug, f"{head}\n{moment};T1;Le bruit fort\n", query)
    again = posted(client, slug, f"{head}\n{moment};T1;Le bruit fort\n", query)
    moved = posted(client, slug, f"{head}\n{moment};T2;Le bruit fort\n", query)

    assert (reworded, again, moved) == ({"updated": 1}, {"unchanged": 1}, {"updated": 1})
    (item,) = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"]
    assert (item["text"], item["group"]["name"]) == ("Le bruit fort", "T2")


def test_what_became_of_an_answer_here_stays_when_the_file_is_posted_again(client: FlaskClient) -> None:
    slug = a_slug()
    posted(client, slug, rows(("10:00", "Le bruit")))
    (item,) = client.get(f"/v1/workshops/{slug}/proposals").get_json()["items"]
    client.patch(
        f"/v1/workshops/{slug}/proposals/{item['id']}", json={"text": "Le bruit, le soir", "polarity": "improve"}
    )

    again = posted(client, slug, rows(("09:00", "Le bruit"), ("10:00", "Le bruit")))

    assert again == {"created": 1, "unchanged": 1}
    assert stored(client, slug) == ["Le bruit", "Le bruit, le soir"]


def test_equal_words_of_other_moments_are_other_answers(client: FlaskClient) -> None:
    slug = a_slug()

    posted(client, slug, rows(("10:00", "Communication")))
    other = posted(client, slug, rows(("11:00", "Communication")))

    assert other == {"created": 1}
    assert stored(client, slug) == ["Communication", "Communication"]


_SAID = st.lists(st.tuples(st.sampled_from(["10:00", "10:01"]), st.sampled_from(["un", "deux", "trois"])), max_size=6)


@given(before=_SAID.filter(bool), more=_SAID, chance=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_longer_file_in_any_order_ends_with_just_its_answers(
    client: FlaskClient, before: list[tuple[str, str]], more: list[tuple[str, str]], chance: Any
) -> None:
    slug, whole = a_slug(), [*before, *more]
    posted(client, slug, rows(*before))
    chance.shuffle(whole)

    report = posted(client, slug, rows(*whole))
    again = posted(client, slug, rows(*whole))

    assert Counter(stored(client, slug)) == Counter(text for _, text in whole)
    assert report.get("created", 0) == len(more)
    assert again == {"unchanged": len(whole)}
