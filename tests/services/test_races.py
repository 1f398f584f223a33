"""Two who write the same at the same moment: nothing is there twice, half, or under nobody."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from synthgrid.domain.check import judge
from synthgrid.domain.document import Defaults, Unchecked
from synthgrid.domain.preconditions import IfMatch
from synthgrid.errors import (
    ConflictError,
    ExternalIdTakenError,
    PreconditionError,
    ProposalNotFoundError,
    SlugTakenError,
    SynthgridError,
    UnknownReferenceError,
)
from synthgrid.services import (
    add_category,
    add_proposal,
    create_workshop,
    delete_group,
    delete_proposal,
    delete_workshop,
    ensure_workspace,
    import_items,
    put_workshop,
    update_proposal,
)
from synthgrid.settings import Limits
from synthgrid.storage import Database, Session
from tests.builders import a_document, checked
from tests.databases import a_database, a_workspace, address, imported, the_workshop

Work = Callable[[Session], Any]
TURNS = range(4)


def at_once(folder: Path, works: Sequence[Work]) -> list[Any]:
    """Write all at the same moment, each from a process's view of the database; return results or errors."""
    start = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(number: int, work: Work) -> None:
        database = Database(address(folder))
        database.current()
        start.wait()
        try:
            found[number] = database.write(work)
        except SynthgridError as error:
            found[number] = error
        database.dispose()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def kinds(found: Sequence[Any]) -> Counter[type]:
    """Count what came back by what went wrong; NoneType for what went well."""
    return Counter(type(one) if isinstance(one, SynthgridError) else type(None) for one in found)


def an_import(workspace: str, slug: str, *items: Any) -> Work:
    unchecked = Unchecked(a_document(*items))
    verdict = judge(unchecked, Limits(), Defaults(), title_required=False)
    return lambda session: import_items(session, workspace, slug, verdict, unchecked)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return a_database(tmp_path)


def test_two_imports_that_make_one_workshop_make_it_once_with_each_item_once(
    database: Database, tmp_path: Path
) -> None:
    workspace = a_workspace(database)
    for turn in TURNS:
        items = [{"text": f"Idée {number}", "group": f"Table {number % 2}", "category": "Lieu"} for number in range(20)]

        found = at_once(tmp_path, [an_import(workspace, f"atelier-{turn}", *items) for _ in range(3)])

        assert Counter((report.created_workshop, report.created) for report in found) == {(True, 20): 1, (False, 0): 2}
        workshop = the_workshop(database, workspace, f"atelier-{turn}")
        assert [len(workshop.proposals), len(workshop.groups), len(workshop.categories)] == [20, 2, 1]


