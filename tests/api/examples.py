"""The examples of `api_spec/examples`: requests and the answers they got, one conversation in the order of the files.

`python -m tests.api.examples` writes the answers anew: look at the difference before committing it.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from synthgrid.app import create_app
from synthgrid.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "api_spec" / "examples"
TOLD_HEADERS = ("Content-Type", "Location", "Allow", "Retry-After", "Link", "WWW-Authenticate", "Idempotency-Replayed")
VARYING = {"id", "revision", "created_at", "updated_at", "request_id", "parent"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def conversation() -> list[Path]:
    """The examples in the order they are told."""
    return sorted(EXAMPLES.glob("*.json"))


def ask(client: FlaskClient, request: dict[str, Any]) -> dict[str, Any]:
    """Send the request of an example; return the answer as an example tells it."""
    body = request.get("body")
    data = json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else body
    answer = client.open(
        request["path"],
        method=request["method"],
        data=data,
        headers={"Accept-Language": "fr", **request.get("headers", {})},
    )
    told: dict[str, Any] = {"status": answer.status_code}
    told["headers"] = {name: answer.headers[name] for name in TOLD_HEADERS if name in answer.headers}
    if answer.data:
        told["body"] = answer.get_json(force=True) if "json" in (answer.mimetype or "") else answer.text
    return told


def masked(value: Any, name: str = "") -> Any:
    """Return an answer without what differs each time: ids, times, revisions."""
    if isinstance(value, dict):
        return {key: masked(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(member) for member in value]
    if name in VARYING and value is not None:
        return "…"
    return UUID.sub("…", value) if isinstance(value, str) else value


def record() -> None:
    """Ask every example again and write down the answers."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/synthgrid.db", access="open"))
        app.extensions["synthgrid"].database.upgrade()
        for path in conversation():
            example = json.loads(path.read_text(encoding="utf-8"))
            example["response"] = ask(app.test_client(), example["request"])
            path.write_text(json.dumps(example, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        app.extensions["synthgrid"].database.dispose()


if __name__ == "__main__":
    record()
