"""What answers have in common, for the specification: their headers, the problems, recorded examples."""

import json
from functools import cache
from importlib import resources
from typing import Any, Final

from synthgrid.api import catalogue
from synthgrid.api.problems import PROBLEM_TYPE
from synthgrid.i18n import LANGUAGES

Described = dict[str, Any]

DESCRIPTIONS: Final = {
    "400": "The body cannot be read.",
    "401": "A key is needed, or this one is unknown.",
    "403": "Not allowed.",
    "404": "There is no such thing, or none that this key may see.",
    "406": "None of the formats is acceptable.",
    "408": "The body stopped coming.",
    "409": "The state of what is stored forbids it.",
    "412": "It has changed since it was read.",
    "413": "The body is too large.",
    "415": "The type of the body is not read here.",
    "422": "Readable, but against a rule; `errors` names each place.",
    "428": "The workspace asks for `If-Match`, or `If-None-Match: *` for what is new.",
    "429": "More requests a minute than one key, or one address without key, may send; `Retry-After` says when.",
    "503": "Too much is going on; `Retry-After` says when to try again.",
    "default": "Any other problem.",
}
"""Problems by status; a status that has codes and is not here stands under `default`."""


def _header(description: str, kind: str = "string", *, always: bool = False, **schema: Any) -> Described:
    required = {"required": True} if always else {}
    return {"description": description, **required, "schema": {"type": kind, **schema}}


HEADERS: Final = {
    "Allow": _header("The methods that the address knows (405)."),
    "Content-Disposition": _header("A name for the file.", always=True),
    "Content-Language": _header("The language of the problem.", enum=list(LANGUAGES)),
    "ETag": _header("The revision of what is answered, for `If-Match` and `If-None-Match`.", always=True),
    "Idempotency-Replayed": _header("`true` when this is an earlier answer, given again.", enum=["true"]),
    "Link": _header('Where to go on: `rel="next"` of a list, `rel="alternate"` of a drawing with small print.'),
    "Location": _header("The address of what was created.", always=True),
    "Retry-After": _header("Seconds to wait before trying again.", "integer", always=True, minimum=0),
    "WWW-Authenticate": _header("How to say who is asking."),
    "X-Missing-Glyphs": _header("Characters that the font does not have, as `U+1F600`, by commas."),
    "X-Render-Dpi": _header("The dots per inch of a PNG; fewer than asked for when it had too many pixels.", "number"),
    "X-Request-Id": _header("The id of the request, as in the log; one that was sent is kept.", always=True),
    "X-Small-Print": _header("The size of the smallest text when a reader would need a glass, and the floor."),
}
_OF_PROBLEMS: Final = {
    "401": ("WWW-Authenticate",),
    "403": ("WWW-Authenticate",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
    "default": ("Allow",),
}


def headers(*names: str) -> Described:
    """Return references to headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


@cache
def recorded(name: str) -> Any:
    """Return what was recorded from real requests: `answers` or `problems`."""
    return json.loads((resources.files("synthgrid") / "samples" / f"{name}.json").read_text("utf-8"))


def place_of(status: int) -> str:
    """Return where problems of a status stand: under it, or under `default`."""
    return str(status) if str(status) in DESCRIPTIONS else "default"


def statuses() -> set[str]:
    """Return the statuses that problems have."""
    return {str(entry.status) for entry in catalogue.entries()}


def problem_responses() -> Described:
    """Return a response for each status of a problem, with an example of each of its codes in each language."""
    return {f"Problem{status}": _response(status) for status in DESCRIPTIONS if status in {*statuses(), "default"}}


def _response(status: str) -> Described:
    codes = [entry.code for entry in catalogue.entries() if place_of(entry.status) == status]
    names = [name for name in examples_of_problems() if name.rpartition(".")[0] in codes]
    shown = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": shown}
    told = headers("Content-Language", *_OF_PROBLEMS.get(status, ()))
    return {"description": DESCRIPTIONS[status], "headers": told, "content": {PROBLEM_TYPE: content}}


def examples_of_problems() -> Described:
    """Return the recorded problems by code and language, such as `busy.fr`."""
    known = recorded("problems")
    return {
        f"{entry.code}.{spoken}": {"summary": entry.titled(spoken), "value": known[entry.code][spoken]}
        for entry in catalogue.entries()
        if entry.code in known
        for spoken in LANGUAGES
    }
