"""Drawings on their way out: stamp, 304, cache, and only then the snapshot and the drawing, outside any transaction."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request

from synthgrid import i18n, synthesis, writing
from synthgrid.api.access import SHARE
from synthgrid.api.context import Context, context, engine_of, noted, principal, renderer, workspace
from synthgrid.api.finished import Finished
from synthgrid.api.negotiation import DRAWN, PICTURES, header_of
from synthgrid.api.preconditions import is_known, not_modified, tagged
from synthgrid.domain.arrangement import Arrangement
from synthgrid.domain.check_options import check_pages
from synthgrid.domain.options import Options, Pages, View
from synthgrid.domain.templates import TEMPLATES, unknown_template
from synthgrid.domain.values import Stamp, Workshop
from synthgrid.drawing import Drawing, Format, Kept, key
from synthgrid.errors import SynthgridError
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

    Raises:
        InvalidOptionError: Several pages are asked for, and not as a PDF.
    """
    check_pages(given.get("pages"), format_)
    template = given.get("template")
    if template is not None and principal().share and template not in TEMPLATES:
        # A share link shows one workshop: what else the workspace has is not told, and its own template is the default.
        raise unknown_template(template, ())
    shared = context()
    now = stamp(shared.database, workspace(), slug, given.get("template"))
    name = _name(shared, now, view, format_, given)
    if is_known(name):
        return not_modified(name)
    file = f"{slug}-{view}"
    if format_ not in PICTURES:
        workshop = _loaded(slug, given)
        tag = _name(shared, workshop.stamp, view, format_, given)
        return _answer(_written(view, workshop, format_, given), format_, file, tag)
    kept = shared.cache.get(name)
    if kept is None:
        make = partial(_made_of_stored, view, slug, format_, given)
        try:
            name, kept = shared.cache.once(name, make, shared.settings.rendering.timeout)
        except SynthgridError:
            _note_unless_made(shared, view, format_, "refused")
            raise
    _note_unless_made(shared, view, format_, "cached")
    return _picture(kept, format_, file, name)


def drawn(view: View, workshop: Workshop, format_: str, given: dict[str, Any]) -> Response:
    """Answer a drawing of a workshop that is stored nowhere.

    Raises:
        InvalidOptionError: Several pages are asked for, and not as a PDF.
    """
    check_pages(given.get("pages"), format_)
    file = f"{workshop.slug or 'atelier'}-{view}"
    if format_ in PICTURES:
        return _picture(_made(view, workshop, format_, given), format_, file)
    return _answer(_written(view, workshop, format_, given), format_, file)


def _note(shared: Context, view: View, format_: str, outcome: str, seconds: float | None = None) -> None:
    """Count a drawing, and let the line of the request tell of it."""
    shared.metrics.count_drawing(view, format_, outcome, seconds)
    facts = {"view": view.value, "format": format_, "drawing": outcome}
    if seconds is not None and format_ in DRAWN and (engine := shared.renderer.known_engine()):
        facts["engine"] = str(engine)
    noted().drawing = facts


def _note_unless_made(shared: Context, view: View, format_: str, outcome: str) -> None:
    """Note what was taken from the cache, or what another one has made for all; who made it has noted it already."""
    if "drawing" not in noted():
        _note(shared, view, format_, outcome)


@contextmanager
def _making(view: View, format_: str) -> Iterator[None]:
    """Note what is made while this lasts, and how it ends."""
    shared, began = context(), time.monotonic()
    try:
        yield
    except SynthgridError:
        _note(shared, view, format_, "refused", time.monotonic() - began)
        raise
    _note(shared, view, format_, "drawn", time.monotonic() - began)


def _loaded(slug: str, given: dict[str, Any]) -> Workshop:
    with context().database.read() as session:
        return load_snapshot(session, workspace(), slug, given.get("template"))


def _made_of_stored(view: View, slug: str, format_: str, given: dict[str, Any], seconds: float) -> Kept:
    workshop = _loaded(slug, given)
    name = _name(context(), workshop.stamp, view, format_, given)
    return Kept(name, _made(view, workshop, format_, given, seconds))


