"""What an export keeps beside the texts: a JSON object of a kind and of fields, at each entry."""

from typing import Any

from synthgrid.domain.branches import Branch, Kind
from synthgrid.errors import MalformedBodyError
from synthgrid.formats import strict_json
from synthgrid.settings import Limits


def keep(branch: Branch, written: str | None, limits: Limits) -> None:
    """Give an entry what an export kept of it; what is none of that is left alone.

    An entry that an export wrote is an item unless it says otherwise.
    """
    if written is None:
        return
    try:
        data = strict_json.load(written.encode("utf-8", "replace"), limits)
    except MalformedBodyError:
        return
    if isinstance(data, dict):
        branch.kind = kind_named(data.pop("kind", Kind.ITEM))
        branch.fields.update(data)


def kind_named(name: Any) -> Kind | None:
    """Return a kind by its name; None for what is none."""
    return Kind(name) if name in list(Kind) else None
