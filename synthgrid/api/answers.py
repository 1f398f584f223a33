"""Answers to reads: the value dumped, its ETag, and 304 when the asker has it already."""

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from marshmallow import Schema

from synthgrid.api.context import context, workspace
from synthgrid.api.encoding import encoded
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.storage import Page, PageRequest, Session


def json_answer(body: Any) -> Response:
    """Answer a JSON body."""
    return Response(encoded(body), content_type="application/json")


def found(schema: Schema, query: Callable[[Session, str], Any]) -> Response:
    """Answer one resource, or 304 when the asker has this revision of it.

    Args:
        schema: Dumps the value, its `revision` among the rest.
        query: Finds the value; takes the session and the workspace.
    """
    with context().database.read() as session:
        body = schema.dump(query(session, workspace()))
    return with_tag(body, body["revision"])


def with_tag(body: Any, revision: str) -> Response:
    """Answer a JSON body under its revision."""
    if is_known(revision):
        return not_modified(revision)
    answer = json_answer(body)
    answer.headers["ETag"] = tagged(revision)
    return answer


def with_digest(body: Any) -> Response:
    """Answer a JSON body that has no revision of its own under a digest of it."""
    answer = json_answer(body)
    digest = hashlib.sha256(answer.get_data()).hexdigest()[:32]
    if is_known(digest):
        return not_modified(digest)
    answer.headers["ETag"] = tagged(digest)
    return answer


def listed(
    schema: Schema, query: Callable[[Session, str, PageRequest], Page[Any]], options: dict[str, Any]
) -> Response:
    """Answer one page of a list, with a link to the next; its ETag is the workshop's, where it is in one.

    Args:
        schema: Dumps the page.
        query: Finds the page; takes the session, the workspace and which page is asked for.
        options: `limit`, `cursor`, `total` and `sort` as asked for; taken out of it.
    """
    wanted = PageRequest(
        **{name: options.pop(name) for name in ("limit", "cursor", "total", "sort") if name in options}
    )
    with context().database.read() as session:
        page = query(session, workspace(), wanted)
        if page.revision and is_known(page.revision):
            return not_modified(page.revision)
        body = schema.dump(page)
    answer = with_tag(body, page.revision) if page.revision else with_digest(body)
    if page.next is not None:
        asked = {**request.args, "cursor": page.next}
        answer.headers["Link"] = f'<{request.script_root}{request.path}?{urlencode(asked)}>; rel="next"'
    return answer
