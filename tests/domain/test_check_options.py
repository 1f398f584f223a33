"""Options that say what a body leaves out."""

from typing import Any

import pytest

from synthgrid.domain.check_options import check_defaults
from synthgrid.domain.document import Defaults
from synthgrid.domain.values import Polarity
from synthgrid.errors import InvalidOptionError


def test_defaults_are_read_as_the_fields_of_an_item() -> None:
    given = {
        "group": " Table 1 ",
        "category": ("Lieux", "e\u0301cole"),
        "polarity": "improve",
        "section": None,
        "atomic": 1,
    }

    assert check_defaults(given, "en") == Defaults(
        group="Table 1", category=("Lieux", "\u00e9cole"), polarity=Polarity.IMPROVE, language="en"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("group", "  "),
        ("group", "a\nb"),
        ("actor", ""),
        ("section", "Mon Titre"),
        ("polarity", "négatif"),
        ("category", ("Lieux", "")),
        ("category", tuple("abcdefg")),
    ],
)
def test_a_default_that_cannot_be_is_named(name: str, value: Any) -> None:
    with pytest.raises(InvalidOptionError) as caught:
        check_defaults({name: value})

    assert caught.value.option == name
