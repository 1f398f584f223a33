"""The French catalogue says everything that the code says."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from synthgrid.errors import Message
from synthgrid.i18n import LOCALE, plural, translate

SCRIPT = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "catalogue"))
PLACES = re.compile(r"%\(\w+\)[sd]")


def french() -> Catalog:
    catalogue = SCRIPT["updated"]()
    assert isinstance(catalogue, Catalog)
    return catalogue


def sentences(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each message, each of its plural forms, with its French."""
    for message in catalogue:
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id:
            yield message.id, message.string
        elif isinstance(message.id, tuple | list) and isinstance(message.string, tuple | list):
            yield from zip(message.id, (string or "" for string in message.string), strict=True)


def test_every_message_of_the_code_has_its_french_with_the_same_places() -> None:
    for message, string in sentences(french()):
        assert string, f"no French for {message!r}: write it in synthgrid.po, then run scripts/catalogue"
        assert sorted(PLACES.findall(message)) == sorted(PLACES.findall(string)), message


def test_french_typography_has_its_no_break_spaces() -> None:
    for _, string in sentences(french()):
        assert not re.search(r" [:;!?»]|« |[^\s\u00a0:/][!?;]", string), string


def test_the_compiled_catalogue_is_that_of_the_code() -> None:
    with (LOCALE / "fr" / "LC_MESSAGES" / "synthgrid.mo").open("rb") as file:
        compiled = sorted(sentences(read_mo(file)))

    assert compiled == sorted(sentences(french())), "run scripts/catalogue"


def test_messages_are_said_in_french_with_messages_inside_them() -> None:
    message = Message("It must be %(expected)s.", {"expected": Message("a date such as 2026-11-20")})

    assert translate(message, "fr") == "Il faut une date comme 2026-11-20."
    assert translate(message, "en") == "It must be a date such as 2026-11-20."


def test_french_says_zero_in_the_singular() -> None:
    assert [plural("%(count)d group", "%(count)d groups", count, "fr") for count in (0, 1, 2)] == [
        "0 groupe",
        "1 groupe",
        "2 groupes",
    ]
