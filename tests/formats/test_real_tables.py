"""The real tables of ../shared/real: counts and headings may stand here, sentences may not."""

import re
from collections import Counter
from pathlib import Path

import pytest

from synthgrid.errors import InvalidDocumentError
from synthgrid.formats.decoding import decode
from synthgrid.formats.table.delimited import read_rows, separator_of
from synthgrid.formats.table.words import polarity_of
from tests.formats.tables import Found, found
from tests.real import REAL, needs_real

FOLDER = REAL / "participation"
COUNTS = {
    "consul_madrid_arguments_polarity.csv": 990,
    "consul_madrid_proposals.csv": 80,
    "decidim_lille_debats.csv": 29,
    "decidim_lille_propositions-libres.csv": 196,
    "decidim_projects-import.csv": 2,
    "decidim_valid_result.csv": 4,
    "fr_propositions_transition_ecologique.csv": 30,
    "granddebat_questions.csv": 97,
    "polis_15-per-hour-seattle__comments.csv": 31,
    "polis_american-assembly.bowling-green__comments.csv": 607,
    "polis_ssis.land-bank-farmland.2rumnecbeh.2021-08-01__comments.csv": 192,
    "polis_vtaiwan.uberx__comments.csv": 119,
    "polistally_eliquor-tally.csv": 63,
    "tttc_missing_fields_pets.csv": 15,
    "tttc_pets.csv": 3,
}
OTHERS = sorted(path.name for path in FOLDER.glob("*.csv") if path.name not in COUNTS)

pytestmark = [pytest.mark.real, needs_real]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def read(name: str, folder: Path = FOLDER) -> Found:
    path = folder / name
    return found(path.read_bytes(), path.suffix[1:])


@pytest.mark.parametrize("name", COUNTS)
def test_every_real_table_of_contributions_is_read_without_a_word_of_its_sender(name: str) -> None:
    table = read(name)

    assert len(table.items) == COUNTS[name]
    assert not table.refused


@pytest.mark.parametrize("name", OTHERS)
def test_votes_and_summaries_are_refused_for_they_hold_no_contributions(name: str) -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        read(name)

    assert "mapping" in str(caught.value.faults[0].message)


@pytest.mark.parametrize("name", COUNTS)
def test_no_cell_of_a_real_table_is_lost(name: str) -> None:
    """A cell is in an item, or its column or row is reported as left out."""
    table = read(name)
    text, _ = decode((FOLDER / name).read_bytes(), table=True)
    head, *rows = list(read_rows(text, separator_of(text)))
    elsewhere = {"ignored", "translation", "parent"}
    left = {heading.text for heading in table.unchecked.headings if heading.understood_as in elsewhere}
    said = {
        item.line: words(" ".join([item.text, item.note, *map(str, item.facets.values()), repr(item)]))
        for item in table.items
    }
    for row in rows:
        for number, cell in enumerate(row.cells if row.line in said else ()):
            if head.cell(number) not in left and "<" not in cell and polarity_of(cell) is None:
                assert words(cell) <= said[row.line], (row.line, head.cell(number))


def test_arguments_of_consul_have_their_polarity_in_all_four_spellings() -> None:
    table = read("consul_madrid_arguments_polarity.csv")

    assert Counter(item.polarity for item in table.items) == {"positive": 558, "improve": 432}
    assert all(item.category for item in table.items)


def test_proposals_of_decidim_have_title_theme_and_number() -> None:
    table = read("decidim_lille_propositions-libres.csv")

    assert len({item.category for item in table.items}) == 6
    assert len({item.external_id for item in table.items}) == 196
    assert all("<" not in item.note[:3] and item.source["ref"].startswith("http") for item in table.items)


def test_results_of_decidim_stand_under_their_parents() -> None:
    table = read("decidim_valid_result.csv")

    assert any(item.parent is not None for item in table.items)


def test_comments_of_polis_tell_which_rows_moderators_rejected() -> None:
    name = "polis_15-per-hour-seattle__comments.csv"
    asked = found((FOLDER / name).read_bytes(), mapping={"moderated": "facet"})

    assert "23" in read(name).notes[0]
    assert len(asked.items) == 54


def test_a_workbook_of_decidim_says_the_same_as_its_csv() -> None:
    book = read("decidim_projects-import.xlsx", REAL / "xlsx")
    table = read("decidim_projects-import.csv")

    assert [item.text for item in book.items] == [item.text for item in table.items]
    assert book.understood == table.understood


def test_a_workbook_without_headings_is_all_contributions() -> None:
    table = read("climatemyths.xlsx", REAL / "xlsx")

    assert len(table.items) == 199
    assert "Sheet2" in table.notes[0]
