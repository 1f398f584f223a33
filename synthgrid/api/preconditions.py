"""ETags: what an answer rests on, and what the asker already has."""

import re
from collections.abc import Iterator
from typing import Final

from flask import Response, request

from synthgrid.api.finished import Finished
from synthgrid.domain.preconditions import ANY, WHATEVER_EXISTS, IfMatch

_TAG: Final = re.compile(r'(?P<weak>W/)?"(?P<tag>[^"]*)"')
_PACKED: Final = re.compile(r"(:|-|--)(gzip|br|zstd|deflate)$")
"""What servers that compress append to a tag on its way out."""

WITH: Final = "."
"""Between the revision of a workshop and that of what an answer holds besides: the first alone is what is replaced."""


def tagged(revision: str) -> str:
    """Return a revision as a strong entity tag."""
    return f'"{revision}"'


def if_match() -> IfMatch:
    """Return what `If-Match` allows to change; `If-None-Match: *` only what is not there yet."""
    if request.headers.get("If-None-Match", "").strip() == WHATEVER_EXISTS:
        return IfMatch(new=True)
    header = request.headers.get("If-Match")
    if header is None:
        return ANY
    if header.strip() == WHATEVER_EXISTS:
        return IfMatch(frozenset((WHATEVER_EXISTS,)))
    known = set(_revisions(header, weak=False))
    return IfMatch(frozenset(known | {one.partition(WITH)[0] for one in known}))


def is_conditional() -> bool:
    """Tell whether the asker says what it believes to change."""
    return "If-Match" in request.headers or request.headers.get("If-None-Match", "").strip() == WHATEVER_EXISTS


def is_known(revision: str) -> bool:
    """Tell whether the asker has this revision already (`If-None-Match`)."""
    header = request.environ.get("HTTP_IF_NONE_MATCH")
    if header is None or request.method not in {"GET", "HEAD"}:
        return False
    if header.strip() == WHATEVER_EXISTS:
        return True
    return revision in _revisions(header, weak=True)


def _revisions(header: str, *, weak: bool) -> Iterator[str]:
    """Yield each tag as it came, since a revision may end like a suffix, and without the suffix of a packed answer."""
    for found in _TAG.finditer(header):
        if weak or not found["weak"]:
            yield found["tag"]
            yield _PACKED.sub("", found["tag"])


def not_modified(revision: str) -> Response:
    """Answer that nothing changed."""
    return Finished(status=304, headers={"ETag": tagged(revision)})
