"""A browser and a renderer for all tests that look at drawings."""

from collections.abc import Iterator
from typing import Any

import pytest

from synthgrid.drawing import Renderer
from synthgrid.settings import Rendering
from tests.e2e.browsers import CHROMIUM, FLAGS


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    made = Renderer(Rendering(engine="bundled", workers=1))
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is a browser)

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()
