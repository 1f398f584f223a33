"""Whole applications on real databases."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from synthgrid.app import create_app
from synthgrid.settings import Limits, Rendering, Settings
from tests.databases import Backend

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="module")
def make_app(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeApp]:
    """Make applications, each on its own copy of the empty database; they end with the module."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        folder = tmp_path_factory.mktemp("app")
        plain = Settings(
            database_url=backend.migrated(folder),
            access="open",
            # Tests ask as often as they like, but those that are about it.
            limits=Limits(requests=0),
            rendering=Rendering(workers=1, cache_dir=folder / "cache"),
        )
        app = create_app(replace(plain, **settings))  # type: ignore[arg-type]  # each test names real settings
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["synthgrid"].renderer.close()
        app.extensions["synthgrid"].database.dispose()


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    """An application without keys; the tests of a module share it and use addresses of their own."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of that application, on this machine."""
    return app.test_client()
