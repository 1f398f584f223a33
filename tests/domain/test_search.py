"""How texts are looked through."""

import pytest

from synthgrid.domain.fields import Refused
from synthgrid.domain.search import searched, terms


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("evaluation", "L’ÉVALUATION partagée"),
        ("ŒUVRE", "une main d'oeuvre"),
        ("oeuvre", "Chef-d’œuvre"),
        ("l'elan", "« L’élan »"),
        ("l’élan", "l'elan"),
        ("ﬁn", "la fin"),
        ("Straße", "STRASSE"),
        ("10-20", "10–20 personnes"),
        ("temps prendre", "Prendre  le\u00a0temps"),
        ('"le temps"', "prendre le\n temps"),
        ("« le temps »", "prendre le temps"),
        ("50%", "à 50 % près : 50%"),
        ("co\u00adopération", "coopération"),
        ("e\u0301lu", "Élu"),
    ],
)
def test_a_text_is_found_whatever_its_case_accents_and_typography(question: str, text: str) -> None:
    assert all(term in searched([text]) for term in terms(question))


def test_words_are_looked_for_apart_and_phrases_whole() -> None:
    assert terms('Prendre "le Temps" prendre "') == ("prendre", "le temps")


@pytest.mark.parametrize("question", ["", " ", '""', "\u0301", "«»"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(Refused):
        terms(question)


def test_a_phrase_does_not_reach_from_one_text_into_the_next() -> None:
    assert terms('"fin debut"')[0] not in searched(["la fin", "début"])
