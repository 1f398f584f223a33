"""The real inputs of ../shared/real: counts may stand here, sentences may not."""

import re
from collections import Counter
from pathlib import Path

import pytest

from synthgrid.domain.check import judge
from synthgrid.formats.decoding import decode
from synthgrid.formats.text import read_text
from synthgrid.settings import Limits
from tests.formats.texts import items
from tests.formats.words import missing_words
from tests.real import REAL, needs_real

SHEET = REAL / "documents" / "004_acb9cb79d7695846.txt"
TEXTS = sorted(
    path
    for folder in ("documents", "md", "retro", "workshop-fr", "participation")
    for path in (REAL / folder).glob("*")
)

pytestmark = [pytest.mark.real, needs_real]


def test_the_real_sheet_has_its_91_items() -> None:
    unchecked = read_text(SHEET.read_bytes(), Limits())
    found = items(unchecked)
    kinds = Counter((item.fields.get("section") or item.fields["polarity"], item.depth) for item in found)

    assert kinds == {
        ("keyword", 1): 10,
        ("keyword", 2): 9,
        ("positive", 1): 17,
        ("improve", 1): 12,
        ("recommendation", 1): 21,
        ("essential", 1): 7,
        ("quotation", 1): 1,
        ("participation", 1): 14,
    }


def test_the_real_sheet_gives_its_front_and_labels() -> None:
    unchecked = read_text(SHEET.read_bytes(), Limits())
    data, body = unchecked.data, SHEET.read_text()

    assert data["title"] == "Atelier 1 : Mutations du travail social, chantiers d'avenir"
    assert (data["place"], data["date"], data["layer"]) == ("Lot et Garonne", "2014-04-02", "synthesis")
    assert set(data["labels"]) == {
        *("keyword", "positive", "improve", "recommendation", "essential", "participation"),
    }
    assert all(label in body and not label.endswith(":") for label in data["labels"].values())
    assert data["groups"] == data["categories"] == []
    assert not unchecked.notes
    assert not unchecked.faults


def test_the_real_sheet_passes_the_judge_and_keeps_its_lines() -> None:
    unchecked = read_text(SHEET.read_bytes(), Limits())
    verdict = judge(unchecked, Limits())
    lines = SHEET.read_text().split("\n")

    assert len(verdict.document.items) == 91
    assert not verdict.rejected
    assert len({item.origin for item in verdict.document.items}) == 91
    assert all(item.text in lines[(item.line or 0) - 1] for item in verdict.document.items)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_real_text_is_read_without_losing_a_word(path: Path) -> None:
    unchecked = read_text(path.read_bytes(), Limits(items=50_000))
    body = re.sub(r"(?i)</?(?:ul|ol|li|p|br)\b[^<>]*>", " ", decode(path.read_bytes())[0])

    assert not missing_words(body, unchecked)
    assert len(items(unchecked)) == len(unchecked.places)
