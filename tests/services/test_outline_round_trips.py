"""A workshop written as a file and imported again: nothing changes where it came from, and elsewhere it is the same."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from synthgrid import formats, writing
from synthgrid.domain.check import judge
from synthgrid.domain.report import ImportReport
from synthgrid.services import import_items
from synthgrid.settings import Limits
from synthgrid.storage import Database
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported, the_workshop
from tests.writing.test_exports import FILES, PHASES, documents, said_by


def imported_file(database: Database, workspace: str, body: bytes, format_: str, slug: str) -> ImportReport:
    """Import the bytes of a file."""
    unchecked = formats.read(body, formats.Format(format_), Limits())
    verdict = judge(unchecked, Limits(), title_required=False)
    run = partial(import_items, workspace=workspace, slug=slug, verdict=verdict, unchecked=unchecked)
    return database.write(run)


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_a_file_imported_again_changes_nothing_and_elsewhere_makes_the_same_workshop(document: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = a_database(Path(folder))
        workspace = a_workspace(database)
        imported(database, workspace, document)
        here = the_workshop(database, workspace)
        for format_ in FILES:
            body = writing.export(here, format_)
            back = imported_file(database, workspace, body, format_, "atelier")
            away = imported_file(database, workspace, body, format_, f"copie-{format_}")

            assert (back.created, back.updated, back.rejected) == (0, 0, 0)
            assert the_workshop(database, workspace) == here
            assert away.rejected == 0
            assert said_by(the_workshop(database, workspace, f"copie-{format_}")) == said_by(here)
        database.dispose()


@pytest.mark.parametrize(
    ("format_", "before", "after"),
    [
        ("md", "- Le bruit", "- Le bruit du soir"),
        ("mm", 'TEXT="Le bruit"', 'TEXT="Le bruit du soir"'),
        ("opml", 'text="Le bruit"', 'text="Le bruit du soir"'),
        ("html", ">Le bruit<", ">Le bruit du soir<"),
    ],
)
def test_what_was_edited_in_a_file_changes_and_nothing_else(
    tmp_path: Path, format_: str, before: str, after: str
) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Le bruit", "category": "Lieux"}, {"text": "Le pain"}))
    body = writing.export(the_workshop(database, workspace), format_).decode()
    assert body.count(before) == 1

    report = imported_file(database, workspace, body.replace(before, after).encode(), format_, "atelier")

    assert (report.updated, report.unchanged, report.created) == (1, 1, 0)
    assert [one.text for one in the_workshop(database, workspace).proposals] == ["Le bruit du soir", "Le pain"]


@pytest.mark.parametrize(
    ("format_", "before", "added"),
    [
        ("md", "## Lieux", "## Temps\n\n- Le soir\n\n## Lieux"),
        ("mm", '<node TEXT="Lieux"', '<node TEXT="Temps"><node TEXT="Le soir"/></node><node TEXT="Lieux"'),
        (
            "opml",
            '<outline text="Lieux"',
            '<outline text="Temps"><outline text="Le soir"/></outline><outline text="Lieux"',
        ),
    ],
)
def test_themes_and_items_added_by_hand_are_new(tmp_path: Path, format_: str, before: str, added: str) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Le bruit", "category": "Lieux"}))
    body = writing.export(the_workshop(database, workspace), format_).decode()

    report = imported_file(database, workspace, body.replace(before, added).encode(), format_, "atelier")

    assert (report.updated, report.unchanged, report.created) == (0, 1, 1)
    assert [one.path for one in report.created_categories] == [("Temps",)]


def test_a_node_copied_in_freemind_is_a_new_item(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Le bruit", "external_id": "a"}))
    body = writing.export(the_workshop(database, workspace), "mm").decode()
    start = body.index('<node TEXT="Le bruit"')
    node = body[start : body.index("</node>", start) + len("</node>")]
    copied = node.replace("synthgrid_", "ID_", 1)

    report = imported_file(database, workspace, body.replace(node, node + copied).encode(), "mm", "atelier")

    assert (report.created, report.unchanged, report.rejected) == (1, 1, 0)


def test_a_line_added_by_hand_names_its_group_as_the_export_does(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    imported(database, workspace, a_document({"text": "Le bruit", "group": "Table 1", "category": "Locaux"}))
    body = writing.export(the_workshop(database, workspace), "md").decode()
    added = "- L’écho *(Table 1)*\n  - Dans *la* salle *(Table 9)*\n- Une fête (en juin)\n- Rien *d’autre*\n"

    report = imported_file(database, workspace, f"{body}{added}".encode(), "md", "atelier")

    assert (report.created, report.unchanged, report.updated) == (4, 1, 0)
    assert [one.name for one in report.created_groups] == ["Table 9"]
    workshop = the_workshop(database, workspace)
    groups = {group.id: group.name for group in workshop.groups}
    assert {one.text: groups.get(one.group or "") for one in workshop.proposals} == {
        "Le bruit": "Table 1",
        "L’écho": "Table 1",
        "Dans la salle": "Table 9",
        "Une fête (en juin)": None,
        "Rien d’autre": None,
    }
