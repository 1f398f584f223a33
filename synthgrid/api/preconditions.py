"""ETags: what an answer rests on, and what the asker already has."""

import re
from typing import Final

from flask import Response, request
from werkzeug.http import parse_etags

from synthgrid.api.context import asked
from synthgrid.api.finished import Finished
from synthgrid.domain.preconditions import WHATEVER_EXISTS, IfMatch

EVERY: Final = frozenset((WHATEVER_EXISTS,))
_PACKED: Final = re.compile(r"(:|-|--)(gzip|br|zstd|deflate)$")
"""What servers that compress append to a tag on its way out."""

WITH: Final = "."
"""Between the revision of a workshop and that of what an answer holds besides: the first alone is what is replaced."""


def tagged(revision: str) -> str:
    """Return a revision as a strong entity tag."""
    return f'"{revision}"'


def if_match() -> IfMatch:
    """Return what `If-Match` allows to change, and `If-None-Match` does not."""
    return IfMatch(_replaceable("If-Match", weak=False), _replaceable("If-None-Match", weak=True) or frozenset())


def is_conditional() -> bool:
    """Tell whether the asker says what it believes to change; that it is not this or that is no such belief."""
    return "If-Match" in request.headers or _named("If-None-Match", weak=True) == EVERY


def is_known(revision: str) -> bool:
    """Tell whether the asker has this revision already (`If-None-Match`)."""
    # Asked by every request; most of those that have it send the tag as it was given to them.
    here = asked()
    given = here.environ.get("HTTP_IF_NONE_MATCH")
    if given is None or here.method not in {"GET", "HEAD"}:
        return False
    if given == tagged(revision):
        return True
    named = _named("If-None-Match", weak=True) or frozenset()
    return revision in named or named == EVERY


def _replaceable(header: str, *, weak: bool) -> frozenset[str] | None:
    """Return the revisions that a header names, with those of what is replaced where an answer held more."""
    named = _named(header, weak=weak)
    return None if named is None else named | {one.partition(WITH)[0] for one in named}


def _named(header: str, *, weak: bool) -> frozenset[str] | None:
    """Return the revisions that a header names, `*` for any; None where it is not sent.

    Each is as it came, since a revision may end like a suffix, and without the suffix of a packed answer.
    """
    given = request.headers.get(header)
    if given is None:
        return None
    tags = parse_etags(given.strip())
    if tags.star_tag:
        return EVERY
    # A tag in quotes is a name, even this one; werkzeug reads an empty one as None.
    named = {one for one in tags.as_set(include_weak=weak) if one} - EVERY
    return frozenset(named | {_PACKED.sub("", one) for one in named})


def not_modified(revision: str) -> Response:
    """Answer that nothing changed."""
    return Finished(status=304, headers={"ETag": tagged(revision)})
