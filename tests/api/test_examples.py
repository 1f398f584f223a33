"""The committed examples are what the service answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import MakeApp
from tests.api.examples import SAMPLES, answers_of, asked_again, conversation, operation_of, written
from tests.api.problem_examples import Site
from tests.api.servers import a_server

pytestmark = pytest.mark.sqlite

NOT_TOLD = {"openapi_json", "docs", "get_metrics"}
"""What describes or measures the service itself."""

RECORD = "run: python -m tests.api.examples"


@pytest.fixture(scope="module")
def answered(make_app: MakeApp) -> tuple[Flask, list[tuple[Path, dict[str, Any]]]]:
    """The whole conversation, asked again."""
    app = make_app()
    return app, list(asked_again(app))


def test_every_example_is_answered_as_it_says(answered: tuple[Flask, list[tuple[Path, dict[str, Any]]]]) -> None:
    for path, example in answered[1]:
        assert path.read_text(encoding="utf-8") == written(example), f"{path.name}: {RECORD}"


def test_every_operation_has_an_example(app: Flask) -> None:
    told = {operation_of(app, json.loads(path.read_text())["request"]) for path in conversation()}
    described = {
        operation["operationId"]
        for operations in app.extensions["synthgrid-openapi"]()["paths"].values()
        for method, operation in operations.items()
        if method != "parameters"
    }

    assert described - told - NOT_TOLD == set()


def test_the_answers_that_the_specification_shows_are_those_of_the_examples(
    answered: tuple[Flask, list[tuple[Path, dict[str, Any]]]],
) -> None:
    app, told = answered

    assert (SAMPLES / "answers.json").read_text("utf-8") == written(answers_of(app, [one for _, one in told])), RECORD


def test_every_code_has_the_example_that_a_refused_request_gets(make_app: MakeApp, tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        found = Site(make_app, tmp_path, server.port).examples()

    assert (SAMPLES / "problems.json").read_text("utf-8") == written(found), RECORD
