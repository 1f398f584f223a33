"""Dates as people write them: « 2 AVRIL 2014 », 02/04/2014, 2014-04-02, April 2, 2014."""

import re
from datetime import date
from typing import Final

from synthgrid.domain.months import MONTHS
from synthgrid.domain.text import folded

_NUMBER: Final = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MONTH: Final = rf"(?P<month>{'|'.join(_NUMBER)})\.?"
_DATES: Final = tuple(
    re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/-])")
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s{_MONTH}\s(?P<year>\d{{4}})",
        rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
    )
)
_AROUND: Final = re.compile(
    r"(?:date|le|the|on|du|of|a|h|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)


def date_in(text: str) -> date | None:
    """Return the first date of a text, days before months where both are numbers."""
    found = _found(folded(text))
    return found[0] if found else None


def is_date(text: str) -> bool:
    """Tell whether a text says nothing but a date (« Mercredi 2 avril 2014 », « Date : 02/04/2014 »)."""
    plain = folded(text)
    found = _found(plain)
    if found is None:
        return False
    around = re.findall(r"\w+", plain[: found[1][0]] + " " + plain[found[1][1] :])
    return all(_AROUND.fullmatch(word) for word in around)


def _found(plain: str) -> tuple[date, tuple[int, int]] | None:
    for pattern in _DATES:
        for found in pattern.finditer(plain):
            month = _NUMBER.get(found["month"]) or int(found["month"])
            try:
                return date(int(found["year"]), month, int(found["day"])), found.span()
            except ValueError:
                continue
    return None
