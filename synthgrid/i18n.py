"""French first, English second: gettext with English message ids and a French catalogue."""

import gettext
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from synthgrid.errors import N_, Message

LANGUAGE: Final = "fr"
"""What is spoken where nobody says which."""

LANGUAGES: Final = (LANGUAGE, "en")
LOCALE: Final = Path(__file__).parent / "locale"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("synthgrid", LOCALE, languages=[language], fallback=True)


def speaks(language: str) -> str:
    """Return the language people are answered in for a BCP 47 tag: `fr` or `en`."""
    return "fr" if language.lower().split("-")[0] == "fr" else "en"


def preferred(accepted: Iterable[tuple[str, float]], otherwise: str) -> str:
    """Return the first language of ours that somebody accepts, whatever its region: « fr-FR » is « fr ».

    Args:
        accepted: BCP 47 tags and how much each is wanted, the dearest first; 0 is not at all.
        otherwise: What is spoken when none of them is ours.
    """
    tags = (tag.lower().split("-")[0] for tag, wanted in accepted if wanted > 0)
    return next((tag for tag in tags if tag in LANGUAGES), otherwise)


def translate(message: Message | str, language: str) -> str:
    """Say a message in a language, the facts inside it too.

    Args:
        message: A `Message`, or an English gettext id without places.
        language: `fr`, or anything else for English.

    Returns:
        The sentence with its places filled.
    """
    if isinstance(message, str):
        return _catalogue(language).gettext(message)
    sentence = _catalogue(language).gettext(message.text)
    if not message.facts:
        return sentence
    facts = {
        name: translate(fact, language) if isinstance(fact, Message) else fact for name, fact in message.facts.items()
    }
    return sentence % facts


def plural(one: str, many: str, count: int, language: str) -> str:
    """Say a counted thing: the catalogue's plural of `one` / `many`, with `%(count)d` filled."""
    return _catalogue(language).ngettext(one, many, count) % {"count": count}


_MONTHS: Final = (
    N_("January %(day)s, %(year)d"),
    N_("February %(day)s, %(year)d"),
    N_("March %(day)s, %(year)d"),
    N_("April %(day)s, %(year)d"),
    N_("May %(day)s, %(year)d"),
    N_("June %(day)s, %(year)d"),
    N_("July %(day)s, %(year)d"),
    N_("August %(day)s, %(year)d"),
    N_("September %(day)s, %(year)d"),
    N_("October %(day)s, %(year)d"),
    N_("November %(day)s, %(year)d"),
    N_("December %(day)s, %(year)d"),
)


def decimal(value: float, language: str) -> str:
    """Return a number as it is written in a language, without zeros at its end: « 5,3 »."""
    said = f"{value:g}"
    return said.replace(".", ",") if speaks(language) == "fr" else said


def long_date(day: date, language: str) -> str:
    """Write a date in words: « 1er décembre 2026 », “December 1, 2026”."""
    number = "1er" if day.day == 1 and speaks(language) == "fr" else str(day.day)
    return translate(Message(_MONTHS[day.month - 1], {"day": number, "year": day.year}), language)
