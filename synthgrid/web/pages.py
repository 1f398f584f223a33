"""The page `/`: the workshops and their drawings."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from flask import Blueprint, Response, g, make_response, render_template, request

from synthgrid import storage
from synthgrid.domain.options import FORMATS, View
from synthgrid.domain.values import WorkshopSummary
from synthgrid.errors import N_, InvalidOptionError, Message
from synthgrid.i18n import long_date, plural, preferred, translate
from synthgrid.settings import Settings
from synthgrid.storage import Database, PageRequest

WORKSHOPS_A_PAGE: Final = 24
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Vary": "Accept-Language, Authorization",
}


def pages(database: Database, settings: Settings) -> Blueprint:
    """Return the blueprint of the pages; who is asking stands in `g.principal`.

    Args:
        database: Where the workshops are.
        settings: Say the language of those whose browser asks for none of ours.
    """
    blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static")

    @blueprint.get("/")
    def workshops() -> Response:
        """Show the workshops of the workspace, the newest first, each with its drawings."""
        page_request = PageRequest(limit=WORKSHOPS_A_PAGE, cursor=_cursor())
        with database.read() as session:
            page = storage.list_workshops(session, g.principal.workspace, page_request)
        language = preferred(request.accept_languages, settings.language)
        answer = make_response(
            render_template(
                "workshops.html",
                page=page,
                language=language,
                _=partial(_said, language),
                facts=partial(_facts, language),
                map_formats=FORMATS[View.MINDMAP],
                grid_formats=FORMATS[View.GRID],
                sheet_formats=FORMATS[View.SHEET],
            )
        )
        answer.headers.update(HEADERS)
        return answer

    return blueprint


def _cursor() -> str | None:
    for option in request.args:
        if option != "cursor":
            raise InvalidOptionError(
                option, Message(N_("There is no such option; there are: %(known)s."), {"known": "cursor"})
            )
    given = request.args.getlist("cursor")
    if len(given) > 1:
        raise InvalidOptionError("cursor", N_("It is given more than once."))
    return given[0] if given else None


def _said(language: str, message: str) -> str:
    return translate(message, language)


def _facts(language: str, workshop: WorkshopSummary) -> str:
    """Return the line under a title: place, date, groups, contributions."""
    groups = workshop.counts["groups"]
    facts = [
        workshop.place,
        long_date(workshop.date, language) if workshop.date else "",
        plural("%(count)d group", "%(count)d groups", groups, language) if groups else "",
        plural("%(count)d contribution", "%(count)d contributions", workshop.counts["proposals"], language),
    ]
    return " · ".join(fact for fact in facts if fact)
