"""ETags: what an answer rests on, and what the asker already has."""

import re
from typing import Final

from flask import Response, request

from synthgrid.domain.preconditions import ANY, WHATEVER_EXISTS, IfMatch

_TAG: Final = re.compile(r'(?P<weak>W/)?"(?P<tag>[^"]*)"')
_PACKED: Final = re.compile(r"(:|-|--)(gzip|br|zstd|deflate)$")
"""What servers that compress append to a tag on its way out."""


def tagged(revision: str) -> str:
    """Return a revision as a strong entity tag."""
    return f'"{revision}"'


def if_match() -> IfMatch:
    """Return what `If-Match` allows to change."""
    header = request.headers.get("If-Match")
    if header is None:
        return ANY
    if header.strip() == WHATEVER_EXISTS:
        return IfMatch(frozenset((WHATEVER_EXISTS,)))
    return IfMatch(frozenset(_PACKED.sub("", found["tag"]) for found in _TAG.finditer(header) if not found["weak"]))


def is_known(revision: str) -> bool:
    """Tell whether the asker has this revision already (`If-None-Match`)."""
    header = request.headers.get("If-None-Match")
    if header is None or request.method not in {"GET", "HEAD"}:
        return False
    if header.strip() == WHATEVER_EXISTS:
        return True
    return any(_PACKED.sub("", found["tag"]) == revision for found in _TAG.finditer(header))


def not_modified(revision: str) -> Response:
    """Answer that nothing changed."""
    return Response(status=304, headers={"ETag": tagged(revision)})
