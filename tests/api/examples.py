"""The examples of `api_spec/examples`: requests and the answers they got, one conversation in the order of the files.

`python -m tests.api.examples` asks again and writes the answers anew, and with them what the specification shows of
them (`synthgrid/samples`): look at the difference before committing it. Ids and revisions are told by numbers; a
request may name those that an earlier answer told.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

import synthgrid
from synthgrid.app import create_app
from synthgrid.settings import Rendering, Settings
from tests.api.masks import Pretend
from tests.api.problem_examples import Site
from tests.api.servers import a_server
from tests.databases import Sqlite, using

EXAMPLES: Final = Path(__file__).parents[2] / "api_spec" / "examples"
SAMPLES: Final = Path(synthgrid.__file__).parent / "samples"
TOLD_HEADERS: Final = (
    "Content-Type",
    "Location",
    "ETag",
    "Allow",
    "Retry-After",
    "Link",
    "WWW-Authenticate",
    "Idempotency-Replayed",
)
TOLD_TEXTS: Final = {"text/plain", "text/markdown", "text/csv"}
"""Answers besides JSON that are told whole; pictures and documents are told by their headers."""


def conversation() -> list[Path]:
    """The examples in the order they are told."""
    return sorted(EXAMPLES.glob("*.json"))


def asked_again(app: Flask) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Ask every example again, in order; yield it with the answer it gets now."""
    pretend, client = Pretend(), app.test_client()
    for path in conversation():
        example = json.loads(path.read_text(encoding="utf-8"))
        yield path, {**example, "response": _ask(client, example["request"], pretend)}


def _ask(client: FlaskClient, request: dict[str, Any], pretend: Pretend) -> dict[str, Any]:
    sent = pretend.real(request)
    body = sent.get("body")
    answer = client.open(
        sent["path"],
        method=sent["method"],
        data=json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else body,
        headers={"Accept-Language": "fr", **sent.get("headers", {})},
    )
    headers = {name: answer.headers[name] for name in TOLD_HEADERS if name in answer.headers}
    told: dict[str, Any] = {"status": answer.status_code, "headers": headers}
    if "json" in (answer.mimetype or "") and answer.data:
        told["body"] = answer.get_json(force=True)
    elif answer.mimetype in TOLD_TEXTS:
        told["body"] = answer.text
    return dict(pretend.told(told))


def operation_of(app: Flask, request: dict[str, Any]) -> str:
    """Return the operation id of a request, "" when its address knows no such method."""
    path = request["path"].split("?")[0]
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, request["method"])
    except HTTPException:
        return ""
    return str(endpoint.rpartition(".")[2])


def answers_of(app: Flask, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first good answer of each operation, by status and content type, as the specification shows it."""
    found: dict[str, Any] = {}
    for example in told:
        response = example["response"]
        if response["status"] < 300 and "body" in response:
            kind = response["headers"]["Content-Type"].split(";")[0]
            by_status = found.setdefault(operation_of(app, example["request"]), {})
            by_status.setdefault(str(response["status"]), {}).setdefault(kind, response["body"])
    return found


def written(value: Any) -> str:
    """Return a JSON value as it stands in a file."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def record() -> None:
    """Ask everything again and write down the answers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def make_app(**settings: Any) -> Flask:
            where = tempfile.mkdtemp(dir=folder)
            plain = {
                "database_url": f"sqlite:///{where}/synthgrid.db",
                "access": "open",
                "rendering": Rendering(workers=1, cache_dir=folder / "cache"),
            }
            app = create_app(Settings(**{**plain, **settings}))
            if "database_url" not in settings:
                app.extensions["synthgrid"].database.upgrade()
            return app

        app = make_app()
        told = []
        for path, example in asked_again(app):
            path.write_text(written(example), encoding="utf-8")
            told.append(example)
        app.extensions["synthgrid"].renderer.close()
        (SAMPLES / "answers.json").write_text(written(answers_of(app, told)), encoding="utf-8")
        (folder / "migrated").mkdir()
        with using(Sqlite(folder / "migrated")), a_server(folder) as server:
            problems = Site(make_app, folder, server.port).examples()
        (SAMPLES / "problems.json").write_text(written(problems), encoding="utf-8")


if __name__ == "__main__":
    record()