def test_of_posts_with_one_external_id_one_wins(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    imported(database, workspace, a_document())
    for turn in TURNS:
        fields = {"text": "Un lieu", "external_id": f"ligne-{turn}"}

        found = at_once(tmp_path, [partial(add_proposal, workspace=workspace, slug="atelier", fields=fields)] * 3)

        assert kinds(found) == {type(None): 1, ExternalIdTakenError: 2}
        assert len(the_workshop(database, workspace).proposals) == turn + 1


def test_of_workshops_with_one_slug_one_wins_and_titles_get_slugs_of_their_own(
    database: Database, tmp_path: Path
) -> None:
    workspace = a_workspace(database)
    document, free = checked(a_document(slug="agora")), checked(a_document())

    asked = at_once(tmp_path, [partial(create_workshop, workspace=workspace, document=document)] * 3)
    made = at_once(tmp_path, [partial(create_workshop, workspace=workspace, document=free)] * 3)

    assert kinds(asked) == {type(None): 1, SlugTakenError: 2}
    assert len({one.slug for one in made}) == 3


def test_a_delete_that_meets_a_change_leaves_one_of_both(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    for turn in TURNS:
        imported(database, workspace, a_document("Un lieu"), f"atelier-{turn}")
        (proposal,) = the_workshop(database, workspace, f"atelier-{turn}").proposals
        where: dict[str, Any] = {"workspace": workspace, "slug": f"atelier-{turn}", "id": proposal.id}
        tag = IfMatch(frozenset({proposal.revision}))

        changed, deleted = at_once(
            tmp_path,
            [
                partial(update_proposal, **where, fields={"text": "Un autre"}, if_match=tag),
                partial(delete_proposal, **where, if_match=tag),
            ],
        )

        left = the_workshop(database, workspace, f"atelier-{turn}").proposals
        if deleted is None:
            assert isinstance(changed, ProposalNotFoundError)
            assert left == ()
        else:
            assert isinstance(deleted, PreconditionError)
            assert [one.text for one in left] == ["Un autre"]


def test_a_group_that_is_deleted_while_an_item_names_it_is_nobodys(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    for turn in TURNS:
        slug = f"atelier-{turn}"
        imported(database, workspace, a_document(groups=[{"name": "Table 1"}]), slug)
        (group,) = the_workshop(database, workspace, slug).groups
        fields = {"text": "Un lieu", "group": "Table 1"}

        added, _ = at_once(
            tmp_path,
            [
                partial(add_proposal, workspace=workspace, slug=slug, fields=fields),
                partial(delete_group, workspace=workspace, slug=slug, id=group.id),
            ],
        )

        workshop = the_workshop(database, workspace, slug)
        if isinstance(added, UnknownReferenceError):
            assert (workshop.groups, workshop.proposals) == ((), ())
        else:
            assert [one.group for one in workshop.proposals] == [group.id] == [one.id for one in workshop.groups]


def test_a_replacement_that_meets_an_import_is_before_it_or_after_it(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    for turn in TURNS:
        slug = f"atelier-{turn}"
        imported(database, workspace, a_document("Ancien"), slug)
        whole = checked(a_document("Nouveau", {"text": "Suite", "category": "Lieu"}))

        found = at_once(
            tmp_path,
            [
                partial(put_workshop, workspace=workspace, slug=slug, document=whole),
                an_import(workspace, slug, {"text": "Importé", "category": "Lieu"}),
            ],
        )

        assert kinds(found) == {type(None): 2}
        workshop = the_workshop(database, workspace, slug)
        texts = [one.text for one in workshop.proposals]
        assert texts in (["Nouveau", "Suite"], ["Nouveau", "Suite", "Importé"])
        assert [one.path for one in workshop.categories] == [("Lieu",)]
        assert len({one.ref for one in workshop.proposals}) == len(texts)


def test_a_workshop_that_is_deleted_while_it_is_filled_is_whole_or_gone(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    for turn in TURNS:
        slug = f"atelier-{turn}"
        imported(database, workspace, a_document("Ancien"), slug)

        found = at_once(
            tmp_path,
            [partial(delete_workshop, workspace=workspace, slug=slug), an_import(workspace, slug, "Un", "Deux")],
        )

        assert kinds(found) == {type(None): 2}
        with database.engine.connect() as connection:
            count = "SELECT count(*) FROM proposal JOIN workshop ON workshop.id = workshop WHERE slug = :slug"
            left = connection.execute(text(count), {"slug": slug}).scalar_one()
            orphans = "SELECT count(*) FROM proposal WHERE workshop NOT IN (SELECT id FROM workshop)"
            assert connection.execute(text(orphans)).scalar_one() == 0
        assert left == (2 if found[1].created_workshop else 0)


def test_themes_and_workspaces_of_one_name_are_made_once(database: Database, tmp_path: Path) -> None:
    workspace = a_workspace(database)
    imported(database, workspace, a_document())

    themes = at_once(
        tmp_path, [partial(add_category, workspace=workspace, slug="atelier", fields={"name": "Lieu"})] * 4
    )
    spaces = at_once(tmp_path, [partial(ensure_workspace, name="voisins")] * 4)

    assert sum(not isinstance(one, SynthgridError) for one in themes) == 1
    assert all(isinstance(one, ConflictError) for one in themes if isinstance(one, SynthgridError))
    assert len(set(spaces)) == 1
