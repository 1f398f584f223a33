"""Answers to reads: the value dumped, its ETag, and 304 when the asker has it already."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from marshmallow import Schema

from synthgrid.api.context import context, workspace
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.storage import Page, PageRequest, Session


def json_answer(body: Any) -> Response:
    """Answer a JSON body."""
    return Response(current_app.json.dumps(body), content_type="application/json")


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


def listed(
    schema: Schema, query: Callable[[Session, str, PageRequest], Page[Any]], options: dict[str, Any]
) -> Response:
    """Answer one page of a list, with a link to the next.

    Args:
        schema: Dumps the page.
        query: Finds the page; takes the session, the workspace and which page is asked for.
        options: `limit`, `cursor` and `total` as asked for; taken out of it.
    """
    wanted = PageRequest(**{name: options.pop(name) for name in ("limit", "cursor", "total") if name in options})
    with context().database.read() as session:
        page = query(session, workspace(), wanted)
        body = schema.dump(page)
    answer = json_answer(body)
    if page.next is not None:
        asked = {**request.args, "cursor": page.next}
        answer.headers["Link"] = f'<{request.script_root}{request.path}?{urlencode(asked)}>; rel="next"'
    return answer
