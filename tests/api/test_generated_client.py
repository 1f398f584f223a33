"""A client made from the committed description by openapi-python-client works: another program's first hour."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from synthgrid.domain.access import Scope
from synthgrid.services import create_key
from synthgrid.storage import Database
from tests.api.servers import a_server
from tests.api.test_spec import SPEC

pytestmark = pytest.mark.sqlite

NAME = "generated_synthgrid_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client, made without a warning in a folder of its own."""
    folder = tmp_path_factory.mktemp("client")
    config = SPEC.with_name("openapi-python-client.yml")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"]
    where = ["--path", str(SPEC), "--config", str(config), "--output-path", str(folder / NAME)]
    made = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "WARNING" not in made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(NAME)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def client(generated: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of a real server, with a key."""
    folder = tmp_path_factory.mktemp("server")
    with a_server(folder, SYNTHGRID_ACCESS="keys") as server:
        database = Database(f"sqlite:///{folder / 'synthgrid.db'}")
        new = database.write(lambda session: create_key(session, "ours", Scope.WRITE))
        database.dispose()
        with generated.AuthenticatedClient(f"http://127.0.0.1:{server.port}", new.secret, timeout=30) as made:
            yield made


def operation(tag: str, name: str) -> Any:
    return importlib.import_module(f"{NAME}.api.{tag}.{name}")


def models() -> Any:
    return importlib.import_module(f"{NAME}.models")


def test_it_posts_a_workshop_adds_proposals_and_fetches_the_map(client: Any) -> None:
    kinds = models()
    document = kinds.WorkshopDocument(
        title="Critères de réussite",
        groups=[kinds.GroupIn(name="Table 1")],
        proposals=[kinds.Item(text="Un comité mixte", group="Table 1")],
    )

    workshop = operation("workshops", "create_workshop").sync(client=client, body=document)
    for text in ("Des réunions plus tôt", "Un compte rendu affiché"):
        added = operation("proposals", "add_proposal").sync(
            workshop.slug, client=client, body=kinds.ProposalIn(text=text, group="Table 1")
        )
        assert (added.text, added.group.name) == (text, "Table 1")
    page = operation("proposals", "list_proposals").sync(workshop.slug, client=client)
    drawn = operation("drawings", "get_mindmap").sync(
        workshop.slug, kinds.GetMindmapFormat.SVG, client=client, theme=kinds.GetMindmapTheme.PRINT
    )

    assert [item.ref for item in page.items] == [1, 2, 3]
    picture = drawn.payload.read()
    assert picture.startswith(b"<svg")
    assert "Un compte rendu affiché".encode() in picture


def test_a_refusal_is_a_problem_with_its_code(client: Any) -> None:
    kinds = models()

    answer = operation("proposals", "add_proposal").sync_detailed(
        "absent", client=client, body=kinds.ProposalIn(text="Un comité")
    )

    assert isinstance(answer.parsed, kinds.Problem)
    assert (answer.parsed.status, answer.parsed.code) == (404, "workshop-not-found")


def test_a_sheet_is_sent_as_it_is(client: Any, generated: ModuleType) -> None:
    sheet = generated.types.File(payload=b"Groupe 1\n\nPoints positifs\n- L'accueil\n")

    report = operation("imports", "import_body").sync("mardi", client=client, body=sheet)

    assert (report.created, report.created_workshop) == (1, True)


def test_every_operation_is_in_it(generated: ModuleType) -> None:
    made = {path.stem for path in Path(str(generated.__file__)).parent.glob("api/*/*.py")} - {"__init__"}

    assert made >= {"create_workshop", "list_proposals", "get_mindmap", "export_json", "delete_group"}
