"""Own templates on the command line: drawn from the database, one by one and many, and from files that carry them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from synthgrid.cli import main
from synthgrid.domain.check_template import check_template
from synthgrid.services import put_template
from synthgrid.storage import Database
from tests.builders import a_document
from tests.databases import a_database, a_workspace, imported

pytestmark = pytest.mark.sqlite

POLES = {
    "form": "pivot",
    "label": {"fr": "Pôles"},
    "columns": {"field": "facet:pole", "values": [{"key": "team", "label": {"fr": "Équipe"}}]},
}
SAID = {"text": "Se voir", "facets": {"pole": "team"}}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with a template of its own and the workshops a, which uses it, and b; commands run beside it."""
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", f"sqlite:///{tmp_path / 'synthgrid.db'}")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)
    made = a_database(tmp_path)
    store(made, POLES)
    for slug, fields in (("a", {"template": "poles"}), ("b", {})):
        imported(made, a_workspace(made), a_document(SAID, **fields), slug)
    return made


def store(database: Database, body: dict[str, Any]) -> None:
    template = check_template(body, "poles")
    database.write(lambda session: put_template(session, a_workspace(database), template))


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.usefixtures("database")
def test_a_stored_workshop_is_drawn_with_a_template_of_ones_own() -> None:
    assert "Équipe" in run("render", "a", "--view", "grid", "--format", "txt").stdout
    assert "Équipe" not in run("render", "b", "--view", "grid", "--format", "txt").stdout
    assert "Équipe" in run("render", "b", "--view", "grid", "--format", "txt", "--template", "poles").stdout
    assert "“poles”" in run("render", "b", "--view", "grid", "--template", "pole", code=1).stderr


@pytest.mark.usefixtures("database")
def test_a_file_is_drawn_with_the_templates_that_it_carries_and_no_others() -> None:
    run("export", "a", "-o", "a.json")
    document = json.loads(Path("a.json").read_text(encoding="utf-8"))
    del document["templates"]
    Path("seul.json").write_text(json.dumps(document), encoding="utf-8")

    assert "Équipe" in run("render", "a.json", "--view", "grid", "--format", "txt").stdout
    for view in ("grid", "mindmap"):
        refused = run("render", "seul.json", "--view", view, "--format", "txt", code=1).stderr
        assert "“poles”" in refused
        assert "plus-delta" in refused
    refused = run("render", "a.json", "--view", "grid", "--format", "txt", "--template", "Mes pôles", code=1).stderr
    assert "template" in refused


def test_a_batch_draws_with_a_template_and_again_when_it_changed(database: Database) -> None:
    def batch(*options: str) -> dict[str, str]:
        result = run("batch", "render", "--all", "--view", "grid", "--format", "txt", "--out", "out", *options)
        return {line["slug"]: line["status"] for line in map(json.loads, result.stdout.splitlines())}

    assert batch() == {"a": "drawn", "b": "drawn"}
    assert "Équipe" in Path("out/a-grid.txt").read_text(encoding="utf-8")
    assert batch("--resume") == {"a": "kept", "b": "kept"}
    store(database, {**POLES, "label": {"fr": "Autre"}})
    assert batch("--resume") == {"a": "drawn", "b": "kept"}
    assert batch("--resume", "--template", "poles") == {"a": "drawn", "b": "drawn"}
    assert "“poles”" in run("batch", "render", "--all", "--out", "out", "--template", "pole", code=1).stderr
