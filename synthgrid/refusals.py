"""What is refused before, or outside, the code that knows why: by HTTP's own statuses, each with a stable code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from synthgrid.errors import N_


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a status is told where no error of synthgrid's own was raised."""

    code: str
    title: str
    sentence: str


REFUSALS: Final[Mapping[int, Refusal]] = {
    400: Refusal("bad-request", N_("Unreadable request"), N_("The request cannot be read.")),
    403: Refusal("forbidden", N_("Not allowed"), N_("Requests of this kind are not accepted here.")),
    404: Refusal("not-found", N_("Not found"), N_("There is nothing at this address.")),
    405: Refusal(
        "method-not-allowed",
        N_("Method not allowed"),
        N_("This address does not know this method; the header “Allow” lists those it knows."),
    ),
    406: Refusal(
        "not-acceptable",
        N_("Not acceptable"),
        N_("None of the formats of this address is in the header “Accept”."),
    ),
    408: Refusal(
        "request-timeout", N_("Too slow"), N_("The request did not arrive in time; send it again, or in several parts.")
    ),
    414: Refusal(
        "uri-too-long", N_("Address too long"), N_("The address with its options is too long; leave some of them out.")
    ),
    417: Refusal(
        "expectation-failed", N_("Expectation not met"), N_("The header “Expect” asks for what is not done here.")
    ),
    431: Refusal(
        "headers-too-large", N_("Headers too large"), N_("A header is too long, or there are too many of them.")
    ),
    500: Refusal(
        "internal-error",
        N_("Internal error"),
        N_("Something went wrong here; it was logged under this request_id."),
    ),
    501: Refusal(
        "not-implemented", N_("Not known here"), N_("The header “Transfer-Encoding” names a coding that is not known.")
    ),
}
"""The code of a status never follows Python's phrases, which change with its versions."""
