"""The one table from exception to status; every error leaves as RFC 9457 `application/problem+json`."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, g, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from synthgrid import errors, i18n
from synthgrid.api.context import context
from synthgrid.errors import FAULTS_TOLD, N_, Fault, Message, SynthgridError
from synthgrid.refusals import REFUSALS, Refusal

PROBLEM_TYPE: Final = "application/problem+json"
CODE_URN: Final = "urn:synthgrid:problem:"
REALM: Final = 'Bearer realm="synthgrid"'

logger = logging.getLogger("synthgrid.errors")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of error is answered: its status and the title people read."""

    status: HTTPStatus
    title: str


KINDS: Final[Mapping[type[Exception], Kind]] = {
    errors.MalformedError: Kind(HTTPStatus.BAD_REQUEST, N_("Unreadable body")),
    errors.MissingKeyError: Kind(HTTPStatus.UNAUTHORIZED, N_("Key needed")),
    errors.UnknownKeyError: Kind(HTTPStatus.UNAUTHORIZED, N_("Key needed")),
    errors.UnknownShareError: Kind(HTTPStatus.UNAUTHORIZED, N_("Key needed")),
    errors.TwoKeysError: Kind(HTTPStatus.BAD_REQUEST, N_("Unreadable request")),
    errors.AccessError: Kind(HTTPStatus.FORBIDDEN, N_("Not allowed")),
    errors.NotFoundError: Kind(HTTPStatus.NOT_FOUND, N_("Not found")),
    errors.ConflictError: Kind(HTTPStatus.CONFLICT, N_("Conflict with what is stored")),
    errors.PreconditionError: Kind(HTTPStatus.PRECONDITION_FAILED, N_("Changed meanwhile")),
    errors.PreconditionRequiredError: Kind(HTTPStatus.PRECONDITION_REQUIRED, N_("If-Match needed")),
    errors.TooLargeError: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, N_("Body too large")),
    errors.SlowRequestError: Kind(HTTPStatus.REQUEST_TIMEOUT, N_("Too slow")),
    errors.UnsupportedFormatError: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, N_("Format not supported")),
    errors.InvalidError: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, N_("Against a rule")),
    errors.RateLimitError: Kind(HTTPStatus.TOO_MANY_REQUESTS, N_("Too many requests")),
    errors.BusyError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, N_("Busy")),
    errors.NotReadyError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, N_("Not ready")),
    SynthgridError: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, N_("Internal error")),
}
"""An error is answered as the nearest of its classes that stands here."""


def problem(
    status: int,
    code: str,
    title: str,
    detail: Message | str,
    *,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem in the language of the request.

    Args:
        status: The HTTP status.
        code: The stable name of the problem.
        title: The same for every problem of a kind; a gettext id.
        detail: What happened here.
        faults: The places concerned; the first `FAULTS_TOLD` are told.
        headers: Headers of the answer besides its type.
    """
    spoken = language()
    g.code = code
    body = {
        "type": CODE_URN + code,
        "title": i18n.translate(title, spoken),
        "status": status,
        "detail": i18n.translate(detail, spoken),
        "code": code,
        "request_id": g.get("request_id", ""),
    }
    if told := [_told(fault, spoken) for fault in list(faults)[:FAULTS_TOLD]]:
        body["errors"] = told
    # A refused text may hold lone surrogates, and the problem quotes it.
    answer = Response(json.dumps(body).encode("utf-8", "replace"), status, content_type=PROBLEM_TYPE)
    told_in = {"Content-Language": spoken, "Vary": "Accept, Accept-Language, Authorization"}
    answer.headers.update({**told_in, "Cache-Control": "no-store", **(headers or {})})
    return answer


def _told(fault: Fault, spoken: str) -> dict[str, Any]:
    told: dict[str, Any] = {"pointer": fault.pointer, "message": i18n.translate(fault.message, spoken)}
    if fault.line is not None:
        told["line"] = fault.line
    return told


def language() -> str:
    """Return the language the asker is answered in: by `Accept-Language`, else the setting."""
    return i18n.preferred(request.accept_languages, context().settings.language)


def kind_of(error: type[Exception]) -> Kind:
    """Return how a class of errors is answered."""
    return next(KINDS[one] for one in error.__mro__ if one in KINDS)


def _of_synthgrid(error: SynthgridError) -> Response:
    kind = kind_of(type(error))
    if kind.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s", error, exc_info=error, extra={"request_id": g.get("request_id", "")})
    return problem(kind.status, error.code, kind.title, error.sentence, faults=error.faults, headers=_headers(error))


def _headers(error: SynthgridError) -> Mapping[str, str]:
    match error:
        case errors.MissingKeyError() | errors.UnknownShareError():
            return {"WWW-Authenticate": REALM}
        case errors.UnknownKeyError():
            return {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        case errors.TwoKeysError():
            return {"WWW-Authenticate": f'{REALM}, error="invalid_request"'}
        case errors.ScopeError():
            return {"WWW-Authenticate": f'{REALM}, error="insufficient_scope"'}
        case errors.RateLimitError() | errors.BusyError() | errors.NotReadyError():
            return {"Retry-After": str(error.retry_after)}
    return {}


def _of_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    told = REFUSALS.get(status) or Refusal(f"http-{status:d}", status.phrase, status.phrase)
    kept = {
        name: value for name, value in error.get_headers() if name.lower() not in {"content-type", "content-length"}
    }
    if isinstance(error, MethodNotAllowed):
        kept["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return problem(status, told.code, told.title, told.sentence, headers=kept)


def _unforeseen(error: Exception) -> Response:
    logger.error("a request failed", exc_info=error, extra={"request_id": g.get("request_id", "")})
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    told = REFUSALS[status]
    return problem(status, told.code, told.title, told.sentence)


def register(app: Flask) -> None:
    """Answer every error of an application as a problem, on every path."""
    app.register_error_handler(SynthgridError, _of_synthgrid)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unforeseen)
