"""Drawings on their way out: stamp, 304, cache, and only then the snapshot and the drawing, outside any transaction."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from flask import Response

from synthgrid import i18n, synthesis, writing
from synthgrid.api.context import Context, context, engine_of, renderer, workspace
from synthgrid.api.negotiation import PICTURES, header_of
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options, View
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.drawing import Drawing, Format, key
from synthgrid.storage import load_snapshot, stamp

POLICIES: Final[Mapping[str, str]] = {
    "svg": "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
    "html": f"default-src 'none'; style-src {writing.STYLE_SOURCE}; sandbox",
}
"""What a browser lets an answer do: style itself, and an SVG bring its font; it runs nothing and loads nothing."""


def stored(view: View, slug: str, format_: str, given: dict[str, Any]) -> Response:
    """Answer a drawing of a stored workshop.

    Args:
        view: What is drawn.
        slug: Of which workshop.
        format_: In which format.
        given: The options that were given.
    """
    shared = context()
    now = stamp(shared.database, workspace(), slug, given.get("template"))
    name = _name(shared, now, view, format_, given)
    if is_known(name):
        return not_modified(name)
    if format_ in PICTURES and (kept := shared.cache.get(name)):
        return _picture(kept, format_, f"{slug}-{view}", name)
    with shared.database.read() as session:
        workshop = load_snapshot(session, workspace(), slug, given.get("template"))
    return _shown(view, workshop, format_, given, _name(shared, workshop.stamp, view, format_, given))


def drawn(view: View, workshop: Workshop, format_: str, given: dict[str, Any]) -> Response:
    """Answer a drawing of a workshop that is stored nowhere."""
    return _shown(view, workshop, format_, given)


def _name(shared: Context, now: Stamp, view: View, format_: str, given: dict[str, Any]) -> str:
    """Name a drawing by all that it rests on. A text has no engine, and is answered where Graphviz is not."""
    engine = str(engine_of(shared)) if format_ in PICTURES else ""
    return _named(now, view, frozenset(given.items()), format_, engine, pixels=shared.settings.rendering.pixels)


@lru_cache(10_000)
def _named(now: Stamp, view: View, given: frozenset[tuple[str, Any]], format_: str, engine: str, *, pixels: int) -> str:
    """Name it once; the language that is not given follows from the workshop's revision."""
    relevant = {name: value for name, value in given if name != "dpi" or format_ == "png"}
    return key(now, view, Options(**{"lang": "", **relevant}), format_, engine, pixels=pixels)


def _shown(view: View, workshop: Workshop, format_: str, given: dict[str, Any], tag: str = "") -> Response:
    """Arrange and draw.

    Args:
        view: What is drawn.
        workshop: Of which workshop.
        format_: In which format.
        given: The options that were given.
        tag: The drawing's name, under which it is kept; "" where nothing is.
    """
    shared = context()
    options = Options(**{"lang": i18n.speaks(workshop.language), **given})
    arrange = synthesis.mind_map if view is View.MINDMAP else synthesis.grid
    most = shared.settings.limits.drawn if format_ in PICTURES else sys.maxsize
    arranged: Arrangement = arrange(workshop, options, most)
    file = f"{workshop.slug or 'atelier'}-{view}"
    if format_ not in PICTURES:
        return _answer(writing.write(arranged, format_), format_, file, tag)
    with renderer() as drawing:
        made = drawing.draw(arranged, options, Format(format_))
    if tag:
        shared.cache.put(tag, made)
    return _picture(made, format_, file, tag)


def _picture(made: Drawing, format_: str, file: str, tag: str) -> Response:
    answer = _answer(made.data, format_, file, tag)
    if made.dpi is not None:
        answer.headers["X-Render-Dpi"] = str(made.dpi)
    if made.missing_glyphs:
        answer.headers["X-Missing-Glyphs"] = ", ".join(made.missing_glyphs)
    return answer


def _answer(data: bytes, format_: str, file: str, tag: str) -> Response:
    headers = {"Content-Type": header_of(format_), "Content-Disposition": f'inline; filename="{file}.{format_}"'}
    if format_ in POLICIES:
        headers["Content-Security-Policy"] = POLICIES[format_]
    if tag:
        headers["ETag"] = tagged(tag)
    return Response(data, headers=headers)
