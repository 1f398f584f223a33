"""The import rules of pyproject.toml: they hold, and each of them is able to fail."""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = Path(sysconfig.get_path("scripts"), "lint-imports")
LAYERS = "The way of the data: rooms import downwards only"

BREACHES = {
    LAYERS: ("settings/values.py", "import synthgrid.domain"),
    "Pictures and texts are made without the database": ("drawing/__init__.py", "import synthgrid.storage"),
    "SQLAlchemy and Alembic stay in storage; services get the Session type from it": (
        "services/__init__.py",
        "import sqlalchemy",
    ),
    "Graphviz, HarfBuzz and the process pool stay in drawing": ("synthesis/__init__.py", "import pygraphviz"),
    "Flask stays in app, api and web": ("domain/__init__.py", "import flask"),
    "marshmallow stays in api": ("web/__init__.py", "import marshmallow"),
    "The libraries of word processors stay in writing": ("synthesis/__init__.py", "import odfdo"),
    "XML is parsed in formats and written in writing": ("synthesis/__init__.py", "import lxml"),
    "Markdown is parsed in formats": ("synthesis/__init__.py", "import markdown_it"),
    "The library of workbooks stays where tables are read and written": ("domain/__init__.py", "import openpyxl"),
}


def a_copy(folder: Path) -> Path:
    """Copy the package and the rules, to be broken."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    return Path(shutil.copytree(ROOT / "synthgrid", folder / "synthgrid"))


def lint(folder: Path) -> tuple[int, list[str]]:
    """Return import-linter's exit code and the names of the rules that it says are broken."""
    run = subprocess.run(
        [str(LINT), "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    lines = run.stdout.splitlines()
    return run.returncode, [line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")]


def test_the_rooms_import_as_the_rules_say(tmp_path: Path) -> None:
    a_copy(tmp_path)

    assert lint(tmp_path) == (0, [])


@pytest.mark.parametrize("rule", BREACHES)
def test_a_rule_that_is_broken_is_named(rule: str, tmp_path: Path) -> None:
    module, statement = BREACHES[rule]
    with (a_copy(tmp_path) / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{statement}\n")

    assert lint(tmp_path) == (1, [rule])


def test_a_new_room_is_refused_until_it_has_a_place(tmp_path: Path) -> None:
    room = a_copy(tmp_path) / "utils"
    room.mkdir()
    (room / "__init__.py").write_text("")

    assert lint(tmp_path) == (1, [LAYERS])


def test_every_rule_is_broken_once() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]] == list(BREACHES)
