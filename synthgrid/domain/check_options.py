"""The judge of options, of a request and of a command alike."""

from collections.abc import Mapping
from typing import Any, Final

from synthgrid.domain import fields
from synthgrid.domain.check_items import ITEM_FIELDS
from synthgrid.domain.document import Defaults
from synthgrid.domain.fields import Reader, Refused
from synthgrid.domain.mapping import TableOptions
from synthgrid.domain.options import Pages
from synthgrid.errors import N_, InvalidOptionError

DEFAULTS: Final[Mapping[str, Reader]] = {
    **{name: ITEM_FIELDS[name] for name in ("group", "section", "polarity")},
    "actor": fields.required(fields.line),
    "category": lambda path: fields.path(list(path)),
}
"""The options that say what a body leaves out."""


def check_option(name: str, read: Reader, value: Any) -> Any:
    """Read an option.

    Raises:
        InvalidOptionError: Its reader refuses it.
    """
    try:
        return read(value)
    except Refused as refused:
        raise InvalidOptionError(name, refused.message, refused.at) from None


def check_table(given: Mapping[str, Any]) -> TableOptions:
    """Return how a table is read.

    Args:
        given: Options by name, each judged, of which `mapping`, `split`, `sheet` and `raw` are read; None is not given.
    """
    found = {name: given[name] for name in ("mapping", "split", "sheet", "raw") if given.get(name) is not None}
    return TableOptions(**found)


def check_pages(pages: Pages | None, format: str) -> None:  # noqa: A002 (the contract's own word)
    """Judge whether a drawing may have several pages.

    Raises:
        InvalidOptionError: It is not a PDF.
    """
    if pages is Pages.CATEGORY and format != "pdf":
        raise InvalidOptionError(
            "pages", N_("Only a PDF has several pages: ask for the ending .pdf, or leave this option out.")
        )


def check_defaults(given: Mapping[str, Any], language: str | None = None) -> Defaults:
    """Judge what a body means where it says nothing.

    Args:
        given: Options by name, of which those of `DEFAULTS` are read; None is not given. A category is a path.
        language: That of the service.

    Raises:
        InvalidOptionError: One of them cannot be.
    """
    found = {
        name: check_option(name, read, given[name]) for name, read in DEFAULTS.items() if given.get(name) is not None
    }
    return Defaults(**found, language=language)
