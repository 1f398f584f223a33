"""The workshops that are drawn, always the same ones, and the same trees in the languages of the others."""

import random
from typing import Any, Final

SENTENCE: Final = (
    "accueillir écouter participation confiance temps habitants équipe projet réunion partenaires institution parole "
    "décider ensemble moyens formation quartier familles jeunes rencontre évaluer sens travail accompagner territoire"
)
THEMES: Final = ("Accueil", "Gouvernance", "Moyens", "Partenariats", "Formation")
GROUPS: Final = ("Table 1", "Table 2", "Table 3")
TITLE: Final = "Mesure"


def a_workshop(size: int, seed: int | None = None) -> dict[str, Any]:
    """Write a workshop of `size` proposals of 2 to 14 words; another one for another seed."""
    chance = random.Random(size if seed is None else seed)  # noqa: S311 (texts, not secrets)
    words = SENTENCE.split()
    proposals = [
        {
            "text": " ".join(chance.choices(words, k=chance.randint(2, 14))).capitalize(),
            "group": chance.choice(GROUPS),
            "category": [chance.choice(THEMES)],
            "polarity": chance.choice(("positive", "improve")),
        }
        for _ in range(size)
    ]
    return {"title": TITLE, "proposals": proposals}


def as_plantuml(workshop: dict[str, Any]) -> str:
    """Write its tree as a mind map of PlantUML."""
    return "\n".join(["@startmindmap", f"* {TITLE}", *_levels(workshop, "** ", "*** "), "@endmindmap", ""])


def as_mermaid(workshop: dict[str, Any]) -> str:
    """Write its tree as a mind map of Mermaid."""
    return "\n".join(["mindmap", f"  {TITLE}", *_levels(workshop, "    ", "      "), ""])


def _levels(workshop: dict[str, Any], theme: str, item: str) -> list[str]:
    below: dict[str, list[str]] = {}
    for proposal in workshop["proposals"]:
        below.setdefault(proposal["category"][0], []).append(proposal["text"])
    return [line for name, texts in below.items() for line in (theme + name, *(item + text for text in texts))]
