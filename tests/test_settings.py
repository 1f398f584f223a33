"""The settings, read from an environment."""

from pathlib import Path

import pytest

from synthgrid.errors import Message, SettingsError
from synthgrid.settings import MIB, read_settings


def test_nothing_set_gives_the_defaults_of_the_contract() -> None:
    settings = read_settings({})

    assert settings.access == "keys"
    assert settings.language == "fr"
    assert settings.database_url.startswith("sqlite:///")
    assert (settings.limits.items, settings.limits.document_bytes, settings.limits.json_depth) == (
        10_000,
        10_000_000,
        80,
    )
    assert (settings.rendering.timeout, settings.rendering.memory) == (10.0, 1024 * MIB)


def test_a_checkout_keeps_its_data_beside_the_code() -> None:
    root = Path(__file__).parents[1]

    assert read_settings({}).database_url == f"sqlite:///{root / 'var' / 'synthgrid.db'}"
    assert read_settings({}).rendering.cache_dir == root / "var" / "cache"


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("postgres://a:b@c/d", "postgresql+psycopg://a:b@c/d"),
        ("postgresql://a@c/d", "postgresql+psycopg://a@c/d"),
        ("postgresql+psycopg://a@c/d", "postgresql+psycopg://a@c/d"),
        ("sqlite:////srv/a.db", "sqlite:////srv/a.db"),
    ],
)
def test_the_database_of_a_host_is_understood(url: str, read: str) -> None:
    assert read_settings({"DATABASE_URL": url}).database_url == read
    assert read_settings({"DATABASE_URL": "sqlite:///x", "SYNTHGRID_DATABASE_URL": url}).database_url == read


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "SYNTHGRID_ACCESS": "open",
            "SYNTHGRID_ENGINE": "system",
            "SYNTHGRID_TRUSTED_PROXIES": "2",
            "SYNTHGRID_LANG_DEFAULT": "en",
            "SYNTHGRID_LOG_LEVEL": "DEBUG",
            "SYNTHGRID_MAX_ITEMS": "7",
            "SYNTHGRID_RENDER_WORKERS": "3",
            "SYNTHGRID_RENDER_TIMEOUT": "2.5",
            "SYNTHGRID_CACHE_DIR": "/srv/cache",
            "SYNTHGRID_CACHE_BYTES": "0",
            "WEB_CONCURRENCY": "4",
        }
    )

    assert (settings.access, settings.trusted_proxies, settings.language) == ("open", 2, "en")
    assert (settings.log_level, settings.limits.items, settings.processes) == ("DEBUG", 7, 4)
    assert (settings.rendering.engine, settings.rendering.workers, settings.rendering.timeout) == ("system", 3, 2.5)
    assert (settings.rendering.cache_dir, settings.rendering.cache_bytes) == (Path("/srv/cache"), 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SYNTHGRID_DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "nowhere"),
        ("SYNTHGRID_ACCESS", "ouvert"),
        ("SYNTHGRID_ENGINE", "dot"),
        ("SYNTHGRID_TRUSTED_PROXIES", "-1"),
        ("SYNTHGRID_RENDER_TIMEOUT", "601"),
        ("SYNTHGRID_RENDER_MEMORY", "1000"),
        ("SYNTHGRID_MAX_ITEMS", "0"),
        ("SYNTHGRID_LOG_LEVEL", "verbose"),
        ("WEB_CONCURRENCY", "many"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})

    assert caught.value.name == name
    assert value in str(caught.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SYNTHGRID_DATABASE_URL", "an address such as"),
        ("SYNTHGRID_ACCESS", "one of: keys, open"),
        ("SYNTHGRID_RENDER_TIMEOUT", "seconds from 0.1 to 600"),
        ("SYNTHGRID_MAX_ITEMS", "a whole number of 1 or more"),
        ("WEB_CONCURRENCY", "a whole number from 1 to 256"),
    ],
)
def test_what_is_expected_is_a_message_that_can_be_translated(name: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: "?"})

    said = caught.value.facts["reason"].facts["expected"]
    assert isinstance(said, Message)
    assert str(said).startswith(expected)


def test_the_limits_of_xml_are_settings() -> None:
    limits = read_settings({"SYNTHGRID_MAX_XML_DEPTH": "10", "SYNTHGRID_MAX_XML_NODES": "500"}).limits

    assert (limits.xml_depth, limits.xml_nodes) == (10, 500)
    assert (read_settings({}).limits.xml_depth, read_settings({}).limits.xml_nodes) == (64, 20_000)
