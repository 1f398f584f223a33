"""Whatever happened to a workshop, its document put back changes nothing, and put elsewhere makes the same one."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from synthgrid.domain.values import Polarity
from synthgrid.errors import InvalidDocumentError
from synthgrid.services import add_proposal, delete_proposal, put_workshop, update_proposal
from synthgrid.writing.document import export_document
from tests.builders import a_document, checked
from tests.databases import a_database, a_workspace, imported, the_workshop

SAID = {
    "group": st.sampled_from(["Table 1", "Table 2"]),
    "section": st.sampled_from(["point", "keyword"]),
    "polarity": st.sampled_from([*Polarity]),
    "category": st.sampled_from([["Gouvernance"], ["Gouvernance", "CA"], ["Lieux"]]),
}
TEXTS = st.sampled_from(["Communication", "Un comité", "Mixte"])


LEAVES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"text": TEXTS}, optional=SAID)


def trees(below: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return items of few words, so that many are alike, with others below."""
    return st.fixed_dictionaries({"text": TEXTS}, optional={**SAID, "children": st.lists(below, max_size=3)})


BODIES = st.lists(st.recursive(LEAVES, trees, max_leaves=6), min_size=1, max_size=4)
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.fixed_dictionaries(
            {},
            optional={
                "section": st.sampled_from(["point", "essential", None]),
                "polarity": st.sampled_from([*Polarity, None]),
                "group": st.sampled_from(["Table 1", "Table 2", None]),
                "text": TEXTS,
                "parent": st.none() | st.integers(0, 20),
            },
        ),
    ),
    max_size=6,
)
LISTED = {"groups": [{"name": "Table 1"}, {"name": "Table 2"}], "categories": [{"name": "Gouvernance"}]}


def without_ids(value: Any) -> Any:
    """Return a document without the ids, which every place gives itself."""
    if isinstance(value, dict):
        return {name: without_ids(member) for name, member in value.items() if name != "id"}
    return [without_ids(member) for member in value] if isinstance(value, list) else value


@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@pytest.mark.sqlite
@given(BODIES, BODIES, CHANGES)
def test_a_document_put_back_changes_nothing_and_elsewhere_makes_the_same_workshop(
    first: list[dict[str, Any]], second: list[dict[str, Any]], changes: list[tuple[int, dict[str, Any]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = a_database(Path(folder))
        workspace = a_workspace(database)
        imported(database, workspace, a_document(*first, **LISTED))
        for number, said in changes:
            proposals = the_workshop(database, workspace).proposals
            fields = dict(said)
            if fields.get("parent") is not None:
                fields["parent"] = proposals[fields["parent"] % len(proposals)].id
            key = proposals[number % len(proposals)].id
            change = partial(update_proposal, workspace=workspace, slug="atelier", id=key, fields=fields)
            try:
                database.write(change)
            except InvalidDocumentError:
                database.write(partial(delete_proposal, workspace=workspace, slug="atelier", id=key, cascade=True))
                imported(database, workspace, a_document("Un comité", **LISTED))
        imported(database, workspace, a_document(*second, **LISTED))

        here = the_workshop(database, workspace)
        document = export_document(here)
        replace = partial(put_workshop, workspace=workspace, document=checked(document))
        back = database.write(partial(replace, slug="atelier"))
        database.write(partial(replace, slug="copie"))
        there = the_workshop(database, workspace, "copie")
        again = database.write(partial(replace, slug="copie"))
        known = imported(database, workspace, a_document(*second, **LISTED))
        after = the_workshop(database, workspace)
        database.dispose()

    assert (back.report.updated, after) == (0, here)
    assert without_ids(export_document(there)) == without_ids(document)
    assert again.summary.revision == there.stamp.revision
    assert known.created == 0


def test_a_large_number_is_kept_and_the_next_ones_stay_small(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Un", "ref": 1_000_000_000}, {"text": "Deux", "ref": 1_000_000}))

    added = [
        database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": "Trois"})) for _ in range(2)
    ]
    imported(database, workspace, a_document("Quatre"))

    workshop = the_workshop(database, workspace)
    assert [one.ref for one in added] == [1_000_001, 1_000_002]
    assert [one.ref for one in workshop.proposals] == [1_000_000_000, 1_000_000, 1_000_001, 1_000_002, 1_000_003]
    document = checked(export_document(workshop))
    put = database.write(lambda session: put_workshop(session, workspace, "ailleurs", document))
    assert put.report.created == 5
    assert [one.ref for one in the_workshop(database, workspace, "ailleurs").proposals] == [
        one.ref for one in workshop.proposals
    ]


def test_a_number_that_was_given_is_not_given_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Un", "ref": 1_000_001}, {"text": "Deux", "ref": 1_000_000}))

    added = database.write(lambda session: add_proposal(session, workspace, "atelier", {"text": "Trois"}))

    assert added.ref == 1_000_002
