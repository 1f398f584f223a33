"""The words that headings are known by: polarities, sections, groups. One table; English, French, Spanish."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from synthgrid.domain.own_words import Meanings, OwnWords
from synthgrid.domain.text import folded

POSITIVE: Final = "polarity:positive"
IMPROVE: Final = "polarity:improve"

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    POSITIVE: (
        *("points positifs", "point positif", "positif", "positifs", "aspects positifs", "plus", "pour"),
        *("points forts", "point fort", "forces", "force", "atouts", "avantages", "leviers", "reussites"),
        *("ce qui s'est bien passe", "ce qui se passe bien", "bien passe", "ce qui va bien", "ce qui va"),
        *("ce qui a bien marche", "ce qui a marche", "ce qui marche", "ce qui marche bien"),
        *("ce qui a bien fonctionne", "ce qui a fonctionne", "ce qui fonctionne", "ce qui fonctionne bien"),
        *("went well", "what went well", "what goes well", "what worked", "what works", "good", "positive"),
        *("positives", "positive points", "pros", "advantages", "strengths", "for", "a favor", "puntos fuertes"),
        *("fortalezas", "ventajas", "lo positivo"),
    ),
    IMPROVE: (
        *("points a ameliorer", "point a ameliorer", "a ameliorer", "ameliorations", "axes d'amelioration"),
        *("axes de progres", "pistes d'amelioration", "points d'amelioration", "points de progres"),
        *("points negatifs", "point negatif", "negatif", "negatifs", "aspects negatifs", "moins", "contre"),
        *("points faibles", "point faible", "faiblesses", "inconvenients", "freins", "difficultes"),
        *("ce qui s'est moins bien passe", "ce qui s'est mal passe", "ce qui ne s'est pas bien passe"),
        *("moins bien passe", "mal passe", "ce qui ne va pas", "ce qui va moins bien", "ce qui a moins bien marche"),
        *("ce qui n'a pas marche", "ce qui ne marche pas", "ce qui marche moins bien", "ce qui est a ameliorer"),
        *("ce qui n'a pas fonctionne", "ce qui ne fonctionne pas", "ce qui a moins bien fonctionne"),
        *("went badly", "what went badly", "what went wrong", "went wrong", "went less well", "what went less well"),
        *("what didn't work", "what did not work", "what could be better", "what could be improved", "to improve"),
        *("could be improved", "improve", "improvements", "delta", "deltas", "bad", "negative", "negatives"),
        *("negative points", "cons", "disadvantages", "weaknesses", "against", "en contra", "puntos debiles"),
        *("debilidades", "desventajas", "lo negativo"),
    ),
    "section:keyword": ("mots cles", "mot cle", "mots clefs", "keywords", "key words", "palabras clave"),
    "section:recommendation": (
        *("suggestions", "suggestion", "propositions", "preconisations", "preconisation", "recommandations"),
        *("recommandation", "decisions", "pistes d'action", "recommendations", "proposals", "action items"),
        *("actions a mener", "propuestas", "recomendaciones"),
    ),
    "section:essential": (
        *("points essentiels", "essentiel", "essentiels", "a retenir", "ce qu'il faut retenir"),
        *("essential points", "essentials", "key points", "takeaways", "key takeaways"),
    ),
    "section:quotation": ("citation", "citations", "quotation", "quotations", "quote", "quotes"),
    "section:participation": (
        *("modalites de participation", "modalite de participation", "participation modalities"),
        *("ways of participating", "how to participate"),
    ),
}
"""What a heading means -> how people write it, folded, without article."""

_KNOWN: Final = {tuple(alias.split()): meaning for meaning, aliases in ALIASES.items() for alias in aliases}
_own: ContextVar[OwnWords] = ContextVar("own", default=OwnWords())  # noqa: B039 (it is frozen)
_READINGS: Final = ("polarity:", "section:")
_SIGNS: Final = {
    **dict.fromkeys(("+", "(+)", "[+]", "++", "➕", "👍", "😀", "🙂"), POSITIVE),
    **dict.fromkeys(("(-)", "[-]", "(–)", "➖", "👎", "🙁", "Δ", "△"), IMPROVE),
}
_OPPOSITE: Final = {POSITIVE: IMPROVE, IMPROVE: POSITIVE}
_ARTICLES: Final = frozenset(("le", "la", "les", "nos", "vos", "mes", "des", "the", "our", "los", "las", "el"))
_CONNECTORS: Final = frozenset(("ou", "et", "or", "and", "y", "o", "/", "(", "&", ",", ":", "–", "—", "|", "="))
_TOKEN: Final = re.compile(r"[a-z0-9']+|[^\sa-z0-9'-]")
_ENUMERATOR: Final = re.compile(r"(?:\d{1,2}|[ivx]{1,4}|[a-h])\s?[.)°/-]\s*(?=[a-z])")
_ALIAS_WORDS: Final = max(map(len, _KNOWN))

_NUMBERED_GROUP: Final = re.compile(
    r"""
    (?P<name>(?:sous[ -]?groupe|groupe|table|[ée]quipe|sub-?group|group|team|grupo|mesa)
        (?:\s*(?:n\s?[°º]\s?|no\.?\s|\#\s?)?\d{1,3}|\s+(?:n\s?[°º]\s?)?(?:[a-z]|[ivx]{1,4})))
    (?:\s*(?:[:–—,/-]|\((?=.*\)$))\s*(?P<actor>\S.*))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED_GROUP: Final = re.compile(r"(?:sous[ -]?groupe|groupe|sub-?group|group|grupo)\s+\S.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group as its heading says it: `Table 2`, `usagers`."""

    name: str
    actor: str = ""


@contextmanager
def with_words(own: OwnWords) -> Iterator[None]:
    """Know the words of templates too, while a body is read."""
    token = _own.set(OwnWords(_by_words(own.first), _by_words(own.last)))
    try:
        yield
    finally:
        _own.reset(token)


def _by_words(meanings: Meanings) -> Meanings:
    return {" ".join(words): meaning for heading, meaning in meanings.items() if (words := _words(heading))}


def field_of(heading: str, usual: str | None) -> str | None:
    """Return the field that a heading stands for: `category`, `facet:NAME`.

    Args:
        heading: One line.
        usual: What it stands for where no template has it.
    """
    return _known(_words(heading), usual, reading=False)


def _known_as(words: tuple[str, ...]) -> str | None:
    """Return the polarity or section that words stand for."""
    return _known(words, _KNOWN.get(words), reading=True)


def _known(words: tuple[str, ...], usual: str | None, *, reading: bool) -> str | None:
    own, said = _own.get(), " ".join(words)
    found = (own.first.get(said), usual, own.last.get(said))
    return next((one for one in found if one and (one is usual or one.startswith(_READINGS) is reading)), None)


def sign_of(text: str) -> str | None:
    """Return what a sign alone on its line means (`+`, 👍…); a lone `-` may be an item left empty: it means nothing."""
    return _SIGNS.get(text.rstrip(" :"))


def exact_meaning(text: str) -> str | None:
    """Return what a heading means that says nothing but a known word: « Les moins », « Préconisations : »."""
    return sign_of(text) or _known_as(_words(text))


def meaning(text: str) -> str | None:
    """Return what a heading means that a known word begins or ends: « Points positifs ou leviers à soutenir ».

    A polarity's word alone needs a connector after it (« Forces et ressources », but « Forces de l'ordre » is a
    theme). A heading that names both polarities means neither.
    """
    words = _words(text)
    if known := sign_of(text) or _known_as(words):
        return known
    known, length = _beginning(words)
    if known is None:
        return _ending(words)
    rest = _trimmed(words[length:])
    if _OPPOSITE.get(known, known) in (_beginning(rest)[0], _known_as(rest)) and known in _OPPOSITE:
        return None
    return known if length > 1 or known not in _OPPOSITE or words[length] in _CONNECTORS else None


def group_of(text: str, *, heading: bool) -> GroupName | None:
    """Read a group's heading: « Groupe 1 », « Table 2 : usagers », « Sous-groupe B ».

    Args:
        text: One line.
        heading: Whether the line is known to be a heading: then « Groupe des usagers » is a group too.
    """
    text = " ".join(text.split()).rstrip(" :")
    if found := _NUMBERED_GROUP.fullmatch(text):
        actor = found["actor"] or ""
        if actor.endswith(")") and actor.count("(") < actor.count(")"):
            actor = actor[:-1].rstrip()
        return None if actor.endswith(".") else GroupName(found["name"], actor)
    return GroupName(text) if heading and _NAMED_GROUP.fullmatch(text) else None


def _words(text: str) -> tuple[str, ...]:
    plain = folded(text)
    if found := _ENUMERATOR.match(plain):
        plain = plain[found.end() :]
    return _trimmed(tuple(_TOKEN.findall(plain)))


def _trimmed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take off outer punctuation, leading articles and connectors."""
    first, last = 0, len(words)
    while first < last and (words[first] in _ARTICLES or words[first] in _CONNECTORS or not words[first][0].isalnum()):
        first += 1
    while last > first and not words[last - 1][-1].isalnum():
        last -= 1
    words = words[first:last]
    if words and words[0].startswith("l'"):
        return (words[0][2:], *words[1:])
    return words


def _beginning(words: tuple[str, ...]) -> tuple[str | None, int]:
    """Find the longest known word that begins a heading and does not fill it; give its length."""
    for length in range(min(_ALIAS_WORDS, len(words) - 1), 0, -1):
        if known := _known_as(words[:length]):
            return known, length
    return None, 0


def _ending(words: tuple[str, ...]) -> str | None:
    for length in range(min(_ALIAS_WORDS, len(words) - 1), 1, -1):
        if known := _known_as(words[-length:]):
            return known
    return None
