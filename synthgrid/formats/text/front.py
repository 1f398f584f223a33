"""The front of a sheet, before its first item: title, place, date, question."""

import re
from dataclasses import dataclass
from typing import Any, Final

from synthgrid.domain.text import folded, normal
from synthgrid.formats.text.dates import date_in, is_date
from synthgrid.formats.text.lines import HEADING_MAX, Line

_KEYS: Final = {
    **dict.fromkeys(("titre", "title", "intitule", "titulo"), "title"),
    **dict.fromkeys(("lieu", "place", "ville", "location", "lugar"), "place"),
    **dict.fromkeys(("question", "question posee", "consigne", "pregunta"), "question"),
}
_WORKSHOP: Final = re.compile(r"(?:atelier|workshop|taller)s?(?![a-z])", re.IGNORECASE)
_GLUED_NUMBER: Final = re.compile(r"^((?:atelier|workshop|taller)s?)(?=\d)", re.IGNORECASE)
_SYNTHESIS: Final = ("synthese", "synthesis")
_TERRITORIES: Final = re.compile(
    r"(?:departemental|departementaux|departementale|departementales|regional|regionaux|regionale|regionales|"
    r"territorial|territoriaux|territoriale|territoriales|local|locaux)"
)
_TIME: Final = re.compile(r"(?<=\d)T(?=\d)")
_OF: Final = re.compile(r"(?:du|de la|de l'|de|des|d'|en|à|a)\s*(?=[A-ZÀ-Ý])")


@dataclass(slots=True)
class Front:
    """The metadata of a sheet."""

    title: str = ""
    place: str = ""
    date: str = ""
    question: str = ""
    synthesis: bool = False
    _named: bool = False

    def read(self, line: Line) -> str | None:
        """Take a line for what it says by itself; return as what it was understood, None when it says nothing."""
        if not line.short:
            return None
        text = line.name
        self.synthesis = self.synthesis or folded(text).startswith(_SYNTHESIS)
        key, colon, value = text.partition(":")
        if colon and (known := self._take(key, value)):
            return known
        if not self.date and is_date(text):
            return self._dated(text)
        if not self.place and (place := _place_in(text)):
            self.place = normal(place)
            self._dated(text)
            return "place"
        if not self._named and _WORKSHOP.match(text):
            self._named = True
            return self.entitle(line)
        return None

    def declare(self, key: str, value: str) -> str | None:
        """Take a value for what its key names; None when the key names nothing here, or what is known already."""
        if folded(key) != "date":
            return self._take(key, value) if len(value) <= HEADING_MAX else None
        found = None if self.date else date_in(_TIME.sub(" ", value))
        if found is None:
            return None
        self.date = found.isoformat()
        return "date"

    def _take(self, key: str, value: str) -> str | None:
        known = _KEYS.get(folded(key))
        if known is None or not value.strip() or getattr(self, known):
            return None
        setattr(self, known, normal(" ".join(value.split())))
        self._named = self._named or known == "title"
        return known

    def entitle(self, line: Line) -> str:
        """Take a line for the title, and the date that may stand in it."""
        self.title = normal(_GLUED_NUMBER.sub(r"\1 ", line.name))
        self._dated(line.name)
        return "title"

    def ask(self, line: Line) -> str | None:
        """Take a line for the question when it ends as one."""
        if self.question or not line.short or not line.text.rstrip().endswith("?"):
            return None
        self.question = normal(line.text)
        return "question"

    def _dated(self, text: str) -> str:
        if not self.date and (found := date_in(text)):
            self.date = found.isoformat()
        return "date"

    def fields(self) -> dict[str, Any]:
        """Return what was found, under the contract's names."""
        found = {"title": self.title, "date": self.date, "place": self.place, "question": self.question}
        return {name: value for name, value in found.items() if value}


def _place_in(text: str) -> str:
    """Read « Synthèse des ateliers départementaux Lot et Garonne », or « Agen, le 2 avril 2014 »."""
    before, comma, after = text.partition(",")
    if comma and len(before.split()) <= 4 and is_date(after):  # noqa: PLR2004 (Villeneuve sur Lot, le…)
        return before
    words = text.split()
    if folded(text).startswith(_SYNTHESIS) and any(_WORKSHOP.match(word) for word in words):
        for index, word in enumerate(words[:-1]):
            if _TERRITORIES.fullmatch(folded(word)):
                place = " ".join(words[index + 1 :])
                return _OF.sub("", place, count=1) if _OF.match(place) else place
    return ""
