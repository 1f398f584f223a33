"""The one way to write: a use case and its answer in one transaction, run again on a conflict, replayed by key."""

import hashlib
import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, TypeVar

from flask import Response, request
from marshmallow import Schema

from synthgrid.api.context import context, workspace
from synthgrid.api.encoding import encoded
from synthgrid.api.preconditions import tagged
from synthgrid.api.problems import language
from synthgrid.errors import N_, InvalidOptionError
from synthgrid.i18n import translate
from synthgrid.storage import Answer, Session, claim, remember

KEY_HEADER: Final = "Idempotency-Key"
KEY_MAX: Final = 255
KEY_PATTERN: Final = r"^[\x20-\x2b\x2d-\x7e]+$"
"""No comma: two headers arrive as one, joined by it."""
T = TypeVar("T")


def write(
    schema: Schema | None,
    use_case: Callable[[Session, str], T],
    status: Callable[[T], HTTPStatus] | HTTPStatus | None = None,
    *,
    dry_run: bool = False,
    once: Collection[str] = (),
    under: str | None = None,
) -> Response:
    """Run one use case in one transaction, its answer stored with it.

    Args:
        schema: Dumps what the use case returns; None answers 204.
        use_case: Takes the session and the workspace; may run several times, so it does nothing outside its session.
        status: The status, or how it follows from the value; 201 for a POST and 200 for the rest by default.
        dry_run: Whether the transaction is rolled back at the end, and nothing replayed.
        once: Members of the answer that are shown this once: a replay leaves them out and says so.
        under: The address below which a POST makes things, where it is not that of the request.

    Raises:
        IdempotencyMismatchError: The key was used for another request.
        WriteConflictError: Others came first at every retry.
    """
    place, key = workspace(), None if dry_run else _idempotency_key()

    def work(session: Session) -> Answer:
        if key is not None and (known := claim(session, place, key, _digest())):
            return Answer(known.status, {**known.headers, "Idempotency-Replayed": "true"}, known.body)
        value = use_case(session, place)
        answer = _answer(schema, value, status(value) if callable(status) else status, under)
        if key is not None:
            remember(session, place, key, _without(answer, once))
        return answer

    database = context().database
    answer = database.rehearse(work) if dry_run else database.write(work)
    sent = Response(answer.body, answer.status, dict(answer.headers))
    if once:
        sent.headers["Cache-Control"] = "no-store"
    if not answer.body:
        # Flask would call nothing an HTML page.
        del sent.headers["Content-Type"]
    return sent


def _without(answer: Answer, once: Collection[str]) -> Answer:
    """Return an answer as it may be kept: secrets are stored nowhere."""
    if not once:
        return answer
    note = N_("It was shown in the first answer only. If that is lost, revoke this one and make another.")
    body = {**json.loads(answer.body), **dict.fromkeys(once), "note": translate(note, language())}
    return replace(answer, body=encoded(body))


def _answer(schema: Schema | None, value: Any, status: HTTPStatus | None, under: str | None) -> Answer:
    if schema is None:
        return Answer(HTTPStatus.NO_CONTENT, {}, b"")
    body = schema.dump(value)
    chosen = status or (HTTPStatus.CREATED if request.method == "POST" else HTTPStatus.OK)
    headers = {"Content-Type": "application/json"}
    if "revision" in body:
        headers["ETag"] = tagged(body["revision"])
    if chosen == HTTPStatus.CREATED:
        here = f"{request.script_root}{under or request.path}"
        headers["Location"] = f"{here}/{body.get('slug') or body['id']}" if request.method == "POST" else here
    return Answer(int(chosen), headers, encoded(body))


def _idempotency_key() -> str | None:
    key = request.headers.get(KEY_HEADER) if request.method == "POST" else None
    if key is not None and not (len(key) <= KEY_MAX and re.fullmatch(KEY_PATTERN, key)):
        raise InvalidOptionError(KEY_HEADER, N_("Send one of 1 to 255 printable ASCII characters, without a comma."))
    return key


def _digest() -> str:
    """Digest what was asked: the same key with anything else is a mistake of the sender."""
    asked = f"{request.method}\n{request.full_path}\n{request.mimetype}\n".encode("utf-8", "surrogateescape")
    return hashlib.sha256(asked + request.get_data()).hexdigest()
