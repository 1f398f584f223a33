"""The command line on real files and a real SQLite database."""

import datetime as dt
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from synthgrid import formats
from synthgrid.cli import main
from synthgrid.settings import read_settings
from synthgrid.storage import Database
from tests.databases import address
from tests.real import REAL, needs_real

FLIP_CHART = """Atelier : la cantine

Groupe 1
Points positifs
- Le pain
- Communication
- Communication
Points à améliorer
- Le bruit
  - surtout le mardi

Table 2 : parents
Points positifs
- Les prix
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of its own and a flip-chart to import."""
    monkeypatch.setenv("SYNTHGRID_DATABASE_URL", address(tmp_path))
    monkeypatch.setenv("SYNTHGRID_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cantine.txt").write_text(FLIP_CHART)
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


def test_a_file_is_imported_exported_and_drawn(folder: Path) -> None:
    run("db", "upgrade")

    assert run("import", "cantine", "cantine.txt").output == "created 6, unchanged 0, updated 0, rejected 0\n"
    assert run("import", "cantine", "cantine.txt").output == "created 0, unchanged 6, updated 0, rejected 0\n"
    run("export", "cantine", "-o", "cantine.json")
    document = json.loads((folder / "cantine.json").read_text())
    assert [group["name"] for group in document["groups"]] == ["Groupe 1", "Table 2"]
    run("render", "cantine", "-o", "cantine.svg")
    assert (folder / "cantine.svg").read_text().count("surtout le mardi") >= 1
    assert "surtout le mardi" in run("render", "cantine", "--view", "grid", "--format", "txt").output


@pytest.mark.parametrize(
    ("paper", "said"), [("screen", r"fait \d+(,\d)? pixels .* \(20\)"), ("a4", r"fait \d(,\d)? points, .* \(8\)")]
)
def test_small_print_is_told_in_the_unit_of_its_paper(folder: Path, paper: str, said: str) -> None:
    (folder / "long.txt").write_text("Thème\n" + "- Une contribution des habitants du quartier\n" * 90)

    told = run("render", "long.txt", "--paper", paper, "-o", "long.svg").stderr

    assert re.search(said, told), told


def test_a_dry_run_writes_nothing(folder: Path) -> None:  # noqa: ARG001 (the folder is where it runs)
    run("db", "upgrade")

    assert "created 6" in run("import", "cantine", "cantine.txt", "--dry-run").output
    assert "Il n’y a pas" in run("export", "cantine", code=1).output


def test_a_file_is_drawn_without_a_database(folder: Path) -> None:
    run("render", "cantine.txt", "--view", "grid", "-o", "grille.pdf")
    run("render", "cantine.txt", "--by", "group", "--lang", "en", "-o", "map.txt")

    assert (folder / "grille.pdf").read_bytes().startswith(b"%PDF")
    assert "Table 2 · parents\n" in (folder / "map.txt").read_text()
    assert not (folder / "synthgrid.db").exists()


def test_a_file_is_written_as_a_sheet_and_as_a_document_with_its_map(folder: Path) -> None:
    run("render", "cantine.txt", "--view", "sheet", "-o", "fiche.docx")
    text = run("render", "cantine.txt", "--view", "sheet", "--format", "md").output

    with ZipFile(folder / "fiche.docx") as package:
        assert [name for name in package.namelist() if name.endswith(".png")] == ["word/media/image1.png"]
    assert "surtout le mardi" in text
    assert not (folder / "synthgrid.db").exists()


def test_what_an_import_does_not_say_is_given_by_options(folder: Path) -> None:
    (folder / "liste.txt").write_text("- Un\n- Deux\n")
    run("db", "upgrade")

    run("import", "liste", "liste.txt", "--group", "Table 9", "--actor", "élèves", "--polarity", "improve")

    document = json.loads(run("export", "liste").output)
    assert document["groups"] == [{"name": "Table 9", "actor": "élèves"}]
    assert [item["polarity"] for item in document["proposals"]] == ["improve", "improve"]


