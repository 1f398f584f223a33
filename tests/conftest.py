"""Which database a test runs on: those that have one run on SQLite and on PostgreSQL."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.databases import Backend, Postgresql, Sqlite, using
from tests.postgresql import FAST, a_server, lacking

BOTH: Final = ("sqlite", "postgresql")
ROOMS: Final = {"storage", "services", "api", "cli", "web"}
MAKERS: Final = {"a_database", "a_server", "address", "make_app", "migrated"}
"""What gives a test a database: a fixture that it uses, or a function that its module does."""

_seconds: defaultdict[str, list[float]] = defaultdict(list)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that has a database on both kinds, or on the one that its marker names."""
    room = Path(metafunc.module.__file__ or "").parent.name
    used = {*metafunc.fixturenames, *vars(metafunc.module)}
    if room not in ROOMS or MAKERS.isdisjoint(used):
        return
    named = [kind for kind in BOTH if metafunc.definition.get_closest_marker(kind)]
    metafunc.parametrize("backend", named or BOTH, indirect=True, scope="module")


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """SQLite files."""
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """The databases of one server for all tests; skipped where there is none, but not in CI."""
    if reason := lacking():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with a_server(**FAST) as server:
        databases = Postgresql(server)
        yield databases
        databases.close()


@pytest.fixture(scope="module", autouse=True)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """The kind of database of the test. Fixtures of a module that have a database take it, to be made for each kind."""
    with using(request.getfixturevalue(getattr(request, "param", "sqlite"))) as kind:
        yield kind


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note how long a test took, by its database."""
    start = time.perf_counter()
    result = yield
    kind = getattr(item, "callspec", None) and item.callspec.params.get("backend")  # type: ignore[attr-defined]
    if kind:
        _seconds[kind].append(time.perf_counter() - start)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Take back the databases of a test's own folder."""
    used: dict[str, object] = getattr(item, "funcargs", {})
    kind, folder = used.get("backend"), used.get("tmp_path")
    result = yield
    if isinstance(kind, Postgresql) and isinstance(folder, Path):
        kind.reclaim(folder)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what each kind of database costs."""
    for kind, taken in _seconds.items():
        terminalreporter.write_line(f"{kind}: {len(taken)} tests in {sum(taken):.0f} s")
