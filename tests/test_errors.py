"""The errors as sentences."""

from synthgrid.errors import Fault, Message, NotReadyError
from synthgrid.i18n import translate


def test_what_is_not_ready_is_said_in_one_language() -> None:
    parts = ("database", "engine")
    error = NotReadyError([Fault(f"/{part}", Message("There is nothing at this address.")) for part in parts])

    assert translate(error.sentence, "fr").count("Il n’y a rien à cette adresse.") == 2
    assert str(error).count("There is nothing at this address.") == 2
