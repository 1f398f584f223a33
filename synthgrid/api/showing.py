"""Drawings on their way out: stamp, 304, cache, and only then the snapshot and the drawing, outside any transaction."""

import sys
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Response

from synthgrid import i18n, synthesis, writing
from synthgrid.api.context import context, renderer, workspace
from synthgrid.api.negotiation import DRAWN, PICTURES, header_of
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.options import Options, View
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.drawing import Drawing, Format, Kept, key
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
    with shared.database.read() as session:
        now = stamp(session, workspace(), slug, given.get("template"))
    name = _key(now, view, given, format_)
    if is_known(name):
        return not_modified(name)
    if format_ not in PICTURES:
        workshop = _loaded(slug, given)
        return _tagged(_shown(view, workshop, format_, given), _key(workshop.stamp, view, given, format_))
    kept = shared.cache.get(name)
    if kept is None:
        make = partial(_made_of_stored, view, slug, format_, given)
        name, kept = shared.cache.once(name, make, shared.settings.rendering.timeout)
    return _tagged(_picture(kept, format_, f"{slug}-{view}"), name)


def _loaded(slug: str, given: dict[str, Any]) -> Workshop:
    with context().database.read() as session:
        return load_snapshot(session, workspace(), slug, given.get("template"))


def _made_of_stored(view: View, slug: str, format_: str, given: dict[str, Any], seconds: float) -> Kept:
    workshop = _loaded(slug, given)
    return Kept(_key(workshop.stamp, view, given, format_), _made(view, workshop, format_, given, seconds))


def drawn(view: View, workshop: Workshop, format_: str, given: dict[str, Any]) -> Response:
    """Answer a drawing of a workshop that is stored nowhere."""
    return _shown(view, workshop, format_, given)


def _key(now: Stamp, view: View, given: dict[str, Any], format_: str) -> str:
    """Name a drawing by all that it rests on; the language that is not given follows from the workshop's revision."""
    relevant = {name: value for name, value in given.items() if name != "dpi" or format_ == "png"}
    pixels = context().settings.rendering.pixels
    return key(now, view, Options(**{"lang": "", **relevant}), format_, _engine_of(format_), pixels=pixels)


def _engine_of(format_: str) -> str:
    """Name the engine that draws; a text has none, and is answered where Graphviz is not."""
    if format_ not in DRAWN:
        return ""
    with renderer() as drawing:
        return str(drawing.engine())


def _shown(view: View, workshop: Workshop, format_: str, given: dict[str, Any]) -> Response:
    name = f"{workshop.slug or 'atelier'}-{view}"
    if format_ in PICTURES:
        return _picture(_made(view, workshop, format_, given), format_, name)
    most = context().settings.limits.drawn if format_ in DRAWN else sys.maxsize
    arranged, options = _arranged(view, workshop, given, most)
    figure = _figure(workshop, options) if format_ in DRAWN else None
    return _answer(writing.write(arranged, format_, figure), format_, name)


def _made(view: View, workshop: Workshop, format_: str, given: dict[str, Any], seconds: float | None = None) -> Drawing:
    arranged, options = _arranged(view, workshop, given, context().settings.limits.drawn)
    with renderer() as drawing:
        return drawing.draw(arranged, options, Format(format_), timeout=seconds)


def _arranged(view: View, workshop: Workshop, given: dict[str, Any], most: int) -> tuple[Arrangement, Options]:
    options = Options(**{"lang": i18n.speaks(workshop.language), **given})
    return synthesis.ARRANGE[view](workshop, options, most), options


def _figure(workshop: Workshop, options: Options) -> writing.Figure:
    """Draw the map that a document shows."""
    chosen = writing.figure_options(options)
    arranged = synthesis.mind_map(workshop, chosen, context().settings.limits.drawn)
    with renderer() as drawing:
        return writing.figure_of(arranged, drawing.draw(arranged, chosen, Format.PNG).data)


def _picture(made: Drawing, format_: str, name: str) -> Response:
    answer = _answer(made.data, format_, name)
    if made.dpi is not None:
        answer.headers["X-Render-Dpi"] = str(made.dpi)
    if made.small_print is not None:
        answer.headers["X-Small-Print"] = f"{made.small_print.size:g}pt; floor={made.small_print.floor:g}pt"
    if made.missing_glyphs:
        answer.headers["X-Missing-Glyphs"] = ", ".join(made.missing_glyphs)
    return answer


def _answer(data: bytes, format_: str, name: str) -> Response:
    answer = Response(data, content_type=header_of(format_))
    shown = "attachment" if format_ in writing.DOCUMENTS else "inline"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{name}.{format_}"'
    if format_ in POLICIES:
        answer.headers["Content-Security-Policy"] = POLICIES[format_]
    return answer


def _tagged(answer: Response, name: str) -> Response:
    answer.headers["ETag"] = tagged(name)
    return answer