def _name(shared: Context, now: Stamp, view: View, format_: str, given: dict[str, Any]) -> str:
    """Name a drawing by all that it rests on. A text has no engine, and is answered where Graphviz is not."""
    engine = str(engine_of(shared)) if format_ in DRAWN else ""
    return _named(now, view, frozenset(given.items()), format_, engine, pixels=shared.settings.rendering.pixels)


@lru_cache(10_000)
def _named(now: Stamp, view: View, given: frozenset[tuple[str, Any]], format_: str, engine: str, *, pixels: int) -> str:
    """Name it once; the language that is not given follows from the workshop's revision."""
    relevant = {name: value for name, value in given if name != "dpi" or format_ == "png"}
    return key(now, view, Options(**{"lang": "", **relevant}), format_, engine, pixels=pixels)


def _written(view: View, workshop: Workshop, format_: str, given: dict[str, Any]) -> bytes:
    most = context().settings.limits.drawn if format_ in DRAWN else sys.maxsize
    with _making(view, format_):
        arranged, options = _arranged(view, workshop, given, most)
        return writing.write(arranged, format_, _figure(workshop, options) if format_ in DRAWN else None)


def _made(view: View, workshop: Workshop, format_: str, given: dict[str, Any], seconds: float | None = None) -> Drawing:
    with _making(view, format_), renderer() as drawing:
        arranged, options = _arranged(view, workshop, given, context().settings.limits.drawn)
        return drawing.draw(arranged, options, Format(format_), timeout=seconds)


def _arranged(view: View, workshop: Workshop, given: dict[str, Any], most: int) -> tuple[Arrangement, Options]:
    options = Options(**{"lang": i18n.speaks(workshop.language), **given})
    return synthesis.ARRANGE[view](workshop, options, most), options


def _figure(workshop: Workshop, options: Options) -> writing.Figure:
    """Draw the map that a document shows."""
    chosen = writing.figure_options(options)
    arranged = synthesis.mind_map(workshop, chosen, context().settings.limits.drawn)
    with renderer() as drawing:
        drawn = drawing.draw(arranged, chosen, Format.PNG)
    return writing.figure_of(arranged, drawn.data, drawn.dpi or chosen.dpi)


def _picture(made: Drawing, format_: str, file: str, tag: str = "") -> Response:
    answer = _answer(made.data, format_, file, tag)
    if made.dpi is not None:
        answer.headers["X-Render-Dpi"] = str(made.dpi)
    if made.small_print is not None:
        answer.headers["X-Small-Print"] = f"{made.small_print.size:g}pt; floor={made.small_print.floor:g}pt"
        if request.args.get("pages") != Pages.CATEGORY:
            answer.headers["Link"] = f'<{_in_pages(format_)}>; rel="alternate"; type="application/pdf"'
    if made.missing_glyphs:
        answer.headers["X-Missing-Glyphs"] = ", ".join(made.missing_glyphs)
    return answer


def _in_pages(format_: str) -> str:
    """Return the address of the same drawing on pages that can be read."""
    asked = {name: value for name, value in request.args.items() if name not in {"dpi", SHARE}}
    return f"{request.path.removesuffix(f'.{format_}')}.pdf?{urlencode(asked | {'pages': Pages.CATEGORY.value})}"


def _answer(data: bytes, format_: str, file: str, tag: str = "") -> Response:
    """Answer bytes; `tag` is the drawing's name, "" where it is stored nowhere."""
    shown = "attachment" if format_ in writing.DOCUMENTS else "inline"
    headers = {
        "Content-Type": header_of(format_),
        "Content-Length": str(len(data)),
        "Content-Disposition": f'{shown}; filename="{file}.{format_}"',
    }
    if format_ in POLICIES:
        headers["Content-Security-Policy"] = POLICIES[format_]
    if tag:
        headers["ETag"] = tagged(tag)
    return Finished(data, headers=headers)
