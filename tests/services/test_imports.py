"""What an import adds, leaves, changes and refuses."""

from pathlib import Path

from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop


def test_the_same_word_five_times_at_one_table_is_five_items_and_posting_again_adds_none(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    document = a_document(*[{"text": "Communication", "group": "Table 1"}] * 5)

    first = imported(database, workspace, document)
    second = imported(database, workspace, document)

    assert (first.created, second.created, second.unchanged) == (5, 0, 5)
    assert [proposal.ref for proposal in the_workshop(database, workspace).proposals] == [1, 2, 3, 4, 5]
