"""A real sheet imported, re-classified, imported again, and carried elsewhere."""

from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

from synthgrid.domain.check import judge
from synthgrid.domain.report import ImportReport
from synthgrid.domain.values import Layer, Polarity
from synthgrid.formats import Format, read
from synthgrid.services import import_items, put_workshop, update_proposal
from synthgrid.settings import Limits
from synthgrid.storage import Database
from synthgrid.writing.document import export_document
from tests.builders import checked
from tests.databases import a_database, a_workspace, the_workshop
from tests.real import REAL, needs_real

SHEET = REAL / "documents" / "004_acb9cb79d7695846.txt"


def posted(database: Database, workspace: str) -> ImportReport:
    """Import the sheet."""
    unchecked = read(SHEET.read_bytes(), Format.TEXT, Limits())
    verdict = judge(unchecked, Limits(), title_required=False)
    return database.write(lambda one: import_items(one, workspace, "lot-et-garonne", verdict, unchecked))


@needs_real
def test_a_real_sheet_lands_whole_and_posted_again_changes_nothing(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)

    first = posted(database, workspace)
    workshop = the_workshop(database, workspace, "lot-et-garonne")
    second = posted(database, workspace)

    sections = Counter((one.section, one.polarity) for one in workshop.proposals)
    assert (first.created, first.rejected, second.unchanged, second.created) == (91, 0, 91, 0)
    assert sections == {
        ("keyword", None): 19,
        ("point", Polarity.POSITIVE): 17,
        ("point", Polarity.IMPROVE): 12,
        ("recommendation", None): 21,
        ("essential", None): 7,
        ("quotation", None): 1,
        ("participation", None): 14,
    }
    assert (workshop.place, workshop.date, workshop.layer) == ("Lot et Garonne", date(2014, 4, 2), Layer.SYNTHESIS)
    assert the_workshop(database, workspace, "lot-et-garonne") == workshop


@needs_real
def test_a_real_sheet_that_was_reclassified_is_still_known_when_posted_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    posted(database, workspace)
    fields = {"section": "essential", "polarity": Polarity.IMPROVE, "facets": {"pole": "équipe"}}
    reclassify = partial(update_proposal, workspace=workspace, slug="lot-et-garonne", fields=fields)
    for proposal in the_workshop(database, workspace, "lot-et-garonne").proposals[::7]:
        database.write(partial(reclassify, id=proposal.id))
    before = the_workshop(database, workspace, "lot-et-garonne")

    report = posted(database, workspace)

    assert (report.unchanged, report.created, report.updated) == (91, 0, 0)
    assert the_workshop(database, workspace, "lot-et-garonne") == before


@needs_real
def test_the_document_of_a_real_sheet_put_elsewhere_makes_the_same_workshop(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    workspace = a_workspace(database)
    posted(database, workspace)
    here = the_workshop(database, workspace, "lot-et-garonne")
    document = export_document(here)

    for slug in ("lot-et-garonne", "copie"):
        database.write(partial(put_workshop, workspace=workspace, slug=slug, document=checked(document)))

    def without_ids(value: object) -> object:
        if isinstance(value, dict):
            return {name: without_ids(member) for name, member in value.items() if name != "id"}
        return [without_ids(member) for member in value] if isinstance(value, list) else value

    there = the_workshop(database, workspace, "copie")
    assert the_workshop(database, workspace, "lot-et-garonne") == here
    assert without_ids(export_document(there)) == without_ids(document)
