"""The settings, read from an environment."""

from pathlib import Path

import pytest

from synthgrid.errors import Message, SettingsError
from synthgrid.settings import MIB, language_of, read_settings, shown


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


def test_every_variable_stands_in_the_readme() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()

    for name in read_settings({}).values:
        short = f"`…{name.removeprefix('SYNTHGRID')}`", f"`…_{name.split('_', 2)[-1]}`"
        assert any(form in readme for form in (f"`{name}`", *short)), name


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://anna:s3:c/r@host/db", "postgresql+psycopg://anna:***@host/db"),
        ("postgresql+psycopg://anna@host/db", "postgresql+psycopg://anna@host/db"),
        ("sqlite:////srv/a:b@c.db", "sqlite:////srv/a:b@c.db"),
    ],
)
def test_a_password_is_not_shown(url: str, told: str) -> None:
    assert shown(url) == told


@pytest.mark.parametrize(("given", "language"), [("en", "en"), ("fr", "fr"), ("", "fr"), ("klingon", "fr")])
def test_who_runs_the_service_is_told_in_the_language_that_is_set(given: str, language: str) -> None:
    assert language_of({"SYNTHGRID_LANG_DEFAULT": given}) == language


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "SYNTHGRID_ACCESS": "open",
            "SYNTHGRID_ENGINE": "system",
            "SYNTHGRID_TRUSTED_PROXIES": "2",
            "SYNTHGRID_LANG_DEFAULT": "en",
            "SYNTHGRID_LOG_LEVEL": "DEBUG",
            "SYNTHGRID_MAX_ITEMS": "7",
            "SYNTHGRID_MAX_TEXT": "280",
            "SYNTHGRID_MAX_TREE_DEPTH": "5",
            "SYNTHGRID_RENDER_WORKERS": "3",
            "SYNTHGRID_RENDER_WAITING": "0",
            "SYNTHGRID_RENDER_TIMEOUT": "2.5",
            "SYNTHGRID_CACHE_DIR": "/srv/cache",
            "SYNTHGRID_CACHE_BYTES": "0",
            "SYNTHGRID_RATE_LIMIT": "60",
            "SYNTHGRID_SECRET_KEY": "s" * 32,
            "WEB_CONCURRENCY": "4",
        }
    )

    assert (settings.access, settings.trusted_proxies, settings.language) == ("open", 2, "en")
    assert (settings.log_level, settings.limits.items, settings.processes) == ("DEBUG", 7, 4)
    assert (settings.limits.requests, settings.secret_key) == (60, "s" * 32)
    assert (settings.rendering.engine, settings.rendering.workers, settings.rendering.timeout) == ("system", 3, 2.5)
    assert (settings.limits.text, settings.limits.tree_depth, settings.rendering.waiting) == (280, 5, 0)
    assert (settings.rendering.cache_dir, settings.rendering.cache_bytes) == (Path("/srv/cache"), 0)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org", ("https://example.org",)),
        (" https://a.org, http://localhost:3000\nhttps://a.org ", ("https://a.org", "http://localhost:3000")),
        ("HTTPS://A.org:443,http://a.org:80,https://a.org:80", ("https://a.org", "http://a.org", "https://a.org:80")),
        ("http://[::1]:3000", ("http://[::1]:3000",)),
    ],
)
def test_origins_are_read_as_browsers_write_them(given: str, read: tuple[str, ...]) -> None:
    assert read_settings({"SYNTHGRID_CORS_ORIGINS": given}).cors_origins == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.org:443/", "https://example.org"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://example.org/Ateliers/a.b~c/", "https://example.org/Ateliers/a.b~c"),
    ],
)
def test_the_public_address_is_read_without_what_goes_without_saying(given: str, read: str) -> None:
    assert read_settings({"SYNTHGRID_PUBLIC_URL": given}).public_url == read


def test_no_other_site_and_no_secret_is_the_default() -> None:
    settings = read_settings({})

    assert (settings.cors_origins, settings.secret_key, settings.limits.requests) == ((), "", 600)


def test_a_secret_is_shown_nowhere() -> None:
    assert "s" * 32 not in repr(read_settings({"SYNTHGRID_SECRET_KEY": "s" * 32}))
    with pytest.raises(SettingsError) as caught:
        read_settings({"SYNTHGRID_SECRET_KEY": "trop court"})
    assert caught.value.name == "SYNTHGRID_SECRET_KEY"
    assert "trop court" not in str(caught.value)


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
        ("SYNTHGRID_MAX_TREE_DEPTH", "33"),
        ("SYNTHGRID_LOG_LEVEL", "verbose"),
        ("SYNTHGRID_RATE_LIMIT", "-1"),
        ("SYNTHGRID_CORS_ORIGINS", "*"),
        ("SYNTHGRID_CORS_ORIGINS", "null"),
        ("SYNTHGRID_CORS_ORIGINS", "https://example.org:65536"),
        ("SYNTHGRID_PUBLIC_URL", "example.org"),
        ("SYNTHGRID_PUBLIC_URL", "ftp://example.org"),
        ("SYNTHGRID_PUBLIC_URL", "https://example.org/a?b"),
        ("SYNTHGRID_PUBLIC_URL", "https://example.org/a/../b"),
        ("SYNTHGRID_PUBLIC_URL", "https://example.org//a"),
        ("SYNTHGRID_PUBLIC_URL", "https://anna:secret@example.org"),
        ("SYNTHGRID_PUBLIC_URL", "https://example.org:0"),
        ("SYNTHGRID_CORS_ORIGINS", "example.org"),
        ("SYNTHGRID_CORS_ORIGINS", "https://example.org/"),
        ("SYNTHGRID_CORS_ORIGINS", "https://example.org https://*.example.org"),
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
