"""`synthgrid batch render` on a real database and real files: what is drawn, kept, failed, interrupted."""

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

from synthgrid.cli import main
from synthgrid.cli.manifest import NAME, Manifest
from synthgrid.cli.many import Selection, Status, Work, run
from synthgrid.domain.options import Options, View
from synthgrid.drawing import Renderer
from synthgrid.services import ensure_workspace, update_workshop
from synthgrid.settings import Settings
from synthgrid.storage import Database, tables
from synthgrid.storage.marks import new_id, new_revision, now
from tests.builders import a_document
from tests.databases import a_database, a_workspace, address, imported

SYNTHGRID = str(Path(sys.executable).with_name("synthgrid"))


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with the workshops a, b and c; commands run beside it."""
    made = a_database(tmp_path)
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", address(tmp_path))
    monkeypatch.setenv("SYNTHGRID_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)
    fill(made, "a", "b", "c")
    return made


def fill(database: Database, *slugs: str, items: int = 2, workspace: str | None = None) -> None:
    """Import small workshops."""
    place = workspace or a_workspace(database)
    for slug in slugs:
        imported(database, place, a_document(*(f"Idée {n}" for n in range(items)), title=f"Titre de {slug}"), slug)


def batch(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["batch", "render", "--out", "out", *arguments])
    assert result.exit_code == code, result.output
    return result


def told(result: Result) -> dict[str, dict[str, Any]]:
    """Return the lines of JSON by slug."""
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(line.keys() == {"slug", "file", "status", "milliseconds", "bytes", "reason"} for line in lines)
    return {line["slug"]: line for line in lines}


def statuses(result: Result) -> dict[str, str]:
    return {slug: line["status"] for slug, line in told(result).items()}


def files() -> list[str]:
    """What stands in the folder, but the manifest."""
    return sorted(one.name for one in Path("out").iterdir() if one.name != NAME)


@pytest.mark.usefixtures("database")
def test_every_workshop_is_drawn_into_a_file_of_its_own() -> None:
    result = batch("--all", "--jobs", "2")

    assert files() == ["a-mindmap.svg", "b-mindmap.svg", "c-mindmap.svg"]
    line = told(result)["b"]
    svg = Path(line["file"]).read_text()
    assert (line["file"], line["status"], line["bytes"]) == ("out/b-mindmap.svg", "drawn", len(svg.encode()))
    assert line["milliseconds"] > 0
    assert line["reason"] is None
    assert "Titre de b" in svg
    assert result.stderr.startswith("3 ")


@pytest.mark.usefixtures("database")
def test_only_those_named_are_drawn_each_once_with_the_options_of_render() -> None:
    batch("b", "a", "b", "--view", "grid", "--format", "TXT", "--lang", "en", "--no-numbers")

    assert files() == ["a-grid.txt", "b-grid.txt"]
    rendered = CliRunner().invoke(
        main, ["render", "a", "--view", "grid", "--format", "txt", "--lang", "en", "--no-numbers"]
    )
    assert Path("out/a-grid.txt").read_text() == rendered.stdout


@pytest.mark.usefixtures("database")
def test_those_that_are_not_there_are_named_and_fail() -> None:
    result = batch("a", "nulle-part", "../a", "--format", "txt", code=1)

    assert statuses(result) == {"a": "drawn", "nulle-part": "failed", "../a": "failed"}
    assert told(result)["nulle-part"]["file"] is None
    assert "« nulle-part »" in told(result)["nulle-part"]["reason"].replace("\u00a0", " ")
    assert files() == ["a-mindmap.txt"]


def test_one_that_cannot_be_drawn_does_not_stop_the_others(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, "trop", items=5)
    monkeypatch.setenv("SYNTHGRID_MAX_DRAWN", "3")

    result = batch("--all", "--jobs", "2", code=1)

    assert statuses(result) == {"a": "drawn", "b": "drawn", "c": "drawn", "trop": "failed"}
    assert "5" in told(result)["trop"]["reason"]
    assert files() == ["a-mindmap.svg", "b-mindmap.svg", "c-mindmap.svg"]
    assert [word for word in result.stderr.split() if word.isdigit()][:3] == ["3", "0", "1"]


def test_an_option_that_some_workshops_cannot_follow_fails_for_those(database: Database) -> None:
    imported(database, a_workspace(database), a_document({"text": "Ici", "category": ["Lieux"]}), "range")

    result = batch("a", "range", "--category", "Lieux", "--format", "txt", code=1)

    assert statuses(result) == {"a": "failed", "range": "drawn"}


def test_what_is_current_is_kept_and_what_changed_is_drawn_again(database: Database) -> None:
    batch("--all")
    before = Path("out/a-mindmap.svg").stat().st_mtime_ns
    workspace = a_workspace(database)
    database.write(lambda session: update_workshop(session, workspace, "b", {"title": "Autre titre"}))

    result = batch("--all", "--resume")

    assert statuses(result) == {"a": "kept", "b": "drawn", "c": "kept"}
    assert "Autre titre" in Path("out/b-mindmap.svg").read_text()
    assert Path("out/a-mindmap.svg").stat().st_mtime_ns == before
    assert told(result)["a"]["bytes"] == Path("out/a-mindmap.svg").stat().st_size
    assert set(statuses(batch("--all", "--resume")).values()) == {"kept"}
    assert set(statuses(batch("--all")).values()) == {"drawn"}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("option", [("--depth", "1"), ("--lang", "en"), ("--no-numbers",)])
def test_other_options_draw_again(option: tuple[str, ...]) -> None:
    batch("a")

    assert statuses(batch("a", "--resume", *option)) == {"a": "drawn"}
    assert statuses(batch("a", "--resume", *option)) == {"a": "kept"}
    assert statuses(batch("a", "--resume")) == {"a": "drawn"}


@pytest.mark.usefixtures("database")
def test_a_resolution_draws_again_only_what_has_one() -> None:
    batch("a")
    batch("a", "--format", "png")

    assert statuses(batch("a", "--resume", "--dpi", "100")) == {"a": "kept"}
    assert statuses(batch("a", "--resume", "--dpi", "100", "--format", "png")) == {"a": "drawn"}


@pytest.mark.usefixtures("database")
def test_a_file_that_is_gone_cut_or_unknown_is_drawn_again() -> None:
    batch("--all", "--format", "txt")
    Path("out/a-mindmap.txt").unlink()
    Path("out/b-mindmap.txt").write_text("Ti")
    lines = Path("out", NAME).read_text().splitlines(keepends=True)
    Path("out", NAME).write_text("".join(line for line in lines if "c-mind" not in line) + '{"file": "c-mi')

    result = batch("--all", "--format", "txt", "--resume")

    assert set(statuses(result).values()) == {"drawn"}
    assert len(Path("out", NAME).read_text().splitlines()) == 4 + 1


def test_views_formats_and_similar_names_do_not_collide(database: Database) -> None:
    fill(database, "plan", "plan-mindmap")

    for view in ("mindmap", "grid"):
        batch("plan", "plan-mindmap", "--view", view, "--format", "txt")

    assert files() == ["plan-grid.txt", "plan-mindmap-grid.txt", "plan-mindmap-mindmap.txt", "plan-mindmap.txt"]
    assert "Titre de plan-mindmap" in Path("out/plan-mindmap-mindmap.txt").read_text()
    assert set(statuses(batch("plan", "plan-mindmap", "--format", "txt", "--resume")).values()) == {"kept"}


def test_only_the_workshops_of_the_workspace_are_drawn(database: Database) -> None:
    foreign = database.write(lambda session: ensure_workspace(session, "voisins"))
    fill(database, "a", "d", workspace=foreign)

    assert set(statuses(batch("--all", "--format", "txt", "--workspace", "voisins"))) == {"a", "d"}
    # The same name in another workspace is another drawing.
    assert statuses(batch("a", "--format", "txt", "--resume")) == {"a": "drawn"}
    assert "« ailleurs »" in batch("--all", "--workspace", "ailleurs", code=1).output.replace("\u00a0", " ")


def test_more_workshops_than_a_page_are_all_drawn(database: Database) -> None:
    workspace = a_workspace(database)
    plain: dict[str, Any] = {
        "question": "",
        "date": None,
        "place": "",
        "language": "fr",
        "template": "plus-delta",
        "labels": {},
    }
    state = {"layer": "verbatim", "status": "collecting", "next_ref": 1, "created_at": now(), "updated_at": now()}
    rows = [
        {**plain, **state, "id": new_id(), "workspace": workspace, "revision": new_revision(), "slug": f"vide-{n}"}
        | {"title": "Vide"}
        for n in range(450)
    ]
    database.write(lambda session: session.execute(insert(tables.Workshop), rows).close())

    result = batch("--all", "--format", "txt", "--jobs", "2")

    assert len(statuses(result)) == 453
    assert set(statuses(result).values()) == {"drawn"}
    assert len(statuses(batch(*statuses(result), "--format", "txt", "--resume"))) == 453


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", [(), ("a", "--all")])
def test_either_some_or_all_are_named(arguments: tuple[str, ...]) -> None:
    assert "--all" in batch(*arguments, code=1).output
    assert not Path("out").exists()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", [("--format", "docx"), ("--format", "csv")])
def test_a_format_that_the_view_has_not_is_refused_before_anything_is_drawn(arguments: tuple[str, ...]) -> None:
    assert "« format »" in batch("a", *arguments, code=1).output.replace("\u00a0", " ")
    assert not Path("out").exists()


@pytest.mark.usefixtures("database")
def test_two_batches_do_not_meet_in_a_folder() -> None:
    Path("out").mkdir()
    handle = os.open("out", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    assert "« out »" in batch("a", code=1).output.replace("\u00a0", " ")

    os.close(handle)
    batch("a", "--format", "txt")


@pytest.mark.usefixtures("database")
def test_an_engine_that_is_not_there_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHGRID_ENGINE", "system")
    monkeypatch.setenv("PATH", "/nowhere")

    result = batch("--all", code=1)

    assert result.stdout == ""
    assert result.stderr.count("SYNTHGRID_ENGINE") == 1
    assert set(statuses(batch("--all", "--format", "txt")).values()) == {"drawn"}


def test_nothing_is_read_while_drawings_are_handed_out(database: Database, tmp_path: Path) -> None:
    settings = Settings(database_url="")
    selection = Selection(database, a_workspace(database))
    work = Work(View.MINDMAP, "txt", Options(lang=""), settings, Renderer(settings.rendering), "", Manifest(tmp_path))

    for outcome in run(work, selection, 2):
        assert outcome.status is Status.DRAWN
        assert database.engine.pool.status().endswith("Current Checked out connections: 0")


@pytest.mark.usefixtures("database")
def test_people_see_a_bar_the_failures_and_the_counts() -> None:
    ours, theirs = pty.openpty()
    command = [SYNTHGRID, "batch", "render", "a", "nulle-part", "--out", "out", "--format", "txt"]

    done = subprocess.run(command, stdout=theirs, stderr=theirs, check=False)

    os.close(theirs)
    screen = os.read(ours, 100_000).decode().replace("\u00a0", " ")
    os.close(ours)
    assert done.returncode == 1
    assert "2/2" in screen
    assert "nulle-part: Il n’y a pas d’atelier « nulle-part »." in screen
    assert "{" not in screen


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_interrupted_keeps_what_is_done_and_goes_on(
    database: Database, how: signal.Signals, code: int
) -> None:
    slugs = [f"long-{number}" for number in range(30)]
    fill(database, *slugs, items=20)
    command = [SYNTHGRID, "batch", "render", *slugs, "--out", "out", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        done = [json.loads(running.stdout.readline())["slug"] for _ in range(3)]
        running.send_signal(how)
        rest, said = running.communicate(timeout=20)
    assert running.returncode == code
    assert ("--resume" in said) == (how is signal.SIGINT)
    done += [json.loads(line)["slug"] for line in rest.splitlines() if line.endswith("}")]

    result = batch(*slugs, "--resume", "--jobs", "2")

    found = statuses(result)
    assert {slug for slug in slugs if found[slug] == "kept"} >= set(done)
    assert "drawn" in found.values()
    assert files() == sorted(f"{slug}-mindmap.svg" for slug in slugs)
    assert all(Path("out", file).read_text().endswith("</svg>\n") for file in files())
