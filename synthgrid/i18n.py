"""French first, English second: gettext with English message ids and a French catalogue."""

import gettext
from functools import cache
from pathlib import Path
from typing import Final

from synthgrid.errors import Message

LANGUAGES: Final = ("fr", "en")
LOCALE: Final = Path(__file__).parent / "locale"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("synthgrid", LOCALE, languages=[language], fallback=True)


def speaks(language: str) -> str:
    """Return the language people are answered in for a BCP 47 tag: `fr` or `en`."""
    return "fr" if language.lower().split("-")[0] == "fr" else "en"


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