def test_answers_are_imported_with_a_mapping_and_come_back_as_tables(folder: Path) -> None:
    (folder / "formulaire.csv").write_text('Horodateur;Q1\n20/11/2026 10:00;"- Un\n- Deux"\n')
    (folder / "mapping.json").write_text('{"Q1": {"polarity": "positive"}}')
    run("db", "upgrade")

    made = run("import", "f", "formulaire.csv", "--mapping", "@mapping.json", "--split", "lines").output
    run("export", "f", "-o", "f.xlsx")
    run("export", "f", "--format", "csv", "-o", "f.csv")

    assert made.startswith("created 2,")
    for file in ("f.xlsx", "f.csv"):
        assert run("import", "f", file).output == "created 0, unchanged 2, updated 0, rejected 0\n"
    assert "Horodateur, Q1" in run("import", "f", "formulaire.csv", "--mapping", '{"Q2": "text"}', code=1).output


def test_a_bad_document_is_refused_with_its_places(folder: Path) -> None:
    (folder / "bad.json").write_text('{"title": "T", "proposals": [{"text": ""}, {"texte": "a"}]}')

    result = run("render", "bad.json", code=1)

    assert "/proposals/0/text" in result.output
    assert "/proposals/1/texte" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("render", "cantine.txt", "--format", "docx"), "svg, png, pdf, txt, json, dot"),
        (("render", "cantine.txt", "--category", "Acceuil"), "n’existe pas dans cet atelier"),
        (("export", "cantine", "--workspace", "autre"), "espace « autre »"),
        (("render", "absent.json"), "absent.json : ce fichier"),
        (("render", "."), ". : ce fichier"),
        (("key", "revoke", "rien"), "clé « rien »"),
        (("key", "rotate", "rien"), "clé « rien »"),
        (("share", "revoke", "rien"), "rien"),
        (("share", "create", "cantine", "--workspace", "autre"), "espace « autre »"),
        (("workspace", "set", "autre", "--require-if-match", "on"), "espace « autre »"),
        (("key", "create", "--workspace", " "), "« workspace »"),
        (("key", "create", "--workspace", "maison", "--label", "a\nb"), "« label »"),
        (("import", "cantine", "cantine.txt", "--workspace", ""), "« workspace »"),
        (("import", "cantine", "cantine.txt", "--section", "Mon Titre"), "« section »"),
        (("import", "cantine", "cantine.txt", "--group", "  "), "« group »"),
        (("import", "cantine", "cantine.txt", "--category", "Lieux > "), "« category »"),
    ],
)
def test_an_error_is_one_sentence_in_the_language_of_the_terminal(
    folder: Path,  # noqa: ARG001 (where it runs)
    arguments: tuple[str, ...],
    words: str,
) -> None:
    run("db", "upgrade")

    assert words in run(*arguments, code=1).output.replace("\u00a0", " ")


def test_a_key_is_made_listed_and_revoked(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")

    made = json.loads(run("key", "create", "--workspace", "maison", "--scope", "admin", "--json").output)
    assert made["secret"].startswith("sg_")
    assert run("key", "create", "--workspace", "maison").output.startswith("sg_")
    listed = run("key", "list", "--workspace", "maison").output
    assert made["id"] in listed
    assert made["secret"] not in listed
    run("key", "revoke", made["id"])
    assert f"{made['id']}\tmaison\tadmin\trevoked" in run("key", "list").output


def test_a_key_comes_with_a_link_to_share_a_workshop(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")
    run("import", "cantine", "cantine.txt", "--workspace", "maison")

    made = run("key", "create", "--workspace", "maison", "--share", "cantine", "--url", "https://a.org/").output.split()

    assert made[0].startswith("sg_")
    assert made[1].startswith("https://a.org/v1/workshops/cantine/mindmap.svg?share=sgs_")
    assert len(run("share", "list", "--workspace", "maison").output.splitlines()) == 1


def test_links_lead_to_the_public_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the same)
    run("db", "upgrade")
    run("import", "cantine", "cantine.txt")
    monkeypatch.setenv("SYNTHGRID_PUBLIC_URL", "https://a.org/ateliers/")

    assert run("share", "create", "cantine").output.startswith(
        "https://a.org/ateliers/v1/workshops/cantine/mindmap.svg?"
    )


def test_a_key_to_share_what_is_not_there_is_not_made(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")

    assert "« cantine »" in run("key", "create", "--workspace", "maison", "--share", "cantine", code=1).output.replace(
        "\u00a0", " "
    )
    assert run("key", "list").output == ""
    assert run("workspace", "list").output == ""


def test_a_key_is_rotated(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")
    old = json.loads(run("key", "create", "--workspace", "maison", "--scope", "read", "--json").output)

    secret = run("key", "rotate", old["id"]).output.strip()
    new = json.loads(run("key", "list", "--json").output.splitlines()[1])
    later = json.loads(run("key", "rotate", new["id"], "--overlap", "86400", "--json").output)

    assert secret.startswith("sg_")
    assert (new["scope"], later["scope"]) == ("read", "read")
    states = [line.split("\t")[3].split()[0] for line in run("key", "list").output.splitlines()]
    assert states == ["revoked", "until", "active"]


def test_a_link_is_made_listed_and_revoked(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")
    run("import", "cantine", "cantine.txt")

    made = json.loads(run("share", "create", "cantine", "--label", "Parents", "--days", "7", "--json").output)

    assert made["link"].endswith(made["token"])
    listed = run("share", "list").output
    assert f"{made['id']}\tdefault\tcantine\tuntil" in listed
    assert made["token"] not in listed
    run("share", "revoke", made["id"])
    assert json.loads(run("share", "list", "--json").output)["revoked_at"] is not None


def test_a_workspace_is_set_to_ask_for_if_match(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")
    run("key", "create", "--workspace", "maison")

    run("workspace", "set", "maison", "--require-if-match", "on")
    assert "\tmaison\trequire-if-match" in run("workspace", "list").output
    run("workspace", "set", "maison", "--require-if-match", "off")
    assert json.loads(run("workspace", "list", "--json").output)["require_if_match"] is False


def test_a_bad_setting_names_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (where it runs)
    monkeypatch.setenv("SYNTHGRID_RENDER_WORKERS", "beaucoup")

    assert "SYNTHGRID_RENDER_WORKERS" in run("config", "check", code=1).output


def test_the_settings_are_printed_with_the_engine(folder: Path) -> None:
    output = run("config", "check").output

    assert Database(address(folder)).address in output
    assert "engine    bundled 14" in output


@pytest.mark.sqlite
def test_every_setting_is_printed_as_it_could_be_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (where it runs)
    monkeypatch.setenv("SYNTHGRID_MAX_ITEMS", "7")
    printed = dict(line.split("=", 1) for line in run("config", "check").stdout.splitlines() if "=" in line)

    assert printed.keys() == read_settings().values.keys()
    assert printed["SYNTHGRID_MAX_ITEMS"] == "7"
    assert printed["SYNTHGRID_CLIENT_TIMEOUT"] == "20.0"


def test_a_setting_that_nobody_reads_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (where it runs)
    monkeypatch.setenv("SYNTHGRID_CACHE_DIRECTORY", "/srv")

    assert "SYNTHGRID_CACHE_DIR." in run("config", "check").stderr


def test_the_description_of_the_api_is_printed(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")

    assert json.loads(run("openapi").output)["openapi"].startswith("3.1")


@needs_real
@pytest.mark.real
def test_the_real_sheet_is_drawn_as_a_grid(folder: Path) -> None:
    sheet = next((REAL / "documents").glob("004_*.txt"))

    run("render", str(sheet), "--view", "grid", "-o", "grid.pdf")
    run("render", str(sheet), "--view", "grid", "-o", "grid.txt")

    assert (folder / "grid.pdf").read_bytes().startswith(b"%PDF")
    assert "(17)" in (folder / "grid.txt").read_text()
    assert formats.recognise(sheet.read_bytes(), None) is formats.Format.TEXT


def test_lang_chooses_the_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (where it runs)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    run("db", "upgrade")

    assert "There is no workspace “autre”." in run("export", "x", "--workspace", "autre", code=1).output
    assert os.environ["LC_ALL"] == "en_GB.UTF-8"


def test_a_file_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    result = run("render", "cantine.txt", "-o", str(folder / "absent" / "map.txt"), code=1)

    assert str(folder / "absent" / "map.txt") in result.output
    assert "Traceback" not in result.output


def test_a_key_can_end_by_itself(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    run("db", "upgrade")

    run("key", "create", "--workspace", "maison", "--days", "30")

    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    assert f"until {end:%Y-%m}" in run("key", "list").output


def test_a_reason_is_said_once(folder: Path) -> None:
    (folder / "empty.json").write_text("")

    assert run("render", "empty.json", code=1).output.count("il est vide") == 1


def test_a_port_that_is_taken_is_one_sentence(folder: Path) -> None:  # noqa: ARG001 (where it runs)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), code=1)

    assert f"127.0.0.1:{port}" in result.output
    assert "--port" in result.output


def test_a_command_that_draws_leaves_nothing_behind_on_the_terminal(folder: Path) -> None:
    command = [str(Path(sys.executable).with_name("synthgrid")), "render", "cantine.txt", "-o", "cantine.svg"]

    for _ in range(4):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("name", ["a.opml", "a.mm"])
def test_an_outline_that_is_none_is_refused_with_its_place(folder: Path, name: str) -> None:
    (folder / name).write_text("a;b\n1;2\n")

    assert "1, col" in run("render", name, code=1).output


@pytest.mark.parametrize("ending", ["md", "mm", "opml", "html"])
def test_a_workshop_is_exported_drawn_from_its_file_and_imported_elsewhere(folder: Path, ending: str) -> None:
    run("db", "upgrade")
    run("import", "cantine", "cantine.txt")
    run("export", "cantine", "-o", f"a.{ending}")

    assert run("export", "cantine", "--format", ending).stdout == (folder / f"a.{ending}").read_text(encoding="utf-8")
    assert "surtout le mardi" in run("render", f"a.{ending}", "--format", "txt").output
    assert "unchanged 6, updated 0" in run("import", "cantine", f"a.{ending}").output
    assert "created 6" in run("import", "copie", f"a.{ending}").output


def test_a_text_too_small_for_its_paper_is_said_with_the_way_out(folder: Path) -> None:
    document = {"title": "Essai", "proposals": [{"text": f"Contribution numéro {n}"} for n in range(150)]}
    (folder / "essai.json").write_text(json.dumps(document), encoding="utf-8")
    command = ("render", "essai.json", "-o", "essai.pdf", "--paper", "a4")

    assert "pages=category" in run(*command).stderr
    assert run(*command, "--pages", "category").stderr == ""


def test_a_template_is_chosen_and_an_unknown_one_refused(folder: Path) -> None:
    run("render", "cantine.txt", "--view", "grid", "--template", "afom", "-o", "grille.md")

    assert "Favorable" in (folder / "grille.md").read_text(encoding="utf-8")
    assert "inconnu" in run("render", "cantine.txt", "--view", "grid", "--template", "inconnu", code=1).stderr


def test_what_a_file_lacks_is_archived_when_it_is_asked_for(folder: Path) -> None:
    run("db", "upgrade")
    (folder / "a.csv").write_text("texte\nA\nB\n")
    (folder / "b.csv").write_text("texte\nB\n")
    run("import", "f", "a.csv")

    assert run("import", "f", "b.csv", "--absent", "keep").output == "created 0, unchanged 1, updated 0, rejected 0\n"
    done = run("import", "f", "b.csv", "--absent", "archive")
    assert done.output == "created 0, unchanged 1, updated 0, rejected 0, archived 1\n"
    again = run("import", "f", "b.csv", "--absent", "archive", "--dry-run")
    assert again.output == "created 0, unchanged 1, updated 0, rejected 0, archived 0\n"
    assert "'keep', 'archive'" in run("import", "f", "b.csv", "--absent", "delete", code=2).output
